package dev.dx.app.gui;

import static dev.dx.app.gui.TestWindow.await;
import static dev.dx.app.gui.TestWindow.onUi;
import static java.util.Objects.requireNonNull;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.dx.app.gui.cache.CacheModel;
import dev.dx.app.gui.control.Fact;
import dev.dx.app.gui.control.Treemap;
import dev.dx.app.gui.store.Cleaning;
import dev.dx.app.gui.store.StoreCleaning;
import dev.dx.app.gui.store.StoreContents;
import dev.dx.app.gui.store.StoreEngine;
import dev.dx.app.gui.store.StoreHealth;
import dev.dx.app.gui.store.StoreModel;
import dev.dx.app.gui.store.UsingProject;
import dev.dx.app.gui.text.Measures;
import dev.dx.engine.ContentHash;
import dev.dx.engine.ContentRoot;
import dev.dx.engine.DxException;
import dev.dx.engine.Environment;
import dev.dx.engine.ErrorCode;
import dev.dx.engine.PackageId;
import dev.dx.engine.Platform;
import dev.dx.engine.install.change.Change;
import dev.dx.engine.install.change.InstallRequest;
import dev.dx.engine.install.tree.KeptTrees;
import dev.dx.engine.link.LayoutEntry;
import dev.dx.engine.link.LayoutKeeper;
import dev.dx.engine.link.LinkStrategy;
import dev.dx.engine.link.ParkedTrees;
import dev.dx.engine.link.SpareTrees;
import dev.dx.engine.link.TreeRemoval;
import dev.dx.engine.npm.registry.LocalRegistry;
import dev.dx.engine.npm.registry.TestPackage;
import dev.dx.engine.store.FolderRemoval;
import dev.dx.engine.store.ProjectState;
import dev.dx.engine.store.StoreEvent;
import dev.dx.engine.store.StoreKeeper;
import dev.dx.engine.store.StoreKeeper.Held;
import dev.dx.engine.store.StoreKeeper.Mode;
import dev.dx.engine.store.StoreRemoval;
import dev.dx.engine.store.StoreStatistics;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import java.util.stream.Stream;
import javafx.scene.control.Labeled;
import javafx.scene.input.KeyCode;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The Store and Cache screens over the real engine, and over scripts where a real store would be too large or too whole. */
class StoreScreenTest {
    @TempDir
    Path work;

    private Path project;
    private EngineOnDemand engine;
    private LocalRegistry registry;
    private StoreKeeper keeper;

    @BeforeEach
    void publish() throws IOException {
        registry = LocalRegistry.start();
        registry.publish(TestPackage.named("kettle", "1.0.0").file("index.js", "module.exports = 'hot'"));
        registry.publish(TestPackage.named("saucer", "3.1.0").file("index.js", "3".repeat(9000)));
        registry.publish(TestPackage.named("spoon", "0.2.0").file("index.js", "module.exports = 'tea'"));
        project = Files.createDirectories(work.resolve("tea-time"));
        Files.writeString(
                project.resolve("package.json"),
                "{\"dependencies\": {\"kettle\": \"^1.0.0\", \"saucer\": \"3\", \"spoon\": \"0.2\"}}");
        Files.writeString(project.resolve(".npmrc"), "registry=" + registry.url() + "\nfetch-retries=0\n");
        Environment environment = new Environment(
                Map.of(
                        "DX_HOME", work.resolve("home").toString(),
                        "PATH", Objects.requireNonNullElse(System.getenv("PATH"), "")),
                work.resolve("user"),
                Platform.current());
        engine = new EngineOnDemand(environment);
        keeper = StoreKeeper.open(environment.dxHome().store());
    }

    @AfterEach
    void close() {
        engine.close();
        registry.close();
    }

    private void install() {
        engine.install(InstallRequest.of(project, new Change.Sync()), event -> {});
    }

