package dev.dx.app.gui;

import static dev.dx.app.gui.TestWindow.await;
import static dev.dx.app.gui.TestWindow.onUi;
import static java.util.Objects.requireNonNull;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.dx.app.gui.control.CommandStrip;
import dev.dx.app.gui.projects.DependencyItem;
import dev.dx.app.gui.projects.Latest;
import dev.dx.app.gui.projects.ProjectModel;
import dev.dx.app.gui.projects.ProjectScript;
import dev.dx.app.gui.projects.ScriptedEngine;
import dev.dx.app.gui.projects.ScriptedInstall;
import dev.dx.app.gui.projects.Showing;
import dev.dx.app.gui.task.LogLine;
import dev.dx.app.gui.task.Outcome;
import dev.dx.app.settings.Settings;
import dev.dx.app.settings.SettingsFile;
import dev.dx.app.settings.ThemeChoice;
import dev.dx.engine.DxException;
import dev.dx.engine.ErrorCode;
import dev.dx.engine.PackageId;
import dev.dx.engine.install.change.Change;
import dev.dx.engine.install.change.InstallReport;
import dev.dx.engine.install.overview.DependencyFacts;
import dev.dx.engine.install.overview.ProjectOverview;
import dev.dx.engine.install.project.DependencyKind;
import dev.dx.engine.install.script.DependencyScripts;
import dev.dx.engine.install.script.ScriptVerdict;
import dev.dx.engine.npm.json.JsonObject;
import dev.dx.engine.npm.registry.PackageHits;
import dev.dx.engine.script.PackageScripts;
import dev.dx.engine.script.Script;
import dev.dx.engine.script.ScriptOutput;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import javafx.geometry.Bounds;
import javafx.scene.Node;
import javafx.scene.control.Labeled;
import javafx.scene.control.ListView;
import javafx.scene.control.TableCell;
import javafx.scene.control.TableView;
import javafx.scene.input.Clipboard;
import javafx.scene.input.KeyCode;
import javafx.scene.text.Text;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every state of the Projects screen, as a user meets it, with its picture in both themes. */
class ProjectsScreenTest {
    /** Where a user would have projects; only the scripted engine is asked about it. */
    private static final Path WORK = Path.of(System.getProperty("user.home", "/"), "work");

    @TempDir
    Path home;

    private final ScriptedEngine engine = new ScriptedEngine(ScriptedEngine::shop).withShopVersions();

    @Test
    void startsWithWhatToDoNext() throws Exception {
        try (TestWindow window = TestWindow.open(home, engine)) {
            assertTrue(window.shows(".start-title"));
            assertFalse(window.shows(".recent"));
            window.pictures("projects-empty");
        }
    }

    @Test
    void listsRecentProjectsAndThoseThatAreGone() throws Exception {
        remember("corner-shop", "storefront-admin", "pricing-rules");
        Files.delete(home.resolve("work/pricing-rules/package.json"));
        try (TestWindow window = TestWindow.open(home, engine)) {
            await("the recent list", () -> window.services().projects().recent().size() == 3);
            window.pictures("projects-recent");
            Path gone = home.resolve("work/pricing-rules");
            onUi(() -> {
                window.services().projects().forget(gone);
                return gone;
            });
            await("a shorter list", () -> window.services().projects().recent().size() == 2);
            assertFalse(window.services().settings().current().recentProjects().contains(gone));
        }
    }

    @Test
    void saysWhyAFolderCannotBeOpened() throws Exception {
        engine.overview(folder -> {
            throw new DxException(
                    ErrorCode.DX_MANIFEST,
                    "there is no package.json in " + folder.getFileName(),
                    "Choose the folder of a project, one that has a package.json.");
        });
        try (TestWindow window = TestWindow.open(home, engine)) {
            onUi(() -> {
                window.services().projects().open(WORK.resolve("holiday-pictures"));
                return home;
            });
            await(
                    "the reason",
                    () -> window.services().projects().problemProperty().get() != null);
            assertTrue(window.shows(".callout-bad"));
            window.pictures("projects-not-a-project");
        }
    }

