package dev.dx.app;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Turns Ctrl-C, and whatever else makes the process end early, into an interruption of the working thread, and holds
 * the end of the process back until the work is undone.
 */
final class CancelOnExit {
    /** Longer than any roll-back takes; a thread that does not answer must not keep a process from ending. */
    private static final long PATIENCE_SECONDS = 30;

    private final Thread worker;
    private final CountDownLatch done = new CountDownLatch(1);

    private CancelOnExit(Thread worker) {
        this.worker = worker;
    }

    static CancelOnExit watch(Thread worker) {
        CancelOnExit cancel = new CancelOnExit(worker);
        Runtime.getRuntime()
                .addShutdownHook(Thread.ofPlatform().name("dx-cancel").unstarted(cancel::cancel));
        return cancel;
    }

    /** The work is over; from now on the process may end at any moment. */
    void done() {
        done.countDown();
    }

    private void cancel() {
        if (done.getCount() == 0) {
            return;
        }
        worker.interrupt();
        try {
            done.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException impatient) {
            Thread.currentThread().interrupt();
        }
    }
}
