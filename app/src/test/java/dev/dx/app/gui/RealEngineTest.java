package dev.dx.app.gui;

import static dev.dx.app.gui.TestWindow.await;
import static dev.dx.app.gui.TestWindow.onUi;
import static java.util.Objects.requireNonNull;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.dx.app.gui.projects.ProjectModel;
import dev.dx.app.gui.projects.ProjectScript;
import dev.dx.app.gui.projects.RemovalEffect;
import dev.dx.app.gui.task.LogLine;
import dev.dx.app.gui.task.Outcome;
import dev.dx.engine.Environment;
import dev.dx.engine.ErrorCode;
import dev.dx.engine.Platform;
import dev.dx.engine.install.change.InstallReport;
import dev.dx.engine.install.overview.DependencyFacts;
import dev.dx.engine.install.tree.KeptTrees;
import dev.dx.engine.npm.registry.LocalRegistry;
import dev.dx.engine.npm.registry.TestPackage;
import dev.dx.engine.store.StoreKeeper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Stream;
import javafx.css.PseudoClass;
import javafx.scene.input.KeyCode;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The window over the real engine, a real registry on loopback, and real files. */
class RealEngineTest {
    @TempDir
    Path work;

    private Path project;
    private EngineOnDemand engine;
    private LocalRegistry registry;
    private Environment environment;

    @BeforeEach
    void publish() throws IOException {
        registry = LocalRegistry.start();
        registry.publish(TestPackage.named("kettle", "1.0.0").file("index.js", "module.exports = 'hot'"));
        registry.publish(TestPackage.named("kettle", "2.0.0").file("index.js", "module.exports = 'hotter'"));
        registry.publish(TestPackage.named("teapot", "1.4.2")
                .file("index.js", "module.exports = require('kettle')")
                .bin("pour", "pour.js")
                .executable("pour.js", "#!/usr/bin/env node\n")
                .dependency("kettle", "^1.0.0"));
        registry.publish(TestPackage.named("saucer", "3.1.0").file("index.js", "module.exports = 3"));
        registry.publish(TestPackage.named("spoon", "0.2.0").file("index.js", "module.exports = 'tea'"));
        project = Files.createDirectories(work.resolve("tea-time"));
        Files.writeString(project.resolve("package.json"), """
            {
              "name": "tea-time",
              "version": "1.0.0",
              "dependencies": {
                "kettle": "^1.0.0",
                "teapot": "^1.4.0"
              }
            }
            """);
        Files.writeString(project.resolve(".npmrc"), "registry=" + registry.url() + "\nfetch-retries=0\n");
        environment = new Environment(
                Map.of(
                        "DX_HOME", work.resolve("home").toString(),
                        "PATH", Objects.requireNonNullElse(System.getenv("PATH"), "")),
                work.resolve("user"),
                Platform.current());
        engine = new EngineOnDemand(environment);
    }

    @AfterEach
    void close() {
        engine.close();
        registry.close();
    }

    @Test
    void theWindowAnswersWhileARegistryStalls() throws Exception {
        UiPauses pauses = installWithAStall(120);
        assertEquals(List.of(), pauses.waiting());
    }

    /** As large as a large project. */
    @Test
    @Tag("e2e")
    void theWindowAnswersWhileALargeInstallRuns() throws Exception {
        UiPauses pauses = installWithAStall(1_430);
        assertEquals(List.of(), pauses.waiting());
        assertEquals(List.of(), pauses.computing());
        assertEquals(List.of(), pauses.ofOurOwn());
    }

