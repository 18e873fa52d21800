package dev.dx.engine.store;

import com.sun.jna.Memory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/**
 * Memory beside the heap for what is larger than most. There is so much of it for all threads together, and whoever gets none
 * does without; it is given back at once, and not when the collector finds it.
 */
final class SpareMemory implements AutoCloseable {
    private static final int UNIT = 1 << 20;
    private static final int MOST_UNITS = 256;
    private static final Semaphore UNITS =
            new Semaphore((int) Math.min(MOST_UNITS, Runtime.getRuntime().maxMemory() / 4 / UNIT));

    private final Memory memory;
    private final int units;
    private boolean closed;

    private SpareMemory(Memory memory, int units) {
        this.memory = memory;
        this.units = units;
    }

    /** Null where that much is not to be had now. */
    static @Nullable SpareMemory of(int bytes) {
        int units = Math.max(1, Math.ceilDiv(bytes, UNIT));
        if (!UNITS.tryAcquire(units)) {
            return null;
        }
        boolean taken = false;
        try {
            SpareMemory spare = new SpareMemory(new Memory((long) units * UNIT), units);
            taken = true;
            return spare;
        } catch (OutOfMemoryError systemHasNone) {
            return null;
        } finally {
            if (!taken) {
                UNITS.release(units);
            }
        }
    }

    /** All of it, for as long as this is not closed. */
    ByteBuffer bytes() {
        return memory.getByteBuffer(0, memory.size()).order(ByteOrder.BIG_ENDIAN);
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            memory.close();
            UNITS.release(units);
        }
    }
}
