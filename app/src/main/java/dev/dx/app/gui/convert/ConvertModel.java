package dev.dx.app.gui.convert;

import dev.dx.app.gui.task.Advance;
import dev.dx.app.gui.task.Background;
import dev.dx.app.gui.task.LogLine;
import dev.dx.app.gui.task.Operation;
import dev.dx.app.gui.task.OperationLog;
import dev.dx.app.gui.task.Operations;
import dev.dx.app.gui.task.Reporter;
import dev.dx.app.gui.task.Resumption;
import dev.dx.app.gui.text.Measures;
import dev.dx.app.gui.text.Messages;
import dev.dx.converter.Batch;
import dev.dx.converter.BatchReport;
import dev.dx.converter.Converted;
import dev.dx.converter.ReadingTime;
import dev.dx.engine.DxException;
import dev.dx.engine.ErrorCode;
import dev.dx.engine.pack.PackSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;
import javafx.beans.Observable;
import javafx.beans.binding.Bindings;
import javafx.beans.binding.BooleanBinding;
import javafx.beans.binding.IntegerBinding;
import javafx.beans.binding.StringBinding;
import javafx.beans.property.BooleanProperty;
import javafx.beans.property.IntegerProperty;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import javafx.beans.property.SimpleBooleanProperty;
import javafx.beans.property.SimpleIntegerProperty;
import javafx.beans.property.SimpleObjectProperty;
import javafx.beans.property.SimpleStringProperty;
import javafx.beans.property.StringProperty;
import javafx.collections.FXCollections;
import javafx.collections.ObservableList;
import org.jspecify.annotations.Nullable;

/** A list of packages, what becomes of each, and the batch that is under way or was last. UI thread only. */
public final class ConvertModel {
    public static final int MOST_AT_ONCE = 32;

    private static final String COMPARED = "compared";
    private static final int FIRST_SPEC = 5;

    /** What packs are made for. */
    public enum Codec {
        /** The least bytes. */
        ZSTD,
        /** The least time. */
        LZ4
    }

    private final ConvertEngine engine;
    private final Background background;
    private final Operations operations;
    private final Supplier<Path> project;
    private final OperationLog log = new OperationLog();

    private final StringProperty text = new SimpleStringProperty("");
    private final ObjectProperty<Path> target;
    private final IntegerProperty atOnce = new SimpleIntegerProperty(5);
    private final ObjectProperty<Codec> codec = new SimpleObjectProperty<>(Codec.ZSTD);
    private final BooleanProperty compare = new SimpleBooleanProperty(true);
    private final ObservableList<ConvertItem> items =
            FXCollections.observableArrayList(item -> new Observable[] {item.factsProperty()});
    private final ReadOnlyObjectWrapper<@Nullable Operation<BatchReport>> operation = new ReadOnlyObjectWrapper<>();
    private final ReadOnlyObjectWrapper<@Nullable DxException> problem = new ReadOnlyObjectWrapper<>();
    private final BooleanProperty busy = new SimpleBooleanProperty();
    private final IntegerBinding count = Bindings.createIntegerBinding(() -> specs().size(), text);
    private final BooleanBinding canStart = count.greaterThan(0).and(busy.not());
    private final StringBinding command;

    /** @param project whose registries are asked */
    public ConvertModel(
            ConvertEngine engine,
            Background background,
            Operations operations,
            Supplier<Path> project,
            Path firstTarget) {
        this.engine = engine;
        this.background = background;
        this.operations = operations;
        this.project = project;
        this.target = new SimpleObjectProperty<>(firstTarget);
        this.command = Bindings.createStringBinding(this::commandLine, text, target, atOnce, codec, compare);
    }

    /** What the user typed, one package a line. */
    public StringProperty textProperty() {
        return text;
    }

    public ObjectProperty<Path> targetProperty() {
        return target;
    }

    public IntegerProperty atOnceProperty() {
        return atOnce;
    }

    public ObjectProperty<Codec> codecProperty() {
        return codec;
    }

    /** Whether archives are kept beside the packs, and reading either is timed. */
    public BooleanProperty compareProperty() {
        return compare;
    }

    public ObservableList<ConvertItem> items() {
        return items;
    }

    public ReadOnlyObjectProperty<@Nullable Operation<BatchReport>> operationProperty() {
        return operation.getReadOnlyProperty();
    }

    /** Why a file of names could not be read, or a report not be written; null if neither happened. */
    public ReadOnlyObjectProperty<@Nullable DxException> problemProperty() {
        return problem.getReadOnlyProperty();
    }

    public void dismissProblem() {
        problem.set(null);
    }

    public OperationLog log() {
        return log;
    }

    public BooleanProperty busyProperty() {
        return busy;
    }

    public boolean isBusy() {
        return busy.get();
    }

    /** How many packages the list names. */
    public IntegerBinding countProperty() {
        return count;
    }

    public BooleanBinding canStartProperty() {
        return canStart;
    }

    public StringBinding commandProperty() {
        return command;
    }

