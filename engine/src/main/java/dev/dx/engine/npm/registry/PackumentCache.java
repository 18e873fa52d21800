package dev.dx.engine.npm.registry;

import dev.dx.engine.cache.Source;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.File;
import java.io.FileInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.Set;
import java.util.zip.CRC32;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * What registries said about packages, on disk. A file:
 *
 * <pre>
 * "DXPM" version:u16 fingerprint:u64 url:utf etag:utf lastModified:utf maxAgeSeconds:u32 hosted:u8 length:u32 packument crc:u32
 * </pre>
 *
 * in big-endian order; {@code utf} is a two-byte length and modified UTF-8, empty for none; {@code fingerprint} is
 * XXH3 of the packument, and {@code crc} is CRC-32C of all that is before it. When the registry was last heard is the file's time of change. A file that is damaged, of another
 * version, or about another address counts as absent; files replace each other whole.
 */
public final class PackumentCache implements Source<PackumentCache.Entry> {
    static final int MAGIC = 0x4458504d;
    static final int VERSION = 7;
    private static final int CHECKSUM = 4;
    static final int LARGEST = 256 << 20;
    /** More than the head of a usual file. */
    private static final int HEAD = 512;

    /** What is known of an answer besides the packument itself. */
    record Freshness(@Nullable String etag, @Nullable String lastModified, Duration maxAge, boolean hosted) {}

    record Entry(Packument packument, Stamp stamp) {
        /** The same, confirmed by the registry at a time. */
        Entry heardAt(Instant time) {
            return new Entry(packument, new Stamp(stamp.fingerprint(), stamp.freshness(), time));
        }
    }

    /** What the head of a file says. */
    record Stamp(long fingerprint, Freshness freshness, Instant heard) {
        boolean isFresh(Instant now) {
            return !heard.isAfter(now) && heard.plus(freshness.maxAge()).isAfter(now);
        }
    }

    private final Path folder;

    public PackumentCache(Path folder) {
        this.folder = folder;
    }

    @Override
    public @Nullable Entry get(String key) {
        return read(key);
    }

    /** The names of the files that are there. */
    public Set<String> names() {
        Set<String> names = new HashSet<>();
        try (DirectoryStream<Path> parts = Files.newDirectoryStream(folder)) {
            for (Path part : parts) {
                try (DirectoryStream<Path> files = Files.newDirectoryStream(part, "*.dxpm")) {
                    files.forEach(file -> names.add(folder.relativize(file).toString()));
                }
            }
        } catch (IOException | DirectoryIteratorException none) {
            // What is not known to be there is asked for again.
        }
        return names;
    }

    /** The name of the file about a key, among {@link #names()}. */
    String nameOf(String key) {
        return folder.relativize(file(key)).toString();
    }

    @Nullable
    Entry read(String key) {
        File file = file(key).toFile();
        // The plain way: a channel takes longer to open than a usual file to be read.
        try (FileInputStream in = new FileInputStream(file)) {
            Instant heard = Instant.ofEpochMilli(file.lastModified());
            byte[] bytes = in.readNBytes(LARGEST);
            return bytes.length < CHECKSUM || crc(bytes) != storedCrc(bytes) ? null : parse(bytes, key, heard);
        } catch (IOException | CompactReader.Damaged absent) {
            return null;
        }
    }

    /** What the file about {@code key} says of itself, of which the rest is not looked at; null if there is none. */
    @Nullable
    Stamp stamp(String key) {
        Path file = file(key);
        try (FileChannel in = FileChannel.open(file)) {
            byte[] bytes = new byte[HEAD];
            int length = Math.max(0, in.read(ByteBuffer.wrap(bytes)));
            Instant heard = Files.getLastModifiedTime(file).toInstant();
            return stamp(new DataInputStream(new ByteArrayInputStream(bytes, 0, length)), key, heard);
        } catch (IOException absentOrLongHead) {
            Entry whole = read(key);
            return whole == null ? null : whole.stamp();
        }
    }

