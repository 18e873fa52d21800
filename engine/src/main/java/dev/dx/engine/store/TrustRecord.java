package dev.dx.engine.store;

import dev.dx.engine.ContentRoot;
import dev.dx.engine.Integrity;
import dev.dx.engine.Integrity.Algorithm;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Base64;
import java.util.HexFormat;
import java.util.zip.CRC32C;
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
 * 104  checksum  4 bytes   CRC-32C of everything before and of the digest that names the file
 * </pre>
 *
 * A record that is damaged is as good as none: the archive is fetched and verified again.
 */
record TrustRecord(ContentRoot root, Integrity sha512) {
    private static final int MAGIC = 0x52545844;
    private static final int VERSION = 1;
    private static final int CHECKED = 104;
    private static final int LENGTH = CHECKED + 4;

    /** Where the record for a digest is; {@code base64} as {@link Integrity#digests()} has it. */
    static Path file(Path trust, String base64) {
        String hex = HexFormat.of().formatHex(Base64.getDecoder().decode(base64));
        return trust.resolve(hex.substring(0, 2)).resolve(hex.substring(2, 4)).resolve(hex);
    }

    byte[] encode(String base64) {
        ByteBuffer out = ByteBuffer.allocate(LENGTH).order(ByteOrder.LITTLE_ENDIAN);
        out.putInt(MAGIC).putInt(VERSION).put(root.bytes());
        out.put(Base64.getDecoder().decode(sha512.digests().getFirst()));
        out.putInt(checksum(out.array(), base64));
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
        in.get(root).get(sha512);
        if (in.getInt() != checksum(in.array(), base64)) {
            return null;
        }
        return new TrustRecord(ContentRoot.of(root), Integrity.of(Algorithm.SHA512, sha512));
    }

    private static int checksum(byte[] record, String base64) {
        CRC32C crc = new CRC32C();
        crc.update(record, 0, CHECKED);
        crc.update(Base64.getDecoder().decode(base64));
        return (int) crc.getValue();
    }
}
