package dev.dx.app.gui.convert;

import dev.dx.app.gui.control.BarPair;
import dev.dx.app.gui.control.CommandStrip;
import dev.dx.app.gui.control.Dialogs;
import dev.dx.app.gui.control.Fxml;
import dev.dx.app.gui.control.OperationPanel;
import dev.dx.app.gui.control.ScreenCommand;
import dev.dx.app.gui.control.ScreenView;
import dev.dx.app.gui.control.Shown;
import dev.dx.app.gui.control.WholeText;
import dev.dx.app.gui.text.FailureText;
import dev.dx.app.gui.text.FolderText;
import dev.dx.app.gui.text.Measures;
import dev.dx.app.gui.text.Messages;
import dev.dx.engine.DxException;
import dev.dx.engine.ErrorCode;
import java.io.File;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import javafx.beans.InvalidationListener;
import javafx.beans.property.ReadOnlyStringWrapper;
import javafx.beans.value.ObservableValue;
import javafx.collections.transformation.FilteredList;
import javafx.collections.transformation.SortedList;
import javafx.fxml.FXML;
import javafx.scene.Node;
import javafx.scene.Parent;
import javafx.scene.TraversalDirection;
import javafx.scene.control.Button;
import javafx.scene.control.CheckBox;
import javafx.scene.control.Label;
import javafx.scene.control.ListCell;
import javafx.scene.control.ListView;
import javafx.scene.control.Spinner;
import javafx.scene.control.SpinnerValueFactory;
import javafx.scene.control.TableCell;
import javafx.scene.control.TableColumn;
import javafx.scene.control.TableView;
import javafx.scene.control.TextArea;
import javafx.scene.control.ToggleButton;
import javafx.scene.control.ToggleGroup;
import javafx.scene.control.Tooltip;
import javafx.scene.input.DragEvent;
import javafx.scene.input.KeyCode;
import javafx.scene.input.KeyEvent;
import javafx.scene.input.TransferMode;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.StackPane;
import javafx.scene.layout.VBox;
import org.jspecify.annotations.Nullable;
import org.kordamp.ikonli.feather.Feather;
import org.kordamp.ikonli.javafx.FontIcon;

/** The Convert screen: the list on the left, what became of it on the right. */
@SuppressWarnings("NullAway.Init") // FXMLLoader fills the fields before the constructor ends
public final class ConvertView implements ScreenView {
    private final ConvertModel model;
    private final Dialogs dialogs;
    private final Supplier<List<String>> projectPackages;
    private final ReadOnlyStringWrapper status = new ReadOnlyStringWrapper("");
    private @Nullable OperationPanel panel;

    @FXML
    private StackPane root;

    @FXML
    private TextArea list;

    @FXML
    private Label count;

    @FXML
    private Button fromProject;

    @FXML
    private Label target;

    @FXML
    private Spinner<Integer> atOnce;

    @FXML
    private ToggleGroup codecs;

    @FXML
    private ToggleButton zstd;

    @FXML
    private ToggleButton lz4;

    @FXML
    private CheckBox compare;

    @FXML
    private Button start;

    @FXML
    private CommandStrip command;

    @FXML
    private VBox nothing;

    @FXML
    private VBox results;

    @FXML
    private Label totals;

    @FXML
    private ToggleGroup forms;

    @FXML
    private ToggleButton asTable;

    @FXML
    private Button export;

    @FXML
    private TableView<ConvertItem> table;

    @FXML
    private TableColumn<ConvertItem, ConvertItem.Facts> nameColumn;

    @FXML
    private TableColumn<ConvertItem, ConvertItem.Facts> stateColumn;

    @FXML
    private TableColumn<ConvertItem, Number> archiveColumn;

    @FXML
    private TableColumn<ConvertItem, Number> packColumn;

    @FXML
    private TableColumn<ConvertItem, Number> ratioColumn;

    @FXML
    private TableColumn<ConvertItem, Number> speedColumn;

    @FXML
    private VBox chartBox;

