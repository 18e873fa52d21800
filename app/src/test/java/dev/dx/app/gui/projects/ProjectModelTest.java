package dev.dx.app.gui.projects;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.dx.app.gui.task.Background;
import dev.dx.app.gui.task.Operations;
import dev.dx.app.gui.task.Outcome;
import dev.dx.app.gui.task.TestUiThread;
import dev.dx.app.settings.SettingsFile;
import dev.dx.engine.DxException;
import dev.dx.engine.ErrorCode;
import dev.dx.engine.install.change.Change;
import dev.dx.engine.install.change.InstallReport;
import dev.dx.engine.install.overview.ProjectOverview;
import dev.dx.engine.install.project.DependencyKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The models of the Projects screen, without a display. */
class ProjectModelTest {
    @TempDir
    Path work;

    private final TestUiThread ui = new TestUiThread();
    private final ScriptedEngine engine = new ScriptedEngine(ScriptedEngine::shop).withShopVersions();
    private SettingsFile settings;
    private Operations operations;
    private ProjectsModel projects;

    @BeforeEach
    void wire() {
        settings = SettingsFile.open(work.resolve("home"), Runnable::run, failure -> {
            throw failure;
        });
        operations = new Operations(ui.thread());
        projects = ui.call(() -> new ProjectsModel(engine, new Background(ui.thread()), operations, settings));
    }

    @AfterEach
    void stop() {
        ui.run(projects::closeAll);
        ui.close();
    }

    @Test
    void opensAFolderAndRemembersIt() throws IOException {
        Path folder = project("shop");
        ProjectModel project = open(folder);
        assertEquals("corner-shop", ui.call(() -> project.overview().name()));
        assertEquals(List.of(folder), settings.current().recentProjects());
        ui.await("the recent list", () -> projects.recent().equals(List.of(new RecentProject(folder, true))));
    }

    @Test
    void opensTheFolderOfAFile() throws IOException {
        Path folder = project("shop");
        assertEquals(folder, open(folder.resolve("package.json")).folder());
    }

    @Test
    void keepsTheProjectInFrontWhenAnotherCannotBeOpened() throws IOException {
        ProjectModel shop = open(project("shop"));
        DxException reason = new DxException(ErrorCode.DX_MANIFEST, "no package.json", "Choose another folder.");
        engine.overview(_ -> {
            throw reason;
        });
        ui.run(() -> projects.open(work.resolve("nothing")));
        ui.await("the reason", () -> projects.problemProperty().get() == reason);
        assertSame(shop, ui.call(projects::current));
        assertNull(ui.call(() -> projects.openingProperty().get()));
    }

    @Test
    void marksRecentProjectsThatAreGone() throws IOException {
        Path kept = project("kept");
        Path gone = project("gone");
        open(gone);
        open(kept);
        Files.delete(gone.resolve("package.json"));
        ui.run(projects::close);
        ui.await(
                "the list",
                () -> projects.recent().equals(List.of(new RecentProject(kept, true), new RecentProject(gone, false))));
        ui.run(() -> projects.forget(gone));
        ui.await("a shorter list", () -> projects.recent().size() == 1);
    }

    @Test
    void comparesWithTheNewestVersions() throws IOException {
        engine.latest("chalk", "5.3.9");
        ProjectModel project = open(project("shop"));
        ui.await("newest versions", () -> project.outdatedProperty().get() == 3);
        assertEquals(DependencyStatus.UP_TO_DATE, status(project, "axios"));
        assertEquals(DependencyStatus.OUTDATED, status(project, "commander"));
        assertEquals(DependencyStatus.UP_TO_DATE, status(project, "chalk"), "installed is newer than latest");
        assertEquals(DependencyStatus.SKIPPED, status(project, "fsevents"));
        assertEquals("dx add vite@6.0.7", ui.call(() -> project.updateCommand(item(project, "vite"))));
    }

