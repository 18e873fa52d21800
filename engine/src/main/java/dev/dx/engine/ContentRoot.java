package dev.dx.engine;

import java.util.HexFormat;

/**
 * The identity of a package's content: the BLAKE3 of its canonical file table. It does not depend on how the package was
 * compressed or where it came from.
 */
public record ContentRoot(ContentHash hash) implements Comparable<ContentRoot> {
    public static final int LENGTH = ContentHash.LENGTH;

    public static ContentRoot of(byte[] bytes) {
        return new ContentRoot(ContentHash.of(bytes));
    }

    /** The root written as 64 hexadecimal digits. */
    public static ContentRoot parse(String hex) {
        return of(HexFormat.of().parseHex(hex));
    }

    public byte[] bytes() {
        return hash.bytes();
    }

    @Override
    public int compareTo(ContentRoot other) {
        return hash.compareTo(other.hash);
    }

    /** 64 lower-case hexadecimal digits. */
    @Override
    public String toString() {
        return hash.toString();
    }
}
