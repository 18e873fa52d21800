package dev.dx.app.gui.task;

import dev.dx.engine.DxException;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/** Short pieces of reading and asking, each on a virtual thread of its own, with the answer handed to the UI thread. */
public final class Background {
    private final UiThread ui;
    private final AtomicInteger underWay = new AtomicInteger();

    public Background(UiThread ui) {
        this.ui = ui;
    }

    /** A piece of work under way. */
    public static final class Job {
        private final Thread thread;
        private volatile boolean cancelled;

        private Job(Consumer<Job> work) {
            thread = Thread.ofVirtual().name("dx-background").unstarted(() -> work.accept(this));
        }

        /** Interrupts the work. From now on, said on the UI thread, nobody hears of its answer any more. */
        public void cancel() {
            cancelled = true;
            thread.interrupt();
        }
    }

    /** Does the work elsewhere and hands its answer, or its failure, to the UI thread, unless it is cancelled before. */
    public <T> Job run(Callable<T> work, Consumer<? super T> answer, Consumer<? super DxException> failed) {
        Job job = new Job(self -> {
            Attempt<T> attempt;
            try {
                attempt = Attempt.at(work);
            } finally {
                underWay.decrementAndGet();
            }
            ui.run(() -> {
                if (!self.cancelled) {
                    deliver(attempt, answer, failed);
                }
            });
        });
        underWay.incrementAndGet();
        job.thread.start();
        return job;
    }

    /** Whether no piece of work reads or asks any more. */
    public boolean isIdle() {
        return underWay.get() == 0;
    }

    private static <T> void deliver(
            Attempt<T> attempt, Consumer<? super T> answer, Consumer<? super DxException> failed) {
        switch (attempt) {
            case Attempt.Success<T>(T value) -> answer.accept(value);
            case Attempt.Failure<T>(DxException failure) -> failed.accept(failure);
        }
    }

    public UiThread ui() {
        return ui;
    }
}
