package dev.dx.app.gui;

import static dev.dx.app.gui.TestWindow.await;
import static dev.dx.app.gui.TestWindow.onUi;
import static java.util.Objects.requireNonNull;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.dx.app.gui.projects.ProjectModel;
import dev.dx.app.gui.task.Outcome;
import dev.dx.engine.DxException;
import dev.dx.engine.Environment;
import dev.dx.engine.ErrorCode;
import dev.dx.engine.Platform;
import dev.dx.engine.install.project.DependencyKind;
import dev.dx.engine.npm.registry.LocalRegistry;
import dev.dx.engine.npm.registry.TestPackage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import javafx.scene.control.Button;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What goes wrong with an open project is told where it happened, and the buttons there lead on. Real engine, real files. */
class ProjectFailuresTest {
    private static final int LARGE = 6_000_000;

    @TempDir
    Path work;

    private Path project;
    private EngineOnDemand engine;
    private LocalRegistry registry;

    @BeforeEach
    void publish() throws IOException {
        registry = LocalRegistry.start();
        registry.publish(TestPackage.named("kettle", "1.0.0").file("index.js", "module.exports = 'hot'"));
        project = write(Files.createDirectories(work.resolve("tea-time")), "kettle");
        engine = new EngineOnDemand(new Environment(
                Map.of("DX_HOME", work.resolve("home").toString()), work.resolve("user"), Platform.current()));
        Files.createDirectories(work.resolve("home"));
    }

    private Path write(Path folder, String dependency) throws IOException {
        Files.writeString(
                folder.resolve("package.json"),
                "{\"name\": \"tea-time\", \"dependencies\": {\"" + dependency + "\": \"^1.0.0\"}}");
        Files.writeString(folder.resolve(".npmrc"), "registry=" + registry.url() + "\nfetch-retries=0\n");
        return folder;
    }

    @AfterEach
    void close() {
        engine.close();
        registry.close();
    }

    @Test
    void aFolderThatVanishesComesBackOrIsClosed() throws Exception {
        try (TestWindow window = TestWindow.open(work.resolve("settings"), engine)) {
            ProjectModel tea = window.project(project);
            Path elsewhere = Files.move(project, work.resolve("elsewhere"));
            assertEquals(ErrorCode.DX_NOT_FOUND, awaitProblem(tea).code());
            window.pictures("projects-vanished");
            onUi(() -> {
                tea.install();
                return tea;
            });
            await("the end", () -> !tea.isBusy());
            Outcome.Failed<?> failed = assertInstanceOf(
                    Outcome.Failed.class,
                    onUi(() -> requireNonNull(tea.operationProperty().get()).outcome()));
            assertEquals(ErrorCode.DX_NOT_FOUND, failed.failure().code());
            Files.move(elsewhere, project);
            await("the project", () -> tea.problemProperty().get() == null);

            Files.move(project, elsewhere);
            awaitProblem(tea);
            press(window, "Close the project");
            await("no project", () -> window.services().projects().current() == null);
        }
    }

    @Test
    void aPackageJsonThatBreaksIsOpenedInAnEditor() throws Exception {
        try (TestWindow window = TestWindow.open(work.resolve("settings"), engine)) {
            ProjectModel tea = window.project(project);
            String whole = Files.readString(project.resolve("package.json"));
            Files.writeString(project.resolve("package.json"), whole.substring(0, 20));
            assertEquals(ErrorCode.DX_MANIFEST, awaitProblem(tea).code());
            window.pictures("projects-broken-manifest");
            press(window, "Open package.json");
            assertEquals(List.of(project.resolve("package.json").toUri().toString()), window.opened);
            Files.writeString(project.resolve("package.json"), whole);
            await("the project", () -> tea.problemProperty().get() == null);
        }
    }

    @Test
    void aRegistryThatGoesAwayCanBeLookedFor() throws Exception {
        try (TestWindow window = TestWindow.open(work.resolve("settings"), engine)) {
            ProjectModel tea = window.project(project);
            registry.stop();
            write(project, "saucer");
            await("no newest versions", () -> tea.latestProblemProperty().get() != null);
            press(window, "Latest unknown");
            window.pictures("projects-newest-unknown");
            assertEquals(ErrorCode.DX_NETWORK, fail(tea).code());
            window.pictures("projects-registry-away");
            press(window, "Test the connection");
            await("the steps", () -> !window.services().configuration().steps().isEmpty());
            assertTrue(window.shows(".settings"));
        }
    }

