package dev.dx.app.gui.store;

import dev.dx.app.gui.task.Advance;
import dev.dx.app.gui.task.Background;
import dev.dx.app.gui.task.LogLine;
import dev.dx.app.gui.task.Operation;
import dev.dx.app.gui.task.OperationLog;
import dev.dx.app.gui.task.Operations;
import dev.dx.app.gui.task.Outcome;
import dev.dx.app.gui.task.Reporter;
import dev.dx.app.gui.task.Resumption;
import dev.dx.app.gui.text.Measures;
import dev.dx.app.gui.text.Messages;
import dev.dx.engine.DxException;
import dev.dx.engine.install.supply.StoreRepair;
import dev.dx.engine.install.tree.KeptTrees;
import dev.dx.engine.store.StoreEvent;
import dev.dx.engine.store.StoreFinding;
import dev.dx.engine.store.StoreKeeper.Mode;
import dev.dx.engine.store.StoreStatistics;
import java.util.List;
import java.util.function.Consumer;
import javafx.beans.property.ReadOnlyBooleanProperty;
import javafx.beans.property.ReadOnlyBooleanWrapper;
import javafx.beans.property.ReadOnlyDoubleProperty;
import javafx.beans.property.ReadOnlyDoubleWrapper;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import org.jspecify.annotations.Nullable;

/** What the store holds, as far as it is counted by now, and the work on it. UI thread only. */
public final class StoreModel {
    private final StoreEngine engine;
    private final Background background;
    private final Operations operations;
    private final OperationLog log = new OperationLog();
    private final ReadOnlyObjectWrapper<@Nullable StoreContents> contents = new ReadOnlyObjectWrapper<>();
    private final ReadOnlyObjectWrapper<@Nullable StoreStatistics> statistics = new ReadOnlyObjectWrapper<>();
    private final ReadOnlyObjectWrapper<KeptTrees.@Nullable Overview> trees = new ReadOnlyObjectWrapper<>();
    private final ReadOnlyDoubleWrapper counted = new ReadOnlyDoubleWrapper(1);
    private final ReadOnlyObjectWrapper<@Nullable StoreHealth> condition = new ReadOnlyObjectWrapper<>();
    private final ReadOnlyObjectWrapper<@Nullable DxException> problem = new ReadOnlyObjectWrapper<>();
    private final ReadOnlyObjectWrapper<@Nullable Operation<?>> operation = new ReadOnlyObjectWrapper<>();
    private final ReadOnlyBooleanWrapper busy = new ReadOnlyBooleanWrapper();
    private final ReadOnlyBooleanWrapper looking = new ReadOnlyBooleanWrapper();
    private Background.@Nullable Job reading;
    private Background.@Nullable Job previewing;
    private Runnable last = this::verify;

    public StoreModel(StoreEngine engine, Background background, Operations operations) {
        this.engine = engine;
        this.background = background;
        this.operations = operations;
    }

    /** Null until it was read for the first time. */
    public ReadOnlyObjectProperty<@Nullable StoreContents> contentsProperty() {
        return contents.getReadOnlyProperty();
    }

    /** What it takes on the disk; null as long as that is being counted for the first time. */
    public ReadOnlyObjectProperty<@Nullable StoreStatistics> statisticsProperty() {
        return statistics.getReadOnlyProperty();
    }

    /** The whole trees in it and beside it; null as long as they are being counted for the first time. */
    public ReadOnlyObjectProperty<KeptTrees.@Nullable Overview> treesProperty() {
        return trees.getReadOnlyProperty();
    }

    /** How much of it was counted, 0 to 1. */
    public ReadOnlyDoubleProperty countedProperty() {
        return counted.getReadOnlyProperty();
    }

    /** What the last look found; null before the first, and once something has changed. */
    public ReadOnlyObjectProperty<@Nullable StoreHealth> conditionProperty() {
        return condition.getReadOnlyProperty();
    }

    public ReadOnlyObjectProperty<@Nullable DxException> problemProperty() {
        return problem.getReadOnlyProperty();
    }

    public ReadOnlyObjectProperty<@Nullable Operation<?>> operationProperty() {
        return operation.getReadOnlyProperty();
    }

    public OperationLog log() {
        return log;
    }

    /** Whether the store is being worked on from here. */
    public ReadOnlyBooleanProperty busyProperty() {
        return busy.getReadOnlyProperty();
    }

    /** Whether it is being found out what a cleaning would take. */
    public ReadOnlyBooleanProperty lookingProperty() {
        return looking.getReadOnlyProperty();
    }

    /** Reads everything again: what there is at once, what it takes on the disk as it is counted. */
    public void refresh() {
        if (reading != null) {
            reading.cancel();
        }
        problem.set(null);
        reading = background.run(engine::contents, this::count, problem::set);
    }

    private void count(StoreContents read) {
        contents.set(read);
        counted.set(0);
        reading = background.run(engine::trees, this::countPackages, this::stopCounting);
    }

    private void countPackages(KeptTrees.Overview overview) {
        trees.set(overview);
        reading = background.run(
                () -> engine.statistics(new Fractions(fraction -> counted.set(Math.min(fraction, 0.99)))),
                result -> {
                    counted.set(1);
                    statistics.set(result);
                },
                this::stopCounting);
    }

