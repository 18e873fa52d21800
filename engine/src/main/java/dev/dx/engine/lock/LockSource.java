package dev.dx.engine.lock;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * The text that a binary lock was compiled from. It is known by its SHA-256, so that nobody can make another text that passes
 * for it.
 *
 * @param length 0 where there was none
 * @param sha256 in lower-case hexadecimal
 */
public record LockSource(long length, String sha256) {
    /** Of a lock in its own right. */
    public static final LockSource NONE = new LockSource(0, "0".repeat(2 * BinaryLockFormat.SOURCE_HASH));

    public static LockSource of(byte[] text) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(text);
            return new LockSource(text.length, HexFormat.of().formatHex(hash));
        } catch (NoSuchAlgorithmException everyJdkHasIt) {
            throw new IllegalStateException(everyJdkHasIt);
        }
    }

    @Override
    public String toString() {
        return equals(NONE) ? "none" : "sha256 " + sha256 + ", " + length + " bytes";
    }
}
