package dev.dx.app.gui;

import static dev.dx.app.gui.TestWindow.await;
import static dev.dx.app.gui.TestWindow.onUi;
import static java.util.Objects.requireNonNull;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.dx.app.gui.convert.ConvertItem;
import dev.dx.app.gui.convert.ConvertModel;
import dev.dx.app.gui.projects.ProjectsModel;
import dev.dx.app.gui.task.Journal;
import dev.dx.app.gui.task.Outcome;
import dev.dx.app.gui.task.Resumption;
import dev.dx.engine.Environment;
import dev.dx.engine.Platform;
import dev.dx.engine.install.Engine;
import dev.dx.engine.install.change.Change;
import dev.dx.engine.install.change.InstallRequest;
import dev.dx.engine.npm.registry.LocalRegistry;
import dev.dx.engine.npm.registry.TestPackage;
import dev.dx.engine.store.Store;
import dev.dx.engine.store.StoreKeeper;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import javafx.scene.control.Button;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A window that is killed in the middle of something: nothing is lost, and the next one offers to bring it to its end. */
class InterruptionTest {
    @TempDir
    Path work;

    private Path project;
    private LocalRegistry registry;

    @BeforeEach
    void publish() throws IOException {
        registry = LocalRegistry.start();
        registry.publish(TestPackage.named("kettle", "1.0.0").file("index.js", "module.exports = 'hot'"));
        registry.publish(TestPackage.named("saucer", "3.1.0").file("index.js", "module.exports = 3"));
        project = Files.createDirectories(work.resolve("tea-time"));
        Files.createDirectories(work.resolve("home"));
        Files.writeString(
                project.resolve("package.json"),
                "{\"name\": \"tea-time\", \"dependencies\": {\"kettle\": \"^1.0.0\"}}");
        Files.writeString(project.resolve(".npmrc"), "registry=" + registry.url() + "\nfetch-retries=0\n");
    }

    @AfterEach
    void stop() {
        registry.close();
    }

    @Test
    void aKilledInstallIsToldAndFinished() throws Exception {
        String before = Files.readString(project.resolve("package.json"));
        killWhenAskedFor(registry.tarballUri("saucer", "3.1.0").getPath());
        assertEquals(before, Files.readString(project.resolve("package.json")));
        assertFalse(Files.exists(project.resolve("node_modules")));
        assertEquals(1, unfinished());

        try (EngineOnDemand engine = new EngineOnDemand(new Environment(
                        Map.of("DX_HOME", work.resolve("home").toString()), work.resolve("user"), Platform.current()));
                TestWindow window = TestWindow.open(work.resolve("settings"), engine)) {
            await("the notification", () -> window.shows(".toast"));
            window.pictures("interrupted");
            onUi(() -> {
                window.robot
                        .lookup((Button button) -> button != null && "Finish it".equals(button.getText()))
                        .queryButton()
                        .fire();
                return window;
            });
            ProjectsModel projects = window.services().projects();
            await(
                    "the end",
                    () -> projects.current() != null
                            && projects.current().operationProperty().get() != null
                            && !projects.current().isBusy());
            assertInstanceOf(
                    Outcome.Done.class,
                    onUi(() -> requireNonNull(requireNonNull(projects.current())
                                    .operationProperty()
                                    .get())
                            .outcome()));
            assertTrue(Files.isRegularFile(project.resolve("node_modules/saucer/index.js")));
            assertTrue(Files.readString(project.resolve("package.json")).contains("saucer"));
            await("nothing unfinished", () -> unfinished() == 0);
        }
    }

