package dev.dx.engine.store;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.zip.Inflater;
import org.jspecify.annotations.Nullable;

/** What it takes to unpack one archive, used for one after the other: the buffers are larger than most packages. */
final class Workspace implements AutoCloseable {
    private static final int READ = 1 << 16;
    private static final int AHEAD = 1 << 16;
    private static final int GATHER = 1 << 20;

    /** Holds those not in use. */
    static final class Pool {
        private final BlockingQueue<Workspace> idle =
                new ArrayBlockingQueue<>(2 * Runtime.getRuntime().availableProcessors());

        Workspace take() {
            Workspace known = idle.poll();
            return known == null ? new Workspace(this) : known;
        }
    }

    final byte[] read = new byte[READ];
    final byte[] ahead = new byte[AHEAD];
    final byte[] gather = new byte[GATHER];
    /** In its first state. */
    final Inflater inflater = new Inflater(true);

    /** Null where the system has nothing quicker than the JDK. */
    final @Nullable WholeInflation quick = WholeInflation.ofThisSystem();

    private final Pool pool;

    private Workspace(Pool pool) {
        this.pool = pool;
    }

    /** Gives it back; it must not be used any more. */
    @Override
    public void close() {
        inflater.reset();
        if (quick != null) {
            quick.release();
        }
        if (!pool.idle.offer(this)) {
            inflater.end();
            if (quick != null) {
                quick.close();
            }
        }
    }
}
