package dev.dx.engine.install;

import static dev.dx.engine.npm.registry.TestPackage.named;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.dx.engine.DxException;
import dev.dx.engine.ErrorCode;
import dev.dx.engine.install.change.Change;
import dev.dx.engine.install.change.InstallReport;
import dev.dx.engine.install.change.InstallRequest;
import dev.dx.engine.link.LinkStrategy;
import dev.dx.engine.link.ModulesFolder;
import dev.dx.engine.npm.registry.LocalRegistry;
import dev.dx.engine.store.FolderRemoval;
import dev.dx.engine.store.StoreKeeper;
import dev.dx.engine.store.StoreKeeper.Mode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Projects and homes that are moved, copied, far apart or called something unusual, and who shares files with whom. */
class PlacesTest {
    private static final String MANIFEST = "{\"name\": \"app\", \"dependencies\": {\"tool\": \"1\", \"leaf\": \"1\"},"
            + " \"scripts\": {\"postinstall\": \"tool > said\"}}";
    private static final Path MEMORY = Path.of("/dev/shm");

    @TempDir
    Path root;

    private LocalRegistry registry;

    @BeforeEach
    void start() {
        registry = LocalRegistry.start()
                .publish(named("leaf", "1.0.0").file("index.js", "leaf").file("lib/deep/within/file.js", "deep"))
                .publish(named("extra", "1.0.0"))
                .publish(named("tool", "1.0.0")
                        .dependency("leaf", "1")
                        .executable("tool.sh", "#!/bin/sh\necho the tool ran\n")
                        .bin("tool", "tool.sh"));
    }

    @AfterEach
    void stop() {
        registry.close();
    }

    private TestProject project(Path folder, String mode) {
        return project(folder, root.resolve("home"), mode);
    }

    private TestProject project(Path folder, Path home, String mode) {
        return TestProject.in(
                folder, registry.url(), Map.of("DX_HOME", home.toString(), "npm_config_node_modules", mode));
    }