    @Test
    void hasATabForEachProject() throws Exception {
        engine.overview(folder -> folder.endsWith("corner-shop")
                ? ScriptedEngine.shop(folder)
                : new ProjectOverview(
                        folder,
                        String.valueOf(folder.getFileName()),
                        "1.0.0",
                        ScriptedEngine.shop(folder).dependencies(),
                        ProjectOverview.LockState.CURRENT,
                        ProjectOverview.ModulesState.CURRENT,
                        12));
        ScriptedInstall install = new ScriptedInstall();
        engine.install(install);
        try (TestWindow window = TestWindow.open(home, engine)) {
            ProjectModel shop = window.project(WORK.resolve("corner-shop"));
            assertFalse(window.shows(".project-tabs"));
            onUi(() -> {
                shop.install();
                window.services().projects().open(WORK.resolve("pricing-rules"));
                window.services()
                        .projects()
                        .open(WORK.resolve("a-project-with-a-name-so-long-that-nobody-could-ever-want-to-read-it-all"));
                return shop;
            });
            await(
                    "three tabs",
                    () -> window.services().projects().openProjects().size() == 3);
            install.awaitTheMiddle();
            await("a name", () -> window.shows(".project-tabs"));
            window.pictures("projects-tabs");
            window.robot.clickOn("corner-shop");
            assertEquals(shop, onUi(() -> window.services().projects().current()));
            window.robot.push(KeyCode.CONTROL, KeyCode.PAGE_DOWN);
            assertEquals("pricing-rules", text(window, ".project-name"));
            window.robot.push(KeyCode.CONTROL, KeyCode.W);
            assertEquals(
                    2,
                    onUi(() -> window.services().projects().openProjects().size())
                            .intValue());
            install.goOn();
            await("the end", () -> !shop.isBusy());
        }
    }

    @Test
    void hasAListBesideMoreTabsThanFit() throws Exception {
        engine.overview(folder -> new ProjectOverview(
                folder,
                String.valueOf(folder.getFileName()),
                "1.0.0",
                List.of(),
                ProjectOverview.LockState.CURRENT,
                ProjectOverview.ModulesState.CURRENT,
                0));
        try (TestWindow window = TestWindow.open(home, engine)) {
            onUi(() -> {
                for (int i = 1; i <= 16; i++) {
                    window.services().projects().open(WORK.resolve("branch-" + i));
                }
                return window;
            });
            await(
                    "all of them",
                    () -> window.services().projects().openProjects().size() == 16
                            && requireNonNull(window.services().projects().current())
                                    .name()
                                    .equals("branch-16"));
            await("the list", () -> window.shows("#allTabs") && isInSight(window));
            window.pictures("projects-many-tabs");
            window.robot.clickOn("#allTabs").clickOn("branch-2");
            assertEquals(
                    "branch-2",
                    onUi(() -> requireNonNull(window.services().projects().current())
                            .name()));
            await("its tab", () -> isInSight(window));
            window.robot.push(KeyCode.CONTROL, KeyCode.PAGE_UP).push(KeyCode.CONTROL, KeyCode.PAGE_UP);
            await("the last tab", () -> isInSight(window));
        }
    }

    /** Whether the tab in front lies within the row of tabs. */
    private static boolean isInSight(TestWindow window) {
        Node tab = window.find(".project-tab.in-front");
        Bounds row = window.find(".project-tab-scroll")
                .localToScene(window.find(".project-tab-scroll").getBoundsInLocal());
        Bounds its = tab.localToScene(tab.getBoundsInLocal());
        return its.getMinX() >= row.getMinX() - 1 && its.getMaxX() <= row.getMaxX() + 1;
    }

