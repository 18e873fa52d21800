package dev.dx.engine.store;

import static dev.dx.engine.store.Archives.contents;
import static dev.dx.engine.store.Archives.filesIn;
import static dev.dx.engine.store.Archives.take;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

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
                "aux .js"
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
