package dev.dx.engine.binary;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/** The compression of one block into a chaining value, for when there are too few to do side by side. */
final class Blake3Block {
    static final int LENGTH = 64;

    static final int CHUNK_START = 1;
    static final int CHUNK_END = 2;
    static final int PARENT = 4;
    static final int ROOT = 8;

    static final int IV_0 = 0x6A09E667;
    static final int IV_1 = 0xBB67AE85;
    static final int IV_2 = 0x3C6EF372;
    static final int IV_3 = 0xA54FF53A;
    static final int IV_4 = 0x510E527F;
    static final int IV_5 = 0x9B05688C;
    static final int IV_6 = 0x1F83D9AB;
    static final int IV_7 = 0x5BE0CD19;

    static final VarHandle INTS = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN)
            .withInvokeExactBehavior();

    static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN)
            .withInvokeExactBehavior();

    static final int ROUNDS = 7;
    /** Which message word takes each place in the next round. */
    static final int[] PERMUTATION = {2, 6, 3, 10, 7, 0, 4, 13, 1, 11, 12, 5, 9, 14, 15, 8};

    private final int[] message = new int[16];
    private final int[] next = new int[16];
    private final byte[] padded = new byte[LENGTH];

    static void start(int[] chaining) {
        chaining[0] = IV_0;
        chaining[1] = IV_1;
        chaining[2] = IV_2;
        chaining[3] = IV_3;
        chaining[4] = IV_4;
        chaining[5] = IV_5;
        chaining[6] = IV_6;
        chaining[7] = IV_7;
    }

    /** Compresses the last blocks of a chunk, or a parent's only one, {@code from} and {@code to} in {@code bytes}. */
    void compress(int[] chaining, byte[] bytes, int from, int to, long counter, int startFlags, int endFlags) {
        int at = from;
        int flags = startFlags;
        while (to - at > LENGTH) {
            load(bytes, at);
            compress(chaining, counter, LENGTH, flags);
            flags = 0;
            at += LENGTH;
        }
        int length = to - at;
        if (length == LENGTH) {
            load(bytes, at);
        } else {
            load(padded(padded, bytes, at, length), 0);
        }
        compress(chaining, counter, length, flags | endFlags);
    }

    /** The bytes followed by zeros up to a block's length, in {@code room}. */
    static byte[] padded(byte[] room, byte[] bytes, int offset, int length) {
        System.arraycopy(bytes, offset, room, 0, length);
        Arrays.fill(room, length, LENGTH, (byte) 0);
        return room;
    }

    private void load(byte[] bytes, int offset) {
        for (int i = 0; i < 16; i++) {
            message[i] = (int) INTS.get(bytes, offset + 4 * i);
        }
    }

    private void compress(int[] chaining, long counter, int length, int flags) {
        int[] m = message;
        int[] permuted = next;
        int v0 = chaining[0];
        int v1 = chaining[1];
        int v2 = chaining[2];
        int v3 = chaining[3];
        int v4 = chaining[4];
        int v5 = chaining[5];
        int v6 = chaining[6];
        int v7 = chaining[7];
        int v8 = IV_0;
        int v9 = IV_1;
        int v10 = IV_2;
        int v11 = IV_3;
        int v12 = (int) counter;
        int v13 = (int) (counter >>> 32);
        int v14 = length;
        int v15 = flags;
        for (int round = 0; round < ROUNDS; round++) {
            // Written out: in local variables the state stays in registers, which no call could return.
            v0 += v4 + m[0];
            v12 = Integer.rotateRight(v12 ^ v0, 16);
            v8 += v12;
            v4 = Integer.rotateRight(v4 ^ v8, 12);
            v0 += v4 + m[1];
            v12 = Integer.rotateRight(v12 ^ v0, 8);
            v8 += v12;
            v4 = Integer.rotateRight(v4 ^ v8, 7);

            v1 += v5 + m[2];
            v13 = Integer.rotateRight(v13 ^ v1, 16);
            v9 += v13;
            v5 = Integer.rotateRight(v5 ^ v9, 12);
            v1 += v5 + m[3];
            v13 = Integer.rotateRight(v13 ^ v1, 8);
            v9 += v13;
            v5 = Integer.rotateRight(v5 ^ v9, 7);

            v2 += v6 + m[4];
            v14 = Integer.rotateRight(v14 ^ v2, 16);
            v10 += v14;
            v6 = Integer.rotateRight(v6 ^ v10, 12);
            v2 += v6 + m[5];
            v14 = Integer.rotateRight(v14 ^ v2, 8);
            v10 += v14;
            v6 = Integer.rotateRight(v6 ^ v10, 7);

            v3 += v7 + m[6];
            v15 = Integer.rotateRight(v15 ^ v3, 16);
            v11 += v15;
            v7 = Integer.rotateRight(v7 ^ v11, 12);
            v3 += v7 + m[7];
            v15 = Integer.rotateRight(v15 ^ v3, 8);
            v11 += v15;
            v7 = Integer.rotateRight(v7 ^ v11, 7);

            v0 += v5 + m[8];
            v15 = Integer.rotateRight(v15 ^ v0, 16);
            v10 += v15;
            v5 = Integer.rotateRight(v5 ^ v10, 12);
            v0 += v5 + m[9];
            v15 = Integer.rotateRight(v15 ^ v0, 8);
            v10 += v15;
            v5 = Integer.rotateRight(v5 ^ v10, 7);

            v1 += v6 + m[10];
            v12 = Integer.rotateRight(v12 ^ v1, 16);
            v11 += v12;
            v6 = Integer.rotateRight(v6 ^ v11, 12);
            v1 += v6 + m[11];
            v12 = Integer.rotateRight(v12 ^ v1, 8);
            v11 += v12;
            v6 = Integer.rotateRight(v6 ^ v11, 7);

            v2 += v7 + m[12];
            v13 = Integer.rotateRight(v13 ^ v2, 16);
            v8 += v13;
            v7 = Integer.rotateRight(v7 ^ v8, 12);
            v2 += v7 + m[13];
            v13 = Integer.rotateRight(v13 ^ v2, 8);
            v8 += v13;
            v7 = Integer.rotateRight(v7 ^ v8, 7);

            v3 += v4 + m[14];
            v14 = Integer.rotateRight(v14 ^ v3, 16);
            v9 += v14;
            v4 = Integer.rotateRight(v4 ^ v9, 12);
            v3 += v4 + m[15];
            v14 = Integer.rotateRight(v14 ^ v3, 8);
            v9 += v14;
            v4 = Integer.rotateRight(v4 ^ v9, 7);

            for (int i = 0; i < 16; i++) {
                permuted[i] = m[PERMUTATION[i]];
            }
            int[] swap = m;
            m = permuted;
            permuted = swap;
        }
        chaining[0] = v0 ^ v8;
        chaining[1] = v1 ^ v9;
        chaining[2] = v2 ^ v10;
        chaining[3] = v3 ^ v11;
        chaining[4] = v4 ^ v12;
        chaining[5] = v5 ^ v13;
        chaining[6] = v6 ^ v14;
        chaining[7] = v7 ^ v15;
    }
}
