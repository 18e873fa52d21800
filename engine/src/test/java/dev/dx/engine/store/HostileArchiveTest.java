package dev.dx.engine.store;

import static dev.dx.engine.store.Archives.contents;
import static dev.dx.engine.store.Archives.take;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.dx.engine.DxException;
import dev.dx.engine.ErrorCode;
import dev.dx.engine.ExitCode;
import dev.dx.engine.store.Archives.Taken;
import dev.dx.engine.store.TarBuilder.Header;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Archives made to do harm. What they must not change is everything in the folder around the store. */
class HostileArchiveTest {
    private static final byte[] NOTHING = {};
    private static final ArchiveLimits SMALL =
            new ArchiveLimits(1 << 20, 4 << 20, 50, 1 << 20, 100, 300, 20, 255, 4096, 2000);

    @TempDir
    Path surroundings;

    private Store store;

    @BeforeEach
    void open() {
        store = Store.open(surroundings.resolve("a/b/store"), SMALL);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "../x",
                "../../../../x",
                "package/../../x",
                "package/../x",
                "package/a/../../../x",
                "package/..",
                "package/a/..",
                "..",
                "/x",
                "////x",
                "/package/x",
                "package\\..\\x",
                "..\\x",
                "package/..\\x",
                "package/a\\b",
                "\\x",
                "\\\\host\\share\\x",
                "//host/share/x",
                "C:x",
                "C:/x",
                "c:\\x",
                "package/C:x",
                "package/c:/x",
                "package//C:/x",
                "package/./C:x",
                "C:../x",
                "../store-evil/x",
                "package/../../store-evil/x"
            })
    void refusesPathsThatLeadOutside(String path) throws IOException {
        assertUnsafe(new TarBuilder().file("package/index.js", "1").file(path, "evil"));
        assertUnsafe(new TarBuilder().file("package/index.js", "1").folder(path));
        assertUnsafe(new TarBuilder()
                .file("package/index.js", "1")
                .pax('x', "path", path)
                .file("package/harmless", "evil"));
        assertUnsafe(new TarBuilder()
                .file("package/index.js", "1")
                .gnuLong('L', path)
                .file("package/harmless", "evil"));
    }

    @Test
    void refusesNulInLongNames() throws IOException {
        assertUnsafe(new TarBuilder().pax('x', "path", "package/a.js\0.png").file("package/a", "evil"));
        assertUnsafe(new TarBuilder().gnuLong('L', "package/a.js\0.png").file("package/a", "evil"));
        assertUnsafe(new TarBuilder().pax('x', "path", "package/a\nb").file("package/a", "evil"));
    }

    @Test
    void namesTheEntryWithoutItsControlCharacters() throws IOException {
        DxException refusal = assertUnsafe(new TarBuilder().file("package/../\u001b[31mx\r", "evil"));
        assertEquals("left-pad 1.3.0: package/../\\u001b[31mx\\u000d leads out of the package", refusal.what());
    }

    @Test
    void writesThroughLinksLandInside() throws IOException {
        Path secret = Files.writeString(surroundings.resolve("secret"), "secret");
        Taken taken = take(
                store,
                new TarBuilder()
                        .link('2', "package/up", surroundings.toString())
                        .file("package/up/secret", "overwritten")
                        .link('1', "package/hard", surroundings + "/secret")
                        .file("package/hard", "overwritten")
                        .link('2', "package/one", "..")
                        .link('2', "package/one/two", "..")
                        .link('1', "package/three", "package/one/two/secret")
                        .file("package/one/two/secret", "overwritten")
                        .tgz());
        assertEquals(
                Map.of("up/secret", "overwritten", "hard", "overwritten", "one/two/secret", "overwritten"),
                contents(taken.stored().folder()));
        assertEquals("secret", Files.readString(secret));
        assertEquals(
                List.of(
                        "the link package/up was left out",
                        "the link package/hard was left out",
                        "the link package/one was left out",
                        "the link package/one/two was left out",
                        "the link package/three was left out"),
                taken.warnings());
        for (Path file : Archives.filesIn(taken.stored().folder())) {
            assertFalse(Files.isSymbolicLink(file));
            assertEquals(1, Files.getAttribute(file, "unix:nlink"));
        }
    }

    /** What a zip's two lists of names say, and whether they agree, is never read. */
    @Test
    void refusesZipsInPlaceOfArchives() throws IOException {
        for (String beginning : List.of("package", "../../x")) {
            byte[] zip = zip("package/a", beginning);
            assertRefused(zip);
            assertRefused(TarBuilder.gzip(zip));
            ByteArrayOutputStream both = new ByteArrayOutputStream();
            both.writeBytes(zip);
            both.writeBytes(new TarBuilder().file("package/a", "1").tar());
            assertRefused(both.toByteArray());
        }
    }

    @Test
    void ofAFileThatIsAZipAsWellTheTarAloneCounts() throws IOException {
        byte[] tar = new TarBuilder().file("package/a", "1").tar();
        ByteArrayOutputStream both = new ByteArrayOutputStream();
        both.writeBytes(tar);
        both.writeBytes(zip("package/a", "../../x"));
        try (ZipFile asZip = new ZipFile(Files.write(surroundings.resolve("both.zip"), both.toByteArray())
                .toFile())) {
            assertEquals(1, asZip.size(), "a zip to those who read it as one");
        }
        for (byte[] archive : List.of(both.toByteArray(), TarBuilder.gzip(both.toByteArray()))) {
            assertEquals(
                    Map.of("a", "1"), contents(take(store, archive).stored().folder()));
        }
        assertEquals(List.of("a", "both.zip"), names(surroundings));
    }

    /** One entry, called so where it lies, and in the list at the end with another beginning. */
    private static byte[] zip(String name, String beginning) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            zip.setMethod(ZipOutputStream.STORED);
            byte[] content = "evil".getBytes(StandardCharsets.UTF_8);
            CRC32 sum = new CRC32();
            sum.update(content);
            ZipEntry entry = new ZipEntry(name);
            entry.setSize(content.length);
            entry.setCrc(sum.getValue());
            zip.putNextEntry(entry);
            zip.write(content);
        }
        byte[] all = bytes.toByteArray();
        int list = new String(all, StandardCharsets.ISO_8859_1).indexOf("PK\u0001\u0002");
        byte[] other = beginning.getBytes(StandardCharsets.UTF_8);
        System.arraycopy(other, 0, all, list + 46, other.length);
        return all;
    }

    @Test
    void leavesOutDevicesAndPipes() throws IOException {
        Taken taken = take(
                store,
                new TarBuilder()
                        .file("package/a", "1")
                        .entry(new Header("package/null").type('3'), NOTHING)
                        .entry(new Header("package/disk").type('4'), NOTHING)
                        .entry(new Header("package/pipe").type('6'), NOTHING)
                        .tgz());
        assertEquals(Map.of("a", "1"), contents(taken.stored().folder()));
        assertEquals(3, taken.warnings().size());
    }

    @Test
    void refusesAFileWhereAFolderIsNeeded() throws IOException {
        assertRefused(
                ErrorCode.DX_NAME_COLLISION,
                new TarBuilder().file("package/a", "1").file("package/a/b", "2"));
        assertRefused(
                ErrorCode.DX_NAME_COLLISION,
                new TarBuilder().file("package/a/b", "1").file("package/a", "2"));
    }

    @Test
    void refusesSizesThatAreNoSizes() throws IOException {
        int[][] fields = {
            {0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff},
            {0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xfe, 0x00},
            {0x80, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff},
            {0x80, 0, 0, 0, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff},
            {0x80, 0, 0, 0, 0x7f, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff},
            {0x80, 0, 0, 0, 0x80, 0, 0, 0, 0, 0, 0, 0},
            {0x81, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1},
            {'-', '1', 0, 0, 0, 0, 0, 0, 0, 0, 0, 0},
            {'0', '9', 0, 0, 0, 0, 0, 0, 0, 0, 0, 0},
            {'1', 0, '1', 0, 0, 0, 0, 0, 0, 0, 0, 0},
            {'0', 'x', '1', 0, 0, 0, 0, 0, 0, 0, 0, 0},
        };
        for (char type : new char[] {'0', 'x', 'L', 'g', '2'}) {
            for (int[] field : fields) {
                byte[] archive = new TarBuilder()
                        .file("package/a", "1")
                        .entry(new Header("package/b").type(type).binarySize(field), NOTHING)
                        .tgz();
                DxException refusal = assertRefused(archive);
                assertTrue(
                        refusal.code() == ErrorCode.DX_ARCHIVE_CORRUPT || refusal.code() == ErrorCode.DX_ARCHIVE_LIMIT,
                        refusal.getMessage());
            }
        }
    }

    @Test
    void readsSizesInBaseTwoHundredFiftySix() throws IOException {
        Taken taken = take(
                store,
                new TarBuilder()
                        .entry(
                                new Header("package/a").binarySize(0x80, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 3),
                                "abc".getBytes(StandardCharsets.UTF_8))
                        .tgz());
        assertEquals(Map.of("a", "abc"), contents(taken.stored().folder()));
    }

    /** Two readers that believe different sizes see different entries: one of them what the other takes for content. */
    @Test
    void refusesTwoSizesForOneEntry() throws IOException {
        byte[] hidden = new TarBuilder().file("package/evil", "evil").unended();
        assertCorrupt(new TarBuilder()
                .pax('x', "size", Integer.toString(hidden.length))
                .entry(new Header("package/a").size(0), hidden));
        assertCorrupt(
                new TarBuilder().pax('x', "size", "0").entry(new Header("package/a").size(hidden.length), hidden));
        assertCorrupt(
                new TarBuilder().pax('g', "size", "0").entry(new Header("package/a").size(hidden.length), hidden));
        for (String size : new String[] {"-1", "1.5", "0x10", "99999999999999999999", "1e3", " 4"}) {
            assertCorrupt(new TarBuilder().pax('x', "size", size).file("package/a", "evil"));
        }
        Taken agreeing = take(
                store,
                new TarBuilder().pax('x', "size", "4").file("package/a", "good").tgz());
        assertEquals(Map.of("a", "good"), contents(agreeing.stored().folder()));
    }

    /** A long name between an extended header and its entry must not take the entry's size for its own. */
    @Test
    void anExtendedHeaderSpeaksOfTheEntryNotOfTheLongNameBetween() throws IOException {
        Taken taken = take(
                store,
                new TarBuilder()
                        .pax('x', "size", "4")
                        .gnuLong('L', "package/long")
                        .file("package/short", "good")
                        .file("package/next", "next")
                        .tgz());
        assertEquals(
                Map.of("long", "good", "next", "next"), contents(taken.stored().folder()));
    }

    @Test
    void refusesDamagedExtendedHeaders() throws IOException {
        for (String body :
                new String[] {"path=x\n", "7 path=x\n", "99 path=x\n", "9 path=x ", "4 a\n", "5 =x\n", "\0", "x"}) {
            byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
            assertCorrupt(new TarBuilder()
                    .entry(new Header("PaxHeader").type('x').size(bytes.length), bytes)
                    .file("package/a", "1"));
        }
        assertCorrupt(new TarBuilder().file("package/a", "1").pax('x', "path", "package/b"));
    }

    @Test
    void refusesDamagedHeaders() throws IOException {
        assertCorrupt(new TarBuilder().file("package/a", "1").entry(new Header("package/b").sum(1), NOTHING));
        assertCorrupt(new TarBuilder().file("package/a", "1").entry(new Header("package/b").target("x"), NOTHING));
        assertCorrupt(new TarBuilder().file("package/a", "1").link('2', "package/b", ""));
        assertCorrupt(new TarBuilder().file("package/a", "1").file("", "2"));
        assertCorrupt(new TarBuilder().file("package/a", "1").entry(new Header("package/b").type('S'), NOTHING));
        assertCorrupt(new TarBuilder().raw("not a tar file".repeat(100).getBytes(StandardCharsets.UTF_8)));
        assertCorrupt(new TarBuilder());
        assertCorrupt(new TarBuilder().folder("package/"));
    }

    @Test
    void refusesWhatExpandsTooFar() throws IOException {
        byte[] zeros = new byte[3 << 20];
        assertEquals(
                "left-pad 1.3.0: expands to more than 50 times its size",
                assertRefused(ErrorCode.DX_ARCHIVE_LIMIT, new TarBuilder().file("package/a", 0644, zeros))
                        .what());
        byte[] noise = new byte[3 << 20];
        new Random(1).nextBytes(noise);
        assertEquals(
                "left-pad 1.3.0: an archive of more than 1048576 bytes",
                assertRefused(ErrorCode.DX_ARCHIVE_LIMIT, new TarBuilder().file("package/a", 0644, noise))
                        .what());
        for (int i = 0; i < noise.length; i++) {
            noise[i] = i % 16 == 0 ? noise[i] : 0;
        }
        TarBuilder twice = new TarBuilder().file("package/a", 0644, noise).file("package/b", 0644, noise);
        assertEquals(
                "left-pad 1.3.0: expands to more than 4194304 bytes",
                assertRefused(ErrorCode.DX_ARCHIVE_LIMIT, twice).what());
    }

    @Test
    void refusesABombBehindTheEndOfTheArchive() throws IOException {
        ByteArrayOutputStream archive = new ByteArrayOutputStream();
        archive.writeBytes(new TarBuilder().file("package/a", "1").tar());
        archive.writeBytes(new byte[8 << 20]);
        DxException refusal = assertRefused(TarBuilder.gzip(archive.toByteArray()));
        assertEquals(ErrorCode.DX_ARCHIVE_LIMIT, refusal.code());
    }

    @Test
    void refusesManyEntriesDeepFoldersAndLongNames() throws IOException {
        TarBuilder many = new TarBuilder();
        for (int i = 0; i < 101; i++) {
            many.file("package/" + i, "");
        }
        assertLimit(many);
        TarBuilder folders = new TarBuilder().file("package/a", "1");
        for (int i = 0; i < 101; i++) {
            folders.folder("package/" + i);
        }
        assertLimit(folders);
        assertLimit(new TarBuilder().file("package/" + "a/".repeat(20) + "b", ""));
        assertLimit(new TarBuilder().file("package/a", "").folder("package/" + "a/".repeat(21)));
        assertLimit(
                new TarBuilder().pax('x', "path", "package/" + "a/".repeat(200)).file("package/a", ""));
        assertLimit(new TarBuilder().gnuLong('L', "package/" + "a".repeat(256)).file("package/a", ""));
        assertLimit(new TarBuilder().gnuLong('L', "package/" + "ü".repeat(128)).file("package/a", ""));
        assertLimit(new TarBuilder().gnuLong('L', "package/" + "a".repeat(5000)).file("package/a", ""));
        assertLimit(new TarBuilder().pax('x', "comment", "a".repeat(5000)).file("package/a", ""));
        TarBuilder lengthy = new TarBuilder();
        for (int i = 0; i < 20; i++) {
            lengthy.gnuLong('L', "package/" + "a".repeat(120) + i).file("package/a", "");
        }
        assertLimit(lengthy);
    }

    @Test
    void refusesHeadersThatOnlyPromise() throws IOException {
        // A gigabyte and more announced; the archive ends at once.
        assertCorrupt(new TarBuilder().entry(new Header("package/a").size(4_000_000), NOTHING));
        assertLimit(new TarBuilder().entry(new Header("package/a").size(077777777777L), NOTHING));
        assertLimit(new TarBuilder().entry(new Header("package/a").type('x').size(077777777777L), NOTHING));
    }

    @Test
    void aDamagedArchiveLeavesNothingButWhatItsNameSays() throws IOException {
        byte[] tar = TarReaderTest.varied().tar();
        Random random = new Random(7);
        for (int i = 0; i < 200; i++) {
            byte[] damaged = Arrays.copyOf(tar, random.nextBoolean() ? tar.length : random.nextInt(tar.length));
            for (int flips = random.nextInt(3); flips > 0 && damaged.length > 0; flips--) {
                damaged[random.nextInt(damaged.length)] ^= (byte) (1 << random.nextInt(8));
            }
            try {
                take(store, damaged);
            } catch (DxException refusal) {
                assertEquals(ExitCode.REFUSED, refusal.code().exit(), refusal.getMessage());
            }
        }
        assertEquals(List.of("a"), names(surroundings));
        assertEquals(List.of("tmp", "trust", "unpacked"), names(surroundings.resolve("a/b/store")));
        assertEquals(List.of(), names(surroundings.resolve("a/b/store/tmp")));
    }

    private static List<String> names(Path folder) throws IOException {
        try (var children = Files.list(folder)) {
            return children.map(child -> child.getFileName().toString())
                    .sorted()
                    .toList();
        }
    }

    private DxException assertUnsafe(TarBuilder archive) throws IOException {
        return assertRefused(ErrorCode.DX_UNSAFE_PATH, archive);
    }

    private void assertCorrupt(TarBuilder archive) throws IOException {
        assertRefused(ErrorCode.DX_ARCHIVE_CORRUPT, archive);
    }

    private void assertLimit(TarBuilder archive) throws IOException {
        assertRefused(ErrorCode.DX_ARCHIVE_LIMIT, archive);
    }

    private DxException assertRefused(ErrorCode code, TarBuilder archive) throws IOException {
        return Archives.assertRefused(code, store, archive.tgz(), surroundings);
    }

    /** Refused, whatever the reason. */
    private DxException assertRefused(byte[] archive) throws IOException {
        List<Path> before = Archives.filesIn(surroundings);
        DxException refusal = assertThrows(DxException.class, () -> take(store, archive));
        assertEquals(ExitCode.REFUSED, refusal.code().exit(), refusal.getMessage());
        assertEquals(before, Archives.filesIn(surroundings));
        return refusal;
    }
}