    @FXML
    private ListView<ConvertItem> chart;

    @FXML
    private HBox problem;

    @FXML
    private Label problemWhat;

    @FXML
    private Label problemRemedy;

    @FXML
    private StackPane operationHost;

    @FXML
    private StackPane dropHint;

    /** @param projectPackages what the open project depends on, as specs; nothing where none is open */
    public ConvertView(ConvertModel model, Dialogs dialogs, Supplier<List<String>> projectPackages) {
        this.model = model;
        this.dialogs = dialogs;
        this.projectPackages = projectPackages;
        Fxml.load(this, Node.class);
    }

    @Override
    public Parent node() {
        return root;
    }

    @Override
    public void focus() {
        fromProject.setDisable(projectPackages.get().isEmpty());
        list.requestFocus();
    }

    @Override
    public ObservableValue<String> status() {
        return status.getReadOnlyProperty();
    }

    @Override
    public List<ScreenCommand> commands() {
        return List.of(
                ScreenCommand.of(Messages.text("convert.start"), Feather.PACKAGE, "Shortcut+Enter", model::start)
                        .when(() -> model.canStartProperty().get()),
                ScreenCommand.of(Messages.text("convert.fromFile"), Feather.FILE_TEXT, "Shortcut+O", this::addFiles),
                ScreenCommand.of(Messages.text("convert.fromProject"), Feather.FOLDER, this::addFromProject)
                        .when(() -> !projectPackages.get().isEmpty()),
                ScreenCommand.of(Messages.text("convert.export"), Feather.SHARE, this::export)
                        .when(() -> !model.items().isEmpty()));
    }

    @FXML
    void initialize() {
        list.textProperty().bindBidirectional(model.textProperty());
        list.addEventFilter(KeyEvent.KEY_PRESSED, event -> {
            // In a list of names a tab is of no use, and would keep the keyboard here.
            if (event.getCode() == KeyCode.TAB) {
                list.requestFocusTraversal(event.isShiftDown() ? TraversalDirection.PREVIOUS : TraversalDirection.NEXT);
                event.consume();
            }
        });
        model.countProperty().subscribe(number -> {
            Shown.only(count, number.intValue() > 0);
            count.setText(Messages.text("convert.count", number));
        });
        model.targetProperty().subscribe(folder -> target.setText(FolderText.of(folder)));
        atOnce.setValueFactory(new SpinnerValueFactory.IntegerSpinnerValueFactory(
                1, ConvertModel.MOST_AT_ONCE, model.atOnceProperty().get()));
        atOnce.valueProperty().subscribe(number -> model.atOnceProperty().set(number));
        model.atOnceProperty().subscribe(number -> atOnce.getValueFactory().setValue(number.intValue()));
        zstd.setUserData(ConvertModel.Codec.ZSTD);
        lz4.setUserData(ConvertModel.Codec.LZ4);
        codecs.selectToggle(zstd);
        stayChosen(codecs);
        codecs.selectedToggleProperty().subscribe(chosen -> {
            if (chosen != null && chosen.getUserData() instanceof ConvertModel.Codec codec) {
                model.codecProperty().set(codec);
            }
        });
        compare.selectedProperty().bindBidirectional(model.compareProperty());
        start.disableProperty().bind(model.canStartProperty().not());
        command.commandProperty().bind(model.commandProperty());
        command.visibleProperty().bind(model.countProperty().greaterThan(0));
        initializeResults();
        model.problemProperty().subscribe(this::showProblem);
        model.operationProperty().subscribe(operation -> {
            if (operation != null) {
                if (panel == null) {
                    panel = new OperationPanel(model.log(), model::start);
                    operationHost.getChildren().add(panel);
                }
                panel.show(operation);
            }
        });
        Shown.only(dropHint, false);
        root.setOnDragOver(this::dragOver);
        root.setOnDragExited(_ -> Shown.only(dropHint, false));
        root.setOnDragDropped(this::dragDropped);
    }

