package dev.dx.app.gui;

import static dev.dx.app.gui.TestWindow.await;
import static dev.dx.app.gui.TestWindow.onUi;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.dx.app.bench.BenchEvent;
import dev.dx.app.bench.BenchPlan;
import dev.dx.app.bench.BenchReport;
import dev.dx.app.bench.Tool;
import dev.dx.app.gui.bench.BenchEngine;
import dev.dx.app.gui.bench.BenchModel;
import dev.dx.app.gui.browse.BrowseEngine;
import dev.dx.app.gui.browse.BrowseModel;
import dev.dx.app.gui.cache.CacheEngine;
import dev.dx.app.gui.cache.CacheModel;
import dev.dx.app.gui.control.Fact;
import dev.dx.app.gui.convert.ConvertEngine;
import dev.dx.app.gui.convert.ConvertModel;
import dev.dx.app.gui.projects.ScriptedEngine;
import dev.dx.app.gui.settings.Setting;
import dev.dx.app.gui.settings.SettingsEngine;
import dev.dx.app.gui.settings.SettingsModel;
import dev.dx.app.gui.task.Outcome;
import dev.dx.engine.DxException;
import dev.dx.engine.Environment;
import dev.dx.engine.ErrorCode;
import dev.dx.engine.cache.CacheHistory;
import dev.dx.engine.cache.CacheUse;
import dev.dx.engine.cache.Subject;
import dev.dx.engine.cache.Tier;
import dev.dx.engine.fetch.ConnectionTrial;
import dev.dx.engine.install.overview.CacheOverview;
import dev.dx.engine.npm.registry.InstallSize;
import dev.dx.engine.npm.registry.PackageHits;
import dev.dx.engine.npm.registry.PackagePage;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Screens in states that last too short to be seen with a real engine, fail for rare reasons, or are larger than quickly made. */
class ScreenStatesTest {
    private final CountDownLatch goOn = new CountDownLatch(1);

    @TempDir
    Path work;

    @Test
    void theCacheWhileItIsReadAndWhenItCannotBe() throws Exception {
        AtomicBoolean failed = new AtomicBoolean();
        try (TestWindow window = open(cache(() -> {
            hold();
            if (failed.compareAndSet(false, true)) {
                throw failure();
            }
            return List.of();
        }))) {
            window.goTo("Cache");
            window.pictures("cache-busy");
            goOn.countDown();
            CacheModel model = window.services().cache();
            await("the failure", () -> model.problemProperty().get() != null);
            window.pictures("cache-failed");

            window.clickOnceShown("Try again");
            await("the second try", () -> model.knownProperty().get() != null);
            await("no failure any more", () -> model.problemProperty().get() == null);
        }
    }

    @Test
    void theCacheOfThousandsOfInstallsAndWhatTheyReadAhead() throws Exception {
        List<CacheHistory.Run> runs =
                IntStream.range(0, 5_000).mapToObj(ScreenStatesTest::run).toList();
        try (TestWindow window = open(cache(() -> runs))) {
            window.goTo("Cache");
            CacheModel model = window.services().cache();
            await("the overview", () -> model.overviewProperty().get() != null);
            await("the installs", () -> model.knownProperty().get() != null);
            Fact ahead = (Fact) window.find("#aheadFact");
            assertEquals("37.5%", onUi(ahead::getValue));
            assertTrue(onUi(ahead::getExplanation).startsWith("40,000 documents were asked for"));
            window.pictures("cache-huge");
        }
    }

    @Test
    void aListThatCannotBeConverted() throws Exception {
        try (TestWindow window = open((_, _) -> {
            throw failure();
        })) {
            ConvertModel model = convert(window, List.of("cup-1", "cup-2"));
            await(
                    "the failure",
                    () -> model.operationProperty().get() != null
                            && Objects.requireNonNull(model.operationProperty().get())
                                    .outcome()
                                    .over());
            assertInstanceOf(
                    Outcome.Failed.class,
                    onUi(() -> Objects.requireNonNull(model.operationProperty().get())
                            .outcome()));
            window.pictures("convert-failed");
        }
    }

