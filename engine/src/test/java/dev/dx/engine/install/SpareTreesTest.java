package dev.dx.engine.install;

import static dev.dx.engine.npm.registry.TestPackage.named;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.dx.engine.DxException;
import dev.dx.engine.Environment;
import dev.dx.engine.install.change.InstallReport;
import dev.dx.engine.install.change.InstallReport.Way;
import dev.dx.engine.install.tree.SpareMaking;
import dev.dx.engine.link.ModulesFolder;
import dev.dx.engine.link.SourceCheck;
import dev.dx.engine.link.SpareTrees;
import dev.dx.engine.npm.registry.LocalRegistry;
import dev.dx.engine.store.Store;
import dev.dx.engine.store.StoreKeeper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SpareTreesTest {
    private static final String MANIFEST = "{\"name\": \"p\", \"dependencies\": {\"top\": \"1\"}}";

    @TempDir
    Path root;

    private final SpareMaking making = new SpareMaking();
    private LocalRegistry registry;
    private TestProject project;

    @BeforeEach
    void start() {
        registry = LocalRegistry.start();
        registry.publish(named("leaf", "1.0.0").file("index.js", "leaf").file("lib/deep.js", "deep"));
        registry.publish(named("top", "1.0.0")
                .dependency("leaf", "1")
                .bin("top", "cli.js")
                .file("cli.js", "#!/usr/bin/env node\r\nconsole.log('top')")
                .file(".gitignore", "dist"));
        project = project("one", Map.of());
        project.write("package.json", MANIFEST).install();
    }

    @AfterEach
    void stop() {
        registry.close();
    }

    private TestProject project(String name, Map<String, String> more) {
        Map<String, String> variables = new TreeMap<>(more);
        variables.put("DX_HOME", root.resolve("home").toString());
        return TestProject.in(root.resolve(name), registry.url(), variables);
    }

    /** As a clone of the project with its lock. */
    private TestProject copy(String name) {
        return project(name, Map.of())
                .write("package.json", project.read("package.json"))
                .write("package-lock.json", project.read("package-lock.json"));
    }

    private boolean make() {
        return making.step(project.environment());
    }

    private List<SpareTrees.Spare> spares() {
        return new SpareTrees(project.environment().dxHome().spares(), new SpareTrees.Limits(1, 1)).list();
    }

    /** Files, folders and links of node_modules with content and permissions. */
    private static Map<String, String> tree(TestProject of) throws IOException {
        Map<String, String> tree = new TreeMap<>();
        try (Stream<Path> paths = Files.walk(of.modules())) {
            for (Path path : (Iterable<Path>) paths::iterator) {
                String name = of.modules().relativize(path).toString();
                if (Files.isSymbolicLink(path)) {
                    tree.put(name, "-> " + Files.readSymbolicLink(path));
                } else {
                    String permissions = Files.getPosixFilePermissions(path).toString();
                    tree.put(
                            name,
                            permissions
                                    + (Files.isDirectory(path)
                                            ? ""
                                            : TestProject.timeless(
                                                    name, Files.readString(path, StandardCharsets.ISO_8859_1))));
                }
            }
        }
        return tree;
    }

    @Test
    void aDeletedTreeIsTakenFromWhatStandsReady() throws IOException {
        Map<String, String> linked = tree(project);
        assertFalse(make(), "nothing more to make");
        ModulesFolder.delete(root, project.modules());
        InstallReport report = project.install();
        assertEquals(Way.SPARE, report.way());
        assertFalse(report.upToDate());
        assertEquals(2, report.packages());
        assertEquals(linked, tree(project));
        assertEquals(Way.STOOD, project.install().way());
        assertFalse(spares().getFirst().ready());

        make();
        TestProject other = copy("other");
        assertEquals(Way.SPARE, other.install().way());
        assertEquals(linked, tree(other));
        assertEquals(2, storeProjects());
    }

    @Test
    void whatATreeThatStoodReadyLeadsToIsKnownAlsoWithoutItsRoots() throws IOException {
        make();
        assertEquals(2, installOther("with").packages());

        make();
        Files.delete(spareTree().resolve(".dx/roots"));
        assertEquals(2, installOther("without").packages());

        make();
        Files.write(spareTree().resolve(".dx/roots"), new byte[100]);
        assertEquals(2, installOther("damaged").packages());
    }

    private Path spareTree() throws IOException {
        try (Stream<Path> folders = Files.walk(project.environment().dxHome().spares(), 2)) {
            return folders.filter(folder -> folder.endsWith("node_modules"))
                    .findFirst()
                    .orElseThrow();
        }
    }

    private StoreKeeper.Project installOther(String name) {
        TestProject other = copy(name);
        assertEquals(Way.SPARE, other.install().way());
        return keeper().projects().stream()
                .filter(each -> each.path().equals(other.folder().toString()))
                .findFirst()
                .orElseThrow();
    }

    private int storeProjects() {
        return keeper().projects().size();
    }

    private StoreKeeper keeper() {
        return StoreKeeper.open(project.environment().dxHome().store());
    }

    @Test
    void aSpareSharesNoFileWithAnything() throws IOException {
        make();
        Files.writeString(project.modules().resolve("leaf/index.js"), "edited");
        ModulesFolder.delete(root, project.modules());
        assertEquals(Way.SPARE, project.install().way());
        assertEquals("leaf", project.read("node_modules/leaf/index.js"));
        assertEquals(1, Files.getAttribute(project.modules().resolve("leaf/index.js"), "unix:nlink"));
    }

    @Test
    void anotherManifestLockOrSettingGetsAnother() {
        make();
        TestProject other = copy("other");
        other.write("package.json", MANIFEST.replace("\"1\"", "\"^1.0.0\""));
        assertEquals(Way.LINKED, other.install().way());
        TestProject production = project("production", Map.of("npm_config_omit", "dev"))
                .write("package.json", project.read("package.json"))
                .write("package-lock.json", project.read("package-lock.json"));
        assertEquals(Way.LINKED, production.install().way());
    }

    @Test
    void whatStandsInTheWayStays() {
        make();
        TestProject other = copy("other").write("node_modules/mine/index.js", "by hand");
        assertEquals(Way.LINKED, other.install().way());
        assertEquals("by hand", other.read("node_modules/mine/index.js"));
    }

    @Test
    void buildServersGetNoneUnlessTheyAsk() {
        Environment ci = project("ci", Map.of("CI", "true")).environment();
        assertFalse(making.step(ci));
        assertFalse(spares().getFirst().ready());
        making.step(project("ci", Map.of("CI", "true", "DX_SPARES", "1")).environment());
        assertTrue(spares().getFirst().ready());
    }

    @Test
    void onlySoManyAndSoMuch() {
        for (int i = 0; i < 4; i++) {
            project("p" + i, Map.of())
                    .write("package.json", "{\"dependencies\": {\"leaf\": \"" + "<=".repeat(1) + (i + 1) + "\"}}")
                    .install();
        }
        assertEquals(2, spares().size());
        assertTrue(make(), "one at a time");
        assertFalse(make());
        assertEquals(2, spares().stream().filter(SpareTrees.Spare::ready).count());
        Environment small =
                project("small", Map.of("npm_config_spare_megabytes", "0")).environment();
        assertFalse(making.step(small));
        assertEquals(0, spares().stream().filter(SpareTrees.Spare::ready).count());
    }

    @Test
    void interruptedHalfWayItLeavesTheDeletingToTheNextTime() throws IOException {
        Path place = project.environment().dxHome().spares();
        Store store = Store.open(project.environment().dxHome().store());
        SpareTrees trees = new SpareTrees(place, new SpareTrees.Limits(1, 1 << 20));
        assertThrows(
                DxException.class,
                () -> trees.make(
                        piece -> Objects.requireNonNull(store.find(piece.integrity())),
                        SourceCheck.NONE,
                        project.environment().platform(),
                        tree -> {
                            Thread.currentThread().interrupt();
                            throw DxException.cancelled();
                        }));
        assertTrue(Thread.interrupted());
        assertFalse(spares().getFirst().ready());
        assertEquals(List.of("gone-making"), beginnings(place));

        assertFalse(make());
        assertTrue(spares().getFirst().ready());
        assertEquals(List.of(), beginnings(place));
    }

    /** What the names in there begin with that are no tree's. */
    private static List<String> beginnings(Path place) throws IOException {
        try (Stream<Path> left = Files.list(place)) {
            return left.map(path -> path.getFileName().toString())
                    .filter(name -> name.contains("-"))
                    .map(name -> name.replaceFirst("-\\d.*", ""))
                    .toList();
        }
    }

    @Test
    void interruptedItLeavesNothing() throws IOException {
        Thread.currentThread().interrupt();
        assertThrows(DxException.class, this::make);
        assertTrue(Thread.interrupted());
        assertFalse(spares().getFirst().ready());
        try (Stream<Path> left = Files.list(project.environment().dxHome().spares())) {
            assertTrue(left.noneMatch(path -> path.getFileName().toString().startsWith("making")));
        }
    }

    @Test
    void aTreeThatLacksSomethingIsNotTaken() throws IOException {
        make();
        Path spare;
        try (Stream<Path> found = Files.walk(project.environment().dxHome().spares(), 3)) {
            spare = found.filter(path -> path.endsWith("node_modules/leaf"))
                    .findFirst()
                    .orElseThrow();
        }
        ModulesFolder.delete(root, spare);
        ModulesFolder.delete(root, project.modules());
        assertEquals(Way.LINKED, project.install().way());
        assertTrue(Files.isDirectory(project.modules().resolve("leaf"), LinkOption.NOFOLLOW_LINKS));
    }
}
