package dev.dx.engine.binary;

import static dev.dx.engine.binary.Blake3Block.INTS;
import static dev.dx.engine.binary.Blake3Rows.LANES;

import java.util.Arrays;

/**
 * Chunks and parents to be compressed, and the lanes they are compressed in. A lane whose chunk is done takes the next
 * one, so that chunks of any lengths keep all lanes busy; what is left when lanes run empty is done one by one.
 */
final class Blake3Lanes {
    /** Below this, one by one is faster. */
    private static final int WORTHWHILE = 24;

    private static final int FEW = 16;

    private final Blake3Block block = new Blake3Block();
    private final int[] chaining = new int[8];
    private final byte[] padded = new byte[Blake3Block.LENGTH];

    /** What is to be done: bytes from where to where, counter, flags of the first and the last block. */
    private int jobs;

    private int[] from = new int[FEW];
    private int[] to = new int[FEW];
    private long[] counters = new long[FEW];
    private byte[] startFlags = new byte[FEW];
    private byte[] endFlags = new byte[FEW];
    private int[] results = new int[FEW];

    private int[] rows = {};
    /** Which job each lane does, how far it is, where that ends, its counter and the flags its next block starts with. */
    private int[] job = {};

    private int[] position = {};
    private int[] end = {};
    private int[] counterLow = {};
    private int[] counterHigh = {};
    private int[] flags = {};
    // Never read: it is where the result of touching memory goes, or the JIT compiler would leave the touching out.
    @SuppressWarnings("UnusedVariable")
    private int touched;

    void addChunk(int offset, int length, long counter, int rootFlag, int resultOffset) {
        add(offset, length, counter, Blake3Block.CHUNK_START, Blake3Block.CHUNK_END | rootFlag, resultOffset);
    }

    void addParent(int offset, int rootFlag, int resultOffset) {
        add(offset, Blake3Block.LENGTH, 0, 0, Blake3Block.PARENT | rootFlag, resultOffset);
    }

    private void add(int offset, int length, long counter, int first, int last, int resultOffset) {
        if (jobs == from.length) {
            int room = 2 * jobs;
            from = Arrays.copyOf(from, room);
            to = Arrays.copyOf(to, room);
            counters = Arrays.copyOf(counters, room);
            startFlags = Arrays.copyOf(startFlags, room);
            endFlags = Arrays.copyOf(endFlags, room);
            results = Arrays.copyOf(results, room);
        }
        from[jobs] = offset;
        to[jobs] = offset + length;
        counters[jobs] = counter;
        startFlags[jobs] = (byte) first;
        endFlags[jobs] = (byte) last;
        results[jobs] = resultOffset;
        jobs++;
    }

    /** Does all that was added, and forgets it; the chaining values go to where each was said to belong. */
    void run(byte[] bytes, byte[] out) {
        int next = 0;
        if (jobs >= WORTHWHILE) {
            if (rows.length == 0) {
                rows = new int[Blake3Rows.ROWS * LANES];
                job = new int[LANES];
                position = new int[LANES];
                end = new int[LANES];
                counterLow = new int[LANES];
                counterHigh = new int[LANES];
                flags = new int[LANES];
            }
            next = runSideBySide(bytes, out);
        }
        for (; next < jobs; next++) {
            Blake3Block.start(chaining);
            finish(bytes, out, next, from[next], startFlags[next]);
        }
        jobs = 0;
    }

    private int runSideBySide(byte[] bytes, byte[] out) {
        int[] v = rows;
        int next = 0;
        int busy = 0;
        while (busy < LANES && next < jobs) {
            begin(busy++, next++, bytes);
        }
        while (busy >= WORTHWHILE) {
            passThrough(v, busy, bytes);
            loadLastBlocks(v, busy, bytes);
            Blake3Rows.compress(v);
            // From the last lane down, so that a lane moved into a gap has had its turn.
            for (int lane = busy - 1; lane >= 0; lane--) {
                if (position[lane] < end[lane]) {
                    continue;
                }
                int at = results[job[lane]];
                for (int word = 0; word < 8; word++) {
                    INTS.set(out, at + 4 * word, v[word * LANES + lane]);
                }
                if (next < jobs) {
                    begin(lane, next++, bytes);
                } else {
                    move(--busy, lane);
                }
            }
        }
        for (int lane = 0; lane < busy; lane++) {
            for (int word = 0; word < 8; word++) {
                chaining[word] = v[word * LANES + lane];
            }
            finish(bytes, out, job[lane], position[lane], flags[lane]);
        }
        return next;
    }