    private UiPauses installWithAStall(int packages) throws Exception {
        StringBuilder direct = new StringBuilder();
        for (int i = 0; i < packages; i++) {
            TestPackage.Builder part = TestPackage.named("part-" + i, "1.0.0")
                    .file("index.js", "module.exports = " + i)
                    .file("lib/part.js", "exports.part = " + i);
            // Each needs ten others further on; the project needs the first of all.
            for (int next = 10 * i + 1; next <= 10 * i + 10 && next < packages; next++) {
                part.dependency("part-" + next, "^1.0.0");
            }
            registry.publish(part);
            if (i % 7 == 0) {
                direct.append(direct.isEmpty() ? "" : ", ").append("\"part-" + i + "\": \"^1.0.0\"");
            }
        }
        Files.writeString(
                project.resolve("package.json"),
                "{\"name\": \"tea-time\", \"version\": \"1.0.0\", \"dependencies\": {" + direct + "}}");
        int last = packages - 1;
        try (TestWindow window = TestWindow.open(work.resolve("settings"), engine);
                LocalRegistry.Stall stall = registry.stall(LocalRegistry.tarballPath("part-" + last, "1.0.0"))) {
            readClasses(window);
            ProjectModel tea = window.project(project);
            await("what is missing", () -> tea.missingProperty().get() > 0);
            window.settle();
            UiPauses pauses = new UiPauses();
            window.robot.clickOn("#install");
            assertTrue(stall.awaitRequest());
            Thread.sleep(2_000);
            stall.release();
            awaitDone(tea);
            window.settle();
            pauses.stop();
            System.out.println(packages + " packages: " + pauses.summary());
            assertTrue(Files.isRegularFile(project.resolve("node_modules/part-" + last + "/index.js")));
            return pauses;
        }
    }

    /** What is delivered finds its classes read, in a cache made beforehand: here another install reads them. */
    private void readClasses(TestWindow window) throws IOException {
        Path small = Files.createDirectories(work.resolve("small"));
        Files.writeString(
                small.resolve("package.json"),
                "{\"name\": \"small\", \"version\": \"1.0.0\", \"dependencies\": {\"teapot\": \"^1.4.0\", \"spoon\":"
                        + " \"*\"}}");
        Files.copy(project.resolve(".npmrc"), small.resolve(".npmrc"));
        ProjectModel first = window.project(small);
        await("what is missing", () -> first.missingProperty().get() > 0);
        window.robot.clickOn("#install");
        awaitDone(first);
        onUi(() -> {
            window.services().projects().closeAll();
            return first;
        });
        window.settle();
    }

    @Test
    void installsAddsUpdatesAndRemoves() throws Exception {
        try (TestWindow window = TestWindow.open(work.resolve("settings"), engine)) {
            ProjectModel tea = window.project(project);
            await("what is missing", () -> tea.missingProperty().get() == 2);
            window.pictures("real-nothing-installed");

            window.robot.clickOn("#install");
            awaitDone(tea);
            assertTrue(Files.isRegularFile(project.resolve("node_modules/teapot/index.js")));
            assertTrue(Files.exists(project.resolve("node_modules/.bin/pour")));
            await(
                    "what is newer",
                    () -> tea.outdatedProperty().get() == 1
                            && tea.missingProperty().get() == 0);
            await(
                    "the newest version to stand out",
                    () -> window.robot.lookup("2.0.0").queryAll().stream()
                            .anyMatch(
                                    cell -> cell.getPseudoClassStates().contains(PseudoClass.getPseudoClass("newer"))));
            window.pictures("real-installed");

            window.robot
                    .push(KeyCode.CONTROL, KeyCode.N)
                    .write("saucer spoon@^0.2")
                    .push(KeyCode.ENTER);
            awaitDone(tea);
            await("the new rows", () -> tea.dependencies().size() == 4);
            assertTrue(Files.isRegularFile(project.resolve("node_modules/saucer/index.js")));
            assertTrue(manifest().contains("\"saucer\": \"^3.1.0\""), manifest());
            assertTrue(manifest().contains("\"spoon\": \"^0.2.0\""), manifest());
            window.robot.push(KeyCode.ESCAPE);

            onUi(() -> {
                tea.update(tea.dependencies().getFirst());
                return tea;
            });
            awaitDone(tea);
            assertTrue(manifest().contains("\"kettle\": \"^2.0.0\""), manifest());
            await("no updates", () -> tea.outdatedProperty().get() == 0);
            await(
                    "sizes",
                    () -> tea.dependencies().stream().allMatch(item -> {
                        DependencyFacts facts = item.factsProperty().get();
                        return facts != null && facts.size() > 0;
                    }));

            window.robot.clickOn("teapot").push(KeyCode.DELETE);
            await("what goes", () -> tea.removalEffectProperty().get() != null);
            RemovalEffect effect = onUi(
                    () -> Objects.requireNonNull(tea.removalEffectProperty().get()));
            assertTrue(effect.going().stream().anyMatch(name -> name.startsWith("teapot@")), effect.toString());
            window.pictures("real-remove");
            window.robot.push(KeyCode.ESCAPE);

            window.robot.clickOn("saucer").push(KeyCode.DELETE).push(KeyCode.ENTER);
            awaitDone(tea);
            await("three rows", () -> tea.dependencies().size() == 3);
            assertFalse(Files.exists(project.resolve("node_modules/saucer")));
            assertFalse(manifest().contains("saucer"), manifest());
        }
    }