    @FXML
    void start() {
        list.requestFocus();
        model.start();
    }

    @FXML
    void addFiles() {
        model.addFiles(dialogs.files(
                root.getScene().getWindow(), Messages.text("convert.fromFile"), List.of("*.txt", "*.tgz", "*.tar.gz")));
    }

    @FXML
    void addFromProject() {
        model.addSpecs(projectPackages.get());
    }

    @FXML
    void chooseTarget() {
        Path chosen = dialogs.folder(
                root.getScene().getWindow(),
                Messages.text("convert.target"),
                model.targetProperty().get());
        if (chosen != null) {
            model.targetProperty().set(chosen);
        }
    }

    @FXML
    void export() {
        Path file = dialogs.save(root.getScene().getWindow(), Messages.text("convert.export"), "converted.csv");
        if (file != null) {
            model.export(file);
        }
    }

    @FXML
    void dismissProblem() {
        model.dismissProblem();
    }

    private void initializeResults() {
        SortedList<ConvertItem> sorted = new SortedList<>(model.items());
        sorted.comparatorProperty().bind(table.comparatorProperty());
        table.setItems(sorted);
        table.setColumnResizePolicy(TableView.CONSTRAINED_RESIZE_POLICY_FLEX_NEXT_COLUMN);
        ConvertCells.name(nameColumn);
        ConvertCells.state(stateColumn);
        number(archiveColumn, facts -> (double) facts.archive(), Measures::bytes);
        number(packColumn, facts -> (double) facts.pack(), Measures::bytes);
        number(ratioColumn, ConvertItem.Facts::ratio, ratio -> Messages.text("convert.percent", ratio * 100));
        number(speedColumn, ConvertItem.Facts::speed, speed -> Messages.text("convert.times", speed));
        FilteredList<ConvertItem> known =
                new FilteredList<>(model.items(), item -> item.facts().archive() > 0);
        chart.setItems(known);
        chart.setCellFactory(_ -> new ChartCell());
        chart.setPlaceholder(new Label(Messages.text("convert.chart.empty")));
        forms.selectToggle(asTable);
        stayChosen(forms);
        asTable.selectedProperty().subscribe(chosen -> {
            Shown.only(table, chosen);
            Shown.only(chartBox, !chosen);
        });
        model.items().addListener((InvalidationListener) _ -> showResults());
        showResults();
    }

    private void showResults() {
        boolean any = !model.items().isEmpty();
        Shown.only(nothing, !any);
        Shown.only(results, any);
        double archives = 0;
        double packs = 0;
        double readArchives = 0;
        double readPacks = 0;
        int failed = 0;
        for (ConvertItem item : model.items()) {
            ConvertItem.Facts facts = item.facts();
            if (facts.ratio() > 0) {
                archives += facts.archive();
                packs += facts.pack();
            }
            if (facts.speed() > 0) {
                readArchives += facts.readArchive();
                readPacks += facts.readPack();
            }
            failed += facts.state() == ConvertItem.State.FAILED ? 1 : 0;
        }
        StringBuilder words =
                new StringBuilder(Messages.text("convert.count", model.items().size()));
        if (archives > 0) {
            words.append(Messages.text("separator"))
                    .append(Messages.text(
                            "convert.total", Measures.bytes(archives), Measures.bytes(packs), packs / archives * 100));
        }
        if (readPacks > 0) {
            words.append(Messages.text("separator"))
                    .append(Messages.text("convert.total.speed", readArchives / readPacks));
        }
        if (failed > 0) {
            words.append(Messages.text("separator")).append(Messages.text("convert.total.failed", failed));
        }
        totals.setText(words.toString());
        status.set(any ? words.toString() : Messages.text("convert.status"));
        export.setDisable(!any);
        ChartCell.scale(chart, model.items());
    }

    private void showProblem(@Nullable DxException reason) {
        Shown.only(problem, reason != null);
        if (reason != null) {
            problemWhat.setText(FailureText.of(reason));
            problemRemedy.setText(reason.remedy());
        }
    }

