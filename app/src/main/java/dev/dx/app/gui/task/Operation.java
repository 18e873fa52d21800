package dev.dx.app.gui.task;

import dev.dx.app.gui.text.Messages;
import dev.dx.engine.DxException;
import dev.dx.engine.ErrorCode;
import dev.dx.engine.InstallEvent;
import dev.dx.engine.install.Progress;
import dev.dx.engine.install.ProgressMeter;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import org.jspecify.annotations.Nullable;

/**
 * One piece of long work: a thread does it, the UI thread watches it. Events may come from any thread and in any number;
 * properties and log change once a frame. Cancelling interrupts the thread that does the work.
 */
public final class Operation<R> {
    private final Task<R> task;
    private final OperationLog log;
    private final UiThread ui;
    private final Journal journal;
    private final ProgressMeter meter = new ProgressMeter();
    private final ReadOnlyObjectWrapper<Outcome<R>> outcome = new ReadOnlyObjectWrapper<>(new Outcome.Running<>());
    private final ReadOnlyObjectWrapper<Progress> progress = new ReadOnlyObjectWrapper<>(meter.snapshot());
    private final ReadOnlyObjectWrapper<Advance> advance = new ReadOnlyObjectWrapper<>(new Advance("", -1));
    private final OperationLog ownLog = new OperationLog();
    private final Instant started = Instant.now();
    private final Said said = new Said();
    private final Thread worker;
    private final Object linesLock = new Object();
    private List<LogLine> unseen = new ArrayList<>();
    private @Nullable Advance saidAdvance;

    /**
     * What to do, and how to speak of it.
     *
     * @param title what is going on, while it does: {@code Installing my-app}
     * @param command what would do the same in a terminal
     * @param work blocks, tells what happens, and throws {@link DxException}
     * @param summary the one line that is left when it is done
     * @param shortcoming what is said of parts that failed in work that came to its end; null where none did
     * @param resumption what the next window has to know if this one dies in the middle; null for what nobody would miss
     * @param precedence whether the window may keep it waiting
     */
    public record Task<R>(
            String title,
            String command,
            Function<Reporter, R> work,
            Function<R, String> summary,
            Function<R, @Nullable String> shortcoming,
            Promise promise,
            @Nullable Resumption resumption,
            Precedence precedence) {
        public Task(
                String title,
                String command,
                Function<Reporter, R> work,
                Function<R, String> summary,
                Promise promise) {
            this(title, command, work, summary, _ -> null, promise, null, Precedence.BEHIND_THE_WINDOW);
        }

        /** Work that happens altogether or not at all. */
        public Task(String title, String command, Function<Reporter, R> work, Function<R, String> summary) {
            this(title, command, work, summary, Promise.ALL_OR_NOTHING);
        }

        /** The same, which changes something and can be taken up again. */
        public Task<R> resumedBy(Resumption how) {
            return new Task<>(title, command, work, summary, shortcoming, promise, how, precedence);
        }

        /** The same, parts of which can fail while the rest is done. */
        public Task<R> fallingShort(Function<R, @Nullable String> told) {
            return new Task<>(title, command, work, summary, told, promise, resumption, precedence);
        }

        /** The same, which the window does not slow down. */
        public Task<R> asImportantAsTheWindow() {
            return new Task<>(
                    title, command, work, summary, shortcoming, promise, resumption, Precedence.AS_THE_WINDOW);
        }
    }

    /** What work that does not come to its end leaves behind. */
    public enum Promise {
        ALL_OR_NOTHING,
        /** What was done so far stays. */
        AS_FAR_AS_IT_CAME
    }

    Operation(Task<R> task, OperationLog log, UiThread ui, Journal journal) {
        this.journal = journal;
        this.task = task;
        this.log = log;
        this.ui = ui;
        this.worker = task.precedence().thread().daemon().name("dx-operation").unstarted(this::work);
    }

    void start() {
        append(List.of(line(LogLine.Kind.COMMAND, "$ " + task.command())));
        worker.start();
        ui.runNextFrame(this::frame);
    }

    public String title() {
        return task.title();
    }

    public String command() {
        return task.command();
    }

    public ReadOnlyObjectProperty<Outcome<R>> outcomeProperty() {
        return outcome.getReadOnlyProperty();
    }

    public Outcome<R> outcome() {
        return outcome.get();
    }

    public ReadOnlyObjectProperty<Progress> progressProperty() {
        return progress.getReadOnlyProperty();
    }

    public Progress progress() {
        return progress.get();
    }

    /** How far it is, in words. */
    public ReadOnlyObjectProperty<Advance> advanceProperty() {
        return advance.getReadOnlyProperty();
    }