    @Test
    void stopsAScriptWithEverythingItStarted() throws Exception {
        Files.writeString(
                project.resolve("package.json"),
                "{\"scripts\": {\"serve\": \"sleep 60 & echo started $!; wait\"},"
                        + manifest().strip().substring(1));
        try (TestWindow window = TestWindow.open(work.resolve("settings"), engine)) {
            ProjectModel tea = window.project(project);
            await("the script", () -> tea.scripts().own().size() == 1);
            ProjectScript serve = onUi(() -> {
                ProjectScript script = tea.scripts().own().getFirst();
                tea.scripts().run(script);
                return script;
            });
            await("its child", () -> !started(serve).isEmpty());
            ProcessHandle child = ProcessHandle.of(
                            Long.parseLong(onUi(() -> started(serve)).split(" ")[1]))
                    .orElseThrow();
            assertTrue(child.isAlive());
            onUi(() -> {
                tea.scripts().stop(serve);
                return serve;
            });
            await("the end", () -> !serve.isRunning());
            await("the end of its child", () -> !child.isAlive());
        }
    }

    private static String started(ProjectScript script) {
        return Objects.requireNonNull(script.runProperty().get()).ownLog().lines().stream()
                .map(LogLine::text)
                .filter(text -> text.startsWith("started "))
                .findFirst()
                .orElse("");
    }

    @Test
    void cancellingInTheMiddleLeavesEverythingAsItWas() throws Exception {
        try (TestWindow window = TestWindow.open(work.resolve("settings"), engine)) {
            ProjectModel tea = window.project(project);
            window.robot.clickOn("#install");
            awaitDone(tea);
            Map<String, String> before = files();
            assertTrue(
                    before.containsKey("node_modules/teapot/index.js"),
                    before.keySet().toString());
            assertTrue(before.containsKey("package-lock.json"), before.keySet().toString());

            String tarball = registry.tarballUri("saucer", "3.1.0").getPath();
            try (LocalRegistry.Stall stalled = registry.stall(tarball)) {
                window.robot
                        .push(KeyCode.CONTROL, KeyCode.N)
                        .write("saucer spoon")
                        .push(KeyCode.ENTER);
                assertTrue(stalled.awaitRequest());
                assertTrue(onUi(tea::isBusy));
                window.pictures("real-stalled");
                window.robot.clickOn("#cancel");
                await("the end", () -> !tea.isBusy());
            }
            assertInstanceOf(Outcome.Cancelled.class, outcome(tea));
            assertEquals(before, files());

            window.robot.clickOn("#retry");
            awaitDone(tea);
            assertTrue(Files.isRegularFile(project.resolve("node_modules/saucer/index.js")));
        }
    }