    private void dragOver(DragEvent event) {
        if (event.getDragboard().hasFiles() || event.getDragboard().hasString()) {
            event.acceptTransferModes(TransferMode.COPY);
            Shown.only(dropHint, true);
        }
        event.consume();
    }

    private void dragDropped(DragEvent event) {
        boolean files = event.getDragboard().hasFiles();
        if (files) {
            dropped(event.getDragboard().getFiles().stream().map(File::toPath).toList());
        } else if (event.getDragboard().hasString()) {
            model.addSpecs(ConvertList.parse(event.getDragboard().getString()));
        }
        Shown.only(dropHint, false);
        event.setDropCompleted(true);
        event.consume();
    }

    /** What was dropped on the screen: archives, folders of packages, and files that list names. */
    void dropped(List<Path> files) {
        model.addFiles(files);
    }

    private static void number(
            TableColumn<ConvertItem, Number> column,
            Function<ConvertItem.Facts, Double> value,
            Function<Double, String> words) {
        column.setCellValueFactory(
                features -> features.getValue().factsProperty().map(value));
        column.setCellFactory(_ -> new TableCell<>() {
            {
                getStyleClass().add("number-cell");
            }

            @Override
            protected void updateItem(@Nullable Number number, boolean empty) {
                super.updateItem(number, empty);
                setText(
                        empty || number == null
                                ? null
                                : number.doubleValue() > 0
                                        ? words.apply(number.doubleValue())
                                        : Messages.text("version.none"));
            }
        });
    }

    private static void stayChosen(ToggleGroup group) {
        group.selectedToggleProperty().addListener((_, before, now) -> {
            if (now == null) {
                before.setSelected(true);
            }
        });
    }

    /** One package's two sizes and two times, all on one scale each. */
    private static final class ChartCell extends ListCell<ConvertItem> {
        private static final String LARGEST = "dx.largest";

        private record Largest(double bytes, double nanos) {}

        private final Label name = new Label();
        private final BarPair sizes = new BarPair();
        private final BarPair times = new BarPair();
        private final HBox pairs = new HBox(sizes, times);
        private final VBox box = new VBox(name, pairs);

        ChartCell() {
            getStyleClass().add("chart-cell");
            name.getStyleClass().add("chart-name");
            pairs.getStyleClass().add("chart-pairs");
            HBox.setHgrow(sizes, Priority.ALWAYS);
            HBox.setHgrow(times, Priority.ALWAYS);
            setPrefWidth(0);
        }

        static void scale(ListView<ConvertItem> list, List<ConvertItem> items) {
            double bytes = 1;
            double nanos = 1;
            for (ConvertItem item : items) {
                ConvertItem.Facts facts = item.facts();
                bytes = Math.max(bytes, Math.max((double) facts.archive(), (double) facts.pack()));
                nanos = Math.max(nanos, Math.max((double) facts.readArchive(), (double) facts.readPack()));
            }
            Largest largest = new Largest(bytes, nanos);
            if (!largest.equals(list.getProperties().put(LARGEST, largest))) {
                list.refresh();
            }
        }

        @Override
        protected void updateItem(@Nullable ConvertItem item, boolean empty) {
            super.updateItem(item, empty);
            if (empty || item == null) {
                setGraphic(null);
                return;
            }
            ConvertItem.Facts facts = item.facts();
            Largest largest =
                    getListView().getProperties().get(LARGEST) instanceof Largest known ? known : new Largest(1, 1);
            name.setText(facts.name());
            sizes.show(
                    facts.archive() / largest.bytes(),
                    Measures.bytes((double) facts.archive()),
                    facts.pack() / largest.bytes(),
                    Measures.bytes((double) facts.pack()));
            boolean timed = facts.speed() > 0;
            times.setVisible(timed);
            if (timed) {
                times.show(
                        facts.readArchive() / largest.nanos(),
                        time(facts.readArchive()),
                        facts.readPack() / largest.nanos(),
                        time(facts.readPack()));
            }
            setAccessibleText(Messages.text(
                    "convert.chart.accessible",
                    facts.name(),
                    Measures.bytes((double) facts.archive()),
                    Measures.bytes((double) facts.pack())));
            setGraphic(box);
        }

