package dev.dx.engine.pack;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.dx.engine.ContentHash;
import dev.dx.engine.ContentRoot;
import dev.dx.engine.DxException;
import dev.dx.engine.ErrorCode;
import dev.dx.engine.PackageId;
import dev.dx.engine.binary.Checksums;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class PackTest {
    @TempDir
    Path folder;

    static Stream<PackSettings> settings() {
        return Stream.of(
                PackSettings.stored(),
                PackSettings.lz4(PackSettings.BEST_LZ4),
                PackSettings.lz4(1),
                PackSettings.lz4Alone(9),
                PackSettings.archival(),
                PackSettings.zstd(1),
                new PackSettings(BlockCodec.ZSTD, 3, PackSettings.NEVER, 1000, null),
                new PackSettings(BlockCodec.STORED, 1, PackSettings.NEVER, 777, null));
    }

    @ParameterizedTest
    @MethodSource("settings")
    void holdsWhatWasPacked(PackSettings settings) throws IOException {
        for (long seed = 1; seed <= 12; seed++) {
            PackedFiles files = PackedFiles.random(seed, (int) (seed * seed), 5000);
            try (Pack pack = Pack.open(files.write(folder.resolve("seed-" + seed + ".dxp"), settings))) {
                assertEquals(PackedFiles.MANIFEST, pack.manifest());
                assertEquals(files.table(), pack.files());
                assertEquals(files.table().root(), pack.root(), "seed " + seed);
                assertSame(files.contents(), PackedFiles.read(pack), "seed " + seed);
                try (PackReader reader = pack.reader()) {
                    reader.verify();
                }
            }
        }
    }

    @Test
    void packageHasOneRootHoweverItIsPacked() {
        PackedFiles files = PackedFiles.small();
        List<ContentRoot> roots = new ArrayList<>();
        Stream.concat(settings(), Stream.of(PackSettings.external())).forEach(settings -> {
            try (Pack pack = Pack.open(files.write(folder.resolve("one.dxp"), settings))) {
                roots.add(pack.root());
            }
        });
        assertEquals(List.of(files.table().root()), roots.stream().distinct().toList());
    }

    @Test
    void fileLargerThanABlockGoesOnInTheNext() throws IOException {
        PackedFiles files = PackedFiles.random(7, 3, 300).add("large.js", "0123456789abcdef".repeat(5000));
        PackSettings small = new PackSettings(BlockCodec.LZ4, 9, PackSettings.NEVER, 4096, null);
        try (Pack pack = Pack.open(files.write(folder.resolve("large.dxp"), small))) {
            assertTrue(pack.index().blockCount() > 19);
            assertSame(files.contents(), PackedFiles.read(pack), "large");
        }
    }

    @Test
    void findsAFileByItsPathAndNoOther() {
        PackedFiles files = PackedFiles.random(3, 400, 20);
        try (Pack pack = Pack.open(files.write(folder.resolve("many.dxp"), PackSettings.archival()))) {
            for (int number = 0; number < pack.files().entries().size(); number++) {
                assertEquals(
                        number, pack.find(pack.files().entries().get(number).path()));
            }
            for (int i = 0; i < 1000; i++) {
                assertEquals(-1, pack.find("not-there/" + i));
            }
            assertEquals(-1, pack.find(""));
        }
    }

    @Test
    void readsStoredFilesWhereTheyLie() {
        PackedFiles files = PackedFiles.small();
        PackSettings tiny = new PackSettings(BlockCodec.STORED, 1, PackSettings.NEVER, 100, null);
        for (PackSettings settings : List.of(PackSettings.stored(), tiny)) {
            try (Pack pack = Pack.open(files.write(folder.resolve("stored.dxp"), settings))) {
                files.contents().forEach((path, bytes) -> {
                    MemorySegment mapped = pack.mapped(pack.find(path));
                    assertNotNull(mapped, path);
                    assertTrue(mapped.isMapped() || bytes.length == 0, path);
                    assertArrayEquals(bytes, mapped.toArray(ValueLayout.JAVA_BYTE), path);
                });
            }
        }
        try (Pack pack = Pack.open(files.write(folder.resolve("packed.dxp"), PackSettings.archival()))) {
            assertNull(pack.mapped(pack.find("lib/copy.js")));
        }
    }

    @Test
    void equalFilesShareTheirBytes() throws IOException {
        String noise = HexFormat.of()
                .formatHex(PackedFiles.random(1, 1, 100_000)
                        .contents()
                        .values()
                        .iterator()
                        .next());
        Path once = new PackedFiles().add("a", noise).write(folder.resolve("1"), PackSettings.stored());
        Path often = new PackedFiles()
                .add("a", noise)
                .add("b", noise)
                .add("c", noise)
                .write(folder.resolve("3"), PackSettings.stored());
        assertTrue(Files.size(often) < Files.size(once) + 200);
    }

    @Test
    void externalPackIsTheTableAlone() {
        PackedFiles files = PackedFiles.small();
        try (Pack pack = Pack.open(files.write(folder.resolve("external.dxp"), PackSettings.external()));
                PackReader reader = pack.reader()) {
            assertTrue(pack.isExternal());
            assertEquals(files.table(), pack.files());
            assertNull(pack.mapped(pack.find("package.json")));
            reader.verify();
            assertEquals(0, reader.readAll(pack.find("empty")).length);
            assertEquals(ErrorCode.DX_UNSUPPORTED, refusal(() -> reader.readAll(pack.find("package.json"))));
        }
    }

    @Test
    void packOfAnotherPackageIsRefused() {
        Path pack = PackedFiles.small().write(folder.resolve("a.dxp"), PackSettings.archival());
        ContentRoot other = PackedFiles.random(1, 3, 10).table().root();
        assertEquals(ErrorCode.DX_FORMAT_CORRUPT, refusal(() -> Pack.open(pack, other)));
        assertEquals(ErrorCode.DX_NOT_FOUND, refusal(() -> Pack.open(folder.resolve("none.dxp"))));
    }

    /** What its writer claims has no part in what a pack is. */
    @Test
    void claimsDoNotChangeTheRoot() {
        PackedFiles files = PackedFiles.small();
        PackManifest claims = new PackManifest(new PackageId("left-pad", "1.3.0"), "sha512-left-pads-own", "");
        try (Pack pack = Pack.open(files.write(folder.resolve("a.dxp"), claims, PackSettings.archival()))) {
            assertEquals(files.table().root(), pack.root());
            assertEquals("sha512-left-pads-own", pack.manifest().claimedIntegrity());
        }
    }

    @Test
    void verifyNoticesFilesThatAreNotTheTables() throws IOException {
        PackedFiles files = PackedFiles.small();
        Path file = files.write(folder.resolve("a.dxp"), PackSettings.stored());
        byte[] bytes = Files.readAllBytes(file);
        int at = indexOf(bytes, "exports.a = 1;".getBytes(StandardCharsets.UTF_8));
        bytes[at] = 'E';
        Files.write(file, sealed(bytes));
        try (Pack pack = Pack.open(file);
                PackReader reader = pack.reader()) {
            assertEquals(ErrorCode.DX_FORMAT_CORRUPT, refusal(reader::verify));
        }
    }

    @Test
    void writerRefusesFilesThatAreNotTheTables() throws IOException {
        PackedFiles files = PackedFiles.small();
        Path target = folder.resolve("a.dxp");
        for (String wrong : List.of("short", "x".repeat(5000), "y".repeat(300))) {
            assertEquals(
                    ErrorCode.DX_IO,
                    refusal(() -> PackWriter.write(
                            target,
                            PackedFiles.MANIFEST,
                            files.table(),
                            PackSettings.archival(),
                            entry -> new ByteArrayInputStream(
                                    entry.path().equals("lib/copy.js")
                                                    || entry.path().equals("lib/ünï.js")
                                            ? wrong.getBytes(StandardCharsets.UTF_8)
                                            : files.bytes(entry.path())))));
        }
        try (Stream<Path> left = Files.list(folder)) {
            assertEquals(List.of(), left.toList());
        }
    }

    @Test
    void dictionaryNobodyHasIsTooNew() throws IOException {
        Path file = PackedFiles.small().write(folder.resolve("a.dxp"), PackSettings.archival());
        byte[] bytes = Files.readAllBytes(file);
        assertEquals(1, ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getShort(36), "uses the dictionary");
        for (int at : new int[] {36, 38, 48, 79}) {
            byte[] other = bytes.clone();
            other[at] ^= 0x40;
            Files.write(file, sealed(other));
            assertEquals(ErrorCode.DX_FORMAT_TOO_NEW, refusal(() -> Pack.open(file)), "byte " + at);
        }
    }

    /** What decodes one pack decodes the next one, which may be damaged, or lack the dictionary that it was made with. */
    @Test
    void readingAPackLeavesNothingBehindForTheNext() throws IOException {
        PackedFiles files = PackedFiles.small();
        Path good = files.write(folder.resolve("good.dxp"), PackSettings.archival());
        byte[] bytes = Files.readAllBytes(good);
        byte[] denied = bytes.clone();
        Arrays.fill(denied, 36, 40, (byte) 0);
        Path without = Files.write(folder.resolve("without.dxp"), sealed(denied));
        byte[] broken = bytes.clone();
        int data = (int) PackFormat.readHeader(MemorySegment.ofBuffer(direct(bytes)), PackFormat.fault("good"))
                .dataStart();
        Arrays.fill(broken, data, data + 8, (byte) 0x55);
        Path damaged = Files.write(folder.resolve("damaged.dxp"), sealed(broken));
        for (int round = 0; round < 4 * Runtime.getRuntime().availableProcessors(); round++) {
            try (Pack pack = Pack.open(good)) {
                assertSame(files.contents(), PackedFiles.read(pack), "round " + round);
            }
            for (Path wrong : List.of(without, damaged)) {
                try (Pack pack = Pack.open(wrong);
                        PackReader reader = pack.reader()) {
                    assertEquals(ErrorCode.DX_FORMAT_CORRUPT, refusal(reader::verify), wrong + ", round " + round);
                }
            }
        }
    }

    /** Packs were made with it: it may not change any more. */
    @Test
    void dictionaryIsTheOneThatWasShipped() {
        PackDictionary dictionary = PackDictionary.newest();
        assertEquals("1.1", dictionary.toString());
        assertEquals(
                "4b1ab6a2cadcf38fcd7d1eedc3adb0487e3873ae8949b6f7241c1ba8b0a3fbb4",
                dictionary.hash().toString());
        assertFalse(dictionary.hash().equals(ContentHash.of(new byte[32])));
    }

    /** The bytes with the checksum they should have. */
    static byte[] sealed(byte[] bytes) {
        int end = bytes.length - Checksums.XXH128_LENGTH;
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment checked = arena.allocate(Math.max(1, end)).asSlice(0, end);
            MemorySegment.copy(bytes, 0, checked, ValueLayout.JAVA_BYTE, 0, end);
            System.arraycopy(Checksums.xxh128(checked), 0, bytes, end, Checksums.XXH128_LENGTH);
        }
        return bytes;
    }

    private static ByteBuffer direct(byte[] bytes) {
        return ByteBuffer.allocateDirect(bytes.length).put(bytes).flip();
    }

    private static int indexOf(byte[] bytes, byte[] wanted) {
        return new String(bytes, StandardCharsets.ISO_8859_1).indexOf(new String(wanted, StandardCharsets.ISO_8859_1));
    }

    private static void assertSame(Map<String, byte[]> expected, Map<String, byte[]> actual, String message) {
        assertEquals(expected.keySet(), actual.keySet(), message);
        expected.forEach((path, bytes) -> assertArrayEquals(bytes, actual.get(path), message + " " + path));
    }

    private static ErrorCode refusal(Runnable opening) {
        return assertThrows(DxException.class, opening::run).code();
    }
}
