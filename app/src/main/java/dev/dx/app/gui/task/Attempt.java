package dev.dx.app.gui.task;

import dev.dx.app.gui.text.Messages;
import dev.dx.engine.DxException;
import dev.dx.engine.ErrorCode;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;

/** What came of a piece of work. */
sealed interface Attempt<T> {
    record Success<T>(T value) implements Attempt<T> {}

    record Failure<T>(DxException failure) implements Attempt<T> {}

    /**
     * Does the work on this thread. A failure the engine did not foresee is a defect: it is logged with its trace here, and
     * the window shows it as what it is instead of waiting for ever.
     */
    static <T> Attempt<T> at(Callable<T> work) {
        FutureTask<T> task = new FutureTask<>(work);
        task.run();
        return switch (task.state()) {
            case SUCCESS -> new Success<>(task.resultNow());
            case FAILED -> new Failure<>(failure(task.exceptionNow()));
            case RUNNING, CANCELLED -> new Failure<>(DxException.cancelled());
        };
    }

    private static DxException failure(Throwable thrown) {
        if (thrown instanceof DxException expected) {
            return expected;
        }
        System.getLogger(Attempt.class.getName()).log(System.Logger.Level.ERROR, "unexpected failure", thrown);
        return new DxException(
                ErrorCode.DX_INTERNAL,
                Messages.text("failure.unexpected", thrown.toString()),
                Messages.text("failure.unexpected.remedy"),
                thrown);
    }
}