    @Test
    void aListOfTenThousandToConvert() throws Exception {
        List<String> many = IntStream.range(0, 10_000)
                .mapToObj(i -> "@tea/cup-" + i + "@^1." + i)
                .toList();
        try (TestWindow window = open((_, _) -> {
            hold();
            throw DxException.cancelled();
        })) {
            ConvertModel model = convert(window, many);
            assertEquals(10_000, onUi(() -> model.items().size()));
            window.pictures("convert-huge");
            goOn.countDown();
            await("the end", () -> !model.isBusy());
        }
    }

    @Test
    void tenThousandPackagesFound() throws Exception {
        try (TestWindow window = open(new TeaShop())) {
            window.goTo("Browse");
            window.robot.write("tea");
            BrowseModel model = window.services().browse();
            await("the hits", () -> model.results() instanceof BrowseModel.Results.Found);
            window.pictures("browse-huge");
        }
    }

    @Test
    void measuringAndWhatKeepsFromIt() throws Exception {
        try (TestWindow window = open(new HeldBench())) {
            window.goTo("Benchmarks");
            BenchModel model = window.services().bench();
            await("the tools", () -> !model.tools().isEmpty());
            onUi(() -> {
                model.tools().getFirst().chosenProperty().set(true);
                model.fixtures().getFirst().chosenProperty().set(true);
                model.scenarios().getFirst().chosenProperty().set(true);
                model.start();
                return model;
            });
            await(
                    "the step",
                    () -> model.operationProperty().get() != null
                            && Objects.requireNonNull(model.operationProperty().get())
                                            .advance()
                                            .fraction()
                                    > 0);
            window.pictures("bench-busy");
            goOn.countDown();
            await(
                    "the failure",
                    () -> Objects.requireNonNull(model.operationProperty().get())
                            .outcome()
                            .over());
            window.pictures("bench-failed");
        }
    }

    @Test
    void tryingAConnection() throws Exception {
        try (TestWindow window = open(new HeldSettings())) {
            window.goTo("Settings");
            SettingsModel model = window.services().configuration();
            await("the settings", () -> model.shown().size() == 1);
            onUi(() -> {
                model.tryConnection();
                return model;
            });
            await("the first step", () -> model.steps().size() == 1);
            window.pictures("settings-busy");
            onUi(() -> {
                model.filterProperty().set("nowhere");
                return model;
            });
            window.pictures("settings-empty");
            goOn.countDown();
            await("the end", () -> !model.tryingProperty().get());
        }
    }

    private static ConvertModel convert(TestWindow window, List<String> specs) {
        window.goTo("Convert");
        ConvertModel model = window.services().convert();
        onUi(() -> {
            model.targetProperty().set(Path.of("/home/potter/packs"));
            model.addSpecs(specs);
            model.start();
            return model;
        });
        return model;
    }

    private static DxException failure() {
        return new DxException(
                ErrorCode.DX_IO,
                "cannot read /home/potter/a-folder-with-a-long-name/dx/cache/history.jsonl: no permission",
                "Give yourself the right to read it.");
    }

    private void hold() {
        try {
            goOn.await();
        } catch (InterruptedException stopped) {
            throw DxException.cancelled();
        }
    }

    private static CacheHistory.Run run(int number) {
        Map<Subject, Map<Tier, CacheUse.Hits>> hits = Map.of(
                Subject.PACKUMENT,
                Map.of(
                        Tier.MEMORY, new CacheUse.Hits(number % 90, 1_000_000, 100),
                        Tier.DISK, new CacheUse.Hits(400 + number % 700, 60_000_000, 9_000),
                        Tier.NETWORK, new CacheUse.Hits(number % 37 * 5L, 9_000_000, 900_000)));
        CacheUse use = new CacheUse(
                        hits,
                        17,
                        1,
                        List.of(new CacheUse.Fetch(
                                Subject.PACKUMENT,
                                "@a-scope-of-some-length/a-package-whose-name-takes-more-room-than-there-is",
                                1_000_000 + number,
                                2_000_000 + number)))
                .with(new CacheUse.Ahead(8, 240_000, 3));
        return new CacheHistory.Run(
                Instant.parse("2026-11-20T10:15:30Z").plusSeconds(number * 60L),
                "/home/potter/tea-time",
                "install",
                2_300,
                1_430,
                use);
    }

