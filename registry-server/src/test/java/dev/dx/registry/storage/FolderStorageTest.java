package dev.dx.registry.storage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FolderStorageTest extends StorageContract {
    @TempDir
    Path folder;

    @Override
    Storage storage() throws IOException {
        return FolderStorage.open(folder.resolve("storage"), FolderStorage.Promise.LASTING);
    }

    @Test
    void isTheUsersAlone() throws IOException {
        storage();
        assertEquals(
                "rwx------", PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve("storage"))));
    }

    @Test
    void removesWhatWasAbandonedLongAgo() throws IOException {
        storage();
        Path tmp = folder.resolve("storage").resolve("tmp");
        Path old = Files.writeString(tmp.resolve("old"), "half");
        Files.setLastModifiedTime(old, FileTime.from(Instant.now().minus(Duration.ofDays(2))));
        Path recent = Files.writeString(tmp.resolve("recent"), "half");
        storage();
        try (Stream<Path> files = Files.list(tmp)) {
            assertEquals(recent.toString(), files.map(Path::toString).reduce("", String::concat));
        }
    }

    @Test
    void everyPathStaysInTheFolder() throws IOException {
        Storage storage = storage();
        byte[] content = "x".getBytes(StandardCharsets.UTF_8);
        for (String key : new String[] {"../../out", "/../out", "a//b", "..\\out", "C:x", "a/\0"}) {
            try {
                storage.put(key, content, Condition.ANY);
            } catch (IllegalArgumentException refused) {
                assertTrue(key.contains("//") || key.startsWith("/"), key);
            }
        }
        try (Stream<Path> files = Files.list(folder)) {
            assertEquals(1, files.count());
        }
        assertThrows(IllegalArgumentException.class, () -> storage.document("x".repeat(300)));
    }
}