    @Test
    void runsScriptsAndAsksBeforeThoseOfDependenciesMay() throws Exception {
        CountDownLatch goOn = new CountDownLatch(1);
        Map<String, String> own = new LinkedHashMap<>();
        own.put("dev", "vite --host");
        own.put("build", "tsc --noEmit && vite build --outDir ../public/shop --emptyOutDir");
        own.put("test", "vitest run");
        engine.scripts(
                own,
                List.of(
                        new DependencyScripts(
                                new PackageId("esbuild", "0.24.2"),
                                Map.of("postinstall", "node install.js"),
                                ScriptVerdict.OPEN),
                        new DependencyScripts(
                                new PackageId("sharp", "0.33.5"),
                                Map.of("install", "node install/check"),
                                ScriptVerdict.APPROVED)),
                (request, listener) -> {
                    Script script = Script.of(
                            request.project(),
                            new PackageScripts(JsonObject.EMPTY),
                            request.name(),
                            own.getOrDefault(request.name(), ""),
                            List.of());
                    if (listener.starting(script) instanceof ScriptOutput.Streams streams) {
                        try (OutputStream out = streams.out()) {
                            out.write("\u001b[32m14 modules\u001b[0m transformed\nbuilt in 812 ms\n"
                                    .getBytes(StandardCharsets.UTF_8));
                        } catch (IOException impossible) {
                            throw new AssertionError(impossible);
                        }
                    }
                    if (request.name().equals("dev")) {
                        try {
                            goOn.await();
                        } catch (InterruptedException stopped) {
                            Thread.currentThread().interrupt();
                        }
                    }
                    return request.name().equals("test") ? 3 : 0;
                });
        AtomicReference<Change> asked = new AtomicReference<>();
        engine.install((request, _) -> {
            asked.set(request.change());
            return report(0);
        });
        try (TestWindow window = TestWindow.open(home, engine)) {
            ProjectModel project = window.project(WORK.resolve("corner-shop"));
            await("scripts", () -> project.scripts().own().size() == 3);
            window.robot.clickOn("#scriptsToggle");
            onUi(() -> {
                project.scripts().own().forEach(project.scripts()::run);
                project.scripts().show(project.scripts().own().get(1));
                return project;
            });
            await(
                    "the ends",
                    () -> project.scripts().own().stream()
                                    .filter(ProjectScript::isRunning)
                                    .count()
                            == 1);
            List<String> said = onUi(() ->
                    Objects.requireNonNull(
                                    project.scripts().own().get(1).runProperty().get())
                            .ownLog()
                            .lines()
                            .stream()
                            .map(LogLine::text)
                            .toList());
            assertTrue(said.contains("14 modules transformed"), said.toString());
            assertInstanceOf(
                    Outcome.Failed.class,
                    onUi(() -> Objects.requireNonNull(
                                    project.scripts().own().get(2).runProperty().get())
                            .outcome()));
            window.pictures("projects-scripts");
            onUi(() -> {
                project.scripts().stop(project.scripts().own().getFirst());
                return project;
            });
            await("the stop", () -> !project.scripts().own().getFirst().isRunning());
            window.robot.clickOn("Approve");
            assertTrue(window.shows(".question-card"));
            window.pictures("projects-approve");
            window.robot.push(KeyCode.ENTER);
            await("the end", () -> asked.get() != null && !project.isBusy());
            assertEquals(new Change.Approve(List.of("esbuild"), Change.Verdict.APPROVED), asked.get());
        }
    }

    @Test
    void tellsWhatIsDeprecatedAndHowLargeItIs() throws Exception {
        engine.facts(Map.of(
                "axios", new DependencyFacts("MIT", null, 2_100_000, null),
                "lodash", new DependencyFacts("MIT", "Use the platform instead.", 1_400_000, null),
                "vite", new DependencyFacts("MIT", null, 3_200_000, ScriptVerdict.OPEN),
                "typescript", new DependencyFacts("Apache-2.0", null, 22_400_000, null)));
        try (TestWindow window = TestWindow.open(home, engine)) {
            ProjectModel project = window.project(WORK.resolve("corner-shop"));
            await("newest versions", () -> project.outdatedProperty().get() == 3);
            await("facts", () -> project.dependencies().stream().anyMatch(item -> item.deprecated() != null));
            window.pictures("projects-facts");
            assertEquals(List.of(), onUi(() -> cutCells(window)));
            assertEquals(
                    onUi(() -> rightEdge(window, ".column-header", "Size")),
                    onUi(() -> rightEdge(window, ".table-cell", "22 MB")),
                    1.5,
                    "a header ends where what is below it ends");
            onUi(() -> {
                project.showingProperty().set(Showing.DEPRECATED);
                return project;
            });
            assertEquals(
                    List.of("lodash"),
                    onUi(() -> project.shownDependencies().stream()
                            .map(DependencyItem::name)
                            .toList()));
            onUi(() -> {
                project.showingProperty().set(Showing.OUTDATED);
                return project;
            });
            assertEquals(3, onUi(() -> project.shownDependencies().size()).intValue());
        }
    }