    @Test
    void aConversionACleaningAndARegistryAreToldAndFinished() throws Exception {
        Environment environment = KilledWindow.environment(work);
        try (Engine engine = Engine.open(environment)) {
            engine.install(InstallRequest.of(project, new Change.Sync()), event -> {});
        }
        StoreKeeper keeper = StoreKeeper.open(environment.dxHome().store());
        assertEquals(1, keeper.list().size());
        // As long as somebody uses packages, a cleaning waits.
        try (Store.Use _ = Store.open(environment.dxHome().store()).use();
                LocalRegistry.Stall stalled =
                        registry.stall(registry.tarballUri("saucer", "3.1.0").getPath())) {
            Process window = process(KilledWindow.class, work.toString());
            assertTrue(stalled.awaitRequest(), this::log);
            long end = System.nanoTime() + Duration.ofMinutes(1).toNanos();
            while (KilledWindow.underWay(work) < 3 && System.nanoTime() < end) {
                TestWindow.pause(10);
            }
            window.destroyForcibly().waitFor();
            assertEquals(3, KilledWindow.underWay(work), this::log);
        }
        assertEquals(1, keeper.list().size(), "nothing is lost");

        try (EngineOnDemand engine = new EngineOnDemand(environment);
                TestWindow window = TestWindow.open(
                        work.resolve("settings"), Engines.of(engine), new ScriptedDialogs(), 980, 720)) {
            await("the notification", () -> window.shows(".toast"));
            window.pictures("interrupted-three");
            onUi(() -> {
                window.robot
                        .lookup((Button button) -> button != null && "Finish them".equals(button.getText()))
                        .queryButton()
                        .fire();
                return window;
            });
            ConvertModel convert = window.services().convert();
            await("the registry", window.services().registry()::isRunning);
            await("the end of the batch", () -> convert.operationProperty().get() != null && !convert.isBusy());
            // The first may have been there already; it is not converted again then.
            assertEquals(
                    List.of("", ""),
                    onUi(() -> convert.items().stream()
                            .map(item -> item.facts().problem())
                            .map(problem -> problem == null ? "" : problem.what())
                            .toList()));
            assertEquals(
                    ConvertItem.State.CONVERTED,
                    onUi(() -> convert.items().get(1).facts().state()));
            await("an empty store", () -> keeper.list().isEmpty());
            await("the registry alone", () -> KilledWindow.underWay(work) == 1);
        }
        assertTrue(Files.isRegularFile(project.resolve("node_modules/kettle/index.js")));
    }

    @Test
    void whatIsUnderWayOrCannotBeUnderstoodIsNotTold() throws IOException {
        Path folder = work.resolve("unfinished");
        Journal journal = Journal.in(folder);
        assertEquals(List.of(), journal.interrupted());
        Resumption cleaning = new Resumption(Resumption.Kind.STORE, List.of("UNUSED"));
        try (Journal.Mark _ = journal.begin("Cleaning", cleaning)) {
            assertEquals(List.of(), journal.interrupted());
            // Another process with the number of one that is no more.
            Path own = only(folder);
            String text = Files.readString(own);
            String started =
                    ProcessHandle.current().info().startInstant().orElseThrow().toString();
            Files.writeString(folder.resolve("1-2-3.json"), text.replace(started, "2001-02-03T04:05:06Z"));
            Files.writeString(folder.resolve("broken.json"), "{");
            Files.writeString(
                    folder.resolve("strange.json"),
                    text.replace("STORE", "MOON").replace(started, ""));
            List<Journal.Interrupted> found = journal.interrupted();
            assertEquals(
                    List.of(cleaning),
                    found.stream().map(Journal.Interrupted::resumption).toList());
            journal.forget(found.getFirst());
            assertEquals(List.of(), journal.interrupted());
        }
        assertTrue(Files.exists(folder.resolve("broken.json")));
    }

    /** Kills the process at the moment at which it asks for this. */
    private void killWhenAskedFor(String path) throws Exception {
        try (LocalRegistry.Stall stalled = registry.stall(path)) {
            Process window = process(InterruptedWindow.class, work.toString(), "saucer");
            assertTrue(stalled.awaitRequest(), this::log);
            window.destroyForcibly().waitFor();
        }
    }

    private Process process(Class<?> main, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                ProcessHandle.current().info().command().orElse("java"),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Dglass.platform=Headless",
                "-Dprism.order=sw",
                "-Dtestfx.robot=glass",
                "-Djava.awt.headless=true",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-cp",
                System.getProperty("java.class.path"),
                main.getName()));
        command.addAll(List.of(arguments));
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(new File(work.toFile(), "window.log"))
                .start();
    }

    private String log() {
        try {
            return Files.readString(work.resolve("window.log"));
        } catch (IOException none) {
            return none.toString();
        }
    }

    private static Path only(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.toList().getFirst();
        }
    }

    private long unfinished() {
        try (Stream<Path> files = Files.list(work.resolve("settings").resolve("unfinished"))) {
            return files.count();
        } catch (IOException none) {
            return -1;
        }
    }
}
