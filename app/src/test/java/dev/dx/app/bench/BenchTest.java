package dev.dx.app.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.dx.app.bench.BenchReport.Cell;
import dev.dx.engine.DxException;
import dev.dx.engine.Environment;
import dev.dx.engine.ErrorCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Real processes, which behave as badly as they can. */
@DisabledOnOs(OS.WINDOWS)
class BenchTest {
    @TempDir
    Path folder;

    private ScriptedPeers peers;
    private Path work;

    @BeforeEach
    void write() throws IOException {
        peers = new ScriptedPeers(folder.resolve("peers"));
        work = folder.resolve("work");
    }

    @Test
    void startsEachRunFromWhatItsScenarioKeeps() throws IOException {
        Path seen = folder.resolve("seen");
        peers.with(
                "bun",
                "test $1 = --version || echo $1 $(test -e \"$BUN_INSTALL_CACHE_DIR/calls\" && echo cache) "
                        + "$(test -e bun.lock && echo lock) $(test -e node_modules && echo modules) >> " + seen + "\n"
                        + ScriptedPeers.INSTALLS);
        List<BenchEvent> events = new ArrayList<>();
        BenchReport report = Bench.run(plan(List.of(Scenario.values()), 1, "bun"), events::add);
        assertEquals("9.9.9", report.tools().getFirst().version());
        assertEquals(7, report.cells().size());
        for (Cell cell : report.cells()) {
            assertNull(cell.reason(), cell.toString());
            assertTrue(cell.median() > 0 && cell.cpu() >= 0, cell.toString());
        }
        assertEquals(
                List.of(
                        "install",
                        "install cache",
                        "add cache lock modules",
                        "install",
                        "install cache lock modules",
                        "install cache",
                        "install cache lock modules",
                        "install lock",
                        "install cache lock modules",
                        "install cache lock",
                        "install cache lock modules",
                        "install lock modules",
                        "add cache lock modules",
                        "install cache lock modules"),
                Files.readAllLines(seen).stream()
                        .map(line -> line.strip().replaceAll(" +", " "))
                        .toList());
        assertEquals(0, count(work), "the folder it worked in is gone");
        BenchEvent.Step last = (BenchEvent.Step) events.stream()
                .filter(BenchEvent.Step.class::isInstance)
                .toList()
                .getLast();
        assertEquals(last.total(), last.done() + 1);
        assertEquals(report, BenchJson.read(BenchJson.write(report)));
        BenchHistory history = new BenchHistory(folder.resolve("home"));
        history.add(report);
        Files.writeString(folder.resolve("home").resolve("benchmarks").resolve("damaged.json"), "{\"at\": 1");
        assertEquals(List.of(report), history.read());
    }

    @Test
    void countsFailuresAsFailuresAndGoesOn() throws IOException {
        peers.with("bun", ScriptedPeers.INSTALLS)
                .with("npm", "test $1 = --version && echo 1 || exec sleep 60")
                .with("pnpm", "test $1 = --version && echo 2; printf '\\033[31mbroken\\007\\033[0m\\n'; exit 3")
                .with("yarn", "test $1 = --version && echo 3; kill -9 $$")
                .with("utoo", "test $1 = --version && echo 4; exit 0");
        BenchPlan plan = plan(List.of(Scenario.NOOP), 2, Duration.ofSeconds(2), "bun", "npm", "pnpm", "yarn", "utoo");
        List<String> leftOut = new ArrayList<>();
        BenchReport report = Bench.run(plan, event -> {
            if (event instanceof BenchEvent.LeftOut(String fixture, String tool, String why)) {
                leftOut.add(tool + ": " + why);
            }
        });
        assertEquals(
                List.of(
                        "pnpm: exit 3: broken",
                        "yarn: ended by signal 9: 3",
                        "npm: took longer than 2 s",
                        "utoo: left is not in node_modules"),
                leftOut);
        assertEquals(2, cell(report, "bun").runs().size());
        assertEquals(0, cell(report, "bun").failures());
        assertEquals(
                "cannot be prepared: took longer than 2 s", cell(report, "npm").reason());
        assertTrue(cell(report, "npm").median() < 0);
        String text = String.join("\n", BenchTable.text(report));
        assertTrue(text.contains("npm failed 1 of 1 in project noop: cannot be prepared"), text);
        assertTrue(text.contains("pnpm: not measured: exit 3: broken"), text);
        assertEquals(4, BenchTable.csv(report).lines().count());
        assertTrue(BenchTable.markdown(report).contains("| --- | ---: | ---: | ---: |"));
        assertEquals(0, count(work));
    }

