package dev.dx.engine.link;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Swaps two paths in one step, so that programs which read a node_modules never find it missing. It needs native code,
 * whose loading takes longer than a small install: a process that lives on loads it at leisure, and one that does not
 * renames twice instead. Nothing of that code is touched before {@link #load}.
 */
public final class AtomicExchange {
    private static volatile @Nullable SystemCall systemCall;

    private AtomicExchange() {}

    /** How one system says it. */
    @FunctionalInterface
    interface SystemCall {
        /** Answers false where the file system cannot do it; then nothing is changed. */
        boolean exchange(Path one, Path other);
    }

    /** Makes transactions of this process use it from now on, on the systems that have it. */
    public static void load() {
        systemCall = ExchangeCalls.ofThisSystem();
    }

    /** Swaps two existing paths of one file system; false if nothing was done. */
    static boolean exchange(Path one, Path other) {
        SystemCall call = systemCall;
        return call != null && call.exchange(one, other);
    }
}
