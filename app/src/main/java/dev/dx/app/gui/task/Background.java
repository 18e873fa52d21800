package dev.dx.app.gui.task;

import dev.dx.engine.DxException;
import dev.dx.engine.ErrorCode;
import java.util.concurrent.Callable;
import java.util.function.Consumer;

/** Short pieces of reading and asking, each on a virtual thread of its own, with the answer handed to the UI thread. */
public final class Background {
    private final UiThread ui;

    public Background(UiThread ui) {
        this.ui = ui;
    }

    /** A piece of work under way. */
    public static final class Job {
        private final Thread thread;

        private Job(Thread thread) {
            this.thread = thread;
        }

        /** Interrupts the work; nobody hears of its answer any more unless it already stands in line. */
        public void cancel() {
            thread.interrupt();
        }
    }

    /**
     * Does the work elsewhere and hands its answer, or its failure, to the UI thread. Work that was cancelled answers
     * nothing.
     */
    public <T> Job run(Callable<T> work, Consumer<? super T> answer, Consumer<? super DxException> failed) {
        return new Job(Thread.ofVirtual().name("dx-background").start(() -> {
            Attempt<T> attempt = Attempt.at(work);
            if (Thread.currentThread().isInterrupted()) {
                return;
            }
            switch (attempt) {
                case Attempt.Success<T>(T value) -> ui.run(() -> answer.accept(value));
                case Attempt.Failure<T>(var failure) when failure.code() == ErrorCode.DX_CANCELLED -> {}
                case Attempt.Failure<T>(var failure) -> ui.run(() -> failed.accept(failure));
            }
        }));
    }

    public UiThread ui() {
        return ui;
    }
}