    @Test
    void asksForAFewVersionsAtATime() throws IOException {
        AtomicInteger inFlight = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        engine.overview(folder -> ScriptedEngine.huge(folder, 300));
        engine.latest(_ -> {
            most.accumulateAndGet(inFlight.incrementAndGet(), Math::max);
            pause(2);
            inFlight.decrementAndGet();
            return "99.0.0";
        });
        ProjectModel project = open(project("warehouse"));
        ui.await("all of them", () -> project.outdatedProperty().get() == 300);
        assertTrue(most.get() <= LatestVersions.IN_FLIGHT, most + " at once");
    }

    @Test
    void stopsAskingWhenTheRegistryCannotBeReached() throws IOException {
        AtomicInteger asked = new AtomicInteger();
        engine.overview(folder -> ScriptedEngine.huge(folder, 300));
        engine.latest(_ -> {
            asked.incrementAndGet();
            throw new DxException(ErrorCode.DX_NETWORK, "refused", "Check the network.");
        });
        ProjectModel project = open(project("warehouse"));
        ui.await("the reason", () -> project.latestProblemProperty().get() != null);
        pause(100);
        assertTrue(asked.get() <= LatestVersions.IN_FLIGHT, asked + " questions");
        engine.latest(_ -> "99.0.0");
        ui.run(project::refresh);
        ui.await("answers", () -> project.outdatedProperty().get() == 300);
        assertNull(ui.call(() -> project.latestProblemProperty().get()));
    }

    @Test
    void doesNotAskTheRegistryForWhatIsNotFromThere() throws IOException {
        engine.overview(folder -> new ProjectOverview(
                folder,
                "links",
                null,
                List.of(
                        ScriptedEngine.row("here", DependencyKind.PRODUCTION, "file:../here", "1.0.0"),
                        ScriptedEngine.row("there", DependencyKind.PRODUCTION, "someone/there", "1.0.0"),
                        ScriptedEngine.row("vite", DependencyKind.DEV, "^5.4.11", "5.4.11")),
                ProjectOverview.LockState.CURRENT,
                ProjectOverview.ModulesState.CURRENT,
                3));
        ProjectModel project = open(project("links"));
        ui.await("the answer", () -> project.outdatedProperty().get() == 1);
        assertInstanceOf(
                Latest.Unasked.class, ui.call(() -> item(project, "here").latest()));
        assertInstanceOf(
                Latest.Unasked.class, ui.call(() -> item(project, "there").latest()));
    }

    @Test
    void itemsSurviveARefresh() throws IOException {
        ProjectModel project = open(project("shop"));
        DependencyItem lodash = ui.call(() -> item(project, "lodash"));
        engine.overview(ScriptedEngine::shopBehind);
        ui.run(project::refresh);
        ui.await("the new state", () -> project.missingProperty().get() == 2);
        assertSame(lodash, ui.call(() -> item(project, "lodash")));
    }

    @Test
    void asksForWhatWasTyped() throws IOException {
        AtomicReference<Change> asked = new AtomicReference<>();
        engine.install((request, _) -> {
            asked.set(request.change());
            return report();
        });
        ProjectModel project = open(project("shop"));
        assertFalse(ui.call(() -> project.canAddProperty().get()));
        ui.run(() -> project.addition().textProperty().set("  zod   ava@^6 "));
        assertEquals(
                "dx add zod 'ava@^6'",
                ui.call(() -> project.addCommandProperty().get()));
        ui.run(() -> project.addition().kindProperty().set(DependencyKind.OPTIONAL));
        assertEquals(
                "dx add -O zod 'ava@^6'",
                ui.call(() -> project.addCommandProperty().get()));
        ui.run(project::add);
        awaitEnd(project);
        assertEquals(
                new Change.Add(List.of("zod", "ava@^6"), DependencyKind.OPTIONAL, Change.Precision.CARET), asked.get());
        assertEquals("", ui.call(() -> project.addition().textProperty().get()));
    }

    @Test
    void movesWhatStandsInAnotherListOnlyAsTheUserSays() throws IOException {
        ProjectModel project = open(project("shop"));
        ui.run(() -> project.addition().textProperty().set("vite@6"));
        assertEquals(
                "dx add -P vite@6", ui.call(() -> project.addCommandProperty().get()));
        ui.run(() -> project.addition().textProperty().set("lodash@4"));
        assertEquals(
                "dx add lodash@4", ui.call(() -> project.addCommandProperty().get()));
    }

