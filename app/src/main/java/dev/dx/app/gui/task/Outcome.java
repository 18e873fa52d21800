package dev.dx.app.gui.task;

import dev.dx.engine.DxException;

/** How far an operation has come; it moves down this list and never back. */
public sealed interface Outcome<R> {
    record Running<R>() implements Outcome<R> {}

    /** Asked to stop, and not yet stopped. */
    record Cancelling<R>() implements Outcome<R> {}

    record Done<R>(R result) implements Outcome<R> {}

    record Failed<R>(DxException failure) implements Outcome<R> {}

    record Cancelled<R>() implements Outcome<R> {}

    /** Whether nothing will change any more. */
    default boolean over() {
        return switch (this) {
            case Running<R> _, Cancelling<R> _ -> false;
            case Done<R> _, Failed<R> _, Cancelled<R> _ -> true;
        };
    }
}
