package dev.dx.engine.binary;

import java.util.Arrays;

/**
 * The compression of many blocks side by side. Row {@code r} of one array holds word {@code r} of every lane's state
 * (0–15) and message (16–31), followed by a row to swap with.
 *
 * <p>The JIT compiler turns loops over lanes into vector instructions, but only if it can see that no store of an
 * iteration touches what another one loads. It can where all rows are in one array at distances that are constants in
 * the loop itself: hence one array, loops written out, and message words moved to where the next round wants them rather
 * than looked up. The permutation between rounds is two cycles of eight words. With the words in the order of the
 * cycles, 0 2 3 10 12 9 11 5 in rows 16–23 and 1 6 4 7 13 14 15 8 in rows 24–31, each cycle moves up by one row, and
 * most of it as one piece.
 */
final class Blake3Rows {
    static final int LANES = 256;
    static final int ROWS = 33;

    private static final int SPARE = 32 * LANES;

    private Blake3Rows() {}

    /**
     * Compresses the blocks of the first {@code n} lanes. Rows 0–7 hold chaining values, before and after; 12–15
     * counters, lengths and flags; 16–31 the blocks.
     */
    static void compress(int[] v, int n) {
        Arrays.fill(v, 8 * LANES, 8 * LANES + n, Blake3Block.IV_0);
        Arrays.fill(v, 9 * LANES, 9 * LANES + n, Blake3Block.IV_1);
        Arrays.fill(v, 10 * LANES, 10 * LANES + n, Blake3Block.IV_2);
        Arrays.fill(v, 11 * LANES, 11 * LANES + n, Blake3Block.IV_3);
        for (int round = 1; round < Blake3Block.ROUNDS; round++) {
            mixColumns(v, n);
            mixDiagonals(v, n);
            turn(v, 16 * LANES, n);
            turn(v, 24 * LANES, n);
        }
        mixColumns(v, n);
        mixDiagonals(v, n);
        chain(v, n);
    }

    /** Writes a block's words to the rows where the first round wants them. */
    static void load(int[] v, int lane, byte[] bytes, int at) {
        v[16 * LANES + lane] = (int) Blake3Block.INTS.get(bytes, at);
        v[24 * LANES + lane] = (int) Blake3Block.INTS.get(bytes, at + 4);
        v[17 * LANES + lane] = (int) Blake3Block.INTS.get(bytes, at + 8);
        v[18 * LANES + lane] = (int) Blake3Block.INTS.get(bytes, at + 12);
        v[26 * LANES + lane] = (int) Blake3Block.INTS.get(bytes, at + 16);
        v[23 * LANES + lane] = (int) Blake3Block.INTS.get(bytes, at + 20);
        v[25 * LANES + lane] = (int) Blake3Block.INTS.get(bytes, at + 24);
        v[27 * LANES + lane] = (int) Blake3Block.INTS.get(bytes, at + 28);
        v[31 * LANES + lane] = (int) Blake3Block.INTS.get(bytes, at + 32);
        v[21 * LANES + lane] = (int) Blake3Block.INTS.get(bytes, at + 36);
        v[19 * LANES + lane] = (int) Blake3Block.INTS.get(bytes, at + 40);
        v[22 * LANES + lane] = (int) Blake3Block.INTS.get(bytes, at + 44);
        v[20 * LANES + lane] = (int) Blake3Block.INTS.get(bytes, at + 48);
        v[28 * LANES + lane] = (int) Blake3Block.INTS.get(bytes, at + 52);
        v[29 * LANES + lane] = (int) Blake3Block.INTS.get(bytes, at + 56);
        v[30 * LANES + lane] = (int) Blake3Block.INTS.get(bytes, at + 60);
    }

    private static void turn(int[] v, int ring, int n) {
        System.arraycopy(v, ring, v, SPARE, n);
        System.arraycopy(v, ring + LANES, v, ring, 6 * LANES + n);
        System.arraycopy(v, SPARE, v, ring + 7 * LANES, n);
    }

    private static void chain(int[] v, int n) {
        for (int row = 0; row < 8 * LANES; row += LANES) {
            for (int i = row; i < row + n; i++) {
                v[i] ^= v[8 * LANES + i];
            }
        }
    }