    @Test
    void keepsWhatWasTypedWhenItFails() throws IOException {
        engine.install((_, _) -> {
            throw new DxException(ErrorCode.DX_NOT_FOUND, "loadash is not in the registry", "Check its name.");
        });
        ProjectModel project = open(project("shop"));
        ui.run(() -> {
            project.addition().textProperty().set("loadash");
            project.add();
        });
        awaitEnd(project);
        assertEquals("loadash", ui.call(() -> project.addition().textProperty().get()));
        engine.install((_, _) -> report());
        ui.run(project::retry);
        awaitEnd(project);
        assertEquals("", ui.call(() -> project.addition().textProperty().get()));
    }

    @Test
    void removesNothingUnlessTheUserSaysYes() throws IOException {
        AtomicReference<Change> asked = new AtomicReference<>();
        engine.install((request, _) -> {
            asked.set(request.change());
            return report();
        });
        ProjectModel project = open(project("shop"));
        ui.run(() -> project.askToRemove(List.of(item(project, "axios"), item(project, "chalk"))));
        assertEquals("dx remove axios chalk", ui.call(project::removalCommand));
        ui.run(project::keep);
        ui.run(project::remove);
        assertNull(ui.call(() -> project.operationProperty().get()));
        ui.run(() -> project.askToRemove(List.of(item(project, "chalk"))));
        ui.run(project::remove);
        awaitEnd(project);
        assertEquals(new Change.Remove(List.of("chalk")), asked.get());
    }

    @Test
    void doesOneThingAtATime() throws IOException {
        CountDownLatch goOn = new CountDownLatch(1);
        AtomicInteger installs = new AtomicInteger();
        engine.install((_, _) -> {
            installs.incrementAndGet();
            awaitQuietly(goOn);
            return report();
        });
        ProjectModel project = open(project("shop"));
        ui.run(() -> {
            project.install();
            project.install();
            project.askToRemove(List.of(item(project, "chalk")));
        });
        assertEquals(List.of(), ui.call(() -> project.removalProperty().get()));
        goOn.countDown();
        awaitEnd(project);
        assertEquals(1, installs.get());
    }

    @Test
    void cancelEndsTheInstall() throws IOException {
        engine.install((_, _) -> {
            awaitQuietly(new CountDownLatch(1));
            return report();
        });
        ProjectModel project = open(project("shop"));
        ui.run(project::install);
        ui.run(project::cancel);
        awaitEnd(project);
        assertInstanceOf(
                Outcome.Cancelled.class,
                ui.call(() -> Objects.requireNonNull(project.operationProperty().get())
                        .outcome()));
    }

    @Test
    void aBusyProjectStaysOpenBehindTheNextOne() throws IOException {
        CountDownLatch goOn = new CountDownLatch(1);
        engine.install((_, _) -> {
            awaitQuietly(goOn);
            return report();
        });
        Path first = project("first");
        ProjectModel busy = open(first);
        ui.run(busy::install);
        ui.run(() -> projects.close(busy));
        open(project("second"));
        assertSame(busy, open(first), "it is the same project, with its operation");
        open(project("second"));
        goOn.countDown();
        ui.await("the end", () -> !busy.isBusy());
        assertNotNull(ui.call(projects::current));
    }

    @Test
    void keepsSeveralProjectsOpenAndRemembersThem() throws IOException {
        Path first = project("first");
        Path second = project("second");
        Path third = project("third");
        ProjectModel one = open(first);
        ProjectModel two = open(second);
        open(third);
        assertSame(one, open(first), "the same folder has one tab");
        Path link = Files.createSymbolicLink(work.resolve("link"), second);
        assertSame(two, open(link), "also by another way");
        assertEquals(List.of(first, second, third), folders(projects));
        ui.run(() -> projects.showNext(-1));
        assertSame(one, ui.call(projects::current));
        ui.run(() -> projects.showNext(-1));
        assertEquals(
                third, ui.call(() -> Objects.requireNonNull(projects.current()).folder()));
        ui.run(() -> projects.show(two));
        assertEquals(List.of(first, second, third), settings.current().openProjects());

        ProjectsModel later =
                ui.call(() -> new ProjectsModel(engine, new Background(ui.thread()), operations, settings));
        ui.run(later::restore);
        ui.await("all of them", () -> later.openProjects().size() == 3);
        assertEquals(List.of(first, second, third), folders(later));
        ui.await("the last one used", () -> later.current() != null);
        assertEquals(
                second, ui.call(() -> Objects.requireNonNull(later.current()).folder()));
        ui.run(later::close);
        assertEquals(
                third, ui.call(() -> Objects.requireNonNull(later.current()).folder()));
        assertEquals(List.of(first, third), settings.current().openProjects());
        ui.run(later::closeAll);
        assertEquals(List.of(), settings.current().openProjects());
    }

