package dev.dx.app.gui.task;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** A thread that stands in for JavaFX's own: models need one thread, and no toolkit. */
public final class TestUiThread implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    /** What still comes in when the test is over is of no interest any more. */
    private final ExecutorService executor = new ThreadPoolExecutor(
            1,
            1,
            0,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            task -> Thread.ofPlatform().name("test-ui").unstarted(task),
            new ThreadPoolExecutor.DiscardPolicy());

    public UiThread thread() {
        return new UiThread(executor, Duration.ofMillis(5));
    }

    /** Does something there and waits for it. */
    public <T> T call(Callable<T> action) {
        try {
            return executor.submit(action).get();
        } catch (ExecutionException failed) {
            throw new AssertionError(failed.getCause());
        } catch (InterruptedException stop) {
            throw new AssertionError(stop);
        }
    }

    public void run(Runnable action) {
        call(() -> {
            action.run();
            return action;
        });
    }

    /** Waits until it is true there. */
    public void await(String what, BooleanSupplier condition) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!call(condition::getAsBoolean)) {
            if (System.nanoTime() > end) {
                throw new AssertionError("still waiting for " + what);
            }
            try {
                Thread.sleep(5);
            } catch (InterruptedException stop) {
                throw new AssertionError(stop);
            }
        }
    }

    @Override
    public void close() {
        executor.shutdownNow();
    }
}