    @Test
    void failureLeavesEverythingAsItWasAndSaysWhatToDo() throws Exception {
        registry.corrupt("spoon", "0.2.0");
        try (TestWindow window = TestWindow.open(work.resolve("settings"), engine)) {
            ProjectModel tea = window.project(project);
            window.robot.clickOn("#install");
            awaitDone(tea);
            Map<String, String> before = files();

            window.robot.push(KeyCode.CONTROL, KeyCode.N).write("spoon").push(KeyCode.ENTER);
            await("the end", () -> !tea.isBusy());
            Outcome.Failed<?> failed = assertInstanceOf(Outcome.Failed.class, outcome(tea));
            assertEquals(ErrorCode.DX_INTEGRITY_MISMATCH, failed.failure().code());
            assertEquals(before, files());
            window.pictures("real-corrupt-download");

            onUi(() -> {
                tea.addition().textProperty().set("no-such-package");
                tea.add();
                return tea;
            });
            await("the end", () -> !tea.isBusy());
            failed = assertInstanceOf(Outcome.Failed.class, outcome(tea));
            assertEquals(ErrorCode.DX_NOT_FOUND, failed.failure().code());
            assertTrue(
                    failed.failure().what().contains("no-such-package"),
                    failed.failure().what());
            assertEquals(before, files());

            registry.stop();
            onUi(() -> {
                tea.addition().textProperty().set("saucer");
                tea.add();
                return tea;
            });
            await("the end", () -> !tea.isBusy());
            failed = assertInstanceOf(Outcome.Failed.class, outcome(tea));
            assertEquals(ErrorCode.DX_NETWORK, failed.failure().code());
            assertEquals(before, files());
            window.pictures("real-unreachable");
        }
    }

    @Test
    void noticesWhatAnotherToolDoes() throws Exception {
        Files.writeString(project.resolve(".npmrc"), "node-modules=shared\n", StandardOpenOption.APPEND);
        try (TestWindow window = TestWindow.open(work.resolve("settings"), engine)) {
            ProjectModel tea = window.project(project);
            window.robot.clickOn("#install");
            awaitDone(tea);
            await("everything there", () -> tea.missingProperty().get() == 0);
            Files.writeString(
                    project.resolve("package.json"),
                    manifest().replace("\"kettle\"", "\"saucer\": \"^3.0.0\", \"kettle\""));
            await(
                    "the new row",
                    () -> tea.dependencies().size() == 3
                            && tea.missingProperty().get() == 1);

            // What node_modules links to goes, as dx clean --layouts --force has it.
            StoreKeeper keeper = StoreKeeper.open(environment.dxHome().store());
            new KeptTrees(environment, keeper).clear(StoreKeeper.Mode.DO, keeper.freeing());
            await(
                    "that nothing is installed any more",
                    () -> tea.missingProperty().get() == 3
                            && requireNonNull(tea.overviewProperty().get()).installedPackages() == 0);
        }
    }

    @Test
    void tellsWhatNpmLsWouldComplainOf() throws Exception {
        try (TestWindow window = TestWindow.open(work.resolve("settings"), engine)) {
            ProjectModel tea = window.project(project);
            window.robot.clickOn("#install");
            awaitDone(tea);
            await(
                    "nothing to complain of",
                    () -> tea.complaints().isEmpty() && tea.missingProperty().get() == 0);
            Path stray = Files.createDirectories(project.resolve("node_modules/stray"));
            Files.writeString(stray.resolve("package.json"), "{\"name\": \"stray\", \"version\": \"0.1.0\"}");
            Files.move(project.resolve("node_modules/kettle"), work.resolve("kettle"));
            // Both want it.
            await("what is wrong", () -> tea.complaints().size() == 3);
            window.robot.clickOn("#complaintsToggle");
            window.pictures("real-complaints");
            window.clickOnceShown("Put right");
            awaitDone(tea);
            await("what is too much", () -> tea.complaints().size() == 1);
            window.clickOnceShown("Remove the extra");
            awaitDone(tea);
            await("nothing to complain of", () -> tea.complaints().isEmpty());
            assertFalse(Files.exists(stray));
        }
    }

