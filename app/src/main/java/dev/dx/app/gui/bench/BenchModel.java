package dev.dx.app.gui.bench;

import dev.dx.app.bench.BenchEvent;
import dev.dx.app.bench.BenchPlan;
import dev.dx.app.bench.BenchReport;
import dev.dx.app.bench.BenchTable;
import dev.dx.app.bench.Fixture;
import dev.dx.app.bench.Scenario;
import dev.dx.app.bench.Timed;
import dev.dx.app.bench.Tool;
import dev.dx.app.gui.task.Advance;
import dev.dx.app.gui.task.Background;
import dev.dx.app.gui.task.LogLine;
import dev.dx.app.gui.task.Operation;
import dev.dx.app.gui.task.OperationLog;
import dev.dx.app.gui.task.Operations;
import dev.dx.app.gui.task.Outcome;
import dev.dx.app.gui.task.Reporter;
import dev.dx.app.gui.text.Measures;
import dev.dx.app.gui.text.Messages;
import dev.dx.engine.DxException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import javafx.beans.Observable;
import javafx.beans.property.BooleanProperty;
import javafx.beans.property.IntegerProperty;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.ReadOnlyBooleanProperty;
import javafx.beans.property.ReadOnlyBooleanWrapper;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import javafx.beans.property.ReadOnlyStringProperty;
import javafx.beans.property.ReadOnlyStringWrapper;
import javafx.beans.property.SimpleBooleanProperty;
import javafx.beans.property.SimpleIntegerProperty;
import javafx.beans.property.SimpleObjectProperty;
import javafx.beans.value.ObservableValue;
import javafx.collections.FXCollections;
import javafx.collections.ListChangeListener;
import javafx.collections.ObservableList;
import org.jspecify.annotations.Nullable;

/** What is to be measured, what is being measured, and what was. UI thread only. */
public final class BenchModel {
    private static final Path WORK = Path.of(System.getProperty("java.io.tmpdir", "."));

    private final BenchEngine engine;
    private final Background background;
    private final Operations operations;
    private final OperationLog log = new OperationLog();
    private final ObservableList<Choice<Tool>> tools = choices();
    /** By name; the open project is the last, and is called {@code ./}. */
    private final ObservableList<Choice<String>> fixtures = choices();

    private final ObservableList<Choice<Scenario>> scenarios = choices();
    private final IntegerProperty rounds = new SimpleIntegerProperty(BenchPlan.QUICK_ROUNDS);
    private final BooleanProperty logarithmic = new SimpleBooleanProperty(true);
    private final ObservableList<BenchReport> history = FXCollections.observableArrayList();
    private final ObjectProperty<@Nullable BenchReport> shown = new SimpleObjectProperty<>();
    private final ReadOnlyObjectWrapper<@Nullable DxException> problem = new ReadOnlyObjectWrapper<>();
    private final ReadOnlyObjectWrapper<@Nullable Operation<BenchReport>> operation = new ReadOnlyObjectWrapper<>();
    private final ReadOnlyBooleanWrapper busy = new ReadOnlyBooleanWrapper();
    private final ReadOnlyBooleanWrapper canStart = new ReadOnlyBooleanWrapper();
    private final ReadOnlyStringWrapper command = new ReadOnlyStringWrapper("dx bench");
    private boolean looked;

    /** @param project the one that is open; null if none is */
    public BenchModel(
            BenchEngine engine, Background background, Operations operations, ObservableValue<@Nullable Path> project) {
        this.engine = engine;
        this.background = background;
        this.operations = operations;
        for (String name : Fixture.SHIPPED) {
            fixtures.add(new Choice<>(name, name, BenchPlan.QUICK_FIXTURES.contains(name)));
        }
        for (Scenario scenario : Scenario.values()) {
            scenarios.add(new Choice<>(scenario, scenario.key(), BenchPlan.QUICK_SCENARIOS.contains(scenario)));
        }
        project.subscribe(this::projectOpened);
        for (ObservableList<?> list : List.of(tools, fixtures, scenarios)) {
            list.addListener((ListChangeListener<Object>) _ -> chosen());
        }
        rounds.subscribe(_ -> chosen());
        busy.subscribe(_ -> chosen());
    }

    private static <T> ObservableList<Choice<T>> choices() {
        return FXCollections.observableArrayList(choice -> new Observable[] {choice.chosenProperty()});
    }

