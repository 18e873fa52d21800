package dev.dx.registry.upstream;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.dx.registry.activity.RegistryLog;
import dev.dx.registry.storage.FolderStorage;
import dev.dx.registry.storage.Storage;
import dev.dx.registry.storage.Upload;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CacheLimitTest {
    @TempDir
    Path folder;

    @Test
    void whatWasOfNoUseForLongestGoesFirst() throws IOException {
        Storage storage = FolderStorage.open(folder, FolderStorage.Promise.DISPOSABLE);
        try (CacheLimit limit = new CacheLimit(storage, 3_000, new RegistryLog())) {
            for (int i = 0; i < 4; i++) {
                try (Upload upload = storage.upload()) {
                    upload.out().write(new byte[1_000]);
                    upload.keep("archives/package/" + i);
                }
                Files.setLastModifiedTime(
                        folder.resolve("data/archives/package/" + i), FileTime.fromMillis(1_000_000L + i));
            }
            storage.touch("archives/package/0");
            assertEquals(2_000, limit.sweep());
            assertEquals(
                    List.of("archives/package/0", "archives/package/3"),
                    storage.list("").stream().map(Storage.Entry::key).sorted().toList());
            assertEquals(0, limit.sweep());
        }
    }
}
