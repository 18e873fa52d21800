package dev.dx.engine.store;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.dx.engine.DxException;
import dev.dx.engine.ErrorCode;
import dev.dx.engine.PackageId;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StoreIndexTest {
    private static final long SEED = 20260201;

    @TempDir
    Path folder;

    /** Writes the golden files anew, for a new version of the format: {@code FOLDER}. */
    public static void main(String[] arguments) throws IOException {
        Path file = Files.write(Path.of(arguments[0], "small.dxstore"), StoreIndexFormat.encode(IndexedStores.small()));
        Files.writeString(file.resolveSibling("small-index.txt"), String.join("\n", StoreIndexDump.lines(file)) + "\n");
    }

    @Test
    void readsAndWritesWhatWasWrittenOnce() throws IOException {
        byte[] golden = resource("small.dxstore");
        assertArrayEquals(golden, StoreIndexFormat.encode(IndexedStores.small()));
        Path file = Files.write(folder.resolve("small.dxstore"), golden);
        assertEquals(IndexedStores.small(), StoreIndex.open(file).contents());
        assertEquals(
                new String(resource("small-index.txt"), StandardCharsets.UTF_8),
                String.join("\n", StoreIndexDump.lines(file)) + "\n");
    }

    @Test
    void findsByDigestByRootAndByName() throws IOException {
        StoreIndex index = open(StoreIndexFormat.encode(IndexedStores.small()));
        StoreIndex.Found weak = index.find(IndexedStores.digest(20, 3));
        assertNotNull(weak);
        assertEquals(IndexedStores.root(3), weak.root());
        assertTrue(weak.sha512().matches(IndexedStores.digest(64, 3)));
        assertEquals(500_003, weak.lastUse());
        assertNull(index.find(IndexedStores.digest(20, 4)), "known by its strong digest alone");
        assertNull(index.find(Arrays.copyOf(IndexedStores.digest(64, 3), 20)), "the start of a digest is none");
        IndexedPackage latest = index.find(new PackageId("left-pad", "1.3.0"));
        assertNotNull(latest);
        assertEquals(IndexedStores.root(4), latest.root(), "of two the one used last");
        assertNull(index.find(new PackageId("left-pad", "1.3.1")));
        IndexedPackage unnamed = index.find(IndexedStores.root(0));
        assertNotNull(unnamed);
        assertNull(unnamed.id());
        assertNull(index.find(IndexedStores.root(99)));
    }

    @Test
    void findsEachOfMany() throws IOException {
        StoreContents many = IndexedStores.many(3000, SEED);
        StoreIndex index = open(StoreIndexFormat.encode(many));
        assertEquals(many, index.contents());
        for (IndexedPackage each : many.packages()) {
            assertEquals(each, index.find(each.root()), "seed " + SEED);
            PackageId id = each.id();
            assertNotNull(id);
            assertEquals(each, index.find(id));
        }
        for (IndexedArchive archive : many.archives()) {
            StoreIndex.Found found = index.find(archive.digest());
            assertNotNull(found);
            assertEquals(archive.root(), found.root());
        }
    }

    @Test
    void anEmptyOneFindsNothing() throws IOException {
        StoreIndex index = open(StoreIndexFormat.encode(StoreContents.NONE));
        assertEquals(StoreContents.NONE, index.contents());
        assertNull(index.find(IndexedStores.digest(64, 1)));
    }

    @Test
    void tellsCorruptTruncatedAndTooNewApart() throws IOException {
        byte[] whole = StoreIndexFormat.encode(IndexedStores.small());
        assertCode(ErrorCode.DX_FORMAT_TRUNCATED, Arrays.copyOf(whole, whole.length - 1));
        assertCode(ErrorCode.DX_FORMAT_TRUNCATED, Arrays.copyOf(whole, 10));
        assertCode(ErrorCode.DX_FORMAT_TRUNCATED, new byte[0]);
        assertCode(ErrorCode.DX_FORMAT_CORRUPT, Arrays.copyOf(whole, whole.length + 1));
        assertCode(ErrorCode.DX_FORMAT_CORRUPT, "not an index".repeat(9).getBytes(StandardCharsets.UTF_8));
        whole[8] = 2;
        assertCode(ErrorCode.DX_FORMAT_TOO_NEW, whole);
    }

    @Test
    void aDamagedOneIsRefusedWithACodeAndInLittleMemory() throws IOException, InterruptedException {
        Path output = folder.resolve("output");
        Process process = new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx64m",
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        StoreIndexMutations.class.getName(),
                        folder.toString(),
                        Long.toString(SEED)))
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        try {
            assertTrue(process.waitFor(2, TimeUnit.MINUTES), "it hangs");
            assertEquals(0, process.exitValue(), "seed " + SEED + ": " + Files.readString(output));
        } finally {
            process.destroyForcibly();
        }
    }

    private void assertCode(ErrorCode code, byte[] bytes) {
        assertEquals(code, assertThrows(DxException.class, () -> open(bytes)).code());
    }

    private StoreIndex open(byte[] bytes) throws IOException {
        return StoreIndex.open(Files.write(folder.resolve("test.dxstore"), bytes));
    }

    private static byte[] resource(String name) throws IOException {
        try (InputStream in = StoreIndexTest.class.getResourceAsStream(name)) {
            assertNotNull(in, name);
            return in.readAllBytes();
        }
    }
}