    @Test
    void showsADropTarget() throws Exception {
        try (TestWindow window = TestWindow.open(home, engine)) {
            onUi(() -> {
                window.find(".drop-hint").setVisible(true);
                window.find(".drop-hint").setManaged(true);
                return window;
            });
            window.pictures("projects-drop");
        }
    }

    @Test
    void showsAProject() throws Exception {
        try (TestWindow window = TestWindow.open(home, engine)) {
            ProjectModel project = window.project(WORK.resolve("corner-shop"));
            await("newest versions", () -> project.outdatedProperty().get() == 3);
            assertEquals("dx install", command(window, ".project-states .command-strip"));
            window.pictures("projects-loaded");
        }
    }

    @Test
    void showsWhatIsMissingAndWhatDoesNotFit() throws Exception {
        engine.overview(ScriptedEngine::shopBehind);
        try (TestWindow window = TestWindow.open(home, engine)) {
            ProjectModel project = window.project(WORK.resolve("corner-shop"));
            await("newest versions", () -> project.outdatedProperty().get() == 2);
            assertEquals(2, onUi(() -> project.missingProperty().get()).intValue());
            window.robot.clickOn("express");
            window.pictures("projects-out-of-date");
        }
    }

    @Test
    void showsAProjectWithoutDependencies() throws Exception {
        engine.overview(ScriptedEngine::empty);
        try (TestWindow window = TestWindow.open(home, engine)) {
            window.project(WORK.resolve("first-steps"));
            assertTrue(window.shows(".empty-title"));
            window.pictures("projects-no-dependencies");
        }
    }

    @Test
    void saysWhenTheRegistryCannotBeAsked() throws Exception {
        engine.latest(name -> {
            throw new DxException(ErrorCode.DX_NETWORK, "registry.example: connection refused", "Check the network.");
        });
        try (TestWindow window = TestWindow.open(home, engine)) {
            ProjectModel project = window.project(WORK.resolve("corner-shop"));
            await("the reason", () -> project.latestProblemProperty().get() != null);
            window.pictures("projects-registry-unreachable");
        }
    }

    /** What a column is as wide as its usual words for. */
    private static List<String> cutCells(TestWindow window) {
        return window.robot.lookup(".kind-cell, .status-cell, .version-cell").queryAllAs(TableCell.class).stream()
                .filter(cell -> cell.getText() != null)
                .map(cell -> ((Text) cell.lookup(".text")).getText())
                .filter(shown -> shown.contains("..."))
                .toList();
    }

    private static double rightEdge(TestWindow window, String holder, String words) {
        return window.robot.lookup(holder + " .text").queryAllAs(Text.class).stream()
                .filter(text -> text.getText().equals(words))
                .mapToDouble(text -> text.localToScene(text.getLayoutBounds()).getMaxX())
                .max()
                .orElseThrow();
    }

