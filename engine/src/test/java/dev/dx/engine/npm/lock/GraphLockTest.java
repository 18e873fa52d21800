package dev.dx.engine.npm.lock;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.dx.engine.lock.BinaryLock;
import dev.dx.engine.lock.BinaryLockWriter;
import dev.dx.engine.lock.LockSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GraphLockTest {
    @TempDir
    Path folder;

    private PackageLock thereAndBack(PackageLock lock) throws IOException {
        Path file = folder.resolve("lock.dxl");
        Files.write(file, BinaryLockWriter.encode(GraphLock.withStyle(lock), LockSource.NONE));
        try (BinaryLock binary = BinaryLock.open(file)) {
            return GraphLock.of("lock.dxl", binary.toGraph());
        }
    }

    private static void assertSame(PackageLock expected, PackageLock lock) {
        assertEquals(expected.packages(), lock.packages());
        assertEquals(
                new ArrayList<>(expected.packages().keySet()),
                new ArrayList<>(lock.packages().keySet()));
        assertEquals(expected.project().json(), lock.project().json());
        assertEquals(expected.style(), lock.style());
        assertEquals(expected.version(), lock.version());
    }

    @Test
    void lockIsTheSameAfterBeingBinary() throws IOException {
        PackageLock lock = PackageLock.parse("package-lock.json", LockGraphTest.LOCK);
        assertSame(lock, thereAndBack(lock));
    }

    /** What locks may hold, and a graph has no words for. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"version\": \"1.0.0\", \"name\": \"a\"}",
                "{\"version\": 7, \"dev\": false, \"optional\": \"yes\"}",
                "{\"dependencies\": {}, \"devDependencies\": {\"x\": \"1\"}, \"os\": \"linux\"}",
                "{\"dependencies\": {\"x\": \"1\", \"y\": null}, \"os\": [], \"cpu\": [\"x64\", 3]}",
                "{\"peerDependencies\": {\"x\": \"1\"}, \"peerDependenciesMeta\": {\"y\": {\"optional\": true}}}",
                "{\"peerDependencies\": {\"x\": \"1\"}, \"peerDependenciesMeta\": {\"x\": {\"optional\": true, \"z\":"
                        + " 1}}}",
                "{\"integrity\": \"sha1-nonsense sha512-\", \"resolved\": \"\"}",
                "{\"integrity\": \"sha1-2jmj7l5rSw0yVb/vlWAYkK/YBwk=\", \"resolved\":"
                        + " \"https://r.example/a/-/a-1.0.0.tgz\"}",
                "{\"resolved\": \"git+ssh://git@example.org/a/a.git#0123456789012345678901234567890123456789\"}",
                "{\"unknown\": {\"deep\": [1, 2.50, null, {\"k\": \"\u00e4\\ud83d\\ude00\"}]}, \"license\": {\"type\":"
                        + " \"MIT\"}}"
            })
    void oddEntriesAreTheSameToo(String entry) throws IOException {
        PackageLock lock = PackageLock.parse(
                "package-lock.json",
                "{\n\t\"lockfileVersion\": 2,\n\t\"packages\": {\"\": {\"peerDependencies\": {\"a\": \"1\"},"
                        + " \"devDependencies\": {\"a\": \"1\"}}, \"node_modules/a\": " + entry
                        + ", \"node_modules/l\": {\"resolved\": \"../out\", \"link\": true}}}\n");
        assertSame(lock, thereAndBack(lock));
        assertTrue(lock.style().indent().equals("\t"));
    }
}