    /** Adds lines to the list that are not in it. */
    public void addSpecs(List<String> more) {
        List<String> known = specs();
        List<String> fresh = more.stream().filter(spec -> !known.contains(spec)).toList();
        String before = text.get().stripTrailing();
        text.set((before.isEmpty() ? "" : before + "\n") + String.join("\n", fresh));
    }

    /** Adds archives, and the names that stand in other files. */
    public void addFiles(List<Path> files) {
        problem.set(null);
        background.run(() -> specsOf(files), this::addSpecs, problem::set);
    }

    public void start() {
        start(project.get());
    }

    private void start(Path asking) {
        if (!canStart.get()) {
            return;
        }
        List<String> specs = specs();
        items.setAll(specs.stream().map(ConvertItem::new).toList());
        Map<String, ConvertItem> bySpec = new HashMap<>();
        items.forEach(item -> bySpec.put(item.spec(), item));
        ConvertRequest request = new ConvertRequest(
                asking,
                specs,
                target.get(),
                switch (codec.get()) {
                    case ZSTD -> PackSettings.archival();
                    case LZ4 -> PackSettings.lz4(PackSettings.BEST_LZ4);
                },
                compare.get() ? Batch.Archives.KEPT : Batch.Archives.DROPPED,
                atOnce.get());
        busy.set(true);
        Operation<BatchReport> started = operations.start(
                new Operation.Task<BatchReport>(
                                Messages.text("convert.running", specs.size()),
                                commandLine(),
                                reporter -> run(request, bySpec, reporter),
                                ConvertModel::summary,
                                Operation.Promise.AS_FAR_AS_IT_CAME)
                        .fallingShort(report -> report.failed().isEmpty()
                                ? null
                                : Messages.text("convert.short", report.failed().size(), specs.size()))
                        .resumedBy(resumption(asking, specs)),
                log);
        operation.set(started);
        started.outcomeProperty().subscribe(outcome -> {
            if (outcome.over()) {
                busy.set(false);
                items.forEach(ConvertItem::stopped);
            }
        });
    }

    private Resumption resumption(Path asking, List<String> specs) {
        List<String> words = new ArrayList<>(List.of(
                target.get().toString(),
                codec.get().name(),
                compare.get() ? COMPARED : "",
                Integer.toString(atOnce.get()),
                asking.toString()));
        words.addAll(specs);
        return new Resumption(Resumption.Kind.CONVERT, words);
    }

    /** Takes up what an earlier window could not bring to its end, of the registries it asked; what was converted stays. */
    public void resume(Resumption batch) {
        List<String> words = batch.words();
        if (words.size() <= FIRST_SPEC || busy.get()) {
            return;
        }
        target.set(Path.of(words.get(0)));
        codec.set(Codec.valueOf(words.get(1)));
        compare.set(words.get(2).equals(COMPARED));
        atOnce.set(Integer.parseInt(words.get(3)));
        text.set(String.join("\n", words.subList(FIRST_SPEC, words.size())));
        start(Path.of(words.get(4)));
    }

    public void cancel() {
        Operation<BatchReport> running = operation.get();
        if (running != null) {
            running.cancel();
        }
    }

    /** Writes the table as CSV. */
    public void export(Path file) {
        List<ConvertItem.Facts> rows = items.stream().map(ConvertItem::facts).toList();
        problem.set(null);
        background.run(
                () -> {
                    try {
                        return Files.writeString(file, csv(rows));
                    } catch (IOException unwritable) {
                        throw DxException.io(file.toString(), unwritable);
                    }
                },
                _ -> {},
                problem::set);
    }

    static String csv(List<ConvertItem.Facts> rows) {
        StringBuilder csv = new StringBuilder("package,outcome,tgz_bytes,dxp_bytes,tgz_read_us,dxp_read_us,error\n");
        for (ConvertItem.Facts row : rows) {
            csv.append(quoted(row.name()))
                    .append(',')
                    .append(row.state().name().toLowerCase(Locale.ROOT))
                    .append(',')
                    .append(row.archive() == 0 ? "" : row.archive())
                    .append(',')
                    .append(row.pack() == 0 ? "" : row.pack())
                    .append(',')
                    .append(row.readArchive() == 0 ? "" : row.readArchive() / 1000)
                    .append(',')
                    .append(row.readPack() == 0 ? "" : row.readPack() / 1000)
                    .append(',')
                    .append(row.problem() == null ? "" : quoted(row.problem().getMessage()))
                    .append('\n');
        }
        return csv.toString();
    }

    private static String quoted(@Nullable String text) {
        return '"' + (text == null ? "" : text.replace("\"", "\"\"")) + '"';
    }

    private List<String> specs() {
        return ConvertList.parse(text.get());
    }

    private static List<String> specsOf(List<Path> files) {
        List<String> specs = new ArrayList<>();
        for (Path file : files) {
            String name = file.getFileName().toString();
            if (Files.isDirectory(file) || name.endsWith(".tgz") || name.endsWith(".tar.gz")) {
                specs.add(file.toAbsolutePath().toString());
                continue;
            }
            try {
                specs.addAll(ConvertList.parse(Files.readString(file)));
            } catch (IOException unreadable) {
                throw DxException.io(file.toString(), unreadable);
            }
        }
        return specs;
    }

