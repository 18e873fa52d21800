package dev.dx.engine;

import java.util.Arrays;
import java.util.HexFormat;

/** The BLAKE3 of a file's bytes, 32 bytes long; in the order of these bytes. */
public final class ContentHash implements Comparable<ContentHash> {
    public static final int LENGTH = 32;

    private final byte[] bytes;

    private ContentHash(byte[] bytes) {
        this.bytes = bytes;
    }

    public static ContentHash of(byte[] bytes) {
        if (bytes.length != LENGTH) {
            throw new IllegalArgumentException("a content hash has " + LENGTH + " bytes, not " + bytes.length);
        }
        return new ContentHash(bytes.clone());
    }

    /** The hash whose bytes begin at {@code offset}. */
    public static ContentHash at(byte[] bytes, int offset) {
        return new ContentHash(Arrays.copyOfRange(bytes, offset, offset + LENGTH));
    }

    public byte[] bytes() {
        return bytes.clone();
    }

    @Override
    public int compareTo(ContentHash other) {
        return Arrays.compareUnsigned(bytes, other.bytes);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ContentHash that && Arrays.equals(bytes, that.bytes);
    }

    @Override
    public int hashCode() {
        // Each part of a hash is as good as the whole.
        return bytes[0] << 24 | (bytes[1] & 0xff) << 16 | (bytes[2] & 0xff) << 8 | (bytes[3] & 0xff);
    }

    /** 64 lower-case hexadecimal digits. */
    @Override
    public String toString() {
        return HexFormat.of().formatHex(bytes);
    }
}