    public ObservableList<Choice<Tool>> tools() {
        return tools;
    }

    public ObservableList<Choice<String>> fixtures() {
        return fixtures;
    }

    public ObservableList<Choice<Scenario>> scenarios() {
        return scenarios;
    }

    public IntegerProperty roundsProperty() {
        return rounds;
    }

    public BooleanProperty logarithmicProperty() {
        return logarithmic;
    }

    /** What was measured, the latest first. */
    public ObservableList<BenchReport> history() {
        return history;
    }

    /** The report that is looked at; while something is measured, what is known of it. */
    public ObjectProperty<@Nullable BenchReport> shownProperty() {
        return shown;
    }

    public ReadOnlyObjectProperty<@Nullable DxException> problemProperty() {
        return problem.getReadOnlyProperty();
    }

    public ReadOnlyObjectProperty<@Nullable Operation<BenchReport>> operationProperty() {
        return operation.getReadOnlyProperty();
    }

    public OperationLog log() {
        return log;
    }

    public ReadOnlyBooleanProperty busyProperty() {
        return busy.getReadOnlyProperty();
    }

    public ReadOnlyBooleanProperty canStartProperty() {
        return canStart.getReadOnlyProperty();
    }

    public ReadOnlyStringProperty commandProperty() {
        return command.getReadOnlyProperty();
    }

    /** Looks for tools and for what was measured before; once. */
    public void look() {
        if (looked) {
            return;
        }
        looked = true;
        background.run(engine::tools, this::found, problem::set);
        background.run(engine::history, this::remembered, problem::set);
    }

    private void found(List<Tool> there) {
        tools.setAll(there.stream()
                .map(tool -> new Choice<>(tool, tool.name(), !tool.name().equals(Tool.RESIDENT)))
                .toList());
    }

    private void remembered(List<BenchReport> reports) {
        history.setAll(reports.reversed());
        if (shown.get() == null && !history.isEmpty()) {
            shown.set(history.getFirst());
        }
    }

    private void projectOpened(@Nullable Path folder) {
        fixtures.removeIf(choice -> !Fixture.SHIPPED.contains(choice.value()));
        if (folder != null) {
            fixtures.add(new Choice<>(folder.toString(), "./", false));
        }
    }

    private void chosen() {
        List<String> chosenTools = labels(tools);
        List<String> chosenFixtures = labels(fixtures);
        List<String> chosenScenarios = labels(scenarios);
        canStart.set(!busy.get() && !chosenTools.isEmpty() && !chosenFixtures.isEmpty() && !chosenScenarios.isEmpty());
        StringBuilder line = new StringBuilder("dx bench");
        say(line, "--tools", chosenTools, labels(tools).size() == tools.size());
        say(line, "--fixtures", chosenFixtures, chosenFixtures.equals(BenchPlan.USUAL_FIXTURES));
        say(line, "--scenarios", chosenScenarios, chosenScenarios.size() == Scenario.values().length);
        if (rounds.get() != BenchPlan.USUAL_ROUNDS) {
            line.append(" --rounds ").append(rounds.get());
        }
        command.set(line.toString());
    }

    private static void say(StringBuilder line, String option, List<String> chosen, boolean usual) {
        if (!usual && !chosen.isEmpty()) {
            line.append(' ').append(option).append(' ').append(String.join(",", chosen));
        }
    }

    private static List<String> labels(List<? extends Choice<?>> choices) {
        return choices.stream().filter(Choice::isChosen).map(Choice::label).toList();
    }

    public void start() {
        if (!canStart.get()) {
            return;
        }
        problem.set(null);
        List<Tool> withTools =
                tools.stream().filter(Choice::isChosen).map(Choice::value).toList();
        List<String> withFixtures =
                fixtures.stream().filter(Choice::isChosen).map(Choice::value).toList();
        List<Scenario> withScenarios =
                scenarios.stream().filter(Choice::isChosen).map(Choice::value).toList();
        int times = rounds.get();
        busy.set(true);
        Operation<BenchReport> started = operations.start(
                new Operation.Task<BenchReport>(
                                Messages.text("bench.running", withTools.size()),
                                command.get(),
                                reporter -> engine.run(
                                        new BenchPlan(
                                                withTools,
                                                withFixtures.stream()
                                                        .map(BenchModel::fixture)
                                                        .toList(),
                                                withScenarios,
                                                times,
                                                BenchPlan.USUAL_LIMIT,
                                                BenchPlan.USUAL_IDLE,
                                                WORK,
                                                null),
                                        new Watcher(reporter)::accept),
                                BenchModel::summary,
                                Operation.Promise.ALL_OR_NOTHING)
                        .fallingShort(BenchModel::shortcoming)
                        .asImportantAsTheWindow(),
                log);
        operation.set(started);
        started.outcomeProperty().subscribe(outcome -> {
            if (outcome.over()) {
                busy.set(false);
                if (outcome instanceof Outcome.Done<BenchReport>(BenchReport report)) {
                    history.addFirst(report);
                    shown.set(report);
                }
            }
        });
    }

