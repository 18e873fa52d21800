package dev.dx.engine.store;

import dev.dx.engine.ContentRoot;
import dev.dx.engine.Integrity;
import dev.dx.engine.Integrity.Algorithm;
import dev.dx.engine.PackageId;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Base64;
import java.util.HexFormat;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * That an archive with a certain digest was verified here, or that a registry the user chose says so, and what was in it. One file per digest,
 * {@code trust/ab/cd/<digest in hexadecimal>}; the digest's length tells its algorithm. Little-endian:
 *
 * <pre>
 *   0  magic     4 bytes   44 58 54 52, "DXTR"
 *   4  version   4 bytes   2; 3 is the same where a registry said so; 1 is read as 2 and has nothing between sha512 and checksum
 *   8  root      32 bytes  of the package
 *  40  sha512    64 bytes  of the archive
 * 104  name      2 bytes   its length, at most 4096, then so many bytes of UTF-8: what the archive was taken in as
 *      version   2 bytes   the same
 *      checksum  4 bytes   CRC-32C of everything before and of the digest that names the file
 * </pre>
 *
 * A record that is damaged is as good as none: the archive is fetched and verified again. The records are what the store
 * goes by; its index repeats them in one file that is read faster. A record of its own needs no agreement between processes:
 * it is there or not, whoever dies when.
 *
 * @param id null where the record does not say
 */
record TrustRecord(
        ContentRoot root, Integrity sha512, @Nullable PackageId id, Basis basis) {
    /** Who looked at the archive. */
    enum Basis {
        VERIFIED,
        ATTESTED
    }

    private static final int MAGIC = 0x52545844;
    private static final int VERSION = 2;
    private static final int ATTESTED_VERSION = 3;
    private static final int NAMED_AT = 104;
    private static final int LONGEST = NAMED_AT + 2 * (2 + StoreIndexFormat.MAX_NAME) + 4;

    TrustRecord {
        id = StoreIndexFormat.fitting(id);
    }

    TrustRecord(ContentRoot root, Integrity sha512, @Nullable PackageId id) {
        this(root, sha512, id, Basis.VERIFIED);
    }

    /** Where the record for a digest is; {@code base64} as {@link Integrity#digests()} has it. */
    static Path file(Path trust, String base64) {
        String hex = HexFormat.of().formatHex(Base64.getDecoder().decode(base64));
        return trust.resolve(hex.substring(0, 2)).resolve(hex.substring(2, 4)).resolve(hex);
    }

    byte[] encode(String base64) {
        byte[] name = utf8(id == null ? "" : id.name());
        byte[] version = utf8(id == null ? "" : id.version());
        int length = NAMED_AT + 2 + name.length + 2 + version.length + 4;
        ByteBuffer out = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
        out.putInt(MAGIC)
                .putInt(basis == Basis.ATTESTED ? ATTESTED_VERSION : VERSION)
                .put(root.bytes());
        out.put(Base64.getDecoder().decode(sha512.digests().getFirst()));
        out.putShort((short) name.length)
                .put(name)
                .putShort((short) version.length)
                .put(version);
        out.putInt(checksum(out.array(), length - 4, base64));
        return out.array();
    }

    /** The record for a digest; null if there is none that is whole. */
    static @Nullable TrustRecord read(Path file, String base64) throws IOException {
        ByteBuffer in = ByteBuffer.allocate(LONGEST + 1).order(ByteOrder.LITTLE_ENDIAN);
        try (SeekableByteChannel channel = Files.newByteChannel(file)) {
            while (in.hasRemaining() && channel.read(in) >= 0) {}
        } catch (NoSuchFileException none) {
            return null;
        }
        in.flip();
        int end = in.limit() - 4;
        if (end < NAMED_AT || end > LONGEST - 4 || in.getInt(end) != checksum(in.array(), end, base64)) {
            return null;
        }
        in.limit(end);
        int magic = in.getInt();
        int format = in.getInt();
        if (magic != MAGIC || format < 1 || format > ATTESTED_VERSION) {
            return null;
        }
        byte[] root = new byte[ContentRoot.LENGTH];
        byte[] sha512 = new byte[64];
        in.get(root).get(sha512);
        String name = format == 1 ? "" : text(in);
        String version = format == 1 ? "" : text(in);
        if (name == null || version == null || in.hasRemaining()) {
            return null;
        }
        try {
            PackageId id = name.isEmpty() ? null : new PackageId(name, version);
            Basis basis = format == ATTESTED_VERSION ? Basis.ATTESTED : Basis.VERIFIED;
            return new TrustRecord(ContentRoot.of(root), Integrity.of(Algorithm.SHA512, sha512), id, basis);
        } catch (IllegalArgumentException noName) {
            return null;
        }
    }

    /** Null where there is no text. */
    private static @Nullable String text(ByteBuffer in) {
        int length = in.remaining() < 2 ? -1 : in.getShort() & 0xffff;
        if (length < 0 || length > in.remaining()) {
            return null;
        }
        byte[] text = new byte[length];
        in.get(text);
        return new String(text, StandardCharsets.UTF_8);
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static int checksum(byte[] record, int length, String base64) {
        CRC32C crc = new CRC32C();
        crc.update(record, 0, length);
        crc.update(Base64.getDecoder().decode(base64));
        return (int) crc.getValue();
    }
}
