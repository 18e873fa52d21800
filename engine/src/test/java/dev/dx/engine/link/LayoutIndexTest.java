package dev.dx.engine.link;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.dx.engine.ContentHash;
import dev.dx.engine.DxException;
import dev.dx.engine.ErrorCode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LayoutIndexTest {
    @TempDir
    Path folder;

    /** Writes the golden file anew, for a new version of the format: {@code FOLDER}. */
    public static void main(String[] arguments) throws IOException {
        Path file = Path.of(arguments[0], "small.dxlc");
        LayoutIndex.write(file, entries(3, 1), 7);
        try (LayoutIndex index = LayoutIndex.open(file)) {
            Files.writeString(file.resolveSibling("small.txt"), String.join("\n", LayoutIndexDump.lines(index)) + "\n");
        }
    }

    static List<LayoutEntry> entries(int count, long seed) {
        Random random = new Random(seed);
        List<LayoutEntry> entries = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            entries.add(new LayoutEntry(
                    hash(random),
                    i % 3 == 0
                            ? LayoutEntry.Kind.SHARED
                            : i % 3 == 1 ? LayoutEntry.Kind.SPARE : LayoutEntry.Kind.PARKED,
                    hash(random),
                    Instant.ofEpochMilli(1_700_000_000_000L + i),
                    Instant.ofEpochMilli(1_710_000_000_000L + i),
                    i,
                    2 * i,
                    1L << (i % 60),
                    i % 5,
                    Duration.ofMillis(i * 10L)));
        }
        return entries;
    }

    private static ContentHash hash(Random random) {
        byte[] bytes = new byte[ContentHash.LENGTH];
        random.nextBytes(bytes);
        if (random.nextInt(4) == 0) {
            // Several begin alike, and have to make room for each other.
            bytes[0] = 3;
            bytes[1] = 0;
        }
        return ContentHash.of(bytes);
    }

    @Test
    void findsEveryLayoutAndNoOther() throws IOException {
        Path file = folder.resolve("layouts.dxlc");
        List<LayoutEntry> entries = entries(1000, 2);
        LayoutIndex.write(file, entries, 1);
        try (LayoutIndex index = LayoutIndex.open(file)) {
            entries.forEach(entry -> assertEquals(entry, index.find(entry.layout())));
            assertNull(index.find(hash(new Random(99))));
            assertEquals(new HashSet<>(entries), new HashSet<>(index.entries()));
        }
        LayoutIndex.write(file, List.of(), 2);
        try (LayoutIndex index = LayoutIndex.open(file)) {
            assertEquals(2, index.generation());
            assertNull(index.find(entries.getFirst().layout()));
        }
    }

    @Test
    void sameLayoutsAreTheSameBytes() {
        List<LayoutEntry> entries = entries(50, 3);
        byte[] bytes = LayoutIndexFormat.encode(entries, 4);
        Collections.reverse(entries);
        assertArrayEquals(bytes, LayoutIndexFormat.encode(entries, 4));
    }

    @Test
    void readsWhatWasWrittenOnceAndWritesItTheSame() throws IOException {
        byte[] golden = resource("small.dxlc");
        assertArrayEquals(golden, LayoutIndexFormat.encode(entries(3, 1), 7));
        try (LayoutIndex index = LayoutIndex.open(Files.write(folder.resolve("golden"), golden))) {
            assertEquals(
                    new String(resource("small.txt"), StandardCharsets.UTF_8),
                    String.join("\n", LayoutIndexDump.lines(index)) + "\n");
        }
    }

    @Test
    void refusesTheSameLayoutTwice() throws IOException {
        LayoutEntry entry = entries(1, 5).getFirst();
        Path file = Files.write(folder.resolve("twice"), LayoutIndexFormat.encode(List.of(entry, entry), 1));
        DxException refused = assertThrows(DxException.class, () -> LayoutIndex.open(file));
        assertEquals(ErrorCode.DX_FORMAT_CORRUPT, refused.code());
    }

    private static byte[] resource(String name) throws IOException {
        try (InputStream in = LayoutIndexTest.class.getResourceAsStream(name)) {
            assertNotNull(in, name);
            return in.readAllBytes();
        }
    }
}