    @Test
    void verifiesRepairsAndCleans() throws Exception {
        try (TestWindow window = TestWindow.open(work.resolve("settings"), engine)) {
            StoreModel model = window.services().store();
            window.goTo("Store");
            await("the empty store", () -> window.shows("Nothing in the store yet"));
            window.pictures("store-empty");

            install();
            window.robot.push(KeyCode.F5);
            await(
                    "the count",
                    () -> packages(model) == 3 && model.countedProperty().get() == 1);
            StoreStatistics statistics = keeper.statistics();
            assertEquals(statistics, onUi(() -> model.statisticsProperty().get()));
            assertEquals(Measures.bytes((double) statistics.logicalBytes()), fact(window, "#logicalFact"));
            assertEquals(Measures.bytes((double) statistics.physicalBytes()), fact(window, "#diskFact"));
            assertEquals(Measures.bytes((double) statistics.savedBytes()), fact(window, "#savedFact"));
            Treemap map = (Treemap) window.find("#map");
            onUi(() -> {
                map.requestFocus();
                return map;
            });
            window.robot.push(KeyCode.HOME);
            assertTrue(text(window, "#chosen").startsWith("saucer@3.1.0 "), text(window, "#chosen"));
            window.robot.push(KeyCode.RIGHT).push(KeyCode.DOWN);
            assertFalse(text(window, "#chosen").startsWith("saucer@3.1.0 "), text(window, "#chosen"));

            Path damaged = stored("module.exports = 'hot'");
            Files.writeString(damaged, "module.exports = 'cold'");
            window.robot.clickOn("#verify");
            await("what is found", () -> model.conditionProperty().get() != null);
            assertEquals(1, onUi(() -> condition(model).count()));
            assertTrue(Files.exists(damaged), "verifying changes nothing");
            await("the count", () -> model.countedProperty().get() == 1);
            window.pictures("store-broken");
            window.robot.clickOn("#repair");
            await(
                    "the repair",
                    () -> model.conditionProperty().get() == null
                            && !model.busyProperty().get());
            assertEquals("module.exports = 'hot'", Files.readString(damaged), "it was fetched again");
            window.pictures("store-repaired");
            FolderRemoval.removeWhatCanBe(project.resolve("node_modules"));
            install();
            Path parked = Files.createDirectories(work.resolve("home/parked/v1/0123/1/node_modules/a"));
            Files.writeString(parked.resolve("index.js"), "put aside");
            Files.writeString(work.resolve("home/parked/v1/0123/project"), project.toString());
            window.robot.clickOn("#verify");
            await(
                    "that all is well",
                    () -> model.conditionProperty().get() != null
                            && !model.busyProperty().get());
            assertTrue(onUi(() -> condition(model).isWhole()));

            window.robot.clickOn("#asTrees");
            await("the tree that was put aside", () -> trees(model) > 0);
            KeptTrees.Overview kept =
                    requireNonNull(onUi(() -> model.treesProperty().get()));
            assertEquals(1, kept.parkedTrees());
            assertEquals(project.toString(), kept.parked().getFirst().project());
            assertEquals(Measures.bytes((double) kept.bytes()), fact(window, "#treesFact"));
            window.robot.clickOn("#clean").clickOn("Remove trees that no project links to");
            await("the question", () -> window.shows("#question-yes"));
            window.pictures("store-trees-question");
            window.robot.clickOn("#question-yes");
            await("no trees", () -> trees(model) == 0 && !model.busyProperty().get());
            assertFalse(Files.exists(parked));
            window.robot.clickOn("#clean").clickOn("Remove what nobody uses");
            await("that nothing would go", () -> window.shows("#note"));
            window.robot.clickOn("#clean").clickOn("Remove every package");
            await("the question", () -> window.shows("#question-yes"));
            window.pictures("store-clean-question");
            window.robot.clickOn("#question-no");
            assertEquals(3, keeper.list().size());
            window.robot.clickOn("#clean").clickOn("Remove every package");
            await("the question", () -> window.shows("#question-yes"));
            window.robot.clickOn("#question-yes");
            await("nothing", () -> packages(model) == 0 && !model.busyProperty().get());
            assertTrue(keeper.list().isEmpty());
        }
    }

