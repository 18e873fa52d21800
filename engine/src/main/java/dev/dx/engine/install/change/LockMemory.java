package dev.dx.engine.install.change;

import dev.dx.engine.DxException;
import dev.dx.engine.binary.BoundedReader;
import dev.dx.engine.binary.FormatFault;
import dev.dx.engine.npm.registry.Consulted;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * The locks that projects without one were resolved to. Whoever asks the same question again, and would get the same
 * documents from the registries, gets the same lock without working it out. A file:
 *
 * <pre>
 * file      := "DXRL" version:u32 checksum:u64 question:32 until:i64 packages:u32
 *              count:u32 { text fingerprint:u64 } count:u32 { text } length:u32 utf8
 * text      := length:u32 utf8
 * checksum  := CRC-32C of all that is behind it
 * question  := SHA-256 of what was asked
 * until     := milliseconds since 1970 when a version becomes old enough to be chosen that was too young
 * </pre>
 *
 * in little-endian order: the documents that were consulted, the warnings, and the lock. A file that is damaged or of
 * another version counts as absent; there are at most {@link #KEPT}, those used last.
 */
public final class LockMemory {
    private static final int MAGIC = 0x4c525844;
    private static final int VERSION = 3;
    private static final int KEPT = 40;
    private static final int LARGEST = 64 << 20;
    private static final int MOST = 1 << 20;
    private static final int LONGEST = 1 << 16;
    private static final int PREFIX = 16;
    private static final int DIGEST = 32;

    private final Path folder;
    private final Supplier<String> question;
    private byte @Nullable [] digest;

    /** @param question everything the lock depends on beside what registries say; asked for only when there is a need to know */
    public LockMemory(Path folder, Supplier<String> question) {
        this.folder = folder;
        this.question = question;
    }

    /**
     * @param until when another lock may come of the same documents
     * @param packages how many the lock has
     */
    public record Answer(String lock, int packages, List<String> warnings, List<Consulted> consulted, Instant until) {}

    /** What was remembered, if its time has not come; whether its documents still stand is for others to say. */
    @Nullable
    public Answer find() {
        if (!Files.isDirectory(folder)) {
            return null;
        }
        Path file = file();
        try {
            if (Files.size(file) > LARGEST) {
                return null;
            }
            Answer answer = parse(Files.readAllBytes(file));
            if (answer == null || !Instant.now().isBefore(answer.until())) {
                return null;
            }
            Files.setLastModifiedTime(file, FileTime.from(Instant.now()));
            return answer;
        } catch (NoSuchFileException none) {
            return null;
        } catch (IOException | DxException unreadable) {
            return null;
        }
    }

    /** What cannot be written is not remembered, and worked out again the next time. */
    public void remember(Answer answer) {
        Path temporary = null;
        try {
            Files.createDirectories(folder);
            temporary = Files.createTempFile(folder, "new", ".tmp");
            Files.write(temporary, bytes(answer));
            Files.move(temporary, file(), StandardCopyOption.ATOMIC_MOVE);
            forgetOldest();
        } catch (IOException unwritable) {
            delete(temporary);
        }
    }

    private byte[] digest() {
        byte[] known = digest;
        if (known == null) {
            try {
                known = MessageDigest.getInstance("SHA-256")
                        .digest(question.get().getBytes(StandardCharsets.UTF_8));
            } catch (NoSuchAlgorithmException impossible) {
                throw new IllegalStateException(impossible);
            }
            digest = known;
        }
        return known;
    }

    private Path file() {
        return folder.resolve(HexFormat.of().formatHex(digest(), 0, 20) + ".dxrl");
    }

    private byte[] bytes(Answer answer) {
        Growing out = new Growing();
        out.raw(digest());
        out.u64(answer.until().toEpochMilli());
        out.u32(answer.packages());
        out.u32(answer.consulted().size());
        for (Consulted document : answer.consulted()) {
            out.text(document.key());
            out.u64(document.fingerprint());
        }
        out.u32(answer.warnings().size());
        answer.warnings().forEach(out::text);
        out.text(answer.lock());
        byte[] body = out.bytes();
        return ByteBuffer.allocate(PREFIX + body.length)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(MAGIC)
                .putInt(VERSION)
                .putLong(checksum(body, 0))
                .put(body)
                .array();
    }

    /** CRC-32C, which the JVM has in machine code from the start: this is done once in a process. */
    private static long checksum(byte[] bytes, int start) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, start, bytes.length - start);
        return crc.getValue();
    }

    private @Nullable Answer parse(byte[] bytes) {
        FormatFault fault = new FormatFault("a remembered lock", "It is worked out again.");
        BoundedReader in = new BoundedReader(MemorySegment.ofArray(bytes), fault);
        if (in.u32() != MAGIC || in.u32() != VERSION) {
            return null;
        }
        long checksum =
                ByteBuffer.wrap(in.copy(8)).order(ByteOrder.LITTLE_ENDIAN).getLong();
        if (checksum != checksum(bytes, PREFIX) || !MessageDigest.isEqual(in.copy(DIGEST), digest())) {
            return null;
        }
        Instant until = Instant.ofEpochMilli(in.u64(Long.MAX_VALUE, "milliseconds"));
        int packages = in.count(MOST, "packages");
        int documents = in.count(MOST, "documents");
        List<Consulted> consulted = new ArrayList<>();
        for (int i = 0; i < documents; i++) {
            String key = in.text(in.count(LONGEST, "bytes of an address"), "an address");
            long fingerprint =
                    ByteBuffer.wrap(in.copy(8)).order(ByteOrder.LITTLE_ENDIAN).getLong();
            consulted.add(new Consulted(key, fingerprint));
        }
        int warned = in.count(MOST, "warnings");
        List<String> warnings = new ArrayList<>();
        for (int i = 0; i < warned; i++) {
            warnings.add(in.text(in.count(LONGEST, "bytes of a warning"), "a warning"));
        }
        String lock = in.text(in.count(LARGEST, "bytes of a lock"), "the lock");
        return in.remaining() == 0 ? new Answer(lock, packages, warnings, consulted, until) : null;
    }

    private void forgetOldest() throws IOException {
        record Dated(Path file, FileTime used) {}
        List<Dated> all = new ArrayList<>();
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) {
                try {
                    all.add(new Dated(file, Files.getLastModifiedTime(file)));
                } catch (NoSuchFileException goneMeanwhile) {
                    // another process forgets as well
                }
            }
        }
        all.sort(Comparator.comparing(Dated::used).reversed());
        for (Dated old : all.subList(Math.min(KEPT, all.size()), all.size())) {
            Files.deleteIfExists(old.file());
        }
    }

    private static void delete(@Nullable Path temporary) {
        try {
            if (temporary != null) {
                Files.deleteIfExists(temporary);
            }
        } catch (IOException left) {
            // a stray file among those that are forgotten in time
        }
    }

    /** Little-endian bytes, as many as come. */
    private static final class Growing {
        private ByteBuffer buffer = ByteBuffer.allocate(1 << 16).order(ByteOrder.LITTLE_ENDIAN);

        void u32(int value) {
            room(4).putInt(value);
        }

        void u64(long value) {
            room(8).putLong(value);
        }

        void raw(byte[] bytes) {
            room(bytes.length).put(bytes);
        }

        void text(String text) {
            byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
            u32(utf8.length);
            raw(utf8);
        }

        byte[] bytes() {
            byte[] bytes = new byte[buffer.position()];
            buffer.flip().get(bytes);
            return bytes;
        }

        private ByteBuffer room(int more) {
            if (buffer.remaining() < more) {
                int length = Math.max(2 * buffer.capacity(), buffer.position() + more);
                buffer = ByteBuffer.allocate(length)
                        .order(ByteOrder.LITTLE_ENDIAN)
                        .put(buffer.flip());
            }
            return buffer;
        }
    }
}