    private BatchReport run(ConvertRequest request, Map<String, ConvertItem> bySpec, Reporter reporter) {
        Watcher watcher = new Watcher(bySpec, request.specs().size(), reporter);
        BatchReport report = engine.convert(request, watcher);
        if (request.archives() == Batch.Archives.KEPT) {
            watcher.measure();
        }
        return report;
    }

    private static String summary(BatchReport report) {
        String counts = Messages.text(
                "convert.summary",
                report.count(Converted.Outcome.CONVERTED),
                report.count(Converted.Outcome.SKIPPED),
                Measures.took(report.time()));
        return report.archiveBytes() == 0
                ? counts
                : counts
                        + Messages.text("separator")
                        + Messages.text(
                                "convert.summary.sizes",
                                Measures.bytes((double) report.archiveBytes()),
                                Measures.bytes((double) report.packBytes()));
    }

    private String commandLine() {
        List<String> specs = specs();
        StringBuilder line = new StringBuilder("dx-convert ");
        line.append(specs.size() > 3 ? "batch LIST" : "download " + String.join(" ", quotedForShell(specs)));
        line.append(" -o ")
                .append(String.join("", quotedForShell(List.of(target.get().toString()))));
        line.append(" -c ").append(atOnce.get());
        if (codec.get() == Codec.LZ4) {
            line.append(" --codec lz4");
        }
        if (compare.get()) {
            line.append(" --keep-archives");
        }
        return line.toString();
    }

    private static List<String> quotedForShell(List<String> words) {
        return words.stream()
                .map(word -> word.matches("[A-Za-z0-9@%+=:,./_-]+") ? word : "'" + word.replace("'", "'\\''") + "'")
                .toList();
    }

    /** Told by the threads that convert; hands on to the UI thread. */
    private final class Watcher implements Batch.Listener {
        private final Map<String, ConvertItem> bySpec;
        private final int all;
        private final Reporter reporter;
        private final Map<ConvertItem, Converted> converted = new HashMap<>();
        private int over;
        private int failures;

        Watcher(Map<String, ConvertItem> bySpec, int all, Reporter reporter) {
            this.bySpec = bySpec;
            this.all = all;
            this.reporter = reporter;
            tell();
        }

        @Override
        public void started(String spec) {
            onUi(spec, ConvertItem::begin);
        }

        @Override
        public synchronized void done(String spec, Converted result) {
            over++;
            reporter.line(
                    LogLine.Kind.DETAIL,
                    switch (result.outcome()) {
                        case CONVERTED ->
                            Messages.text(
                                    "convert.log.done",
                                    result.id().toString(),
                                    Measures.bytes((double) result.packLength()),
                                    Measures.took(result.time()));
                        case SKIPPED ->
                            Messages.text("convert.log.there", result.id().toString());
                    });
            ConvertItem item = bySpec.get(spec);
            if (item != null) {
                converted.put(item, result);
            }
            tell();
            onUi(spec, it -> it.done(result));
        }

        @Override
        public synchronized void failed(BatchReport.Failure failure) {
            if (failure.why().code() == ErrorCode.DX_CANCELLED) {
                return;
            }
            over++;
            failures++;
            reporter.line(
                    LogLine.Kind.FAILURE, failure.spec() + ": " + failure.why().getMessage());
            tell();
            onUi(failure.spec(), item -> item.failed(failure.why()));
        }

        @Override
        public void warning(String warning) {
            reporter.line(LogLine.Kind.WARNING, warning);
        }

        /** One after the other, when nothing else runs. */
        void measure() {
            reporter.line(LogLine.Kind.STEP, Messages.text("convert.measuring"));
            reporter.advance(new Advance(Messages.text("convert.measuring"), -1));
            converted.forEach((item, result) -> {
                Path archive = archiveOf(item.spec(), result.file());
                if (Files.isRegularFile(archive)) {
                    long readArchive = ReadingTime.ofArchive(archive);
                    long readPack = ReadingTime.ofPack(result.file());
                    background.ui().run(() -> item.measured(readArchive, readPack));
                }
            });
        }

        private Path archiveOf(String spec, Path pack) {
            String name = pack.getFileName().toString();
            Path given = Path.of(spec);
            return given.isAbsolute()
                    ? given
                    : pack.resolveSibling(name.substring(0, name.length() - ".dxp".length()) + ".tgz");
        }

        private void tell() {
            String words = failures == 0
                    ? Messages.text("convert.progress", over, all)
                    : Messages.text("convert.progress.failed", over, all, failures);
            reporter.advance(new Advance(words, all == 0 ? -1 : (double) over / all));
        }

        private void onUi(String spec, Consumer<ConvertItem> change) {
            ConvertItem item = bySpec.get(spec);
            if (item != null) {
                background.ui().run(() -> change.accept(item));
            }
        }
    }
}