    @Test
    void showsWhereInstallsFoundThingsAndClearsTheCache() throws Exception {
        try (TestWindow window = TestWindow.open(work.resolve("settings"), engine)) {
            CacheModel model = window.services().cache();
            window.goTo("Cache");
            await("that there is nothing", () -> window.shows("Nothing was installed yet"));
            window.pictures("cache-empty");
            for (int i = 0; i < 6; i++) {
                install();
                Files.deleteIfExists(project.resolve("package-lock.json"));
                Files.writeString(
                        project.resolve("package.json"),
                        "{\"dependencies\": {\"kettle\": \"^1.0.0\", \"saucer\": \"" + (i % 2 == 0 ? ">=3" : "3.1.0")
                                + "\"}}");
            }
            window.robot.push(KeyCode.F5);
            await(
                    "what is known",
                    () -> model.knownProperty().get() != null
                            && !Objects.requireNonNull(model.knownProperty().get())
                                    .runs()
                                    .isEmpty());
            CacheModel.Known known =
                    Objects.requireNonNull(onUi(() -> model.knownProperty().get()));
            assertEquals(engine.history().size(), known.runs().size());
            assertTrue(known.hitRate() > 0 && known.hitRate() < 1, known.toString());
            await("the overview", () -> model.overviewProperty().get() != null);
            window.pictures("cache");
            window.robot.clickOn("#clear");
            await("the question", () -> window.shows("#question-yes"));
            window.robot.clickOn("#question-yes");
            await(
                    "an empty cache",
                    () -> !model.busyProperty().get()
                            && model.overviewProperty().get() != null
                            && Objects.requireNonNull(model.overviewProperty().get())
                                            .bytes()
                                    == 0);
            assertFalse(Files.exists(work.resolve("home/cache")));
            assertEquals(3, keeper.list().size(), "packages stay");
        }
    }

    @Test
    void staysQuickWithTenThousandPackages() throws Exception {
        CountDownLatch counting = new CountDownLatch(1);
        try (TestWindow window = TestWindow.open(
                work.resolve("settings"),
                withStore(new ScriptedStore(10_000, counting)),
                new ScriptedDialogs(),
                980,
                720)) {
            StoreModel model = window.services().store();
            window.goTo("Store");
            await("the packages", () -> packages(model) == 10_000);
            window.pictures("store-counting");
            counting.countDown();
            await("the count", () -> model.countedProperty().get() == 1);
            Treemap map = (Treemap) window.find("#map");
            assertTrue(onUi(() -> map.areas().size()) > 1000);
            long start = System.nanoTime();
            onUi(() -> {
                map.requestLayout();
                map.layout();
                return map;
            });
            long took = System.nanoTime() - start;
            assertTrue(took < Duration.ofSeconds(2).toNanos(), "laid out and drawn in " + took / 1_000_000 + " ms");
            window.pictures("store-huge");
            window.robot.clickOn("#asList");
            window.pictures("store-huge-list");
            window.robot.clickOn("#filter").write("nowhere");
            await("no package", () -> window.shows("Clear the filter"));
            window.robot.clickOn("#asMap");
            window.settle();
            assertFalse(window.shows("#map"), "an empty map says nothing");
            window.pictures("store-no-match");
            window.clickOnceShown("#noMatchHost .button");
            await("the map", () -> map.isVisible() && map.areas().size() > 1000);
            window.robot.clickOn("#asProjects");
            window.pictures("store-projects");
            window.robot.clickOn("#asTrees");
            window.pictures("store-trees");
            window.robot.clickOn("#verify");
            await("the failure", () -> !model.busyProperty().get());
            window.pictures("store-failed");
        }
    }

    private Engines withStore(StoreEngine store) {
        Engines real = Engines.of(engine);
        return new Engines(
                real.projects(),
                real.browse(),
                real.convert(),
                real.graph(),
                store,
                real.cache(),
                real.registry(),
                real.bench(),
                real.settings());
    }

    private static int packages(StoreModel model) {
        StoreContents contents = model.contentsProperty().get();
        return contents == null ? -1 : contents.packages().size();
    }

    private static int trees(StoreModel model) {
        KeptTrees.Overview trees = model.treesProperty().get();
        return trees == null ? -1 : trees.trees();
    }

    private static StoreHealth condition(StoreModel model) {
        StoreHealth condition = model.conditionProperty().get();
        assertNotNull(condition);
        return condition;
    }

    private static String fact(TestWindow window, String query) {
        return onUi(() -> ((Fact) window.find(query)).getValue());
    }

    private static String text(TestWindow window, String query) {
        return onUi(() -> ((Labeled) window.find(query)).getText());
    }

    private Path stored(String text) throws IOException {
        try (Stream<Path> files = Files.walk(keeper.path().resolve("unpacked"))) {
            for (Path file : (Iterable<Path>) files.filter(path -> path.endsWith("index.js"))::iterator) {
                if (Files.readString(file).equals(text)) {
                    return file;
                }
            }
        }
        throw new AssertionError(text);
    }

