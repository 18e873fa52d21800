package dev.dx.app.cli.call;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Options that are declared together. The annotations say all of them, for help and for every way of writing them; the
 * methods take the plain forms without reading an annotation.
 */
public interface OptionGroup {
    /** Takes an option without a value; false if it is not one of these. */
    boolean flag(String name);

    /** What takes the value of this option; null if it is not one of these. */
    @Nullable
    Consumer<String> valueOf(String name);

    /** Whether npm's settings can be said beside these, as in .npmrc. */
    default boolean takesSettings() {
        return false;
    }

    /** Whether what was asked for may want the caller's terminal for itself. */
    default boolean wantsTerminal(Invocation invocation) {
        return false;
    }
}