    @Test
    void filtersByName() throws Exception {
        try (TestWindow window = TestWindow.open(home, engine)) {
            ProjectModel project = window.project(WORK.resolve("corner-shop"));
            window.robot.clickOn(".filter").write("type");
            assertEquals(2, onUi(() -> project.shownDependencies().size()).intValue());
            window.robot.write("zzz");
            assertEquals("Nothing matches “typezzz”", text(window, ".empty-title"));
            window.pictures("projects-filter-no-match");
            window.clickOnceShown("Clear the filter");
            assertEquals(9, onUi(() -> project.shownDependencies().size()).intValue());
            assertTrue(onUi(() -> window.find(".filter").isFocused()), "the keyboard stays where it was typed");
            window.robot.write("type").push(KeyCode.ESCAPE);
            assertEquals(9, onUi(() -> project.shownDependencies().size()).intValue());
            onUi(() -> {
                project.showingProperty().set(Showing.DEPRECATED);
                return project;
            });
            window.settle();
            window.pictures("projects-none-deprecated");
            window.clickOnceShown("Show all");
            assertEquals(9, onUi(() -> project.shownDependencies().size()).intValue());
        }
    }

    @Test
    void suggestsWhatTheLastWordMayMean() throws Exception {
        AtomicReference<String> searched = new AtomicReference<>("");
        engine.search(words -> {
            searched.set(words);
            return new PackageHits(
                    812,
                    Stream.of("zod", "zod-to-json-schema", "@hookform/resolvers")
                            .map(name -> new PackageHits.Hit(
                                    name, "3.24.1", "Schemas that check what comes in", "", null, List.of()))
                            .toList());
        });
        try (TestWindow window = TestWindow.open(home, engine)) {
            ProjectModel project = window.project(WORK.resolve("corner-shop"));
            window.robot.push(KeyCode.CONTROL, KeyCode.N).write("ava@^6 zo");
            await("what is found", () -> window.shows(".suggestion"));
            assertEquals("zo", searched.get());
            window.pictures("projects-add-suggestions");
            window.robot.push(KeyCode.DOWN).push(KeyCode.DOWN).push(KeyCode.ENTER);
            assertEquals(
                    "ava@^6 zod-to-json-schema ",
                    onUi(() -> project.addition().textProperty().get()));
            await("the end of the list", () -> !window.shows(".suggestion"));
            window.robot.write("zo");
            await("the list", () -> window.shows(".suggestion"));
            window.robot.push(KeyCode.ESCAPE);
            assertFalse(window.shows(".suggestion"));
            assertTrue(window.shows("#addForm"), "the nearest thing first");
            window.robot.write("d@");
            window.settle();
            TestWindow.pause(300);
            assertFalse(window.shows(".suggestion"), "a version is no search");
            engine.search(_ -> null);
            engine.latest(name -> {
                if (name.equals("kettle")) {
                    return "2.0.0";
                }
                throw new DxException(ErrorCode.DX_NOT_FOUND, name + " is not in the registry", "Check its name.");
            });
            window.robot.write(" kettl");
            window.settle();
            TestWindow.pause(300);
            assertFalse(window.shows(".suggestion"), "nothing of that name");
            window.robot.write("e");
            await("the one of that name", () -> window.shows(".suggestion") && window.shows("2.0.0"));
        }
    }

    @Test
    void addsWhatIsTyped() throws Exception {
        AtomicReference<Change> asked = new AtomicReference<>();
        engine.install((request, _) -> {
            asked.set(request.change());
            return report(1);
        });
        try (TestWindow window = TestWindow.open(home, engine)) {
            ProjectModel project = window.project(WORK.resolve("corner-shop"));
            window.robot.push(KeyCode.CONTROL, KeyCode.N);
            window.robot.write("zod ava@^6");
            window.robot.clickOn("#kindDev");
            assertEquals("dx add -D zod 'ava@^6'", command(window, ".add-foot .command-strip"));
            window.robot.clickOn(".add-foot .copy");
            assertEquals(
                    "dx add -D zod 'ava@^6'",
                    onUi(() -> Clipboard.getSystemClipboard().getString()));
            await("newest versions", () -> project.outdatedProperty().get() == 3);
            window.pictures("projects-add");
            window.robot.clickOn("#addText").push(KeyCode.ENTER);
            await("the end", () -> project.operationProperty().get() != null && !project.isBusy());
            assertEquals(
                    new Change.Add(List.of("zod", "ava@^6"), DependencyKind.DEV, Change.Precision.CARET), asked.get());
            assertEquals("", onUi(() -> project.addition().textProperty().get()));
            window.robot.push(KeyCode.ESCAPE);
            assertFalse(window.shows(".add-form"));
        }
    }