    /** So many packages, the count of which takes until it is told to end. */
    private record ScriptedStore(int count, CountDownLatch counting) implements StoreEngine {
        @Override
        public StoreContents contents() {
            List<Held> packages = new ArrayList<>();
            Instant now = Instant.now();
            for (int i = 0; i < count; i++) {
                byte[] root = new byte[32];
                root[0] = (byte) i;
                root[1] = (byte) (i >> 8);
                packages.add(new Held(
                        ContentRoot.of(root),
                        new PackageId(
                                i % 7 == 0 ? "@scope/package-" + i / 4 : "package-" + i / 4, 1 + i % 4 + ".0." + i % 9),
                        3 + i % 40,
                        2_000_000_000L / (i + 20) / 10,
                        now.minus(Duration.ofDays(i % 45)),
                        true,
                        false));
            }
            List<UsingProject> projects = List.of(
                    new UsingProject(
                            new StoreKeeper.Project("/home/user/work/shop", ProjectState.PRESENT, now, 1430, Set.of()),
                            1430,
                            LinkStrategy.HARDLINK),
                    new UsingProject(
                            new StoreKeeper.Project(
                                    "/mnt/stick/blog",
                                    ProjectState.OUT_OF_REACH,
                                    now.minus(Duration.ofDays(3)),
                                    212,
                                    Set.of()),
                            212,
                            null),
                    new UsingProject(
                            new StoreKeeper.Project(
                                    "/srv/site", ProjectState.PRESENT, now.minus(Duration.ofDays(12)), 84, Set.of()),
                            0,
                            LinkStrategy.COPY));
            return new StoreContents(Path.of("/home/user/.local/share/dx/store/v1"), packages, projects);
        }

        @Override
        public KeptTrees.Overview trees() {
            Instant now = Instant.now();
            ContentHash used = hash(0);
            List<LayoutEntry> layouts = List.of(
                    layout(used, now, 1_430, 912_000_000),
                    layout(hash(1), now.minus(Duration.ofDays(8)), 212, 48_000_000));
            return new KeptTrees.Overview(
                    layouts,
                    Map.of(used, Set.of("/home/user/work/shop", "/srv/site")),
                    List.of(new SpareTrees.Spare("key", true, 84, 1_204, 9_400_000, now)),
                    List.of(
                            new ParkedTrees.Parked("/home/user/work/shop", 3, 164_000, 1_800_000_000, now),
                            new ParkedTrees.Parked("", 1, 12, 48_000, now.minus(Duration.ofDays(40)))));
        }

        private static ContentHash hash(int first) {
            byte[] bytes = new byte[32];
            bytes[0] = (byte) first;
            return ContentHash.of(bytes);
        }

        private static LayoutEntry layout(ContentHash hash, Instant used, int packages, long bytes) {
            return new LayoutEntry(
                    hash,
                    LayoutEntry.Kind.SHARED,
                    hash,
                    used,
                    used,
                    packages,
                    packages * 40,
                    bytes,
                    3,
                    Duration.ofMillis(300));
        }

        @Override
        public StoreStatistics statistics(Consumer<StoreEvent> events) {
            events.accept(new StoreEvent.Progress(4_200, count));
            try {
                counting.await();
            } catch (InterruptedException stop) {
                throw DxException.cancelled();
            }
            return new StoreStatistics(
                    count,
                    210_000,
                    1_480_000_000,
                    1_720_000_000,
                    64_000,
                    930_000_000,
                    StoreStatistics.Sharing.COUNTED,
                    12,
                    8_000_000,
                    1,
                    40_960,
                    21_000_000,
                    3,
                    1);
        }

        @Override
        public StoreHealth verify(Consumer<StoreEvent> events) {
            throw new DxException(ErrorCode.DX_IO, "index.js: Input/output error", "Check the disk.");
        }

        @Override
        public StoreHealth repair(Consumer<StoreEvent> events) {
            throw new DxException(ErrorCode.DX_BUSY, "another dx uses packages of the store", "Wait until it is done.");
        }

        @Override
        public StoreCleaning clean(Cleaning what, Mode mode) {
            return new StoreCleaning(
                    StoreRemoval.NOTHING,
                    new KeptTrees.Removal(
                            new LayoutKeeper.Removal(List.of(), 0, Set.of()), TreeRemoval.NONE, TreeRemoval.NONE));
        }
    }
}
