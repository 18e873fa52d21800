package dev.dx.engine.install;

import static dev.dx.engine.npm.registry.TestPackage.named;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.dx.engine.install.change.Change;
import dev.dx.engine.install.change.InstallReport;
import dev.dx.engine.install.change.InstallReport.Way;
import dev.dx.engine.install.change.InstallRequest;
import dev.dx.engine.install.tree.KeptTrees;
import dev.dx.engine.link.ModulesFolder;
import dev.dx.engine.npm.registry.LocalRegistry;
import dev.dx.engine.store.StoreKeeper;
import dev.dx.engine.store.StoreKeeper.Mode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ParkedTreesTest {
    @TempDir
    Path root;

    private LocalRegistry registry;
    private TestProject project;
    private final String[] manifests = new String[6];
    private final String[] locks = new String[6];

    @BeforeEach
    void start() {
        registry = LocalRegistry.start();
        for (int i = 0; i < 6; i++) {
            registry.publish(named("leaf", i + ".0.0").file("index.js", "module.exports = " + i));
        }
        registry.publish(named("extra", "1.0.0"));
        project = TestProject.in(root, registry);
    }

    @AfterEach
    void stop() {
        registry.close();
    }

    /** Installs version {@code branch} of the project for the first time, and remembers its files. */
    private void make(int branch) {
        project.write(
                "package.json",
                "{\"dependencies\": {\"leaf\": \"" + branch + "\"" + (branch == 1 ? ", \"extra\": \"1\"" : "") + "}}");
        project.write("package-lock.json", "{\"lockfileVersion\": 3, \"packages\": {}}");
        project.install();
        manifests[branch] = project.read("package.json");
        locks[branch] = project.read("package-lock.json");
    }

    /** What git does when another branch is checked out. */
    private InstallReport switchTo(int branch) {
        project.write("package.json", manifests[branch]).write("package-lock.json", locks[branch]);
        return project.install();
    }

    private Map<String, String> tree() {
        Map<String, String> tree = project.snapshot();
        tree.keySet().removeIf(path -> path.contains(".dx-staging"));
        return tree;
    }

    private long parked() throws IOException {
        Path folder = root.resolve("dx-home/parked/v1");
        if (!Files.exists(folder)) {
            return 0;
        }
        try (Stream<Path> found = Files.walk(folder, 3)) {
            return found.filter(path -> path.endsWith("node_modules")).count();
        }
    }

    @Test
    void aTreeComesBackWithItsLockAndItsCaches() {
        make(1);
        project.write("node_modules/.cache/tool", "of 1");
        Map<String, String> first = tree();
        make(2);
        assertFalse(project.has("node_modules/.cache"), "it is of the other tree");
        project.write("node_modules/.cache/tool", "of 2");
        Map<String, String> second = tree();

        InstallReport back = switchTo(1);
        assertEquals(Way.CAME_BACK, back.way());
        assertFalse(back.upToDate());
        assertEquals(first, tree());
        assertEquals(Way.CAME_BACK, switchTo(2).way());
        assertEquals(second, tree());
        assertEquals(Way.CAME_BACK, switchTo(1).way());
        assertEquals(first, tree());
        assertEquals(Way.STOOD, project.install().way());
        assertFalse(project.has(".dx-staging"));
    }

    @Test
    void aTreeOfWhichOnlyLittleIsWantedComesBackToo() {
        make(1);
        project.write("package.json", "{\"dependencies\": {\"extra\": \"1\"}}");
        project.write("package-lock.json", "{\"lockfileVersion\": 3, \"packages\": {}}");
        project.install();
        manifests[0] = project.read("package.json");
        locks[0] = project.read("package-lock.json");
        assertEquals(Way.CAME_BACK, switchTo(1).way());
        project.write("node_modules/.cache/tool", "of 1");

        switchTo(0);
        assertFalse(project.has("node_modules/.cache"), "it is of the other tree");
        assertEquals(Way.CAME_BACK, switchTo(1).way());
        assertEquals("of 1", project.read("node_modules/.cache/tool"));
    }

    @Test
    void cachesGoAlongWhereDxItselfChangesTheLock() {
        make(1);
        project.write("node_modules/.cache/tool", "warm");
        project.write("node_modules/mine/index.js", "linked by hand");
        project.add("leaf@2");
        assertEquals("warm", project.read("node_modules/.cache/tool"));
        assertEquals("linked by hand", project.read("node_modules/mine/index.js"));
        project.write("package.json", project.read("package.json").replace("2", "3"));
        project.install();
        assertEquals("warm", project.read("node_modules/.cache/tool"), "an edit by hand is no switch");
        assertEquals(Way.LINKED, switchTo(1).way(), "dx changed the tree in its place");
        assertEquals("linked by hand", project.read("node_modules/mine/index.js"), "what nobody installed goes along");
    }

    @Test
    void aTreeComesBackWithALockThatWasShortenedForIt() {
        make(1);
        String shorter = locks[1];
        String unneeded = "\"node_modules/leaf/node_modules/tool\":{\"version\":\"3.0.0\",\"extraneous\":true},";
        locks[1] = shorter.replace("\"node_modules/leaf\":{", unneeded + "\"node_modules/leaf\":{");
        assertNotEquals(shorter, locks[1]);
        switchTo(1);
        assertEquals(shorter, project.read("package-lock.json"));
        make(2);

        InstallReport report = switchTo(1);

        assertEquals(InstallReport.Way.CAME_BACK, report.way());
        assertEquals("module.exports = 1", project.read("node_modules/leaf/index.js"));
        assertEquals(shorter, project.read("package-lock.json"));
        assertTrue(project.install().upToDate());
    }

    @Test
    void aTreeThatLacksSomethingDoesNotComeBack() throws IOException {
        make(1);
        Map<String, String> first = tree();
        make(2);
        Path folder = root.resolve("dx-home/parked/v1");
        try (Stream<Path> found = Files.walk(folder)) {
            for (Path leaf : found.filter(path -> path.endsWith("extra")).toList()) {
                ModulesFolder.delete(root, leaf);
            }
        }
        assertEquals(Way.LINKED, switchTo(1).way());
        assertEquals(first, tree());
    }

    @Test
    void onlySomeAreKept() throws IOException {
        for (int i = 0; i < 6; i++) {
            make(i);
        }
        assertEquals(3, parked());
        assertEquals(Way.LINKED, switchTo(0).way());
        assertEquals(Way.CAME_BACK, switchTo(5).way());
    }

    @Test
    void oldOnesAndTooManyAreCollected() throws IOException {
        for (int i = 0; i < 4; i++) {
            make(i);
        }
        assertEquals(0, collect(Duration.ofDays(30), Mode.DO));
        assertEquals(3, parked());
        project.write(".npmrc", "parked-trees=2");
        assertTrue(collect(Duration.ofDays(30), Mode.PREVIEW) > 0);
        assertEquals(3, parked());
        assertTrue(collect(Duration.ofDays(30), Mode.DO) > 0);
        assertEquals(2, parked());
        Path oldest;
        try (Stream<Path> found = Files.walk(root.resolve("dx-home/parked/v1"), 3)) {
            oldest = found.filter(path -> path.endsWith("node_modules"))
                    .sorted()
                    .findFirst()
                    .orElseThrow()
                    .getParent();
        }
        Files.setLastModifiedTime(oldest, FileTime.from(Instant.now().minus(Duration.ofDays(31))));
        collect(Duration.ofDays(30), Mode.DO);
        assertEquals(1, parked());
        assertFalse(Files.exists(oldest));
        assertEquals(Way.LINKED, switchTo(1).way());
        assertEquals(Way.CAME_BACK, switchTo(3).way());
    }

    private long collect(Duration unusedFor, Mode mode) {
        StoreKeeper keeper = StoreKeeper.open(project.environment().dxHome().store());
        return new KeptTrees(project.environment(), keeper)
                .collect(unusedFor, mode, keeper.freeing())
                .parked()
                .freed();
    }

    @Test
    void noneIsKeptWhereNoneIsWanted() throws IOException {
        try (Engine engine = Engine.open(project.environment(), Map.of("parked-trees", "0"))) {
            project.write("package.json", "{\"dependencies\": {\"leaf\": \"1\"}}");
            engine.install(InstallRequest.of(project.folder(), new Change.Sync()), event -> {});
            project.write("package.json", "{\"dependencies\": {\"leaf\": \"2\"}}");
            engine.install(InstallRequest.of(project.folder(), new Change.Sync()), event -> {});
        }
        assertEquals(0, parked());
    }

    @Test
    void whatIsEditedMeanwhileIsNotSwitched() {
        make(1);
        make(2);
        project.write("package.json", manifests[1].replace("\"1\"", "\"^1.0.0\""))
                .write("package-lock.json", locks[1]);
        assertEquals(Way.LINKED, project.install().way(), "the manifest is not the one the tree was made from");
        assertEquals("module.exports = 1", project.read("node_modules/leaf/index.js"));
    }

    @Test
    void aDeletedFolderIsNoReasonToLinkAnew() {
        make(1);
        Map<String, String> first = tree();
        make(2);
        ModulesFolder.delete(root, project.modules());
        assertEquals(Way.CAME_BACK, switchTo(1).way());
        assertEquals(first, tree());
    }
}