    @Test
    void asksBeforeItRemoves() throws Exception {
        AtomicReference<Change> asked = new AtomicReference<>();
        engine.install((request, _) -> {
            asked.set(request.change());
            return report(0);
        });
        try (TestWindow window = TestWindow.open(home, engine)) {
            ProjectModel project = window.project(WORK.resolve("corner-shop"));
            await("newest versions", () -> project.outdatedProperty().get() == 3);
            window.robot.clickOn("lodash").push(KeyCode.DELETE);
            assertTrue(window.shows(".question-card"));
            window.pictures("projects-remove");
            window.robot.push(KeyCode.ESCAPE);
            assertFalse(window.shows(".question-card"));
            assertNull(asked.get());
            window.robot.push(KeyCode.SHIFT, KeyCode.DOWN).push(KeyCode.DELETE);
            assertEquals("dx remove lodash @types/node", command(window, ".question-card .command-strip"));
            window.robot.push(KeyCode.ENTER);
            await("the end", () -> project.operationProperty().get() != null && !project.isBusy());
            assertEquals(new Change.Remove(List.of("lodash", "@types/node")), asked.get());
        }
    }

    @Test
    void showsHowFarAnInstallIs() throws Exception {
        ScriptedInstall install = new ScriptedInstall();
        engine.overview(ScriptedEngine::shopBehind);
        engine.install(install);
        try (TestWindow window = TestWindow.open(home, engine)) {
            ProjectModel project = window.project(WORK.resolve("corner-shop"));
            await("newest versions", () -> project.outdatedProperty().get() == 2);
            window.robot.push(KeyCode.CONTROL, KeyCode.I);
            install.awaitTheMiddle();
            await("progress", () -> text(window, ".operation-detail").startsWith("Downloading 45 of 84"));
            window.pictures("projects-busy");
            window.robot.clickOn("#logToggle");
            window.pictures("projects-busy-log");
            assertFalse(window.shows(".operation-detail-panel"));
            for (String part : List.of(".operation-detail-panel", ".operation-cell")) {
                assertTrue(
                        onUi(() -> window.robot.lookup(part).queryAll().isEmpty()),
                        "nothing is made for a drawer that nobody opened");
            }
            engine.overview(ScriptedEngine::shop);
            install.goOn();
            await("the end", () -> !project.isBusy());
            await("the new state", () -> project.missingProperty().get() == 0);
            window.robot.clickOn(".log-search").write("nowhere");
            await("no line", () -> lines(window).getItems().isEmpty());
            window.settle();
            window.pictures("projects-log-no-match");
            window.clickOnceShown("Clear the filter");
            window.robot.write("finalhandler-1");
            await("the search", () -> lines(window).getItems().size() == 1);
            window.pictures("projects-done-log");
            window.robot.clickOn("#logToggle");
            window.pictures("projects-done");
        }
    }

    @Test
    void cancelsOnRequest() throws Exception {
        ScriptedInstall install = new ScriptedInstall();
        engine.install(install);
        try (TestWindow window = TestWindow.open(home, engine)) {
            ProjectModel project = window.project(WORK.resolve("corner-shop"));
            await("newest versions", () -> project.outdatedProperty().get() == 3);
            window.robot.clickOn("#install");
            install.awaitTheMiddle();
            window.robot.clickOn("#cancel");
            await("the end", () -> !project.isBusy());
            assertEquals("Cancelled. Nothing was changed.", text(window, ".operation-title"));
            window.pictures("projects-cancelled");
        }
    }