    private void begin(int lane, int which, byte[] bytes) {
        touched += touch(bytes, from[which], to[which]);
        job[lane] = which;
        position[lane] = from[which];
        end[lane] = to[which];
        counterLow[lane] = (int) counters[which];
        counterHigh[lane] = (int) (counters[which] >>> 32);
        flags[lane] = startFlags[which];
        int[] v = rows;
        v[lane] = Blake3Block.IV_0;
        v[LANES + lane] = Blake3Block.IV_1;
        v[2 * LANES + lane] = Blake3Block.IV_2;
        v[3 * LANES + lane] = Blake3Block.IV_3;
        v[4 * LANES + lane] = Blake3Block.IV_4;
        v[5 * LANES + lane] = Blake3Block.IV_5;
        v[6 * LANES + lane] = Blake3Block.IV_6;
        v[7 * LANES + lane] = Blake3Block.IV_7;
    }

    /**
     * Has a chunk's memory read in one go, which is faster than one block of each chunk in turn.
     *
     * @return something of it, lest the reading be optimised away
     */
    private static int touch(byte[] bytes, int start, int end) {
        int sum = 0;
        for (int at = start; at < end; at += Blake3Block.LENGTH) {
            sum += bytes[at];
        }
        return sum;
    }

    private void move(int source, int target) {
        job[target] = job[source];
        position[target] = position[source];
        end[target] = end[source];
        counterLow[target] = counterLow[source];
        counterHigh[target] = counterHigh[source];
        flags[target] = flags[source];
        for (int word = 0; word < 8; word++) {
            rows[word * LANES + target] = rows[word * LANES + source];
        }
    }

    /** Compresses the blocks that are nobody's last one. */
    private void passThrough(int[] v, int busy, byte[] bytes) {
        int shortest = Integer.MAX_VALUE;
        for (int lane = 0; lane < busy; lane++) {
            shortest = Math.min(shortest, end[lane] - position[lane]);
        }
        int blocks = (shortest - 1) / Blake3Block.LENGTH;
        for (int block = 0; block < blocks; block++) {
            startBlocks(v, busy);
            for (int lane = 0; lane < busy; lane++) {
                Blake3Rows.load(v, lane, bytes, position[lane] + block * Blake3Block.LENGTH);
            }
            Blake3Rows.compress(v);
        }
        for (int lane = 0; lane < busy; lane++) {
            position[lane] += blocks * Blake3Block.LENGTH;
        }
    }

    /** Loads blocks of which at least one is its chunk's last. */
    private void loadLastBlocks(int[] v, int busy, byte[] bytes) {
        startBlocks(v, busy);
        for (int lane = 0; lane < busy; lane++) {
            int at = position[lane];
            int left = end[lane] - at;
            position[lane] = at + Blake3Block.LENGTH;
            if (left > Blake3Block.LENGTH) {
                Blake3Rows.load(v, lane, bytes, at);
            } else {
                loadLast(v, lane, bytes, at, left);
            }
        }
    }

    private void startBlocks(int[] v, int busy) {
        System.arraycopy(counterLow, 0, v, Blake3Rows.COUNTER_LOW, busy);
        System.arraycopy(counterHigh, 0, v, Blake3Rows.COUNTER_HIGH, busy);
        Arrays.fill(v, Blake3Rows.LENGTH, Blake3Rows.LENGTH + busy, Blake3Block.LENGTH);
        System.arraycopy(flags, 0, v, Blake3Rows.FLAGS, busy);
        Arrays.fill(flags, 0, busy, 0);
    }

    private void loadLast(int[] v, int lane, byte[] bytes, int at, int left) {
        v[Blake3Rows.LENGTH + lane] = left;
        v[Blake3Rows.FLAGS + lane] |= endFlags[job[lane]];
        if (left == Blake3Block.LENGTH) {
            Blake3Rows.load(v, lane, bytes, at);
        } else {
            Blake3Rows.load(v, lane, Blake3Block.padded(padded, bytes, at, left), 0);
        }
    }

    /** Does the rest of a job alone, from the chaining value at hand. */
    private void finish(byte[] bytes, byte[] out, int which, int at, int firstFlags) {
        block.compress(chaining, bytes, at, to[which], counters[which], firstFlags, endFlags[which]);
        for (int word = 0; word < 8; word++) {
            INTS.set(out, results[which] + 4 * word, chaining[word]);
        }
    }
}
