package dev.dx.engine.binary;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/** The tree over a message's chunks. */
final class Blake3Tree {
    static final int CHUNK_START = 1;
    static final int CHUNK_END = 2;
    static final int PARENT = 4;
    static final int ROOT = 8;

    static final int[] IV = {
        0x6A09E667, 0xBB67AE85, 0x3C6EF372, 0xA54FF53A, 0x510E527F, 0x9B05688C, 0x1F83D9AB, 0x5BE0CD19
    };

    private static final int BLOCK = 64;
    private static final VarHandle INTS = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN)
            .withInvokeExactBehavior();

    private final int[] chaining = new int[8];
    private final int[] message = new int[16];
    private final int[] permuted = new int[16];
    private final int[] state = new int[16];
    private final byte[] lastBlock = new byte[BLOCK];
    private byte[] level = new byte[128 * Blake3.LENGTH];

    /** The hash of a whole message. */
    void root(byte[] bytes, int offset, int length, byte[] out) {
        reduce(bytes, offset, length, 0, ROOT, out, 0);
    }

    void roots(byte[] bytes, int[] offsets, int[] lengths, int count, byte[] out) {
        for (int i = 0; i < count; i++) {
            reduce(bytes, offsets[i], lengths[i], 0, ROOT, out, i * Blake3.LENGTH);
        }
    }

    /** The chaining value of a subtree that is not the whole message. */
    void subtree(byte[] bytes, int offset, int length, long firstChunk, byte[] out) {
        reduce(bytes, offset, length, firstChunk, 0, out, 0);
    }

    /** The value above two chaining values. */
    void parent(byte[] pair, boolean root, byte[] out) {
        parent(pair, 0, root ? ROOT : 0, out, 0);
    }

    private void reduce(byte[] bytes, int offset, int length, long firstChunk, int rootFlag, byte[] out, int at) {
        int chunks = Math.max(1, (int) (((long) length + Blake3.CHUNK - 1) / Blake3.CHUNK));
        if (level.length < chunks * Blake3.LENGTH) {
            level = new byte[chunks * Blake3.LENGTH];
        }
        for (int i = 0; i < chunks; i++) {
            int start = i * Blake3.CHUNK;
            chunk(
                    bytes,
                    offset + start,
                    Math.min(Blake3.CHUNK, length - start),
                    firstChunk + i,
                    chunks == 1 ? rootFlag : 0,
                    level,
                    i * Blake3.LENGTH);
        }
        // Pairing neighbours level by level, the odd one carried up, gives the tree with complete left subtrees.
        while (chunks > 1) {
            int pairs = chunks / 2;
            for (int i = 0; i < pairs; i++) {
                parent(level, i * 2 * Blake3.LENGTH, chunks == 2 ? rootFlag : 0, level, i * Blake3.LENGTH);
            }
            if ((chunks & 1) != 0) {
                System.arraycopy(level, (chunks - 1) * Blake3.LENGTH, level, pairs * Blake3.LENGTH, Blake3.LENGTH);
            }
            chunks = pairs + (chunks & 1);
        }
        System.arraycopy(level, 0, out, at, Blake3.LENGTH);
    }

    private void chunk(byte[] bytes, int offset, int length, long counter, int rootFlag, byte[] out, int at) {
        System.arraycopy(IV, 0, chaining, 0, 8);
        int flags = CHUNK_START;
        int from = offset;
        int left = length;
        while (left > BLOCK) {
            load(bytes, from);
            compress(counter, BLOCK, flags);
            flags = 0;
            from += BLOCK;
            left -= BLOCK;
        }
        if (left == BLOCK) {
            load(bytes, from);
        } else {
            Arrays.fill(lastBlock, (byte) 0);
            System.arraycopy(bytes, from, lastBlock, 0, left);
            load(lastBlock, 0);
        }
        compress(counter, left, flags | CHUNK_END | rootFlag);
        store(out, at);
    }

    private void parent(byte[] pair, int offset, int rootFlag, byte[] out, int at) {
        System.arraycopy(IV, 0, chaining, 0, 8);
        load(pair, offset);
        compress(0, BLOCK, PARENT | rootFlag);
        store(out, at);
    }

    private void load(byte[] bytes, int offset) {
        for (int i = 0; i < 16; i++) {
            message[i] = (int) INTS.get(bytes, offset + 4 * i);
        }
    }

    private void store(byte[] out, int at) {
        for (int i = 0; i < 8; i++) {
            INTS.set(out, at + 4 * i, chaining[i]);
        }
    }

    private void compress(long counter, int length, int flags) {
        int[] v = state;
        int[] m = message;
        int[] next = permuted;
        System.arraycopy(chaining, 0, v, 0, 8);
        System.arraycopy(IV, 0, v, 8, 4);
        v[12] = (int) counter;
        v[13] = (int) (counter >>> 32);
        v[14] = length;
        v[15] = flags;
        for (int round = 0; ; round++) {
            mix(v, 0, 4, 8, 12, m[0], m[1]);
            mix(v, 1, 5, 9, 13, m[2], m[3]);
            mix(v, 2, 6, 10, 14, m[4], m[5]);
            mix(v, 3, 7, 11, 15, m[6], m[7]);
            mix(v, 0, 5, 10, 15, m[8], m[9]);
            mix(v, 1, 6, 11, 12, m[10], m[11]);
            mix(v, 2, 7, 8, 13, m[12], m[13]);
            mix(v, 3, 4, 9, 14, m[14], m[15]);
            if (round == 6) {
                break;
            }
            for (int i = 0; i < 16; i++) {
                next[i] = m[PERMUTATION[i]];
            }
            int[] swap = m;
            m = next;
            next = swap;
        }
        for (int i = 0; i < 8; i++) {
            chaining[i] = v[i] ^ v[i + 8];
        }
    }

    private static final int[] PERMUTATION = {2, 6, 3, 10, 7, 0, 4, 13, 1, 11, 12, 5, 9, 14, 15, 8};

    private static void mix(int[] v, int a, int b, int c, int d, int x, int y) {
        v[a] += v[b] + x;
        v[d] = Integer.rotateRight(v[d] ^ v[a], 16);
        v[c] += v[d];
        v[b] = Integer.rotateRight(v[b] ^ v[c], 12);
        v[a] += v[b] + y;
        v[d] = Integer.rotateRight(v[d] ^ v[a], 8);
        v[c] += v[d];
        v[b] = Integer.rotateRight(v[b] ^ v[c], 7);
    }
}
