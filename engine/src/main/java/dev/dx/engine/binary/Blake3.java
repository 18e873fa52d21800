package dev.dx.engine.binary;

import java.util.Arrays;

/**
 * BLAKE3 in its plain hash mode with 32 bytes of output: {@link #hash} for bytes at hand, {@link #hashAll} for many small
 * files at once, an instance for bytes that come in pieces. An instance belongs to one thread.
 *
 * <p>Input is cut into chunks of 1,024 bytes, each hashed on its own; the chunks' chaining values are the leaves of a
 * binary tree whose left subtrees are complete. The tree of any run of {@link #PIECE} bytes that starts at a multiple of
 * {@code PIECE} is a subtree of the whole, so that is what an instance collects before it hashes.
 */
public final class Blake3 {
    /** Bytes in a hash. */
    public static final int LENGTH = 32;

    static final int CHUNK = 1024;
    /** Several rounds of all lanes, lest too much be done with few of them busy. */
    private static final int PIECE = 1024 * CHUNK;
    /** Enough for 2^63 bytes in pieces. */
    private static final int MAX_DEPTH = 48;

    private final Blake3Tree tree = new Blake3Tree();
    /** Grows to {@link #PIECE} with what is collected. */
    private byte[] piece = {};

    private int filled;
    private long pieces;
    /** Chaining values of complete subtrees, the largest first, each followed by its right-hand neighbour. */
    private final byte[] stack = new byte[MAX_DEPTH * LENGTH];

    private int depth;

    public static byte[] hash(byte[] bytes) {
        return hash(bytes, 0, bytes.length);
    }

    public static byte[] hash(byte[] bytes, int offset, int length) {
        if (length > PIECE) {
            return new Blake3().update(bytes, offset, length).digest();
        }
        byte[] hash = new byte[LENGTH];
        new Blake3Tree().root(bytes, offset, length, hash);
        return hash;
    }

    /**
     * Hashes {@code count} slices of one array, several at a time: slice {@code i} is {@code lengths[i]} bytes from
     * {@code offsets[i]}.
     *
     * @return their hashes one after the other, {@link #LENGTH} bytes each
     */
    public static byte[] hashAll(byte[] bytes, int[] offsets, int[] lengths, int count) {
        byte[] hashes = new byte[count * LENGTH];
        new Blake3Tree().roots(bytes, offsets, lengths, count, hashes);
        return hashes;
    }

    /** As {@link #hashAll}, in the room that this instance has. What it was updated with is as it was. */
    public byte[] hashEach(byte[] bytes, int[] offsets, int[] lengths, int count) {
        byte[] hashes = new byte[count * LENGTH];
        tree.roots(bytes, offsets, lengths, count, hashes);
        return hashes;
    }

    public Blake3 update(byte[] bytes) {
        return update(bytes, 0, bytes.length);
    }

    public Blake3 update(byte[] bytes, int offset, int length) {
        int from = offset;
        int left = length;
        while (left > 0) {
            // A full piece waits for the byte after it: the last piece may turn out to be the root.
            if (filled == PIECE) {
                addPiece(piece, 0);
                filled = 0;
            }
            if (filled == 0 && left > PIECE) {
                addPiece(bytes, from);
                from += PIECE;
                left -= PIECE;
                continue;
            }
            int taken = Math.min(left, PIECE - filled);
            if (piece.length < filled + taken) {
                piece = Arrays.copyOf(piece, Math.min(PIECE, Math.max(2 * piece.length, filled + taken)));
            }
            System.arraycopy(bytes, from, piece, filled, taken);
            filled += taken;
            from += taken;
            left -= taken;
        }
        return this;
    }

    /** The hash of everything since the last {@link #reset()}. More may follow; the hash is then of that as well. */
    public byte[] digest() {
        byte[] value = new byte[LENGTH];
        if (pieces == 0) {
            tree.root(piece, 0, filled, value);
            return value;
        }
        byte[] pair = new byte[2 * LENGTH];
        tree.subtree(piece, 0, filled, pieces * (PIECE / CHUNK), value);
        for (int level = depth - 1; level >= 0; level--) {
            System.arraycopy(stack, level * LENGTH, pair, 0, LENGTH);
            System.arraycopy(value, 0, pair, LENGTH, LENGTH);
            tree.parent(pair, level == 0, value);
        }
        return value;
    }

    public Blake3 reset() {
        filled = 0;
        pieces = 0;
        depth = 0;
        return this;
    }

    private void addPiece(byte[] bytes, int offset) {
        byte[] value = new byte[LENGTH];
        tree.subtree(bytes, offset, PIECE, pieces * (PIECE / CHUNK), value);
        pieces++;
        // As many subtrees are complete now as the count of pieces has trailing zero bits.
        for (long complete = pieces; (complete & 1) == 0; complete >>= 1) {
            depth--;
            byte[] pair = Arrays.copyOfRange(stack, depth * LENGTH, (depth + 2) * LENGTH);
            System.arraycopy(value, 0, pair, LENGTH, LENGTH);
            tree.parent(pair, false, value);
        }
        System.arraycopy(value, 0, stack, depth * LENGTH, LENGTH);
        depth++;
    }
}