    private static Fixture fixture(String name) {
        return Fixture.SHIPPED.contains(name) ? Fixture.shipped(name) : Fixture.of(Path.of(name));
    }

    private static String summary(BenchReport report) {
        return Messages.text(
                "bench.done",
                report.cells().stream().filter(cell -> cell.median() >= 0).count());
    }

    private static @Nullable String shortcoming(BenchReport report) {
        int failures =
                report.cells().stream().mapToInt(BenchReport.Cell::failures).sum();
        return failures == 0 ? null : Messages.text("bench.short", failures);
    }

    public void cancel() {
        Operation<BenchReport> running = operation.get();
        if (running != null) {
            running.cancel();
        }
    }

    /** Writes what is shown as CSV. */
    public void export(Path file) {
        BenchReport report = shown.get();
        if (report != null) {
            write(file, () -> Files.writeString(file, BenchTable.csv(report)));
        }
    }

    /** Writes a file on a thread that may wait. */
    public void write(Path file, Callable<?> writing) {
        problem.set(null);
        background.run(
                () -> {
                    try {
                        return writing.call();
                    } catch (IOException unwritable) {
                        throw DxException.io(file.toString(), unwritable);
                    }
                },
                _ -> {},
                problem::set);
    }

    /** Told by the thread that measures. */
    private final class Watcher {
        private final Reporter reporter;
        private final long started = System.nanoTime();

        Watcher(Reporter reporter) {
            this.reporter = reporter;
        }

        void accept(BenchEvent event) {
            switch (event) {
                case BenchEvent.Step step -> reporter.advance(advance(step));
                case BenchEvent.LeftOut(String fixture, String tool, String why) ->
                    reporter.line(
                            LogLine.Kind.WARNING,
                            Messages.text("bench.leftOut", fixture.isEmpty() ? tool : tool + " " + fixture, why));
                case BenchEvent.Ran(String fixture, Scenario scenario, String tool, Timed timed) -> {
                    String what = String.join(" ", fixture, scenario.key(), tool);
                    reporter.line(
                            timed.failure() == null ? LogLine.Kind.DETAIL : LogLine.Kind.FAILURE,
                            timed.failure() == null
                                    ? Messages.text("bench.ran", what, milliseconds(timed.wall()))
                                    : Messages.text("bench.ranFailed", what, timed.failure()));
                }
                case BenchEvent.Row row -> background.ui().run(() -> shown.set(row.soFar()));
            }
        }

        private Advance advance(BenchEvent.Step step) {
            List<String> parts = new ArrayList<>();
            parts.add(
                    step.untimed()
                            ? Messages.text("bench.preparing", step.tool(), step.fixture())
                            : Messages.text("bench.timing", step.tool(), step.fixture(), step.what()));
            parts.add(Messages.text("bench.steps", step.done() + 1, step.total()));
            if (step.done() > 2) {
                long each = (System.nanoTime() - started) / step.done();
                parts.add(Measures.left(Duration.ofNanos(each * (step.total() - step.done()))));
            }
            return new Advance(
                    String.join(Messages.text("separator"), parts), (double) step.done() / Math.max(1, step.total()));
        }
    }

    /** {@code 12.3 ms}, {@code 2,715 ms}: of times that are compared each has the same unit. */
    static String milliseconds(long nanos) {
        double millis = nanos / 1e6;
        return millis < 100 ? Messages.text("bench.ms.tenths", millis) : Messages.text("bench.ms", millis);
    }

    /** {@code bun, npm}: who took part. */
    static String participants(BenchReport report) {
        return report.tools().stream().map(BenchReport.Participant::name).collect(Collectors.joining(", "));
    }
}