    @Test
    void aConflictShowsBothChainsAndIsEndedByItsButton() throws Exception {
        registry.publish(TestPackage.named("view", "18.2.0"));
        registry.publish(TestPackage.named("view", "19.1.0"));
        registry.publish(TestPackage.named("lively", "4.0.0").peerDependency("view", "^18.0.0"));
        registry.publish(TestPackage.named("lively", "5.3.0").peerDependency("view", "^19.0.0"));
        Files.writeString(
                project.resolve("package.json"), "{\"name\": \"tea-time\", \"dependencies\": {\"view\": \"^19.0.0\"}}");
        try (TestWindow window =
                TestWindow.open(work.resolve("settings"), Engines.of(engine), new ScriptedDialogs(), 900, 600)) {
            ProjectModel tea = window.project(project);
            onUi(() -> {
                tea.add("lively@4", DependencyKind.DEV);
                return tea;
            });
            await("the end", () -> tea.operationProperty().get() != null && !tea.isBusy());
            await("the drawing", () -> window.shows(".chain-meeting"));
            assertTrue(window.shows("lively@4.0.0"));
            window.pictures("projects-conflict");
            press(window, "Run “dx add -D 'lively@^5.3.0'”");
            await("the end", () -> !tea.isBusy() && tea.dependencies().size() == 2);
            assertTrue(Files.isRegularFile(project.resolve("node_modules/lively/package.json")));
        }
    }

    @Test
    void aFullDiskLeadsToWhatCanGo() throws Exception {
        byte[] large = new byte[LARGE];
        new Random(7).nextBytes(large);
        registry.publish(TestPackage.named("samovar", "1.0.0").file("water.bin", large));
        Path disk = Files.createDirectories(work.resolve("disk"));
        Assumptions.assumeTrue(
                run("mount", "-t", "tmpfs", "-o", "size=3m", "dx-test", disk.toString()) == 0,
                "a small disk cannot be mounted here");
        try (TestWindow window = TestWindow.open(work.resolve("settings"), engine)) {
            ProjectModel tea = window.project(write(disk, "samovar"));
            assertEquals(ErrorCode.DX_NO_SPACE, fail(tea).code());
            assertTrue(Files.notExists(disk.resolve("node_modules")));
            window.pictures("projects-disk-full");
            press(window, "See what DX keeps");
            await("the store", () -> window.shows(".store"));
            window.goTo("Projects");
            assertEquals(0, run("mount", "-o", "remount,size=30m", disk.toString()));
            window.robot.clickOn("#retry");
            await("the end", () -> !tea.isBusy());
            assertInstanceOf(
                    Outcome.Done.class,
                    requireNonNull(tea.operationProperty().get()).outcome());
        } finally {
            run("umount", disk.toString());
        }
    }

    @Test
    void aProjectOfAnotherOwnerSaysSo() throws Exception {
        boolean isRoot = "root".equals(System.getProperty("user.name"));
        if (isRoot) {
            Files.setAttribute(project, "unix:uid", 54321);
        } else {
            Files.createDirectories(project.resolve("node_modules"));
            Assumptions.assumeTrue(project.toFile().setWritable(false), "rights cannot be taken here");
        }
        try (TestWindow window = TestWindow.open(work.resolve("settings"), engine)) {
            ProjectModel tea = window.project(project);
            if (isRoot) {
                await(
                        "the owner",
                        () -> "54321".equals(tea.foreignOwnerProperty().get()));
                window.pictures("projects-of-another");
            } else {
                DxException denied = fail(tea);
                assertTrue(denied.what().contains("permission denied"), denied.what());
                press(window, "Show the folder");
                assertEquals(List.of(project.toUri().toString()), window.opened);
            }
        } finally {
            project.toFile().setWritable(true);
        }
    }

    private static DxException awaitProblem(ProjectModel tea) {
        await("the reason", () -> tea.problemProperty().get() != null);
        return requireNonNull(onUi(() -> tea.problemProperty().get()));
    }

    /** Installs, which fails. */
    private static DxException fail(ProjectModel tea) {
        onUi(() -> {
            tea.install();
            return tea;
        });
        await("the end", () -> !tea.isBusy());
        assertNull(onUi(() -> tea.problemProperty().get()));
        return assertInstanceOf(
                        Outcome.Failed.class,
                        onUi(() -> requireNonNull(tea.operationProperty().get()).outcome()))
                .failure();
    }

    private static void press(TestWindow window, String words) {
        await(words, () -> window.shows(words));
        onUi(() -> {
            buttonOf(window, words).fire();
            return words;
        });
    }

    private static Button buttonOf(TestWindow window, String words) {
        return window.robot
                .lookup((@Nullable Button button) -> button != null && words.equals(button.getText()))
                .queryButton();
    }

    private static int run(String... command) throws IOException, InterruptedException {
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start()
                .waitFor();
    }
}
