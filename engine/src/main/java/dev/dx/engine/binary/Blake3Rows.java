package dev.dx.engine.binary;

import java.util.Arrays;

/**
 * The compression of many blocks side by side: each row of one array holds one word of every lane's state or message.
 *
 * <p>The JIT compiler turns loops over lanes into vector instructions, but only if it can see that no store of an
 * iteration touches what another one loads. It can where all rows are in one array at distances that are constants in
 * the loop itself. Before and after each such loop a few iterations run one by one, each as dear as sixteen together: so
 * one loop goes through all four columns, or all four diagonals, at once. For that, the rows that it takes together are
 * neighbours: those of the state's four lines, with room beside three of them for the rows that a diagonal begins or ends
 * with, and those of the message in the order of their use, moved to where the next round wants them.
 */
final class Blake3Rows {
    static final int LANES = 256;
    static final int ROWS = 37;

    /** Where a block's counter, its upper half, length and flags go. */
    static final int COUNTER_LOW = 16 * LANES;

    static final int COUNTER_HIGH = 17 * LANES;
    static final int LENGTH = 18 * LANES;
    static final int FLAGS = 19 * LANES;

    // The state's words: 0-3 in rows 0-3; 4-7 in 4-7, 8 being room; 8-11 in 9-12, 13 and 14 being room; 12-15 in 16-19,
    // 15
    // being room. The message's words 0 2 4 6 1 3 5 7 8 10 12 14 9 11 13 15 in 20-35.
    private static final int SPARE = 36;

    private Blake3Rows() {}

    /** Compresses one block of each lane. */
    static void compress(int[] v) {
        Arrays.fill(v, 9 * LANES, 10 * LANES, Blake3Block.IV_0);
        Arrays.fill(v, 10 * LANES, 11 * LANES, Blake3Block.IV_1);
        Arrays.fill(v, 11 * LANES, 12 * LANES, Blake3Block.IV_2);
        Arrays.fill(v, 12 * LANES, 13 * LANES, Blake3Block.IV_3);
        for (int round = 1; round < Blake3Block.ROUNDS; round++) {
            mix(v);
            turn(v);
        }
        mix(v);
        chain(v);
    }

    /** Writes a block's words to the rows where the first round wants them. */
    static void load(int[] v, int lane, byte[] bytes, int at) {
        long words0 = (long) Blake3Block.LONGS.get(bytes, at);
        v[20 * LANES + lane] = (int) words0;
        v[24 * LANES + lane] = (int) (words0 >>> 32);
        long words2 = (long) Blake3Block.LONGS.get(bytes, at + 8);
        v[21 * LANES + lane] = (int) words2;
        v[25 * LANES + lane] = (int) (words2 >>> 32);
        long words4 = (long) Blake3Block.LONGS.get(bytes, at + 16);
        v[22 * LANES + lane] = (int) words4;
        v[26 * LANES + lane] = (int) (words4 >>> 32);
        long words6 = (long) Blake3Block.LONGS.get(bytes, at + 24);
        v[23 * LANES + lane] = (int) words6;
        v[27 * LANES + lane] = (int) (words6 >>> 32);
        long words8 = (long) Blake3Block.LONGS.get(bytes, at + 32);
        v[28 * LANES + lane] = (int) words8;
        v[32 * LANES + lane] = (int) (words8 >>> 32);
        long words10 = (long) Blake3Block.LONGS.get(bytes, at + 40);
        v[29 * LANES + lane] = (int) words10;
        v[33 * LANES + lane] = (int) (words10 >>> 32);
        long words12 = (long) Blake3Block.LONGS.get(bytes, at + 48);
        v[30 * LANES + lane] = (int) words12;
        v[34 * LANES + lane] = (int) (words12 >>> 32);
        long words14 = (long) Blake3Block.LONGS.get(bytes, at + 56);
        v[31 * LANES + lane] = (int) words14;
        v[35 * LANES + lane] = (int) (words14 >>> 32);
    }

    private static void mix(int[] v) {
        mixColumns(v);
        copy(v, 4, 8, 1);
        copy(v, 9, 13, 2);
        copy(v, 19, 15, 1);
        mixDiagonals(v);
        copy(v, 8, 4, 1);
        copy(v, 13, 9, 2);
        copy(v, 15, 19, 1);
    }

    /** Moves the message's words to where the next round wants them: two rings, each by one. */
    private static void turn(int[] v) {
        copy(v, 20, SPARE, 1);
        copy(v, 21, 20, 1);
        copy(v, 25, 21, 1);
        copy(v, 29, 25, 1);
        copy(v, 30, 29, 1);
        copy(v, 32, 30, 1);
        copy(v, 33, 32, 1);
        copy(v, 26, 33, 1);
        copy(v, SPARE, 26, 1);
        copy(v, 22, SPARE, 1);
        copy(v, 27, 22, 1);
        copy(v, 34, 27, 1);
        copy(v, 31, 34, 1);
        copy(v, 35, 31, 1);
        copy(v, 28, 35, 1);
        copy(v, 24, 28, 1);
        copy(v, 23, 24, 1);
        copy(v, SPARE, 23, 1);
    }

    private static void copy(int[] v, int row, int target, int rows) {
        System.arraycopy(v, row * LANES, v, target * LANES, rows * LANES);
    }

    private static void chain(int[] v) {
        for (int i = 0; i < 4 * LANES; i++) {
            v[i] ^= v[9 * LANES + i];
        }
        for (int i = 0; i < 4 * LANES; i++) {
            v[4 * LANES + i] ^= v[16 * LANES + i];
        }
    }

    /** Words 0 4 8 12, 1 5 9 13 and so on with words 0 1, 2 3 … of the message. */
    private static void mixColumns(int[] v) {
        for (int i = 0; i < 4 * LANES; i++) {
            int a = v[i] + v[4 * LANES + i] + v[20 * LANES + i];
            int d = Integer.rotateRight(v[16 * LANES + i] ^ a, 16);
            int c = v[9 * LANES + i] + d;
            int b = Integer.rotateRight(v[4 * LANES + i] ^ c, 12);
            a += b + v[24 * LANES + i];
            d = Integer.rotateRight(d ^ a, 8);
            c += d;
            b = Integer.rotateRight(b ^ c, 7);
            v[i] = a;
            v[4 * LANES + i] = b;
            v[9 * LANES + i] = c;
            v[16 * LANES + i] = d;
        }
    }

    /** Words 0 5 10 15, 1 6 11 12 and so on with words 8 9, 10 11 … of the message. */
    private static void mixDiagonals(int[] v) {
        for (int i = 0; i < 4 * LANES; i++) {
            int a = v[i] + v[5 * LANES + i] + v[28 * LANES + i];
            int d = Integer.rotateRight(v[15 * LANES + i] ^ a, 16);
            int c = v[11 * LANES + i] + d;
            int b = Integer.rotateRight(v[5 * LANES + i] ^ c, 12);
            a += b + v[32 * LANES + i];
            d = Integer.rotateRight(d ^ a, 8);
            c += d;
            b = Integer.rotateRight(b ^ c, 7);
            v[i] = a;
            v[5 * LANES + i] = b;
            v[11 * LANES + i] = c;
            v[15 * LANES + i] = d;
        }
    }
}
