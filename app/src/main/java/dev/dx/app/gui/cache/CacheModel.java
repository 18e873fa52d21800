package dev.dx.app.gui.cache;

import dev.dx.app.gui.task.Background;
import dev.dx.app.gui.task.Operation;
import dev.dx.app.gui.task.OperationLog;
import dev.dx.app.gui.task.Operations;
import dev.dx.app.gui.task.Resumption;
import dev.dx.app.gui.text.Measures;
import dev.dx.app.gui.text.Messages;
import dev.dx.engine.DxException;
import dev.dx.engine.cache.CacheHistory;
import dev.dx.engine.cache.CacheUse;
import dev.dx.engine.cache.Subject;
import dev.dx.engine.cache.Tier;
import dev.dx.engine.install.overview.CacheOverview;
import java.util.List;
import javafx.beans.property.ReadOnlyBooleanProperty;
import javafx.beans.property.ReadOnlyBooleanWrapper;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import org.jspecify.annotations.Nullable;

/** What caches did for the installs that are written down, and what they hold now. UI thread only. */
public final class CacheModel {
    private final CacheEngine engine;
    private final Background background;
    private final Operations operations;
    private final OperationLog log = new OperationLog();
    private final ReadOnlyObjectWrapper<@Nullable Known> known = new ReadOnlyObjectWrapper<>();
    private final ReadOnlyObjectWrapper<@Nullable CacheOverview> overview = new ReadOnlyObjectWrapper<>();
    private final ReadOnlyObjectWrapper<@Nullable DxException> problem = new ReadOnlyObjectWrapper<>();
    private final ReadOnlyObjectWrapper<@Nullable Operation<?>> operation = new ReadOnlyObjectWrapper<>();
    private final ReadOnlyBooleanWrapper busy = new ReadOnlyBooleanWrapper();
    private Background.@Nullable Job reading;
    private Background.@Nullable Job counting;

    /**
     * What is written down.
     *
     * @param all of it together
     */
    public record Known(List<CacheHistory.Run> runs, CacheUse all) {
        public Known {
            runs = List.copyOf(runs);
        }

        static Known of(List<CacheHistory.Run> runs) {
            return new Known(runs, runs.stream().map(CacheHistory.Run::use).reduce(CacheUse.NONE, CacheUse::plus));
        }

        /** How often something was found there. */
        public long found(Tier tier) {
            return found(all, tier);
        }

        static long found(CacheUse use, Tier tier) {
            long found = 0;
            for (Subject subject : Subject.values()) {
                found += use.hits(subject, tier).count();
            }
            return found;
        }

        public long asked() {
            return found(Tier.MEMORY) + found(Tier.DISK) + found(Tier.NETWORK);
        }

        /** The share of what was asked for that did not have to be fetched; below 0 where nothing was asked for. */
        public double hitRate() {
            return asked() == 0 ? -1 : 1 - (double) found(Tier.NETWORK) / asked();
        }
    }

    public CacheModel(CacheEngine engine, Background background, Operations operations) {
        this.engine = engine;
        this.background = background;
        this.operations = operations;
    }

    /** Null until it was read. */
    public ReadOnlyObjectProperty<@Nullable Known> knownProperty() {
        return known.getReadOnlyProperty();
    }

    /** Null until it was counted. */
    public ReadOnlyObjectProperty<@Nullable CacheOverview> overviewProperty() {
        return overview.getReadOnlyProperty();
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

    public ReadOnlyBooleanProperty busyProperty() {
        return busy.getReadOnlyProperty();
    }

    /** Reads what is written down, then counts what is there. */
    public void refresh() {
        if (reading != null) {
            reading.cancel();
        }
        if (counting != null) {
            counting.cancel();
        }
        problem.set(null);
        reading = background.run(() -> Known.of(engine.history()), known::set, problem::set);
        counting = background.run(engine::overview, overview::set, problem::set);
    }

    public String command() {
        return "dx clean --cache";
    }

    public void clear() {
        if (busy.get()) {
            return;
        }
        busy.set(true);
        Operation<Long> started = operations.start(
                new Operation.Task<Long>(
                                Messages.text("cache.clearing"),
                                command(),
                                reporter -> engine.clear(),
                                bytes -> Messages.text("cache.cleared", Measures.bytes((double) bytes)),
                                Operation.Promise.AS_FAR_AS_IT_CAME)
                        .resumedBy(new Resumption(Resumption.Kind.CACHE, List.of())),
                log);
        operation.set(started);
        started.outcomeProperty().subscribe(outcome -> {
            if (outcome.over()) {
                busy.set(false);
                refresh();
            }
        });
    }
}
