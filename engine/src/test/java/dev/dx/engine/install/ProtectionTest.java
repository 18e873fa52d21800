package dev.dx.engine.install;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.dx.engine.DxException;
import dev.dx.engine.ErrorCode;
import dev.dx.engine.install.change.InstallReport;
import dev.dx.engine.npm.registry.LocalRegistry;
import dev.dx.engine.npm.registry.TestPackage;
import dev.dx.engine.store.FolderRemoval;
import dev.dx.engine.store.StoreKeeper;
import dev.dx.engine.store.StoreKeeper.Mode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of a package that somebody edits in one project, where projects share the store's files. */
class ProtectionTest {
    private static final String LEAF = LocalRegistry.tarballPath("leaf", "1.0.0");

    @TempDir
    Path folder;

    private LocalRegistry registry;
    private TestProject one;
    private TestProject other;

    @BeforeEach
    void install() {
        registry =
                LocalRegistry.start().publish(TestPackage.named("leaf", "1.0.0").file("index.js", "leaf"));
        Path home = folder.resolve("home");
        one = TestProject.in(folder.resolve("one"), registry.url(), Map.of("DX_HOME", home.toString()));
        other = TestProject.in(folder.resolve("other"), registry.url(), Map.of("DX_HOME", home.toString()));
        one.write("package.json", "{\"dependencies\": {\"leaf\": \"1.0.0\"}}").install();
        other.write("package.json", "{\"dependencies\": {\"leaf\": \"1.0.0\"}}");
    }

    @AfterEach
    void close() {
        registry.close();
    }

    @Test
    void whatIsEditedInOneProjectDoesNotReachTheNext() throws IOException {
        for (String edit : List.of("l34f", "longer than it was")) {
            edit(edit);
            InstallReport report = other.install();
            assertEquals("leaf", other.read("node_modules/leaf/index.js"));
            assertTrue(
                    report.warnings().stream().anyMatch(line -> line.contains("index.js is not what was unpacked")),
                    report.warnings().toString());
            assertEquals(edit, one.read("node_modules/leaf/index.js"), "it is the user's own business there");
            assertTrue(keeper().verify(Mode.PREVIEW, event -> {}).isWhole());
            FolderRemoval.removeWhatCanBe(one.modules());
            FolderRemoval.removeWhatCanBe(other.modules());
            one.install();
            assertEquals("leaf", one.read("node_modules/leaf/index.js"));
        }
        assertEquals(3, registry.requestsFor(LEAF).size());
    }

    @Test
    void aMissingFileIsBroughtAnew() throws IOException {
        try (Stream<Path> files = Files.walk(keeper().path().resolve("unpacked"))) {
            for (Path file : (Iterable<Path>) files.filter(path -> path.endsWith("index.js"))::iterator) {
                Files.delete(file);
            }
        }
        other.install();
        assertEquals("leaf", other.read("node_modules/leaf/index.js"));
    }

    @Test
    void withoutTheNetworkItIsRefusedAndNothingChanges() throws IOException {
        other.install();
        FolderRemoval.removeWhatCanBe(other.modules());
        Map<String, String> before = other.snapshot();
        edit("l34f");
        registry.close();
        DxException refusal = assertThrows(DxException.class, other::install);
        assertEquals(ErrorCode.DX_NETWORK, refusal.code());
        assertEquals(before, other.snapshot());
        assertFalse(other.has("node_modules/leaf"));
    }

    /** As after the store was copied without its times. */
    @Test
    void aFileWithAnotherTimeAndItsOwnBytesIsFine() throws IOException {
        Path file = one.modules().resolve("leaf/index.js");
        Files.setLastModifiedTime(file, FileTime.from(Instant.now().plus(Duration.ofDays(1))));
        assertEquals(List.of(), other.install().warnings());
        assertEquals("leaf", other.read("node_modules/leaf/index.js"));
        assertEquals(1, registry.requestsFor(LEAF).size());
        Files.setLastModifiedTime(file, FileTime.from(Instant.EPOCH));
        FolderRemoval.removeWhatCanBe(other.modules());
        assertEquals(List.of(), other.install().warnings());
        assertEquals(1, registry.requestsFor(LEAF).size());
    }

    @Test
    void aStoreCopiedWithoutItsTimesServesAsBefore() throws IOException {
        Path home = folder.resolve("home");
        Path copy = folder.resolve("copy");
        try (Stream<Path> files = Files.walk(home)) {
            for (Path file : (Iterable<Path>) files::iterator) {
                Files.copy(file, copy.resolve(home.relativize(file)));
            }
        }
        // The folder last, as a copying program may leave it.
        try (Stream<Path> folders = Files.walk(copy.resolve("store/v1/unpacked"))) {
            for (Path each : (Iterable<Path>) folders.filter(Files::isDirectory)::iterator) {
                Files.setLastModifiedTime(each, FileTime.from(Instant.now().plusSeconds(9)));
            }
        }
        TestProject copied =
                TestProject.in(folder.resolve("copied"), registry.url(), Map.of("DX_HOME", copy.toString()));
        copied.write("package.json", "{\"dependencies\": {\"leaf\": \"1.0.0\"}}");
        for (int i = 0; i < 2; i++) {
            FolderRemoval.removeWhatCanBe(copied.modules());
            assertEquals(List.of(), copied.install().warnings());
            assertEquals("leaf", copied.read("node_modules/leaf/index.js"));
        }
        assertEquals(1, registry.requestsFor(LEAF).size());
    }

    @Test
    void theProjectIsKnownToTheStore() {
        assertEquals(
                List.of(one.folder().toString()),
                keeper().projects().stream().map(StoreKeeper.Project::path).toList());
        one.write("package.json", "{}").install();
        assertEquals(0, keeper().projects().getFirst().packages());
        assertEquals(
                1,
                keeper().collect(Duration.ZERO, Mode.PREVIEW, event -> {})
                        .items()
                        .size());
    }

    private StoreKeeper keeper() {
        return StoreKeeper.open(one.environment().dxHome().store());
    }

    /** In place, as an editor that keeps the file would. */
    private void edit(String text) throws IOException {
        Path file = one.modules().resolve("leaf/index.js");
        assertTrue((int) Files.getAttribute(file, "unix:nlink") > 1, "the store's own file");
        Files.write(file, text.getBytes(StandardCharsets.UTF_8));
    }
}