    @Test
    void saysWhatFailedAndWhatToDo() throws Exception {
        engine.install((_, _) -> {
            throw new DxException(
                    ErrorCode.DX_INTEGRITY_MISMATCH,
                    "left-pad 1.3.0: expected"
                        + " sha512-XI5MPzVNApjAyhQzphX8BkmKsKUxD4LdyK24iZeQGinBN9yTQT3bFlCBy/aVx2HrNcqQGsdot8ghrjyrvMCoEA==,"
                        + " got sha512-q83vEjRWeJCrze8SNFZ4kKvN7xI0VniQq83vEjRWeJCrze8SNFZ4kKvN7xI0VniQ",
                    "The download is not the package that was published. Run it again; if it stays so, tell whoever"
                            + " runs the registry.");
        });
        try (TestWindow window = TestWindow.open(home, engine)) {
            ProjectModel project = window.project(WORK.resolve("corner-shop"));
            await("newest versions", () -> project.outdatedProperty().get() == 3);
            window.robot.clickOn("#install");
            await("the end", () -> project.operationProperty().get() != null && !project.isBusy());
            assertEquals("DX_INTEGRITY_MISMATCH", text(window, ".operation-failure .failure-code"));
            window.pictures("projects-failed");
            engine.install((_, _) -> report(1));
            window.robot.clickOn("#retry");
            await(
                    "success",
                    () -> requireNonNull(project.operationProperty().get()).outcome()
                            instanceof Outcome.Done<InstallReport>);
        }
    }

    @Test
    void showsTwoThousandDependencies() throws Exception {
        engine.overview(folder -> ScriptedEngine.huge(folder, 2000));
        engine.latest(name -> name.hashCode() % 5 == 0 ? "99.0.0" : "0.0.1");
        try (TestWindow window = TestWindow.open(home, engine)) {
            ProjectModel project = window.project(WORK.resolve("warehouse"));
            await(
                    "all newest versions",
                    () -> project.dependencies().stream().allMatch(item -> item.latest() instanceof Latest.Known));
            onUi(() -> {
                assertInstanceOf(TableView.class, window.find(".table-view")).scrollTo(990);
                return window;
            });
            window.pictures("projects-huge");
        }
    }

    @Test
    void fitsIntoItsSmallestSize() throws Exception {
        engine.overview(ScriptedEngine::shopBehind);
        ScriptedInstall install = new ScriptedInstall();
        engine.install(install);
        try (TestWindow window = TestWindow.open(home, ScriptedEngines.of(engine), new ScriptedDialogs(), 900, 572)) {
            ProjectModel project = window.project(WORK.resolve("corner-shop"));
            await("newest versions", () -> project.outdatedProperty().get() == 2);
            window.pictures("projects-small");
            window.robot.push(KeyCode.CONTROL, KeyCode.N).push(KeyCode.CONTROL, KeyCode.I);
            install.awaitTheMiddle();
            window.pictures("projects-small-busy");
        }
    }

    @Test
    void updatesAllWithOneConfirmation() throws Exception {
        AtomicReference<Change> asked = new AtomicReference<>();
        engine.install((request, _) -> {
            asked.set(request.change());
            return report(3);
        });
        try (TestWindow window = TestWindow.open(home, engine)) {
            ProjectModel project = window.project(WORK.resolve("corner-shop"));
            await("newest versions", () -> project.outdatedProperty().get() == 3);
            window.robot.clickOn("#updateAll");
            window.pictures("projects-update-all");
            String said = onUi(() -> text(window, ".question-text"));
            assertTrue(said.endsWith("2 of them are new major versions, and may behave otherwise than before."), said);
            window.robot.push(KeyCode.ESCAPE);
            assertNull(asked.get());
            window.robot.push(KeyCode.CONTROL, KeyCode.U).push(KeyCode.ENTER);
            await("the end", () -> project.operationProperty().get() != null && !project.isBusy());
            assertEquals(
                    new Change.Add(
                            List.of("commander@13.0.0", "typescript@5.7.3", "vite@6.0.7"),
                            null,
                            Change.Precision.CARET),
                    asked.get());
        }
    }

