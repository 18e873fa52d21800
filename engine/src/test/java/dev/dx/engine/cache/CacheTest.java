package dev.dx.engine.cache;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CacheTest {
    @TempDir
    Path folder;

    @Test
    void memoryForgetsWhatWasNotAskedForLongest() {
        MemoryTier<String> memory = new MemoryTier<>(10, String::length);
        memory.put("a", "1234");
        memory.put("b", "1234");
        assertNotNull(memory.get("a"));
        memory.put("c", "1234");
        assertNull(memory.get("b"));
        assertNotNull(memory.get("a"));
        memory.put("a", "1");
        assertEquals(5, memory.size());
        memory.put("d", "12345678901");
        assertNull(memory.get("d"));
        assertEquals(2, memory.count());
    }

    @Test
    void filterNeverForgetsAndIsSeldomWrong() {
        BloomFilter filter = new BloomFilter(10_000);
        for (int i = 0; i < 10_000; i++) {
            filter.add("there " + i);
        }
        int wrong = 0;
        for (int i = 0; i < 10_000; i++) {
            assertTrue(filter.mayContain("there " + i));
            wrong += filter.mayContain("not there " + i) ? 1 : 0;
        }
        assertTrue(wrong < 200, wrong + " of 10,000");
        assertTrue(filter.fill() > 0.1 && filter.fill() < 0.6, "filled to " + filter.fill());
    }

    @Test
    void whatIsOnNeitherTierIsNotLookedForTwice() throws InterruptedException {
        Map<String, String> disk = new HashMap<>(Map.of("k", "value"));
        AtomicInteger looked = new AtomicInteger();
        CacheStatistics statistics = new CacheStatistics();
        TieredCache<String> cache = new TieredCache<>(
                new MemoryTier<>(100, String::length),
                key -> {
                    looked.incrementAndGet();
                    return disk.get(key);
                },
                String::length,
                () -> Set.of("name of k"),
                key -> "name of " + key,
                Subject.PACKUMENT,
                statistics);
        assertEquals(Tier.DISK, Objects.requireNonNull(cache.get("k")).tier());
        TieredCache.Found<String> again = Objects.requireNonNull(cache.get("k"));
        assertEquals(Tier.MEMORY, again.tier());
        cache.served(again, "k");
        assertNull(cache.get("absent"));
        while (cache.filter() == null) {
            Thread.sleep(1);
        }
        int before = looked.get();
        for (int i = 0; i < 100; i++) {
            assertNull(cache.get("absent " + i));
        }
        CacheUse use = statistics.use();
        assertEquals(looked.get() - before, use.wronglyPassed());
        assertEquals(100, use.knownAbsent() + use.wronglyPassed());
        assertTrue(use.falsePositives() < 0.1);
        assertEquals(1, use.hits(Subject.PACKUMENT, Tier.MEMORY).count());
        assertEquals(5, use.bytesSaved());
        cache.put("absent 1", "now");
        assertNotNull(cache.get("absent 1"));
    }

    @Test
    void historyIsReadAsItWasWrittenAndDamagePassedOver() throws IOException {
        CacheStatistics statistics = new CacheStatistics();
        statistics.record(Subject.PACKUMENT, Tier.DISK, "a", 10, 2_000);
        for (int i = 0; i < 20; i++) {
            statistics.record(Subject.TARBALL, Tier.NETWORK, "b\"\u00e4\n" + i, 100, i * 1_000_000L);
        }
        Path file = folder.resolve("deep/history.jsonl");
        CacheHistory history = new CacheHistory(file);
        assertEquals(List.of(), history.read());
        CacheHistory.Run run = new CacheHistory.Run(
                Instant.parse("2026-01-02T03:04:05Z"),
                "/p \"q\"",
                "sync",
                12,
                3,
                statistics.use().with(new CacheUse.Ahead(5, 600, 4)));
        history.append(run);
        Files.writeString(
                file, "{\"at\": 3}\nnot json\n{\"later\": [[1]], \"at\": \"x\"}\n", StandardOpenOption.APPEND);
        history.append(run);
        List<CacheHistory.Run> read = history.read();
        assertEquals(2, read.size());
        assertEquals(run.where(), read.getFirst().where());
        CacheUse use = read.getLast().use();
        assertEquals(10, use.slowest().size());
        assertEquals("b\"\u00e4\n19", use.slowest().getFirst().what());
        assertEquals(20, use.hits(Subject.TARBALL, Tier.NETWORK).count());
        assertEquals(40, use.plus(use).hits(Subject.TARBALL, Tier.NETWORK).count());
        assertEquals(10, use.plus(use).slowest().size());
        assertEquals(new CacheUse.Ahead(10, 1_200, 8), use.plus(use).ahead());
    }

    @Test
    void historyDoesNotGrowForEver() throws IOException {
        Path file = folder.resolve("history.jsonl");
        CacheHistory history = new CacheHistory(file);
        CacheHistory.Run run = new CacheHistory.Run(Instant.EPOCH, "p".repeat(4000), "sync", 1, 1, CacheUse.NONE);
        for (int i = 0; i < 600; i++) {
            history.append(run);
        }
        assertTrue(Files.exists(folder.resolve("history.jsonl.1")));
        assertTrue(Files.size(file) < 1_300_000, Files.size(file) + " bytes");
        assertTrue(history.read().size() > 250);
    }
}
