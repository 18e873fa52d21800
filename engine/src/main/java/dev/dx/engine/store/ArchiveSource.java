package dev.dx.engine.store;

import dev.dx.engine.DxException;
import dev.dx.engine.Integrity;
import dev.dx.engine.Integrity.Algorithm;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The bytes of an archive as they arrive. Every one of them is hashed, also those nobody asks for: SHA-512 always, and
 * what was promised in another algorithm beside it.
 */
final class ArchiveSource {
    private final String archive;
    private final InputStream in;
    private final ArchiveLimits limits;
    private final @Nullable MessageDigest sha512;
    private final @Nullable MessageDigest other;

    final byte[] buffer;
    /** What of the buffer is not yet used. */
    int position;

    int limit;
    private long count;
    /** Read ahead, and to be read again. */
    private @Nullable ByteBuffer again;

    ArchiveSource(String archive, @Nullable Integrity expected, InputStream in, ArchiveLimits limits, byte[] buffer) {
        this(
                archive,
                in,
                limits,
                buffer,
                digest(Algorithm.SHA512),
                expected == null || expected.algorithm() == Algorithm.SHA512 ? null : digest(expected.algorithm()));
    }

    private ArchiveSource(
            String archive,
            InputStream in,
            ArchiveLimits limits,
            byte[] buffer,
            @Nullable MessageDigest sha512,
            @Nullable MessageDigest other) {
        this.archive = archive;
        this.in = in;
        this.limits = limits;
        this.buffer = buffer;
        this.sha512 = sha512;
        this.other = other;
    }

    /** One that does not say what the archive hashes to, for reading what is not going to be kept. */
    static ArchiveSource unhashed(String archive, InputStream in, ArchiveLimits limits, byte[] buffer) {
        return new ArchiveSource(archive, in, limits, buffer, null, null);
    }

    /** Reads as much as there is room for; true if that is all there is. Nothing may have been used before. */
    boolean readAhead(ByteBuffer room) {
        while (room.remaining() >= buffer.length) {
            if (!fill()) {
                return true;
            }
            room.put(buffer, 0, limit);
            position = limit;
        }
        return false;
    }

    /** Gives out once more what was read ahead, before what follows it. */
    void readAgain(ByteBuffer ahead) {
        again = ahead;
    }

    /** Fills the used-up buffer; false at the end. */
    boolean fill() {
        DxException.checkCancelled();
        if (again != null && again.hasRemaining()) {
            position = 0;
            limit = Math.min(buffer.length, again.remaining());
            again.get(buffer, 0, limit);
            return true;
        }
        int read;
        try {
            read = in.read(buffer, 0, buffer.length);
        } catch (IOException failure) {
            if (failure.getCause() instanceof DxException said) {
                throw said;
            }
            DxException.checkCancelled();
            throw DxException.io(archive + ": reading its archive", failure);
        }
        position = 0;
        limit = Math.max(0, read);
        if (read < 0) {
            return false;
        }
        count += read;
        if (count > limits.compressedBytes()) {
            throw Refusal.limit(archive, "an archive of more than " + limits.compressedBytes() + " bytes");
        }
        if (sha512 != null) {
            sha512.update(buffer, 0, read);
        }
        if (other != null) {
            other.update(buffer, 0, read);
        }
        return read > 0 || fill();
    }

    /** The next byte, or -1 at the end. */
    int next() {
        return position < limit || fill() ? buffer[position++] & 0xff : -1;
    }

    /** Bytes used so far, give or take what is in the buffer. */
    long count() {
        return count;
    }

    /** Reads and hashes the rest. */
    void drain() {
        while (fill()) {}
    }

    /** The archive's SHA-512, once it is drained. */
    Integrity sha512() {
        return Integrity.of(Algorithm.SHA512, Objects.requireNonNull(sha512).digest());
    }

    /** The digest in the algorithm of what was promised, once it is drained; null if that is SHA-512. */
    @Nullable
    Integrity other(@Nullable Integrity expected) {
        return expected == null || other == null ? null : Integrity.of(expected.algorithm(), other.digest());
    }

    private static MessageDigest digest(Algorithm algorithm) {
        try {
            return MessageDigest.getInstance(algorithm.jcaName());
        } catch (NoSuchAlgorithmException missing) {
            throw new AssertionError("a Java without " + algorithm.jcaName(), missing);
        }
    }
}
