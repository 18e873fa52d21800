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
    /** Which job each lane does, how far it is, and the flags its next block starts with. */
    private int[] job = {};

    private int[] position = {};
    private int[] flags = {};

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
            begin(busy++, next++);
        }
        while (busy >= WORTHWHILE) {
            for (int lane = 0; lane < busy; lane++) {
                loadBlock(v, lane, bytes);
            }
            Blake3Rows.compress(v, busy);
            // From the last lane down, so that a lane moved into a gap has had its turn.
            for (int lane = busy - 1; lane >= 0; lane--) {
                if (position[lane] < to[job[lane]]) {
                    continue;
                }
                int at = results[job[lane]];
                for (int word = 0; word < 8; word++) {
                    INTS.set(out, at + 4 * word, v[word * LANES + lane]);
                }
                if (next < jobs) {
                    begin(lane, next++);
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

    private void begin(int lane, int which) {
        job[lane] = which;
        position[lane] = from[which];
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

    private void move(int source, int target) {
        job[target] = job[source];
        position[target] = position[source];
        flags[target] = flags[source];
        for (int word = 0; word < 8; word++) {
            rows[word * LANES + target] = rows[word * LANES + source];
        }
    }

    private void loadBlock(int[] v, int lane, byte[] bytes) {
        int which = job[lane];
        int at = position[lane];
        int left = to[which] - at;
        int blockFlags = flags[lane];
        byte[] source = bytes;
        int offset = at;
        if (left <= Blake3Block.LENGTH) {
            blockFlags |= endFlags[which];
            if (left < Blake3Block.LENGTH) {
                source = Blake3Block.padded(padded, bytes, at, left);
                offset = 0;
            }
        }
        long counter = counters[which];
        v[12 * LANES + lane] = (int) counter;
        v[13 * LANES + lane] = (int) (counter >>> 32);
        v[14 * LANES + lane] = Math.min(left, Blake3Block.LENGTH);
        v[15 * LANES + lane] = blockFlags;
        for (int word = 0; word < 16; word++) {
            v[(16 + word) * LANES + lane] = (int) INTS.get(source, offset + 4 * word);
        }
        flags[lane] = 0;
        position[lane] = at + Blake3Block.LENGTH;
    }

    /** Does the rest of a job alone, from the chaining value at hand. */
    private void finish(byte[] bytes, byte[] out, int which, int at, int firstFlags) {
        block.compress(chaining, bytes, at, to[which], counters[which], firstFlags, endFlags[which]);
        for (int word = 0; word < 8; word++) {
            INTS.set(out, results[which] + 4 * word, chaining[word]);
        }
    }
}