    private static CacheEngine cache(Supplier<List<CacheHistory.Run>> history) {
        return new CacheEngine() {
            @Override
            public List<CacheHistory.Run> history() {
                return history.get();
            }

            @Override
            public CacheOverview overview() {
                return new CacheOverview(123_456, 9_876_543_210L, 0.4321, 0.000_12);
            }

            @Override
            public long clear() {
                return 0;
            }
        };
    }

    /** A registry of many teas. */
    private static final class TeaShop implements BrowseEngine {
        @Override
        public PackageHits search(Path project, String words, int most) {
            List<PackageHits.Hit> hits = new ArrayList<>();
            for (int i = 0; i < most; i++) {
                hits.add(new PackageHits.Hit(
                        i % 3 == 0 ? "@a-scope-of-some-length/tea-with-a-long-name-" + i : "tea-" + i,
                        "1." + i + ".0",
                        "Leaves, water and patience; the longer this is described, the less of it fits beside the"
                                + " others",
                        "potter",
                        Instant.parse("2026-11-20T10:15:30Z"),
                        List.of("tea")));
            }
            return new PackageHits(10_000, hits);
        }

        @Override
        public PackagePage page(Path project, String packageName) {
            throw failure();
        }

        @Override
        public InstallSize installSize(Path project, String packageName, String version) {
            throw failure();
        }

        @Override
        public URI registry(Path project) {
            return URI.create("https://registry.example/");
        }
    }

    private final class HeldBench implements BenchEngine {
        @Override
        public List<Tool> tools() {
            return new BenchScreenEngine(Environment.current()).tools();
        }

        @Override
        public BenchReport run(BenchPlan plan, Consumer<BenchEvent> events) {
            events.accept(new BenchEvent.Step("small", "noop", "dx", 3, 40, false));
            hold();
            throw failure();
        }

        @Override
        public List<BenchReport> history() {
            return List.of();
        }
    }

    private final class HeldSettings implements SettingsEngine {
        @Override
        public List<Setting> settings(Path project) {
            return List.of(new Setting(
                    "registry",
                    "https://registry.example/",
                    Setting.From.USER,
                    "/home/potter/.npmrc",
                    Setting.Secrecy.OPEN));
        }

        @Override
        public void change(Path project, String key, @Nullable String value) {
            throw failure();
        }

        @Override
        public void tryConnection(Path project, Consumer<ConnectionTrial.Step> told) {
            told.accept(new ConnectionTrial.Step(
                    ConnectionTrial.Stage.NAME,
                    ConnectionTrial.State.GOOD,
                    "registry.example is 192.0.2.7",
                    "",
                    Duration.ofMillis(31)));
            hold();
        }
    }

    private TestWindow open(Object engine) throws Exception {
        Engines none = ScriptedEngines.of(new ScriptedEngine(ScriptedEngine::shop));
        return TestWindow.open(
                work,
                new Engines(
                        none.projects(),
                        engine instanceof BrowseEngine browse ? browse : none.browse(),
                        none.convert(),
                        none.graph(),
                        none.store(),
                        engine instanceof CacheEngine cache ? cache : none.cache(),
                        none.registry(),
                        engine instanceof BenchEngine bench ? bench : none.bench(),
                        engine instanceof SettingsEngine settings ? settings : none.settings()),
                new ScriptedDialogs(),
                980,
                720);
    }

    private TestWindow open(ConvertEngine engine) throws Exception {
        Engines none = ScriptedEngines.of(new ScriptedEngine(ScriptedEngine::shop));
        return TestWindow.open(
                work,
                new Engines(
                        none.projects(),
                        none.browse(),
                        engine,
                        none.graph(),
                        none.store(),
                        none.cache(),
                        none.registry(),
                        none.bench(),
                        none.settings()),
                new ScriptedDialogs(),
                980,
                720);
    }
}