    private static InstallReport install(TestProject project, LinkStrategy way) {
        Map<String, String> settings = Map.of("link", way.name().toLowerCase(java.util.Locale.ROOT));
        try (Engine engine = Engine.open(project.environment(), settings)) {
            return engine.install(InstallRequest.of(project.folder(), new Change.Sync()), event -> {});
        }
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : (Iterable<Path>) files::iterator) {
                Files.copy(
                        file,
                        to.resolve(from.relativize(file).toString()),
                        LinkOption.NOFOLLOW_LINKS,
                        StandardCopyOption.COPY_ATTRIBUTES);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void anEditInOneProjectChangesNoOtherThatIsInstalledNext(LinkStrategy way) throws IOException {
        TestProject one = project(root.resolve("one"), "own").write("package.json", MANIFEST);
        TestProject other = project(root.resolve("other"), "own").write("package.json", MANIFEST);
        TestProject third = project(root.resolve("third"), "own").write("package.json", MANIFEST);
        if (way == LinkStrategy.REFLINK) {
            try {
                install(one, way);
            } catch (DxException refusal) {
                assertEquals(ErrorCode.DX_UNSUPPORTED, refusal.code());
                assertFalse(one.has("node_modules"));
                assumeTrue(false, "the file system shares no blocks");
            }
        }
        install(one, way);
        install(other, way);
        Files.writeString(one.modules().resolve("leaf/index.js"), "l34f");
        if (way == LinkStrategy.HARDLINK) {
            // One file under three names: only a tree that is made anew is rid of the edit.
            assertEquals("l34f", other.read("node_modules/leaf/index.js"));
            FolderRemoval.removeWhatCanBe(other.modules());
        } else {
            assertEquals("leaf", other.read("node_modules/leaf/index.js"));
        }
        install(other, way);
        install(third, way);
        assertEquals("leaf", other.read("node_modules/leaf/index.js"));
        assertEquals("leaf", third.read("node_modules/leaf/index.js"));
        assertEquals("l34f", one.read("node_modules/leaf/index.js"));
        assertTrue(StoreKeeper.open(one.environment().dxHome().store())
                .verify(Mode.PREVIEW, event -> {})
                .isWhole());
    }

    @Test
    void anotherWayToPlaceFilesIsTakenWhereATreeStands() throws IOException {
        TestProject project = project(root, "own").write("package.json", MANIFEST);
        Path file = project.modules().resolve("leaf/index.js");
        install(project, LinkStrategy.HARDLINK);
        assertEquals(2, Files.getAttribute(file, "unix:nlink"));
        install(project, LinkStrategy.COPY);
        assertEquals(1, Files.getAttribute(file, "unix:nlink"));
        assertTrue(install(project, LinkStrategy.COPY).upToDate());
        install(project, LinkStrategy.HARDLINK);
        assertEquals(2, Files.getAttribute(file, "unix:nlink"));
        project.write(".npmrc", "link=symlink");
        assertEquals(
                ErrorCode.DX_USAGE,
                assertThrows(DxException.class, project::install).code());
    }

    @ParameterizedTest
    @ValueSource(strings = {"own", "shared"})
    void aCopiedProjectIsAProjectOfItsOwn(String mode) throws IOException {
        TestProject project = project(root.resolve("first"), mode).write("package.json", MANIFEST);
        project.install();
        copy(root.resolve("first"), root.resolve("second"));
        TestProject second = project(root.resolve("second"), mode);
        second.install();
        assertEquals("leaf", second.read("node_modules/leaf/index.js"));
        second.add("extra");
        assertTrue(second.has("node_modules/extra/package.json"));
        assertFalse(project.has("node_modules/extra"));
        assertEquals("the tool ran", second.read("said").strip());
        ModulesFolder.delete(root, root.resolve("first"));
        StoreKeeper keeper = StoreKeeper.open(second.environment().dxHome().store());
        keeper.collect(java.time.Duration.ZERO, Mode.DO, event -> {});
        assertEquals("leaf", second.read("node_modules/leaf/index.js"));
        FolderRemoval.removeWhatCanBe(second.modules());
        int before = registry.requests().size();
        second.install();
        assertEquals("leaf", second.read("node_modules/leaf/index.js"));
        assertEquals(before, registry.requests().size(), "what it needs was kept");
    }

    @ParameterizedTest
    @ValueSource(strings = {"own", "shared"})
    void aMovedHomeServesAsBefore(String mode) throws IOException {
        TestProject project = project(root, mode).write("package.json", MANIFEST);
        project.install();
        Path moved = root.resolve("a new home");
        Files.move(root.resolve("home"), moved);
        TestProject after = project(root, moved, mode);
        after.install();
        assertEquals("leaf", after.read("node_modules/leaf/index.js"));
        after.add("extra");
        assertEquals("leaf", after.read("node_modules/leaf/index.js"));
        assertTrue(after.has("node_modules/extra/package.json"));
        assertEquals(
                1,
                registry.requestsFor(LocalRegistry.tarballPath("leaf", "1.0.0")).size());
        assertFalse(Files.exists(root.resolve("home")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"own", "shared"})
    void aHomeOnAnotherFileSystemServesToo(String mode) throws IOException {
        assumeTrue(
                Files.isWritable(MEMORY)
                        && !Files.getFileStore(root)
                                .type()
                                .equals(Files.getFileStore(MEMORY).type()),
                "there is one file system alone");
        Path home = Files.createTempDirectory(MEMORY, "dx-home");
        try {
            TestProject project = project(root, home, mode).write("package.json", MANIFEST);
            project.install();
            assertEquals("leaf", project.read("node_modules/leaf/index.js"));
            project.write("package.json", MANIFEST.replace("\"leaf\": \"1\"", "\"extra\": \"1\""))
                    .install();
            assertTrue(project.has("node_modules/extra/package.json"));
            assertEquals("the tool ran", project.read("said").strip());
        } finally {
            FolderRemoval.removeWhatCanBe(home);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"with spaces in it", "-rf", "--", "🚀 ünï", "a\"b'c$HOME`;&", "a\\b", "new\nline"})
    void unusualNamesAreNamesLikeOthers(String name) {
        for (String mode : List.of("own", "shared")) {
            Path folder = root.resolve(mode).resolve(name);
            TestProject project = project(folder, folder.resolve(name), mode).write("package.json", MANIFEST);
            project.install();
            assertEquals("the tool ran", project.read("said").strip());
            assertEquals("leaf", project.read("node_modules/leaf/index.js"));
            assertTrue(project.install().upToDate());
            project.add("extra");
            project.remove("leaf");
            assertEquals("leaf", project.read("node_modules/leaf/index.js"), "tool wants it");
            assertEquals(
                    List.of(project.folder().toString()),
                    StoreKeeper.open(project.environment().dxHome().store()).projects().stream()
                            .map(StoreKeeper.Project::path)
                            .toList());
        }
    }

    /** The longest path that Linux takes has 4,095 bytes. */
    @ParameterizedTest
    @ValueSource(ints = {4_000, 4_040})
    void aVeryLongPathIsTakenOrSaidToBeTooLong(int length) throws IOException {
        Path folder = root;
        while (folder.toString().length() < length - 1) {
            int left = length - folder.toString().length() - 1;
            folder = Files.createDirectory(folder.resolve("f".repeat(left > 202 ? 200 : left)));
        }
        TestProject project = project(folder, "own").write("package.json", MANIFEST);
        if (length == 4_000) {
            project.install();
            assertEquals("deep", project.read("node_modules/leaf/lib/deep/within/file.js"));
            assertTrue(project.install().upToDate());
            return;
        }
        Map<String, String> before = project.snapshot();
        DxException failure = assertThrows(DxException.class, project::install);
        assertEquals(ErrorCode.DX_IO, failure.code());
        assertTrue(failure.what().endsWith("File name too long"), failure.what());
        assertEquals(before, project.snapshot());
    }
}