    private List<Path> folders(ProjectsModel model) {
        return ui.call(
                () -> model.openProjects().stream().map(ProjectModel::folder).toList());
    }

    @Test
    void readsAgainWhenAFileChangesFromOutside() throws IOException {
        Path folder = project("shop");
        ProjectModel project = open(folder);
        engine.overview(ScriptedEngine::shopBehind);
        pause(200);
        Files.writeString(folder.resolve("package.json"), "{\"name\": \"changed\"}");
        ui.await("the new state", () -> project.missingProperty().get() == 2);
        engine.overview(ScriptedEngine::shop);
        Files.createDirectory(folder.resolve("node_modules"));
        ui.await("node_modules", () -> project.missingProperty().get() == 0);
        engine.overview(ScriptedEngine::shopBehind);
        Files.writeString(folder.resolve("node_modules/.package-lock.json"), "{}");
        ui.await("the hidden lock", () -> project.missingProperty().get() == 2);
        Path aside = Files.createDirectory(work.resolve("aside"));
        Files.writeString(aside.resolve(".package-lock.json"), "{\"other\": true}");
        Files.move(folder.resolve("node_modules"), work.resolve("old"));
        engine.overview(ScriptedEngine::shop);
        Files.move(aside, folder.resolve("node_modules"));
        ui.await("another node_modules", () -> project.missingProperty().get() == 0);
        engine.overview(ScriptedEngine::shopBehind);
        Files.writeString(folder.resolve("node_modules/.package-lock.json"), "{\"again\": true}");
        ui.await("a change in it", () -> project.missingProperty().get() == 2);
    }

    @Test
    void saysWhyFilesCannotBeReadAnyMoreAndKeepsWhatWasKnown() throws IOException {
        ProjectModel project = open(project("shop"));
        engine.overview(_ -> {
            throw new DxException(ErrorCode.DX_MANIFEST, "package.json: unexpected end", "Mend it.");
        });
        ui.run(project::refresh);
        ui.await("the reason", () -> project.problemProperty().get() != null);
        assertEquals(9, ui.call(() -> project.dependencies().size()));
        engine.overview(ScriptedEngine::shop);
        ui.run(project::refresh);
        ui.await("relief", () -> project.problemProperty().get() == null);
    }

    private ProjectModel open(Path path) {
        ui.run(() -> projects.open(path));
        ui.await("the project", () -> projects.openingProperty().get() == null);
        return Objects.requireNonNull(ui.call(projects::current));
    }

    private void awaitEnd(ProjectModel project) {
        ui.await("the end", () -> project.operationProperty().get() != null && !project.isBusy());
    }

    private Path project(String name) throws IOException {
        Path folder = Files.createDirectories(work.resolve(name));
        if (!Files.exists(folder.resolve("package.json"))) {
            Files.writeString(folder.resolve("package.json"), "{}");
        }
        return folder;
    }

    private static DependencyItem item(ProjectModel project, String name) {
        return project.dependencies().stream()
                .filter(item -> item.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private DependencyStatus status(ProjectModel project, String name) {
        return ui.call(() -> item(project, name).status());
    }

    private static InstallReport report() {
        return new InstallReport(10, List.of(), 1, 0, 0, 0, 0, Duration.ofMillis(5), List.of());
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException cancelled) {
            Thread.currentThread().interrupt();
            throw DxException.cancelled();
        }
    }

    private static void pause(long millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException stop) {
            throw new AssertionError(stop);
        }
    }
}
