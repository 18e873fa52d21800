package dev.dx.engine.link;

import dev.dx.engine.DxException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * File work on all cores. Platform threads, few: a virtual thread holds on to its carrier during file input and output,
 * and more threads than cores only wait for one another's folders.
 */
final class Workers {
    private static final int MOST = 8;

    /** What an interrupt of the calling thread does. */
    enum OnInterrupt {
        /** The workers stop, and {@link DxException#cancelled()} is thrown. */
        STOP,
        /** It is kept for afterwards. */
        FINISH
    }

    private Workers() {}

    /**
     * Gives each item to {@code work} once. Returns when all is done; throws the first failure, after every worker has
     * stopped. A thread of the least priority gets one worker: it is to leave the cores to others.
     */
    static <T> void forEach(String name, OnInterrupt onInterrupt, List<T> items, Consumer<T> work) {
        int most = leavesCoresToOthers() ? 1 : MOST;
        int count = Math.min(Math.min(most, Runtime.getRuntime().availableProcessors()), items.size());
        Shared<T> shared = new Shared<>(items, work);
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            threads.add(Thread.ofPlatform().daemon().name(name + "-", i).start(shared));
        }
        boolean interrupted = false;
        for (Thread thread : threads) {
            while (thread.isAlive()) {
                try {
                    thread.join();
                } catch (InterruptedException e) {
                    interrupted = true;
                    if (onInterrupt == OnInterrupt.STOP) {
                        shared.stop(DxException.cancelled());
                        threads.forEach(Thread::interrupt);
                    }
                }
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        Throwable failure = shared.failure.get();
        if (failure instanceof RuntimeException e) {
            throw e;
        }
        if (failure instanceof Error e) {
            throw e;
        }
    }

    /** Whether this thread has the least priority. */
    static boolean leavesCoresToOthers() {
        return Thread.currentThread().getPriority() == Thread.MIN_PRIORITY;
    }

    private static final class Shared<T> implements Runnable {
        private final List<T> items;
        private final Consumer<T> work;
        private final AtomicInteger next = new AtomicInteger();
        private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();

        Shared(List<T> items, Consumer<T> work) {
            this.items = items;
            this.work = work;
        }

        void stop(Throwable why) {
            failure.compareAndSet(null, why);
        }

        @Override
        public void run() {
            try {
                for (int i = next.getAndIncrement(); i < items.size(); i = next.getAndIncrement()) {
                    if (failure.get() != null) {
                        return;
                    }
                    work.accept(items.get(i));
                }
            } catch (RuntimeException | Error e) {
                stop(e);
            }
        }
    }
}