    @Test
    void putsTheProjectRightAfterARunThatBrokeIt() throws IOException {
        // The second run of all is the first that is timed.
        Path calls = folder.resolve("calls");
        peers.with(
                "bun",
                ScriptedPeers.INSTALLS + "echo x >> " + calls
                        + "\ntest $(wc -l < " + calls + ") = 2 && { rm -rf node_modules; echo gone > package.json; }\n"
                        + "exit 0\n");
        BenchReport report = Bench.run(plan(List.of(Scenario.NOOP), 2, "bun"), event -> {});
        Cell cell = cell(report, "bun");
        assertEquals(1, cell.failures());
        assertNotNull(cell.reason());
        assertTrue(cell.median() > 0, "the second round counts");
    }

    @Test
    void endsWhatRunsAndRemovesItsFolderWhenInterrupted() throws Exception {
        Path started = folder.resolve("started");
        peers.with(
                "bun",
                "test $1 = --version && echo 1 && exit; sleep 61 & echo $! > " + started + ".new; mv " + started
                        + ".new " + started + "; wait");
        CountDownLatch over = new CountDownLatch(1);
        FutureTask<BenchReport> task =
                new FutureTask<>(() -> Bench.run(plan(List.of(Scenario.NOOP), 1, "bun"), event -> {}));
        Thread thread = Thread.ofPlatform().start(() -> {
            task.run();
            over.countDown();
        });
        while (!Files.exists(started)) {
            Thread.sleep(10);
        }
        long sleeper = Long.parseLong(Files.readString(started).strip());
        thread.interrupt();
        assertTrue(over.await(10, TimeUnit.SECONDS));
        assertEquals(ErrorCode.DX_CANCELLED, ((DxException) task.exceptionNow()).code());
        assertEquals(0, count(work));
        for (int i = 0; i < 100 && runs(sleeper); i++) {
            Thread.sleep(20);
        }
        assertFalse(runs(sleeper), "what it started is gone too");
    }

    @Test
    void refusesProjectsThatLeadOutOfTheirFolder() throws IOException {
        Path project = ScriptedPeers.project(folder.resolve("project"));
        Files.writeString(project.resolve("package.json"), "{\"dependencies\": {\"a\": \"file:../a\"}}");
        assertEquals(
                ErrorCode.DX_UNSUPPORTED,
                assertThrows(DxException.class, () -> Fixture.of(project)).code());
        Files.writeString(project.resolve("package.json"), "{\"workspaces\": [\"a\"]}");
        assertEquals(
                ErrorCode.DX_UNSUPPORTED,
                assertThrows(DxException.class, () -> Fixture.of(project)).code());
        Files.writeString(project.resolve("package.json"), "[");
        assertEquals(
                ErrorCode.DX_MANIFEST,
                assertThrows(DxException.class, () -> Fixture.of(project)).code());
        Fixture.SHIPPED.forEach(
                name -> assertFalse(Fixture.shipped(name).files().isEmpty()));
    }

    private BenchPlan plan(List<Scenario> scenarios, int rounds, String... tools) throws IOException {
        return plan(scenarios, rounds, Duration.ofSeconds(30), tools);
    }

    private BenchPlan plan(List<Scenario> scenarios, int rounds, Duration limit, String... tools) throws IOException {
        Map<String, Tool> found = Peers.find(Environment.current(), peers.folder(), List.of("/no/dx"), null);
        return new BenchPlan(
                Stream.of(tools).map(found::get).toList(),
                List.of(Fixture.of(ScriptedPeers.project(folder.resolve("project")))),
                scenarios,
                rounds,
                limit,
                Duration.ZERO,
                work,
                null);
    }

    private static Cell cell(BenchReport report, String tool) {
        return report.cells().stream()
                .filter(cell -> cell.tool().equals(tool))
                .findFirst()
                .orElseThrow();
    }

    /** A process that ended and was not yet taken note of runs no more. */
    private static boolean runs(long process) throws IOException {
        Path stat = Path.of("/proc/" + process + "/stat");
        return Files.exists(stat)
                ? !Files.readString(stat).contains(") Z ")
                : ProcessHandle.of(process).map(ProcessHandle::isAlive).orElse(false);
    }

    private static long count(Path folder) throws IOException {
        try (Stream<Path> all = Files.list(folder)) {
            return all.count();
        }
    }
}
