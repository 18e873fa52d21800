package dev.dx.app.gui;

import static dev.dx.app.gui.TestWindow.await;
import static dev.dx.app.gui.TestWindow.onUi;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.dx.app.bench.BenchHistory;
import dev.dx.app.bench.BenchJson;
import dev.dx.app.bench.BenchReport;
import dev.dx.app.bench.BenchReport.Cell;
import dev.dx.app.bench.Scenario;
import dev.dx.app.bench.ScriptedPeers;
import dev.dx.app.bench.Timed;
import dev.dx.app.gui.bench.BenchModel;
import dev.dx.app.gui.task.Outcome;
import dev.dx.engine.Environment;
import dev.dx.engine.Platform;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import javafx.scene.Node;
import javafx.scene.text.Text;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The Benchmarks screen over tools that are scripts, and over a report of many of them. */
@DisabledOnOs(OS.WINDOWS)
class BenchScreenTest {
    @TempDir
    Path work;

    private Path project;
    private Path home;
    private EngineOnDemand engine;

    @BeforeEach
    void write() throws IOException {
        home = work.resolve("home");
        Path peers = new ScriptedPeers(work.resolve("peers"))
                .with("bun", ScriptedPeers.INSTALLS)
                .with("pnpm", "test $1 = --version && echo 1 && exit; echo no registry; exit 1")
                .folder();
        project = ScriptedPeers.project(work.resolve("tea-time"));
        engine = new EngineOnDemand(new Environment(
                Map.of("DX_HOME", home.toString(), "PATH", peers + ":/usr/bin:/bin"),
                work.resolve("user"),
                Platform.current()));
    }

    @AfterEach
    void close() {
        engine.close();
    }

    @Test
    void measuresWhatIsChosenAndShowsWhatTheCommandSays() throws Exception {
        ScriptedDialogs dialogs = new ScriptedDialogs();
        try (TestWindow window = TestWindow.open(work.resolve("settings"), Engines.of(engine), dialogs, 980, 720)) {
            BenchModel model = window.services().bench();
            window.project(project);
            window.goTo("Benchmarks");
            await("the tools", () -> model.tools().size() > 3);
            window.pictures("bench-empty");
            onUi(() -> {
                model.tools()
                        .forEach(choice -> choice.chosenProperty()
                                .set(List.of("bun", "bun-iso", "pnpm").contains(choice.label())));
                model.fixtures()
                        .forEach(choice ->
                                choice.chosenProperty().set(choice.label().equals("./")));
                model.scenarios()
                        .forEach(choice -> choice.chosenProperty()
                                .set(List.of("noop", "add").contains(choice.label())));
                model.roundsProperty().set(2);
                return model;
            });
            assertEquals(
                    "dx bench --tools bun,bun-iso,pnpm --fixtures ./ --scenarios noop,add --rounds 2",
                    onUi(() -> model.commandProperty().get()));
            window.robot.clickOn("#start");
            await(
                    "the end",
                    () -> model.operationProperty().get() != null
                            && Objects.requireNonNull(model.operationProperty().get())
                                    .outcome()
                                    .over());
            assertInstanceOf(
                    Outcome.Done.class,
                    onUi(() -> Objects.requireNonNull(model.operationProperty().get())
                            .outcome()));
            BenchReport shown = onUi(() -> model.shownProperty().get());
            assertNotNull(shown);
            List<BenchReport> written = new BenchHistory(home).read();
            assertEquals(1, written.size());
            assertEquals(BenchJson.write(written.getFirst()), BenchJson.write(shown));
            String words = onUi(() -> window.find("#chart").getAccessibleText());
            for (Cell cell : shown.cells()) {
                String median = String.format(
                        Locale.ROOT, cell.median() < 100_000_000 ? "%.1f ms" : "%,.0f ms", cell.median() / 1e6);
                assertTrue(cell.median() < 0 ? words.contains("pnpm: failed: cannot") : words.contains(median), words);
            }
            assertEquals(6, shown.cells().size());
            window.pictures("bench-measured");

            dialogs.save = work.resolve("out.csv");
            window.robot.clickOn("#export").clickOn("Save the figures as CSV");
            await("the table", () -> Files.exists(work.resolve("out.csv")));
            dialogs.save = work.resolve("out.png");
            window.robot.clickOn("#export").clickOn("Save the chart as a picture");
            await("the picture", () -> Files.exists(work.resolve("out.png")));
        }
    }

    @Test
    void showsManyToolsAndScenariosWithLossesAndFailures() throws Exception {
        new BenchHistory(home).add(large(Instant.parse("2026-11-20T10:15:30Z"), 1.3));
        new BenchHistory(home).add(large(Instant.parse("2026-11-21T10:15:30Z"), 1));
        try (TestWindow window = TestWindow.open(work.resolve("settings"), engine)) {
            BenchModel model = window.services().bench();
            window.goTo("Benchmarks");
            await("what was measured", () -> model.shownProperty().get() != null);
            assertEquals(2, onUi(() -> model.history().size()));
            window.pictures("bench-huge");
            assertEquals(
                    List.of(),
                    onUi(() -> window.robot.lookup("#report .list-cell .text").queryAllAs(Text.class).stream()
                            .map(Text::getText)
                            .filter(words -> words.contains("..."))
                            .toList()));
            window.robot.clickOn("#asTable");
            window.pictures("bench-table");
            Node chart = window.find("#chart");
            onUi(() -> {
                model.logarithmicProperty().set(false);
                return chart;
            });
            window.robot.clickOn("#asChart");
            window.pictures("bench-linear");
        }
    }

    private static BenchReport large(Instant at, double slower) {
        List<String> tools = List.of("bun", "bun-iso", "pnpm", "npm", "yarn", "utoo", "dx", "dx-resident");
        List<Cell> cells = new ArrayList<>();
        for (String fixture : List.of("small", "large")) {
            for (Scenario scenario : Scenario.values()) {
                for (int tool = 0; tool < tools.size(); tool++) {
                    List<Timed> runs = new ArrayList<>();
                    for (int round = 0; round < 5; round++) {
                        double millis = slower * (4 + scenario.key().length()) * Math.pow(2.2, 7 - tool) + round * tool;
                        boolean fails = tools.get(tool).equals("yarn") && (round == 1 || scenario == Scenario.LOCK);
                        runs.add(
                                fails
                                        ? new Timed(-1, -1, -1, "exit 1: the registry answered 503")
                                        : new Timed((long) (millis * 1e6), (long) (millis * 9e5), 40_000_000L, null));
                    }
                    cells.add(new Cell(fixture, scenario, tools.get(tool), runs));
                }
            }
        }
        return new BenchReport(
                at,
                new BenchReport.Machine("Linux 6.1 amd64", 8, 16_000_000_000L, "ext4", 0.4),
                null,
                5,
                tools.stream()
                        .map(name -> new BenchReport.Participant(name, "1.2.3", null))
                        .toList(),
                cells,
                List.of());
    }
}