    @Test
    void keysWorkWhereverTheFocusIs() throws Exception {
        ScriptedDialogs dialogs = new ScriptedDialogs();
        dialogs.folder = WORK.resolve("corner-shop");
        try (TestWindow window = TestWindow.open(home, ScriptedEngines.of(engine), dialogs, 980, 720)) {
            ProjectModel first = window.project(WORK.resolve("storefront"));
            window.robot.clickOn(".filter").push(KeyCode.CONTROL, KeyCode.L);
            assertEquals(
                    ThemeChoice.DARK, window.services().settings().current().theme());
            window.robot.push(KeyCode.CONTROL, KeyCode.L);
            assertEquals(
                    ThemeChoice.LIGHT, window.services().settings().current().theme());
            window.robot.clickOn("#openMenu").push(KeyCode.ESCAPE);
            window.robot.push(KeyCode.CONTROL, KeyCode.W);
            assertNull(onUi(window.services().projects()::current));
            window.robot.push(KeyCode.CONTROL, KeyCode.O);
            await("another project", () -> window.services().projects().current() != null);
            assertNull(dialogs.near, "nothing was open to begin near");
            assertNotSame(first, onUi(window.services().projects()::current));
            window.robot.push(KeyCode.CONTROL, KeyCode.O);
            assertEquals(WORK, dialogs.near);
        }
    }

    @Test
    void showsTheMenus() throws Exception {
        remember("storefront-admin", "pricing-rules");
        try (TestWindow window = TestWindow.open(home, engine)) {
            ProjectModel project = window.project(WORK.resolve("corner-shop"));
            await("newest versions", () -> project.outdatedProperty().get() == 3);
            window.menuPictures("projects-row-menu", () -> window.robot.rightClickOn("vite"));
            window.robot.rightClickOn("vite").clickOn("Copy “dx add vite@6.0.7”");
            assertEquals(
                    "dx add vite@6.0.7",
                    onUi(() -> Clipboard.getSystemClipboard().getString()));
            await("the recent list", () -> window.services().projects().recent().size() == 3);
            window.menuPictures("projects-open-menu", () -> window.robot.clickOn("#openMenu"));
            window.menuPictures("theme-menu", () -> window.robot.clickOn("#themeMenu"));
            window.theme(ThemeChoice.LIGHT);
            window.robot.clickOn("#themeMenu").clickOn("Dark");
            assertEquals(
                    ThemeChoice.DARK, window.services().settings().current().theme());
        }
    }

    @Test
    void asksBeforeItClosesInTheMiddle() throws Exception {
        ScriptedInstall install = new ScriptedInstall();
        engine.install(install);
        try (TestWindow window = TestWindow.open(home, engine)) {
            ProjectModel project = window.project(WORK.resolve("corner-shop"));
            window.robot.clickOn("#install");
            install.awaitTheMiddle();
            AtomicReference<String> closed = new AtomicReference<>("open");
            onUi(() -> {
                window.window().closeWhenPossible(() -> closed.set(project.isBusy() ? "too early" : "closed"));
                return closed;
            });
            window.pictures("close-while-busy");
            window.robot.clickOn("#closeQuestion #question-no");
            assertEquals("open", closed.get());
            assertTrue(project.isBusy());
            onUi(() -> {
                window.window().closeWhenPossible(() -> closed.set("closed"));
                return closed;
            });
            window.robot.clickOn("#closeQuestion #question-yes");
            await("the end", () -> closed.get().equals("closed"));
        }
    }

    private void remember(String... names) throws Exception {
        SettingsFile settings = SettingsFile.open(home, Runnable::run, failure -> {
            throw failure;
        });
        for (String name : names) {
            Path folder = Files.createDirectories(home.resolve("work").resolve(name));
            Files.writeString(folder.resolve("package.json"), "{}");
            settings.update((Settings all) -> all.withRecent(folder));
        }
    }

    private static InstallReport report(int added) {
        return new InstallReport(142, List.of(), added, 0, 1 - added, 0, 0, Duration.ofMillis(38), List.of());
    }

    private static String text(TestWindow window, String query) {
        return onUi(() -> assertInstanceOf(Labeled.class, window.find(query)).getText());
    }

    private static String command(TestWindow window, String query) {
        return onUi(
                () -> assertInstanceOf(CommandStrip.class, window.find(query)).getCommand());
    }

    private static ListView<?> lines(TestWindow window) {
        return assertInstanceOf(ListView.class, window.find(".log-list"));
    }
}
