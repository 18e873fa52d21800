package dev.dx.app.gui.task;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import javafx.application.Platform;

/**
 * The one thread that may touch properties.
 *
 * @param executor runs what it is given there, in order
 * @param frame how long updates are collected before they are shown
 */
public record UiThread(Executor executor, Duration frame) {
    /** JavaFX's own thread, at no more than 30 updates a second. */
    public static UiThread javaFx() {
        return new UiThread(Platform::runLater, Duration.ofMillis(34));
    }

    public void run(Runnable action) {
        executor.execute(action);
    }

    /** Runs it one frame from now. */
    public void runNextFrame(Runnable action) {
        CompletableFuture.delayedExecutor(frame.toMillis(), TimeUnit.MILLISECONDS, executor)
                .execute(action);
    }
}
