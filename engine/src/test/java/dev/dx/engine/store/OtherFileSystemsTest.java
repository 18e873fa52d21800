package dev.dx.engine.store;

import static dev.dx.engine.store.Archives.contents;
import static dev.dx.engine.store.Archives.filesIn;
import static dev.dx.engine.store.Archives.take;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.common.jimfs.Configuration;
import com.google.common.jimfs.Jimfs;
import dev.dx.engine.DxException;
import dev.dx.engine.ErrorCode;
import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Stores on file systems that hold fewer names than this machine's. */
class OtherFileSystemsTest {
    private static final String COMPOSED = "package/\u00fc.js";
    private static final String DECOMPOSED = "package/u\u0308.js";

    @TempDir
    Path here;

    @Test
    void storesAndFindsOnAllOfThem() throws IOException {
        for (Configuration kind : List.of(Configuration.unix(), Configuration.osX(), Configuration.windows())) {
            try (FileSystem files = Jimfs.newFileSystem(kind)) {
                Store store = Store.open(files.getPath("store"));
                byte[] tgz = new TarBuilder()
                        .file("package/a/B.js", "1")
                        .file("package/a/c.js", "2")
                        .tgz();
                StoredPackage stored = take(store, tgz).stored();
                assertEquals(Map.of("a/B.js", "1", "a/c.js", "2"), contents(stored.folder()));
                assertNotNull(store.find(Archives.sha512(tgz)));
            }
        }
    }

    @Test
    void refusesNamesThatDifferInCaseWhereTheyAreOne() throws IOException {
        TarBuilder archive = new TarBuilder().file("package/README", "1").file("package/readme", "2");
        assertEquals(
                "left-pad 1.3.0: readme cannot stand beside README",
                collision(Configuration.osX(), archive).what());
        assertEquals(
                "left-pad 1.3.0: readme cannot stand beside README",
                collision(Configuration.windows(), archive).what());
        assertEquals(
                Map.of("README", "1", "readme", "2"),
                contents(take(Store.open(here), archive.tgz()).stored().folder()));
    }

    @Test
    void refusesNamesThatDifferInUnicodeFormWhereTheyAreOne() throws IOException {
        TarBuilder archive = new TarBuilder().file(COMPOSED, "1").file(DECOMPOSED, "2");
        collision(Configuration.osX(), archive);
        assertEquals(
                Map.of("\u00fc.js", "1", "u\u0308.js", "2"),
                contents(take(Store.open(here), archive.tgz()).stored().folder()));
    }

    @Test
    void refusesAFileThatIsAFolderInAnotherCase() throws IOException {
        collision(Configuration.osX(), new TarBuilder().file("package/lib", "1").file("package/Lib/a.js", "2"));
        collision(
                Configuration.osX(),
                new TarBuilder().file("package/Lib/a.js", "2").file("package/lib", "1"));
    }

    @Test
    void foldersInTwoSpellingsHoldTheFilesOfBoth() throws IOException {
        try (FileSystem files = Jimfs.newFileSystem(Configuration.osX())) {
            StoredPackage stored = take(
                            Store.open(files.getPath("store")),
                            new TarBuilder()
                                    .file("package/Lib/a.js", "1")
                                    .file("package/lib/b.js", "2")
                                    .tgz())
                    .stored();
            assertEquals(2, filesIn(stored.folder()).size());
            assertEquals(
                    List.of(),
                    StoreKeeper.open(files.getPath("store"))
                            .verify(StoreKeeper.Mode.PREVIEW, event -> {})
                            .findings());
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "aux",
                "AUX.js",
                "con",
                "nul.tar.gz",
                "com1",
                "LPT9.txt",
                "COM¹",
                "conout$",
                "lib/prn/a.js",
                "ab:c",
                "lib/c:stream",
                "a?",
                "a*b",
                "a|b",
                "a<b",
                "\"a\"",
                "tab\tname",
                "dot.",
                "lib./a.js",
                "space ",
                "aux .js",
                "...",
                "index.js::$DATA",
                "lib:$I30:$INDEX_ALLOCATION/a.js"
            })
    void refusesOnWindowsWhatWindowsCannotHold(String name) throws IOException {
        try (FileSystem files = Jimfs.newFileSystem(Configuration.windows())) {
            Store store = Store.open(files.getPath("store"));
            byte[] tgz = new TarBuilder()
                    .file("package/index.js", "1")
                    .file("package/" + name, "2")
                    .tgz();
            DxException refusal = assertThrows(DxException.class, () -> take(store, tgz));
            assertEquals(ErrorCode.DX_UNSAFE_PATH, refusal.code(), refusal.getMessage());
            assertEquals(List.of(), filesIn(files.getPath("store")));
        }
        byte[] tgz = new TarBuilder().file("package/" + name, "2").tgz();
        assertEquals(
                Map.of(name, "2"), contents(take(Store.open(here), tgz).stored().folder()));
    }

    /** The short name is the longer one's only where that was there first: who comes first must not decide. */
    @ParameterizedTest
    @CsvSource({
        "program-files/a.js, PROGRA~1/a.js",
        "PROGRA~1/a.js, program-files/b.js",
        "lib/long-name.json, lib/long-n~2.jso",
        "Lib/x/long-name.js, lib/X/LONG-N~1.JS",
        "'with space/a', WITHSP~1/a",
        "a.b.c/a, AB~1.C",
        ".gitignore, GITIGN~1",
        "'a+b/x', A_B~1/y",
        "\u00fcber/x, BBER~1/x",
        "a-very-long-name.txt, A-8F2B~1.TXT",
    })
    void refusesOnWindowsWhatMayBeAnothersShortName(String one, String other) throws IOException {
        TarBuilder archive = new TarBuilder().file("package/" + one, "1").file("package/" + other, "2");
        assertTrue(collision(Configuration.windows(), archive).what().contains(" may be the short name of "), one);
        assertEquals(
                Map.of(one, "1", other, "2"),
                contents(take(Store.open(here), archive.tgz()).stored().folder()));
    }

    @ParameterizedTest
    @CsvSource({
        "index.js, INDEX~1.JS",
        "program-files/a, docume~1/a",
        "lib/program-files, bin/PROGRA~1",
        "program-files.js, PROGRA~1.TS",
        "index.js~, lib~1",
        "program-files, program~backup"
    })
    void takesOnWindowsWhatIsNobodysShortName(String one, String other) throws IOException {
        try (FileSystem files = Jimfs.newFileSystem(Configuration.windows())) {
            byte[] tgz = new TarBuilder()
                    .file("package/" + one, "1")
                    .file("package/" + other, "2")
                    .tgz();
            StoredPackage stored = take(Store.open(files.getPath("store")), tgz).stored();
            assertEquals(Map.of(one, "1", other, "2"), contents(stored.folder()));
        }
    }

    private static DxException collision(Configuration kind, TarBuilder archive) throws IOException {
        try (FileSystem files = Jimfs.newFileSystem(kind)) {
            Store store = Store.open(files.getPath("store"));
            DxException refusal = assertThrows(DxException.class, () -> take(store, archive.tgz()));
            assertEquals(ErrorCode.DX_NAME_COLLISION, refusal.code(), refusal.getMessage());
            assertEquals(List.of(), filesIn(files.getPath("store")));
            return refusal;
        }
    }
}
