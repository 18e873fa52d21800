package dev.dx.engine.install.tree;

import static dev.dx.engine.npm.registry.TestPackage.named;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.dx.engine.install.TestProject;
import dev.dx.engine.link.ModulesFolder;
import dev.dx.engine.npm.registry.LocalRegistry;
import dev.dx.engine.store.Freeing;
import dev.dx.engine.store.ProjectState;
import dev.dx.engine.store.StoreKeeper;
import dev.dx.engine.store.StoreKeeper.Mode;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeptTreesTest {
    @TempDir
    Path root;

    private LocalRegistry registry;

    @BeforeEach
    void publish() throws IOException {
        registry = LocalRegistry.start();
        registry.publish(named("leaf", "1.0.0").file("index.js", "1".repeat(100_000)));
        registry.publish(named("leaf", "2.0.0").file("index.js", "2".repeat(200_000)));
    }

    @AfterEach
    void stop() {
        registry.close();
    }

    private TestProject project(String name, String mode) {
        return TestProject.in(
                root.resolve(name),
                registry.url(),
                Map.of("DX_HOME", root.resolve("home").toString(), "npm_config_node_modules", mode));
    }

    private KeptTrees trees(TestProject project) {
        StoreKeeper keeper = StoreKeeper.open(project.environment().dxHome().store());
        return new KeptTrees(project.environment(), keeper);
    }

    /** Its first tree is put aside, since another lock comes. */
    private static void switchLock(TestProject project) {
        project.write("package.json", "{\"dependencies\": {\"leaf\": \"1\"}}").install();
        project.write("package.json", "{\"dependencies\": {\"leaf\": \"2\"}}")
                .write("package-lock.json", "{\"lockfileVersion\": 3, \"packages\": {}}")
                .install();
    }

    @Test
    void aProjectThatIsGoneKeepsNothingWhereverItWas() throws IOException {
        TestProject gone = project("deep/below/gone", "shared");
        switchLock(gone);
        KeptTrees trees = trees(gone);
        Instant afterwards = Instant.now().plusSeconds(2);
        assertEquals(Set.of(gone.folder().toString()), trees.users());
        assertEquals(1, trees.overview().parkedTrees());
        assertEquals(2, trees.overview().layouts().size());
        ModulesFolder.delete(root, root.resolve("deep"));

        StoreKeeper keeper = StoreKeeper.open(gone.environment().dxHome().store());
        assertEquals(ProjectState.GONE, keeper.projects().getFirst().state());
        assertTrue(keeper.projects().getFirst().isGoneSince(afterwards));
        assertEquals(Set.of(), trees.users());
        assertEquals(
                0,
                trees.collect(Duration.ofDays(30), Mode.PREVIEW, keeper.freeing())
                        .trees(),
                "it may come back soon");
        KeptTrees.Removal preview = trees.clearUnused(Mode.PREVIEW, keeper.freeing());
        assertEquals(3, preview.trees());
        assertEquals(Set.of(), preview.layouts().kept());
        Freeing freeing = keeper.freeing();
        assertEquals(preview, trees.clearUnused(Mode.DO, freeing));
        assertEquals(
                List.of(gone.folder().toString()),
                keeper.clear(Mode.DO, freeing, event -> {}).forgotten());
        assertEquals(List.of(), keeper.projects());
    }

    @Test
    void aTreeThatWasPutAsideDoesNotKeepTheStoreFromBeingCleaned() {
        TestProject project = project("one", "shared");
        switchLock(project);
        KeptTrees trees = trees(project);
        assertEquals(
                List.of(1, 1),
                List.of(
                        trees.clearUnused(
                                        Mode.PREVIEW,
                                        StoreKeeper.open(project.environment()
                                                        .dxHome()
                                                        .store())
                                                .freeing())
                                .parked()
                                .trees(),
                        trees.clearUnused(
                                        Mode.PREVIEW,
                                        StoreKeeper.open(project.environment()
                                                        .dxHome()
                                                        .store())
                                                .freeing())
                                .layouts()
                                .layouts()
                                .size()),
                "the tree that stands keeps its layout");
        ModulesFolder.delete(root, project.modules());
        assertEquals(Set.of(), trees.users());
        assertEquals(2, trees.overview().layouts().size());
        assertEquals(
                3,
                trees.clearUnused(
                                Mode.DO,
                                StoreKeeper.open(project.environment().dxHome().store())
                                        .freeing())
                        .trees());
        assertEquals(0, trees.overview().trees());
        project.install();
        assertTrue(project.has("node_modules/leaf/index.js"));
    }

    @Test
    void saysBeforeWhatComesFreeAfterwards() throws IOException {
        TestProject project = project("own", "own");
        switchLock(project);
        KeptTrees trees = trees(project);
        StoreKeeper keeper = StoreKeeper.open(project.environment().dxHome().store());
        Freeing before = keeper.freeing();
        KeptTrees.Removal preview = trees.clear(Mode.PREVIEW, before);
        long rest = keeper.clear(Mode.PREVIEW, before, event -> {}).freed();
        assertEquals(1, preview.parked().trees());
        long alone = trees.clear(Mode.PREVIEW, keeper.freeing()).freed();
        assertEquals(preview.freed(), alone);

        Freeing freeing = keeper.freeing();
        assertEquals(preview, trees.clear(Mode.DO, freeing));
        assertEquals(rest, keeper.clear(Mode.DO, freeing, event -> {}).freed());
        assertTrue(
                rest + alone >= 100_000, "what was put aside had the last names of its files: " + rest + ", " + alone);
        assertEquals(0, trees.overview().trees());
    }
}
