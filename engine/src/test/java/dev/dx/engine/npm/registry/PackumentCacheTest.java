package dev.dx.engine.npm.registry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PackumentCacheTest {
    private static final String KEY = "FULL http://registry.example/p";
    private static final String OTHER = "FULL http://registry.example/other";
    private static final FileTime THEN = FileTime.from(Instant.parse("2026-01-01T00:00:00Z"));

    @TempDir
    Path folder;

    private PackumentCache cache;

    @BeforeEach
    void fill() throws IOException {
        cache = new PackumentCache(folder);
        for (String key : new String[] {KEY, OTHER}) {
            byte[] json = "{\"name\": \"p\", \"versions\": {}}".getBytes(StandardCharsets.UTF_8);
            Packument packument = Packument.ofJson(new ByteArrayInputStream(json), "p", "the test");
            cache.write(key, packument, new PackumentCache.Freshness(null, null, Duration.ofMinutes(5), false));
        }
    }

    private Path file(String key) {
        return folder.resolve(cache.nameOf(key));
    }

    @Test
    void whatIsConfirmedWasHeardJustNow() throws IOException {
        Files.setLastModifiedTime(file(KEY), THEN);
        cache.touch(KEY);
        assertTrue(assertNotNullStamp(KEY).isFresh(Instant.now()));
    }

    @Test
    void aFileAboutSomethingElseIsNeitherReadNorConfirmed() throws IOException {
        Files.copy(file(OTHER), file(KEY), StandardCopyOption.REPLACE_EXISTING);
        Files.setLastModifiedTime(file(KEY), THEN);
        assertNull(cache.read(KEY));
        assertNull(cache.stamp(KEY));
        cache.touch(KEY);
        assertEquals(THEN, Files.getLastModifiedTime(file(KEY)));
        assertNotNull(cache.read(OTHER));
    }

    private PackumentCache.Stamp assertNotNullStamp(String key) {
        PackumentCache.Stamp stamp = cache.stamp(key);
        assertNotNull(stamp);
        return stamp;
    }
}
