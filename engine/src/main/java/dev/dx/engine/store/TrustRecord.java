package dev.dx.engine.store;

import dev.dx.engine.ContentRoot;
import dev.dx.engine.Integrity;
import dev.dx.engine.Integrity.Algorithm;
import dev.dx.engine.binary.Blake3;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * That an archive with a certain digest was verified here, and what was in it. One file per digest,
 * {@code trust/ab/cd/<digest in hexadecimal>}; the digest's length tells its algorithm. Little-endian:
 *
 * <pre>
 *   0  magic     4 bytes   44 58 54 52, "DXTR"
 *   4  version   4 bytes   1
 *   8  root      32 bytes  of the package
 *  40  sha512    64 bytes  of the archive
 * 104  checksum  32 bytes  BLAKE3 of everything before and of the digest that names the file
 * </pre>
 *
 * A record that is damaged is as good as none: the archive is fetched and verified again.
 */
record TrustRecord(ContentRoot root, Integrity sha512) {
    private static final int MAGIC = 0x52545844;
    private static final int VERSION = 1;
    private static final int CHECKED = 104;
    private static final int LENGTH = CHECKED + Blake3.LENGTH;

    /** Where the record for a digest is; {@code base64} as {@link Integrity#digests()} has it. */
    static Path file(Path trust, String base64) {
        String hex = HexFormat.of().formatHex(Base64.getDecoder().decode(base64));
        return trust.resolve(hex.substring(0, 2)).resolve(hex.substring(2, 4)).resolve(hex);
    }

    byte[] encode(String base64) {
        ByteBuffer out = ByteBuffer.allocate(LENGTH).order(ByteOrder.LITTLE_ENDIAN);
        out.putInt(MAGIC).putInt(VERSION).put(root.bytes());
        out.put(Base64.getDecoder().decode(sha512.digests().getFirst()));
        out.put(checksum(out.array(), base64));
        return out.array();
    }

    /** The record for a digest; null if there is none that is whole. */
    static @Nullable TrustRecord read(Path file, String base64) throws IOException {
        ByteBuffer in = ByteBuffer.allocate(LENGTH + 1).order(ByteOrder.LITTLE_ENDIAN);
        try (SeekableByteChannel channel = Files.newByteChannel(file)) {
            while (in.hasRemaining() && channel.read(in) >= 0) {}
        } catch (NoSuchFileException none) {
            return null;
        }
        in.flip();
        if (in.remaining() != LENGTH || in.getInt() != MAGIC || in.getInt() != VERSION) {
            return null;
        }
        byte[] root = new byte[ContentRoot.LENGTH];
        byte[] sha512 = new byte[64];
        byte[] checksum = new byte[Blake3.LENGTH];
        in.get(root).get(sha512).get(checksum);
        if (!Arrays.equals(checksum, checksum(in.array(), base64))) {
            return null;
        }
        return new TrustRecord(ContentRoot.of(root), Integrity.of(Algorithm.SHA512, sha512));
    }

    private static byte[] checksum(byte[] record, String base64) {
        return new Blake3()
                .update(record, 0, CHECKED)
                .update(Base64.getDecoder().decode(base64))
                .digest();
    }
}
