package dev.dx.engine;

import java.util.Arrays;
import java.util.HexFormat;

/**
 * The identity of a package's content: a 32-byte BLAKE3 over its canonical file table. It does not depend on how the
 * package was compressed or where it came from.
 */
public final class ContentRoot {
    public static final int LENGTH = 32;

    private final byte[] bytes;

    private ContentRoot(byte[] bytes) {
        this.bytes = bytes;
    }

    public static ContentRoot of(byte[] bytes) {
        if (bytes.length != LENGTH) {
            throw new IllegalArgumentException("a content root has " + LENGTH + " bytes, not " + bytes.length);
        }
        return new ContentRoot(bytes.clone());
    }

    /** The root written as 64 hexadecimal digits. */
    public static ContentRoot parse(String hex) {
        return of(HexFormat.of().parseHex(hex));
    }

    public byte[] bytes() {
        return bytes.clone();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ContentRoot that && Arrays.equals(bytes, that.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    /** 64 lower-case hexadecimal digits. */
    @Override
    public String toString() {
        return HexFormat.of().formatHex(bytes);
    }
}
