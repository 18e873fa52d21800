package dev.dx.engine.store;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.dx.engine.DxException;
import dev.dx.engine.ErrorCode;
import dev.dx.engine.binary.FormatFault;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.Random;
import java.util.Set;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProjectEntryTest {
    private static final ProjectEntry SMALL = new ProjectEntry(
            "/home/zoë/project",
            "disk",
            Instant.parse("2026-01-02T03:04:05Z"),
            PackageRoots.of(Set.of(IndexedStores.root(1), IndexedStores.root(2))),
            Set.of(IndexedStores.root(3).hash()));
    private static final FormatFault FAULT = new FormatFault("test", "Delete it.");

    @TempDir
    Path folder;

    /** Writes the golden files anew, for a new version of the format: {@code FOLDER}. */
    public static void main(String[] arguments) throws IOException {
        Path file = Files.write(Path.of(arguments[0], "small.dxproject"), SMALL.encode());
        Files.writeString(file.resolveSibling("small-project.txt"), String.join("\n", ProjectEntry.dump(file)) + "\n");
    }

    @Test
    void readsAndWritesWhatWasWrittenOnce() throws IOException {
        assertArrayEquals(resource("small.dxproject"), SMALL.encode());
        Path file = Files.write(folder.resolve("small.dxproject"), resource("small.dxproject"));
        assertEquals(SMALL, ProjectEntry.read(file));
        assertEquals(
                new String(resource("small-project.txt"), StandardCharsets.UTF_8),
                String.join("\n", ProjectEntry.dump(file)) + "\n");
    }

    @Test
    void readsTheVersionWithoutLayouts() throws IOException {
        Path file = Files.write(folder.resolve("old.dxproject"), resource("small-1.dxproject"));
        ProjectEntry expected =
                new ProjectEntry(SMALL.path(), SMALL.disk(), SMALL.written(), SMALL.packages(), Set.of());
        assertEquals(expected, ProjectEntry.read(file));
    }

    @Test
    void refusesEveryDamage() {
        byte[] whole = SMALL.encode();
        Random random = new Random(20260301);
        for (int at = 0; at < whole.length; at++) {
            byte[] flipped = whole.clone();
            flipped[at] ^= (byte) (1 << random.nextInt(8));
            assertRefused(flipped);
            mayBeRead(sealed(flipped));
            assertRefused(Arrays.copyOf(whole, at));
        }
        assertRefused(Arrays.copyOf(whole, whole.length + 1));
        for (int i = 0; i < 2000; i++) {
            byte[] damaged = whole.clone();
            ByteBuffer.wrap(damaged).order(ByteOrder.LITTLE_ENDIAN).putInt(random.nextInt(28), random.nextInt());
            mayBeRead(sealed(damaged));
        }
    }

    @Test
    void tellsTooNewFromDamaged() {
        byte[] newer = SMALL.encode();
        newer[4] = 3;
        assertEquals(ErrorCode.DX_FORMAT_TOO_NEW, assertRefused(sealed(newer)).code());
        assertEquals(
                ErrorCode.DX_FORMAT_TRUNCATED,
                assertRefused(Arrays.copyOf(SMALL.encode(), 50)).code());
    }

    private static byte[] sealed(byte[] bytes) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, 0, bytes.length - 4);
        ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putInt(bytes.length - 4, (int) crc.getValue());
        return bytes;
    }

    private static DxException assertRefused(byte[] bytes) {
        DxException refusal = assertThrows(DxException.class, () -> ProjectEntry.decode(bytes, FAULT));
        assertTrue(UnpackedPackages.isOfTheFormat(refusal), refusal.getMessage());
        return refusal;
    }

    private static void mayBeRead(byte[] bytes) {
        try {
            assertTrue(ProjectEntry.decode(bytes, FAULT).packages().size() <= 3);
        } catch (DxException refusal) {
            assertTrue(UnpackedPackages.isOfTheFormat(refusal), refusal.getMessage());
        }
    }

    private static byte[] resource(String name) throws IOException {
        try (InputStream in = ProjectEntryTest.class.getResourceAsStream(name)) {
            assertNotNull(in, name);
            return in.readAllBytes();
        }
    }
}
