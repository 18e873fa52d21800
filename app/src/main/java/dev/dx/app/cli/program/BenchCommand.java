package dev.dx.app.cli.program;

import dev.dx.app.bench.Bench;
import dev.dx.app.bench.BenchEvent;
import dev.dx.app.bench.BenchHistory;
import dev.dx.app.bench.BenchJson;
import dev.dx.app.bench.BenchPlan;
import dev.dx.app.bench.BenchReport;
import dev.dx.app.bench.BenchTable;
import dev.dx.app.bench.Fixture;
import dev.dx.app.bench.Peers;
import dev.dx.app.bench.Scenario;
import dev.dx.app.bench.Tool;
import dev.dx.app.cli.call.Command;
import dev.dx.app.cli.call.Invocation;
import dev.dx.app.cli.text.Printable;
import dev.dx.engine.DxException;
import dev.dx.engine.ErrorCode;
import dev.dx.engine.ExitCode;
import java.io.File;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Option;

@CommandLine.Command(
        name = "bench",
        description = {
            "Time DX and other package managers side by side on this machine.",
            "",
            "Scenarios say what is there when the clock starts: clean nothing, cache the",
            "tool's cache, lock its lock file, cache+lock both, noop those and node_modules,",
            "modules+lock no cache, add as noop, for one more dependency.",
            "What was measured is kept, for the window to show."
        })
public final class BenchCommand implements Command {
    @Option(
            names = "--peers",
            paramLabel = "DIR",
            description = "Where the other tools are; wherever PATH finds them if it is not said.")
    @Nullable
    String peers;

    @Option(
            names = "--tools",
            paramLabel = "NAMES",
            split = ",",
            description = "Of bun, bun-iso, pnpm, npm, yarn, utoo, dx and dx-resident; all that are found if it is not"
                    + " said.")
    List<String> tools = new ArrayList<>();

    @Option(
            names = "--fixtures",
            paramLabel = "NAMES",
            split = ",",
            description = "Of small, medium and large, or folders of projects, as in ./here; small and medium if it is"
                    + " not said.")
    List<String> fixtures = new ArrayList<>();

    @Option(
            names = "--scenarios",
            paramLabel = "NAMES",
            split = ",",
            description = "Of those above; all if it is not said.")
    List<String> scenarios = new ArrayList<>();

    @Option(
            names = "--rounds",
            paramLabel = "N",
            description = "How often each is run; " + BenchPlan.USUAL_ROUNDS + " if it is not said.")
    @Nullable
    Integer rounds;

    @Option(
            names = "--quick",
            description = "The small fixture, clean, cache+lock, noop and add, " + BenchPlan.QUICK_ROUNDS
                    + " rounds, where nothing else is said.")
    boolean quick;

    @Option(names = "--timeout", paramLabel = "SECONDS", description = "How long one run may take; 300 if not said.")
    long timeout = BenchPlan.USUAL_LIMIT.toSeconds();

    @Option(
            names = "--work",
            paramLabel = "DIR",
            description = "Where to work; the system's folder for temporary files if not said.")
    @Nullable
    String work;

    @Option(names = "--csv", description = "Answer with CSV.")
    boolean csv;

    @Option(names = "--markdown", description = "Answer with tables in Markdown.")
    boolean markdown;

    @Override
    public boolean needsOwnProcess(Invocation invocation) {
        return true;
    }

    @Override
    public int run(Invocation invocation) {
        BenchPlan plan = plan(invocation);
        BenchReport report = Bench.run(plan, new Talk(invocation));
        new BenchHistory(invocation.environment().dxHome().folder()).add(report);
        if (invocation.isJson()) {
            invocation.print(BenchJson.write(report));
        } else if (csv) {
            invocation.print(BenchTable.csv(report).stripTrailing());
        } else {
            (markdown ? BenchTable.markdown(report) : BenchTable.text(report))
                    .forEach(line -> invocation.print(Printable.line(line)));
        }
        boolean measured = report.cells().stream().anyMatch(cell -> cell.median() >= 0);
        return (measured ? ExitCode.DONE : ExitCode.FAILED).number();
    }

    private BenchPlan plan(Invocation invocation) {
        Map<String, Tool> found = Peers.find(
                invocation.environment(),
                peers == null ? null : invocation.path(peers),
                Peers.thisProgram(invocation.terminal().program()),
                invocation.options().registry);
        List<Tool> chosen = tools.isEmpty()
                ? List.copyOf(found.values())
                : tools.stream().map(name -> tool(name, found)).toList();
        if (timeout < 1 || timeout > 86_400) {
            throw new DxException(ErrorCode.DX_USAGE, "--timeout=" + timeout, "Name a number of seconds.");
        }
        return new BenchPlan(
                chosen,
                fixtures(invocation),
                scenarios.isEmpty()
                        ? (quick ? BenchPlan.QUICK_SCENARIOS : Arrays.asList(Scenario.values()))
                        : scenarios.stream().map(Scenario::of).toList(),
                rounds == null ? (quick ? BenchPlan.QUICK_ROUNDS : BenchPlan.USUAL_ROUNDS) : rounds,
                Duration.ofSeconds(timeout),
                BenchPlan.USUAL_IDLE,
                work == null ? Path.of(System.getProperty("java.io.tmpdir")) : invocation.path(work),
                invocation.options().registry);
    }

    private static Tool tool(String name, Map<String, Tool> found) {
        Tool tool = found.get(name);
        if (tool == null) {
            throw new DxException(
                    ErrorCode.DX_NOT_FOUND,
                    "the tool " + name + " was not found",
                    "Found were " + String.join(", ", found.keySet()) + "; --peers says where others are.");
        }
        return tool;
    }

    /** A path is told from a name by its separators. */
    private List<Fixture> fixtures(Invocation invocation) {
        List<String> names =
                fixtures.isEmpty() ? (quick ? BenchPlan.QUICK_FIXTURES : BenchPlan.USUAL_FIXTURES) : fixtures;
        return names.stream()
                .map(name -> name.contains("/") || name.contains(File.separator) || name.startsWith(".")
                        ? Fixture.of(invocation.path(name))
                        : Fixture.shipped(name))
                .toList();
    }

    /** A line for each run, as it ends. */
    private static final class Talk implements Consumer<BenchEvent> {
        private final Invocation invocation;
        private int done;
        private int total;

        Talk(Invocation invocation) {
            this.invocation = invocation;
        }

        @Override
        public void accept(BenchEvent event) {
            if (invocation.options().isQuiet()) {
                return;
            }
            switch (event) {
                case BenchEvent.Step step -> {
                    done = step.done() + 1;
                    total = step.total();
                    if (step.untimed()) {
                        say(step.fixture() + " prepare " + step.tool());
                    }
                }
                case BenchEvent.LeftOut(String fixture, String tool, String why) ->
                    invocation.say(invocation.errStyle().yellow("warning") + " "
                            + Printable.line(
                                    tool + " is left out" + (fixture.isEmpty() ? "" : " of " + fixture) + ": " + why));
                case BenchEvent.Ran(String fixture, Scenario scenario, String tool, var timed) ->
                    say(fixture + " " + scenario.key() + " " + tool + " "
                            + (timed.failure() == null
                                    ? String.format(Locale.ROOT, "%.1f ms", timed.wall() / 1e6)
                                    : "failed: " + timed.failure()));
                case BenchEvent.Row _ -> {}
            }
        }

        private void say(String text) {
            invocation.say("[" + done + "/" + total + "] " + Printable.line(text));
        }
    }
}