    @Test
    void aMemberOfAWorkspaceIsChosenAndChanged() throws Exception {
        Path house = Files.createDirectories(work.resolve("tea-house"));
        Files.writeString(house.resolve("package.json"), "{\"name\": \"tea-house\", \"version\": \"2.0.0\"}");
        Files.writeString(house.resolve("pnpm-workspace.yaml"), "packages:\n  - rooms/*\n");
        Files.copy(project.resolve(".npmrc"), house.resolve(".npmrc"));
        Path kitchen = Files.createDirectories(house.resolve("rooms/kitchen"));
        Files.writeString(
                kitchen.resolve("package.json"),
                "{\"name\": \"kitchen\", \"version\": \"1.0.0\", \"scripts\": {\"boil\": \"echo it boils\"},"
                        + " \"dependencies\": {\"kettle\": \"^1.0.0\"}}");
        Path garden = Files.createDirectories(house.resolve("rooms/garden"));
        Files.writeString(
                garden.resolve("package.json"),
                "{\"name\": \"garden\", \"version\": \"1.0.0\", \"dependencies\": {\"spoon\": \"^0.2.0\"}}");
        try (TestWindow window = TestWindow.open(work.resolve("settings"), engine)) {
            ProjectModel tea = window.project(kitchen);
            assertEquals(house, tea.folder());
            await(
                    "the kitchen",
                    () -> tea.memberProperty().get() != null
                            && tea.dependencies().size() == 1
                            && tea.scripts().own().size() == 1);
            assertEquals(2, onUi(() -> tea.members().size()).intValue());
            window.robot.clickOn("#install");
            awaitDone(tea);
            assertTrue(Files.isRegularFile(house.resolve("node_modules/spoon/index.js")));
            onUi(() -> {
                tea.addition().textProperty().set("saucer");
                return tea;
            });
            assertEquals(
                    "dx add -w kitchen saucer",
                    onUi(() -> tea.addCommandProperty().get()));
            onUi(() -> {
                tea.add();
                return tea;
            });
            awaitDone(tea);
            await(
                    "the new row",
                    () -> tea.dependencies().size() == 2
                            && tea.missingProperty().get() == 0);
            assertTrue(Files.readString(kitchen.resolve("package.json")).contains("saucer"));
            assertFalse(Files.readString(house.resolve("package.json")).contains("saucer"));
            assertTrue(Files.isRegularFile(house.resolve("node_modules/spoon/index.js")));
            window.pictures("real-member");
            ProjectScript boil = onUi(() -> {
                ProjectScript script = tea.scripts().own().getFirst();
                tea.scripts().run(script);
                return script;
            });
            await("the end", () -> !boil.isRunning());
            assertEquals(
                    "dx run -w kitchen boil",
                    onUi(() -> Objects.requireNonNull(boil.runProperty().get()).command()));
            window.menuPictures("real-members", () -> window.robot.clickOn("#memberMenu"));
            window.robot.clickOn("#memberMenu").clickOn("garden – rooms/garden");
            await(
                    "the garden",
                    () -> tea.dependencies().size() == 1
                            && tea.dependencies().getFirst().name().equals("spoon"));
            Files.writeString(
                    garden.resolve("package.json"),
                    "{\"name\": \"garden\", \"dependencies\": {\"spoon\": \"^0.2.0\", \"kettle\": \"^1.0.0\"}}");
            await("what somebody wrote", () -> tea.dependencies().size() == 2);
        }
    }

    private static void awaitDone(ProjectModel tea) {
        await("the end", () -> tea.operationProperty().get() != null && !tea.isBusy());
        assertInstanceOf(Outcome.Done.class, outcome(tea), () -> outcome(tea).toString());
    }

    private static Outcome<InstallReport> outcome(ProjectModel tea) {
        return onUi(() -> Objects.requireNonNull(tea.operationProperty().get()).outcome());
    }

    private String manifest() throws IOException {
        return Files.readString(project.resolve("package.json"));
    }

    /** Every file, folder and link of the project by its path, with its content. */
    private Map<String, String> files() throws IOException {
        Map<String, String> files = new TreeMap<>();
        try (Stream<Path> all = Files.walk(project)) {
            for (Path path : all.toList()) {
                String content;
                if (Files.isSymbolicLink(path)) {
                    content = "link to " + Files.readSymbolicLink(path);
                } else if (Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
                    content = "folder";
                } else {
                    content = Files.getLastModifiedTime(path) + " "
                            + HexFormat.of().formatHex(Files.readAllBytes(path));
                }
                files.put(project.relativize(path).toString(), content);
            }
        }
        return files;
    }
}