        private static String time(long nanos) {
            return nanos < 10_000_000
                    ? Messages.text("measure.exactMilliseconds", nanos / 1e6)
                    : Measures.took(Duration.ofNanos(nanos));
        }
    }

    /** What stands in the table's first columns. */
    private static final class ConvertCells {
        static void name(TableColumn<ConvertItem, ConvertItem.Facts> column) {
            column.setCellValueFactory(features -> features.getValue().factsProperty());
            column.setComparator(Comparator.comparing(ConvertItem.Facts::name));
            column.setCellFactory(_ -> new TableCell<>() {
                {
                    WholeText.onHover(this);
                }

                @Override
                protected void updateItem(ConvertItem.@Nullable Facts facts, boolean empty) {
                    super.updateItem(facts, empty);
                    setText(empty || facts == null ? null : facts.name());
                }
            });
        }

        static void state(TableColumn<ConvertItem, ConvertItem.Facts> column) {
            column.setCellValueFactory(features -> features.getValue().factsProperty());
            column.setComparator(Comparator.comparing(ConvertItem.Facts::state));
            column.setCellFactory(_ -> new TableCell<>() {
                private final FontIcon icon = new FontIcon();

                {
                    getStyleClass().add("status-cell");
                }

                @Override
                protected void updateItem(ConvertItem.@Nullable Facts facts, boolean empty) {
                    super.updateItem(facts, empty);
                    setTooltip(null);
                    if (empty || facts == null) {
                        setText(null);
                        setGraphic(null);
                        return;
                    }
                    DxException why = facts.problem();
                    setText(why == null ? words(facts) : briefly(why.code()));
                    if (why != null) {
                        setTooltip(new Tooltip(FailureText.of(why) + "\n" + why.remedy()));
                    }
                    icon.setIconCode(symbol(facts.state()));
                    icon.getStyleClass().setAll("ikonli-font-icon", "tone-icon", tone(facts.state()));
                    setGraphic(icon);
                }
            });
        }

        /** As much as fits; the whole is told on hover, and in the log. */
        private static String briefly(ErrorCode why) {
            return switch (why) {
                case DX_NOT_FOUND -> Messages.text("convert.why.notFound");
                case DX_NETWORK, DX_REGISTRY, DX_OFFLINE -> Messages.text("convert.why.unreachable");
                case DX_INTEGRITY_MISMATCH -> Messages.text("convert.why.mismatch");
                case DX_NO_SPACE -> Messages.text("convert.why.full");
                case DX_AUTH -> Messages.text("convert.why.refused");
                default -> Messages.text("convert.state.failed");
            };
        }

        private static String words(ConvertItem.Facts facts) {
            return switch (facts.state()) {
                case WAITING -> Messages.text("convert.state.waiting");
                case WORKING -> Messages.text("convert.state.working");
                case CONVERTED -> Messages.text("convert.state.converted");
                case THERE -> Messages.text("convert.state.there");
                case FAILED -> Messages.text("convert.state.failed");
                case STOPPED -> Messages.text("convert.state.stopped");
            };
        }

        private static Feather symbol(ConvertItem.State state) {
            return switch (state) {
                case WAITING -> Feather.CLOCK;
                case WORKING -> Feather.LOADER;
                case CONVERTED -> Feather.CHECK_CIRCLE;
                case THERE -> Feather.CHECK;
                case FAILED -> Feather.ALERT_OCTAGON;
                case STOPPED -> Feather.SLASH;
            };
        }

        private static String tone(ConvertItem.State state) {
            return switch (state) {
                case WAITING, STOPPED -> "tone-calm";
                case WORKING -> "tone-accent";
                case CONVERTED, THERE -> "tone-good";
                case FAILED -> "tone-bad";
            };
        }
    }
}