    public Advance advance() {
        return advance.get();
    }

    /** What this operation alone said. */
    public OperationLog ownLog() {
        return ownLog;
    }

    /** How it is said that it failed. */
    public String failedWords() {
        return switch (task.promise()) {
            case ALL_OR_NOTHING -> Messages.text("operation.failed");
            case AS_FAR_AS_IT_CAME -> Messages.text("operation.stopped");
        };
    }

    /** How it is said that it was cancelled. */
    public String cancelledWords() {
        return switch (task.promise()) {
            case ALL_OR_NOTHING -> Messages.text("operation.cancelled");
            case AS_FAR_AS_IT_CAME -> Messages.text("operation.cancelledHalfway");
        };
    }

    public Instant started() {
        return started;
    }

    /** The line that is left of the work when it is done. */
    public String summaryOf(R result) {
        return task.summary().apply(result);
    }

    /** What is said of the parts that failed in work that is done; null where none did. */
    public @Nullable String shortcoming() {
        return outcome.get() instanceof Outcome.Done<R>(R result)
                ? task.shortcoming().apply(result)
                : null;
    }

    /** Asks the work to stop and leave everything as it was. Does nothing when it is over or was asked before. */
    public void cancel() {
        if (outcome.get() instanceof Outcome.Running<R>) {
            outcome.set(new Outcome.Cancelling<>());
            worker.interrupt();
        }
    }

    private void work() {
        Attempt<R> attempt = Attempt.at(this::result);
        ui.run(() -> end(attempt));
    }

    private R result() {
        Resumption resumption = task.resumption();
        if (resumption == null) {
            return task.work().apply(said);
        }
        try (Journal.Mark _ = journal.begin(task.title(), resumption)) {
            return task.work().apply(said);
        }
    }

    /** Shows what came since the last frame; also when nothing came, since time left and speed change with time. */
    private void frame() {
        if (outcome.get().over()) {
            return;
        }
        showUnseen();
        ui.runNextFrame(this::frame);
    }

    private void showUnseen() {
        List<LogLine> lines;
        Advance own;
        synchronized (linesLock) {
            lines = unseen;
            unseen = new ArrayList<>();
            own = saidAdvance;
        }
        if (!lines.isEmpty()) {
            append(lines);
        }
        Progress install = meter.snapshot();
        progress.set(install);
        advance.set(own == null ? new Advance(ProgressWords.of(install), install.fraction()) : own);
    }

    private void append(List<LogLine> lines) {
        log.append(lines);
        ownLog.append(lines);
    }

    private void end(Attempt<R> attempt) {
        showUnseen();
        switch (attempt) {
            case Attempt.Success<R>(R result) -> {
                String shortcoming = task.shortcoming().apply(result);
                append(
                        shortcoming == null
                                ? List.of(line(LogLine.Kind.SUCCESS, summaryOf(result)))
                                : List.of(
                                        line(LogLine.Kind.WARNING, shortcoming),
                                        line(LogLine.Kind.DETAIL, summaryOf(result))));
                outcome.set(new Outcome.Done<>(result));
            }
            case Attempt.Failure<R>(DxException failure)
            when failure.code() == ErrorCode.DX_CANCELLED -> {
                append(List.of(line(LogLine.Kind.WARNING, cancelledWords())));
                outcome.set(new Outcome.Cancelled<>());
            }
            case Attempt.Failure<R>(DxException failure) -> {
                append(List.of(
                        line(LogLine.Kind.FAILURE, failure.code() + ": " + failure.what()),
                        line(LogLine.Kind.FAILURE, failure.remedy())));
                outcome.set(new Outcome.Failed<>(failure));
            }
        }
    }

    private static LogLine line(LogLine.Kind kind, String text) {
        return new LogLine(Instant.now(), kind, text);
    }

    /** What the working threads speak to. */
    private final class Said implements Reporter {
        @Override
        public void accept(InstallEvent event) {
            meter.accept(event);
            LogLine line = EventLines.of(event);
            if (line != null) {
                add(line);
            }
        }

        @Override
        public void line(LogLine.Kind kind, String text) {
            add(Operation.line(kind, text));
        }

        @Override
        public void advance(Advance now) {
            synchronized (linesLock) {
                saidAdvance = now;
            }
        }

        private void add(LogLine line) {
            synchronized (linesLock) {
                // Who writes faster than lines can be shown fills the log, not the memory.
                if (unseen.size() >= OperationLog.LIMIT) {
                    unseen.subList(0, OperationLog.LIMIT / 2).clear();
                }
                unseen.add(line);
            }
        }
    }
}
