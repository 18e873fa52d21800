package dev.dx.engine.pack;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.dx.engine.ContentHash;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FileTableTest {
    @Test
    void rootIsTheOneItHasAlwaysBeen() {
        FileTable table = new FileTable(List.of(
                entry("package.json", FileMode.REGULAR, 2, 1),
                entry("bin/ünï.js", FileMode.EXECUTABLE, 1L << 40, 2),
                entry("a", FileMode.REGULAR, 0, 3)));
        // Packages in stores and on servers are called by it: if this fails, the table's bytes changed, not the test.
        assertEquals(
                "501d41e03f4f781ce07e04c046429f7a98fedf97ad5ee8fb77c002be24c0a893",
                table.root().toString());
    }

    @Test
    void rootDoesNotDependOnTheOrderOfTheEntries() {
        List<FileEntry> entries = new ArrayList<>(List.of(
                entry("a", FileMode.REGULAR, 1, 1),
                entry("a/b", FileMode.REGULAR, 1, 2),
                entry("a-b", FileMode.REGULAR, 1, 3)));
        FileTable table = new FileTable(entries);
        Collections.reverse(entries);
        assertEquals(table, new FileTable(entries));
        assertEquals(table.root(), new FileTable(entries).root());
    }

    @Test
    void rootDependsOnEverythingElse() {
        FileTable table = new FileTable(List.of(entry("a", FileMode.REGULAR, 1, 1)));
        assertNotEquals(table.root(), new FileTable(List.of(entry("b", FileMode.REGULAR, 1, 1))).root());
        assertNotEquals(table.root(), new FileTable(List.of(entry("a", FileMode.EXECUTABLE, 1, 1))).root());
        assertNotEquals(table.root(), new FileTable(List.of(entry("a", FileMode.REGULAR, 2, 1))).root());
        assertNotEquals(table.root(), new FileTable(List.of(entry("a", FileMode.REGULAR, 1, 2))).root());
        assertNotEquals(table.root(), new FileTable(List.of()).root());
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void sortsByTheBytesOfThePaths(long seed) {
        Random random = new Random(seed);
        int[] alphabet = {'a', 'b', '/', '-', 0xfc, 0x7ff, 0x800, 0xd7ff, 0xe000, 0xffee, 0x10000, 0x1f31f, 0x10ffff};
        List<FileEntry> entries = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            StringBuilder path = new StringBuilder().append(i).reverse();
            for (int length = random.nextInt(4); length >= 0; length--) {
                path.insert(0, Character.toString(alphabet[random.nextInt(alphabet.length)]));
            }
            String safe = "x" + path.toString().replaceAll("/+", "/y");
            entries.add(entry(safe, FileMode.REGULAR, i, i));
        }
        List<String> expected = entries.stream()
                .map(FileEntry::path)
                .sorted((a, b) ->
                        Arrays.compareUnsigned(a.getBytes(StandardCharsets.UTF_8), b.getBytes(StandardCharsets.UTF_8)))
                .toList();
        assertEquals(
                expected,
                new FileTable(entries).entries().stream().map(FileEntry::path).toList(),
                () -> "seed " + seed);
    }

    @Test
    void holdsAPathOnce() {
        List<FileEntry> twice = List.of(entry("a", FileMode.REGULAR, 1, 1), entry("a", FileMode.REGULAR, 2, 2));
        assertThrows(IllegalArgumentException.class, () -> new FileTable(twice));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "", "/", "/a", "a/", "a//b", ".", "..", "./a", "../a", "a/.", "a/..", "a/./b", "a/../b", "a\\b", "a\0b"
            })
    void refusesPathsThatAreNotInside(String path) {
        assertThrows(IllegalArgumentException.class, () -> entry(path, FileMode.REGULAR, 1, 1));
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "...", ".a", "..a", "a..", "a/b.c/...", "-", "C:x", "a b", "🌟"})
    void takesEveryOtherPath(String path) {
        assertEquals(path, entry(path, FileMode.REGULAR, 1, 1).path());
    }

    static FileEntry entry(String path, FileMode mode, long size, int hash) {
        byte[] bytes = new byte[ContentHash.LENGTH];
        Arrays.fill(bytes, (byte) hash);
        return new FileEntry(path, mode, size, ContentHash.of(bytes));
    }
}
