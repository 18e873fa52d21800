package dev.dx.registry.dxrp;

import com.sun.jna.Native;
import dev.dx.engine.DxException;
import dev.dx.engine.Platform;
import dev.dx.registry.activity.Metrics;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.function.BooleanSupplier;

/**
 * When a thread may work at what nobody waits for: while nobody is answered, and has not been for a moment; else for one part
 * in {@value #SHARE}, so that it comes to an end under requests that never cease. For one thread.
 */
final class SpareTime {
    private static final long QUIET = Duration.ofSeconds(1).toNanos();
    /** Work between two looks at whether somebody came. */
    private static final long SLICE = Duration.ofMillis(5).toNanos();

    /** It may have been an upstream that was waited for. */
    private static final long MOST_PAID = Duration.ofMillis(500).toNanos();

    private static final Duration LOOK = Duration.ofMillis(20);
    private static final int SHARE = 20;
    private static final int NICE = 15;

    private final Metrics metrics;
    private final BooleanSupplier isPointless;
    private long resumed = System.nanoTime();

    /** @param isPointless whether the work is not wanted any more, which ends it as a cancellation does */
    SpareTime(Metrics metrics, BooleanSupplier isPointless) {
        this.metrics = metrics;
        this.isPointless = isPointless;
    }

    /** From now on the current thread, a platform thread, gets what the others leave of the processor. */
    @SuppressWarnings("ThreadPriorityCheck") // It is right without; others are faster with it.
    static void yieldProcessor() {
        Thread.currentThread().setPriority(Thread.MIN_PRIORITY);
        // Java's priorities are nothing to Linux, where each thread has a niceness of its own.
        if (Platform.current().os().equals("linux")) {
            try {
                Libc.setpriority(0, 0, NICE);
            } catch (LinkageError missing) {
                // It pauses for others all the same.
                return;
            }
        }
    }

    private static final class Libc {
        static {
            Native.register(Libc.class, "c");
        }

        private Libc() {}

        static native int setpriority(int which, int who, int priority);
    }

    /** Called between small pieces of work; waits while others are to go first. */
    void pause() throws InterruptedException {
        long worked = Math.min(System.nanoTime() - resumed, MOST_PAID);
        if (worked < SLICE) {
            return;
        }
        long due = System.nanoTime() + worked * (SHARE - 1);
        while (metrics.quietNanos() < QUIET && due - System.nanoTime() > 0 && !isPointless.getAsBoolean()) {
            Thread.sleep(LOOK);
        }
        if (isPointless.getAsBoolean()) {
            throw DxException.cancelled();
        }
        resumed = System.nanoTime();
    }

    /** The stream, read in spare time. */
    InputStream reading(InputStream in) {
        return new FilterInputStream(in) {
            @Override
            public int read() throws IOException {
                await();
                return super.read();
            }

            @Override
            public int read(byte[] target, int offset, int count) throws IOException {
                await();
                return super.read(target, offset, count);
            }
        };
    }

    private void await() {
        try {
            pause();
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
            throw DxException.cancelled();
        }
    }
}