    private static void mixColumns(int[] v, int n) {
        for (int i = 0; i < n; i++) {
            int a = v[i] + v[4 * LANES + i] + v[16 * LANES + i];
            int d = Integer.rotateRight(v[12 * LANES + i] ^ a, 16);
            int c = v[8 * LANES + i] + d;
            int b = Integer.rotateRight(v[4 * LANES + i] ^ c, 12);
            a += b + v[24 * LANES + i];
            d = Integer.rotateRight(d ^ a, 8);
            c += d;
            b = Integer.rotateRight(b ^ c, 7);
            v[i] = a;
            v[4 * LANES + i] = b;
            v[8 * LANES + i] = c;
            v[12 * LANES + i] = d;
        }
        for (int i = 0; i < n; i++) {
            int a = v[1 * LANES + i] + v[5 * LANES + i] + v[17 * LANES + i];
            int d = Integer.rotateRight(v[13 * LANES + i] ^ a, 16);
            int c = v[9 * LANES + i] + d;
            int b = Integer.rotateRight(v[5 * LANES + i] ^ c, 12);
            a += b + v[18 * LANES + i];
            d = Integer.rotateRight(d ^ a, 8);
            c += d;
            b = Integer.rotateRight(b ^ c, 7);
            v[1 * LANES + i] = a;
            v[5 * LANES + i] = b;
            v[9 * LANES + i] = c;
            v[13 * LANES + i] = d;
        }
        for (int i = 0; i < n; i++) {
            int a = v[2 * LANES + i] + v[6 * LANES + i] + v[26 * LANES + i];
            int d = Integer.rotateRight(v[14 * LANES + i] ^ a, 16);
            int c = v[10 * LANES + i] + d;
            int b = Integer.rotateRight(v[6 * LANES + i] ^ c, 12);
            a += b + v[23 * LANES + i];
            d = Integer.rotateRight(d ^ a, 8);
            c += d;
            b = Integer.rotateRight(b ^ c, 7);
            v[2 * LANES + i] = a;
            v[6 * LANES + i] = b;
            v[10 * LANES + i] = c;
            v[14 * LANES + i] = d;
        }
        for (int i = 0; i < n; i++) {
            int a = v[3 * LANES + i] + v[7 * LANES + i] + v[25 * LANES + i];
            int d = Integer.rotateRight(v[15 * LANES + i] ^ a, 16);
            int c = v[11 * LANES + i] + d;
            int b = Integer.rotateRight(v[7 * LANES + i] ^ c, 12);
            a += b + v[27 * LANES + i];
            d = Integer.rotateRight(d ^ a, 8);
            c += d;
            b = Integer.rotateRight(b ^ c, 7);
            v[3 * LANES + i] = a;
            v[7 * LANES + i] = b;
            v[11 * LANES + i] = c;
            v[15 * LANES + i] = d;
        }
    }

    private static void mixDiagonals(int[] v, int n) {
        for (int i = 0; i < n; i++) {
            int a = v[i] + v[5 * LANES + i] + v[31 * LANES + i];
            int d = Integer.rotateRight(v[15 * LANES + i] ^ a, 16);
            int c = v[10 * LANES + i] + d;
            int b = Integer.rotateRight(v[5 * LANES + i] ^ c, 12);
            a += b + v[21 * LANES + i];
            d = Integer.rotateRight(d ^ a, 8);
            c += d;
            b = Integer.rotateRight(b ^ c, 7);
            v[i] = a;
            v[5 * LANES + i] = b;
            v[10 * LANES + i] = c;
            v[15 * LANES + i] = d;
        }
        for (int i = 0; i < n; i++) {
            int a = v[1 * LANES + i] + v[6 * LANES + i] + v[19 * LANES + i];
            int d = Integer.rotateRight(v[12 * LANES + i] ^ a, 16);
            int c = v[11 * LANES + i] + d;
            int b = Integer.rotateRight(v[6 * LANES + i] ^ c, 12);
            a += b + v[22 * LANES + i];
            d = Integer.rotateRight(d ^ a, 8);
            c += d;
            b = Integer.rotateRight(b ^ c, 7);
            v[1 * LANES + i] = a;
            v[6 * LANES + i] = b;
            v[11 * LANES + i] = c;
            v[12 * LANES + i] = d;
        }
        for (int i = 0; i < n; i++) {
            int a = v[2 * LANES + i] + v[7 * LANES + i] + v[20 * LANES + i];
            int d = Integer.rotateRight(v[13 * LANES + i] ^ a, 16);
            int c = v[8 * LANES + i] + d;
            int b = Integer.rotateRight(v[7 * LANES + i] ^ c, 12);
            a += b + v[28 * LANES + i];
            d = Integer.rotateRight(d ^ a, 8);
            c += d;
            b = Integer.rotateRight(b ^ c, 7);
            v[2 * LANES + i] = a;
            v[7 * LANES + i] = b;
            v[8 * LANES + i] = c;
            v[13 * LANES + i] = d;
        }
        for (int i = 0; i < n; i++) {
            int a = v[3 * LANES + i] + v[4 * LANES + i] + v[29 * LANES + i];
            int d = Integer.rotateRight(v[14 * LANES + i] ^ a, 16);
            int c = v[9 * LANES + i] + d;
            int b = Integer.rotateRight(v[4 * LANES + i] ^ c, 12);
            a += b + v[30 * LANES + i];
            d = Integer.rotateRight(d ^ a, 8);
            c += d;
            b = Integer.rotateRight(b ^ c, 7);
            v[3 * LANES + i] = a;
            v[4 * LANES + i] = b;
            v[9 * LANES + i] = c;
            v[14 * LANES + i] = d;
        }
    }
}