    private static @Nullable Stamp stamp(DataInputStream in, String key, Instant heard) throws IOException {
        if (in.readInt() != MAGIC || in.readUnsignedShort() != VERSION) {
            return null;
        }
        long fingerprint = in.readLong();
        if (!in.readUTF().equals(key)) {
            return null;
        }
        String etag = in.readUTF();
        String lastModified = in.readUTF();
        Duration maxAge = Duration.ofSeconds(in.readInt());
        boolean hosted = in.readBoolean();
        return new Stamp(fingerprint, new Freshness(orNull(etag), orNull(lastModified), maxAge, hosted), heard);
    }

    private static @Nullable Entry parse(byte[] bytes, String key, Instant heard) throws IOException {
        DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes, 0, bytes.length - CHECKSUM));
        Stamp stamp = stamp(in, key, heard);
        if (stamp == null) {
            return null;
        }
        int length = in.readInt();
        int start = bytes.length - CHECKSUM - in.available();
        if (length != in.available()) {
            return null;
        }
        Packument packument = new Packument(bytes, start, start + length)
                .withFingerprint(stamp.fingerprint())
                .hosted(stamp.freshness().hosted());
        return new Entry(packument, stamp);
    }

    /** A cache that cannot be written is no reason to fail: what it would hold is asked for again. */
    Entry write(String key, Packument packument, Freshness freshness) {
        byte[] content = packument.bytes();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(content.length + 512);
        Path temporary = null;
        try {
            DataOutputStream out = new DataOutputStream(bytes);
            out.writeInt(MAGIC);
            out.writeShort(VERSION);
            out.writeLong(packument.fingerprint());
            out.writeUTF(key);
            out.writeUTF(orEmpty(freshness.etag()));
            out.writeUTF(orEmpty(freshness.lastModified()));
            out.writeInt((int) freshness.maxAge().toSeconds());
            out.writeBoolean(freshness.hosted());
            out.writeInt(content.length);
            out.write(content);
            CRC32C crc = new CRC32C();
            crc.update(bytes.toByteArray());
            out.writeInt((int) crc.getValue());

            Path file = file(key);
            Path parent = file.resolveSibling("");
            PrivateFolders.create(parent);
            temporary = Files.createTempFile(parent, "new", ".tmp");
            Files.write(temporary, bytes.toByteArray());
            Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException unwritable) {
            delete(temporary);
        }
        return new Entry(packument, new Stamp(packument.fingerprint(), freshness, Instant.now()));
    }

    /** Notes that the registry confirmed what is in the cache just now. */
    void touch(String key) {
        if (stamp(key) == null) {
            // What lies there now is about something else of the same name.
            return;
        }
        try {
            Files.setLastModifiedTime(file(key), FileTime.from(Instant.now()));
        } catch (IOException unwritable) {
            // then it is asked for again the next time
        }
    }

    private static void delete(@Nullable Path temporary) {
        try {
            if (temporary != null) {
                Files.deleteIfExists(temporary);
            }
        } catch (IOException left) {
            // a stray file in a cache that may be deleted at any time
        }
    }

    private Path file(String key) {
        // What a file is about stands in it: its name has to be quick to find, and seldom another's.
        byte[] bytes = key.getBytes(StandardCharsets.UTF_8);
        CRC32 one = new CRC32();
        one.update(bytes);
        CRC32C other = new CRC32C();
        other.update(bytes);
        String hex = HexFormat.of().toHexDigits(one.getValue() << Integer.SIZE | other.getValue());
        return folder.resolve(hex.substring(0, 2) + "/" + hex.substring(2) + ".dxpm");
    }

    private static int crc(byte[] bytes) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, 0, bytes.length - CHECKSUM);
        return (int) crc.getValue();
    }

    private static int storedCrc(byte[] bytes) {
        return ByteBuffer.wrap(bytes).getInt(bytes.length - CHECKSUM);
    }

    private static String orEmpty(@Nullable String text) {
        return text == null || text.length() > 1000 ? "" : text;
    }

    private static @Nullable String orNull(String text) {
        return text.isEmpty() ? null : text;
    }
}