    private void stopCounting(DxException why) {
        counted.set(1);
        problem.set(why);
    }

    /** Hands on what is heard from working threads, and not more of it than can be seen. */
    private final class Fractions implements Consumer<StoreEvent> {
        private static final int STEPS = 100;
        private final Consumer<Double> told;
        private int step = -1;

        Fractions(Consumer<Double> told) {
            this.told = told;
        }

        @Override
        public synchronized void accept(StoreEvent event) {
            if (event instanceof StoreEvent.Progress(int done, int total) && total > 0) {
                int now = (int) ((long) done * STEPS / total);
                if (now != step) {
                    step = now;
                    background.ui().run(() -> told.accept((double) now / STEPS));
                }
            }
        }
    }

    /** Reads every byte, and changes nothing. */
    public void verify() {
        last = this::verify;
        start(
                new Operation.Task<StoreHealth>(
                                Messages.text("store.verifying"),
                                "dx store verify --dry-run",
                                reporter -> engine.verify(events(reporter)),
                                result -> result.count() == 0
                                        ? whole(result)
                                        : Messages.text(
                                                "store.verified",
                                                result.packages().packages()),
                                Operation.Promise.AS_FAR_AS_IT_CAME)
                        .fallingShort(
                                result -> result.count() == 0 ? null : Messages.text("store.found", result.count())),
                condition::set);
    }

    /** Puts right what can be put right, and aside what cannot. */
    public void repair() {
        last = this::repair;
        start(
                new Operation.Task<StoreHealth>(
                                Messages.text("store.repairing"),
                                "dx store repair",
                                reporter -> engine.repair(events(reporter)),
                                StoreModel::repaired,
                                Operation.Promise.AS_FAR_AS_IT_CAME)
                        .fallingShort(StoreModel::lost),
                _ -> condition.set(null));
    }

    private static String repaired(StoreHealth result) {
        return result.count() + result.fetched() == 0
                ? whole(result)
                : Messages.text(
                        "store.repaired", result.count(), result.restored(), result.fetched(), result.removed());
    }

    private static @Nullable String lost(StoreHealth result) {
        if (result.lost().isEmpty()) {
            return null;
        }
        StoreRepair.Lost first = result.lost().getFirst();
        return Messages.text("store.repaired.lost", result.lost().size(), first.what(), first.why());
    }

    /** What was tried last, once more. */
    public void again() {
        last.run();
    }

    /** Finds out what would go. */
    public void preview(Cleaning what, Consumer<StoreCleaning> told) {
        if (previewing != null) {
            previewing.cancel();
        }
        problem.set(null);
        looking.set(true);
        previewing = background.run(
                () -> engine.clean(what, Mode.PREVIEW),
                removal -> {
                    looking.set(false);
                    told.accept(removal);
                },
                why -> {
                    looking.set(false);
                    problem.set(why);
                });
    }

    public void clean(Cleaning what) {
        last = () -> clean(what);
        start(
                new Operation.Task<StoreCleaning>(
                                Messages.text("store.cleaning"),
                                command(what),
                                reporter -> engine.clean(what, Mode.DO),
                                removal -> Messages.text(
                                        "store.cleaned", removal.amount(), Measures.bytes((double) removal.freed())),
                                Operation.Promise.AS_FAR_AS_IT_CAME)
                        .resumedBy(new Resumption(Resumption.Kind.STORE, List.of(what.name()))),
                _ -> condition.set(null));
    }

    /** Takes up what an earlier window could not bring to its end. */
    public void resume(Resumption cleaning) {
        for (Cleaning each : Cleaning.values()) {
            if (cleaning.words().contains(each.name())) {
                clean(each);
            }
        }
    }

    public String command(Cleaning what) {
        return switch (what) {
            case UNUSED -> "dx store gc";
            case TREES -> "dx clean --layouts";
            case EVERYTHING -> "dx clean --store";
        };
    }

    private static String whole(StoreHealth result) {
        return Messages.text("store.whole", result.packages().packages());
    }

    private <R> void start(Operation.Task<R> task, Consumer<R> done) {
        if (busy.get()) {
            return;
        }
        busy.set(true);
        Operation<R> started = operations.start(task, log);
        operation.set(started);
        started.outcomeProperty().subscribe(outcome -> {
            if (outcome.over()) {
                busy.set(false);
                if (outcome instanceof Outcome.Done<R>(R result)) {
                    done.accept(result);
                }
                refresh();
            }
        });
    }

    private static Consumer<StoreEvent> events(Reporter reporter) {
        return event -> {
            switch (event) {
                case StoreEvent.Progress(int done, int total) ->
                    reporter.advance(new Advance(
                            Messages.text("store.read", done, total), total == 0 ? -1 : (double) done / total));
                case StoreEvent.Found(StoreFinding finding) ->
                    reporter.line(LogLine.Kind.WARNING, finding.where() + ": " + finding.what());
                case StoreEvent.Done(String what) -> reporter.line(LogLine.Kind.DETAIL, what);
            }
        };
    }
}
