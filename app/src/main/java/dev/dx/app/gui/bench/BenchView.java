package dev.dx.app.gui.bench;

import dev.dx.app.bench.BenchReport;
import dev.dx.app.bench.BenchReport.Cell;
import dev.dx.app.gui.control.Columns;
import dev.dx.app.gui.control.CommandStrip;
import dev.dx.app.gui.control.Dialogs;
import dev.dx.app.gui.control.Fxml;
import dev.dx.app.gui.control.OperationPanel;
import dev.dx.app.gui.control.PictureFile;
import dev.dx.app.gui.control.ProblemBox;
import dev.dx.app.gui.control.ScreenCommand;
import dev.dx.app.gui.control.ScreenView;
import dev.dx.app.gui.control.Shown;
import dev.dx.app.gui.task.Operation;
import dev.dx.app.gui.text.Measures;
import dev.dx.app.gui.text.Messages;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import javafx.beans.property.ReadOnlyStringWrapper;
import javafx.beans.value.ObservableValue;
import javafx.collections.ListChangeListener;
import javafx.collections.ObservableList;
import javafx.fxml.FXML;
import javafx.scene.Node;
import javafx.scene.Parent;
import javafx.scene.control.Button;
import javafx.scene.control.CheckBox;
import javafx.scene.control.ComboBox;
import javafx.scene.control.Label;
import javafx.scene.control.ListCell;
import javafx.scene.control.ScrollPane;
import javafx.scene.control.Spinner;
import javafx.scene.control.SpinnerValueFactory;
import javafx.scene.control.TableColumn;
import javafx.scene.control.TableView;
import javafx.scene.control.ToggleButton;
import javafx.scene.control.ToggleGroup;
import javafx.scene.image.WritableImage;
import javafx.scene.layout.Pane;
import javafx.scene.layout.StackPane;
import javafx.scene.layout.VBox;
import javafx.util.StringConverter;
import org.jspecify.annotations.Nullable;
import org.kordamp.ikonli.feather.Feather;

/** The Benchmarks screen: what to measure on the left, what was measured on the right. */
@SuppressWarnings("NullAway.Init") // FXMLLoader fills the fields before the constructor ends
public final class BenchView implements ScreenView {
    private static final int MOST_ROUNDS = 50;
    private static final double MILLI = 1e6;

    private final BenchModel model;
    private final Dialogs dialogs;
    private final ReadOnlyStringWrapper status = new ReadOnlyStringWrapper("");
    private @Nullable OperationPanel panel;

    @FXML
    private StackPane root;

    @FXML
    private Pane tools;

    @FXML
    private Pane fixtures;

    @FXML
    private Pane scenarios;

    @FXML
    private Spinner<Integer> rounds;

    @FXML
    private Button start;

    @FXML
    private CommandStrip command;

    @FXML
    private ProblemBox problem;

    @FXML
    private VBox nothing;

    @FXML
    private VBox results;

    @FXML
    private ToggleGroup forms;

    @FXML
    private ToggleButton asChart;

    @FXML
    private ToggleButton asTable;

    @FXML
    private ComboBox<BenchReport> report;

    @FXML
    private ComboBox<String> fixture;

    @FXML
    private CheckBox logarithmic;

    @FXML
    private Label machine;

    @FXML
    private ScrollPane chartScroll;

    @FXML
    private BenchChart chart;

    @FXML
    private TableView<Cell> table;

    @FXML
    private TableColumn<Cell, Cell> scenarioColumn;

    @FXML
    private TableColumn<Cell, Cell> toolColumn;

    @FXML
    private TableColumn<Cell, Cell> medianColumn;

    @FXML
    private TableColumn<Cell, Cell> ratioColumn;

    @FXML
    private TableColumn<Cell, Cell> spreadColumn;

    @FXML
    private TableColumn<Cell, Cell> failedColumn;

    @FXML
    private TableColumn<Cell, Cell> cpuColumn;

    @FXML
    private TableColumn<Cell, Cell> memoryColumn;

    @FXML
    private StackPane operationHost;

    public BenchView(BenchModel model, Dialogs dialogs) {
        this.model = model;
        this.dialogs = dialogs;
        Fxml.load(this, Node.class);
    }

    @Override
    public Parent node() {
        return root;
    }

    @Override
    public void focus() {
        model.look();
        start.requestFocus();
    }

    @Override
    public ObservableValue<String> status() {
        return status.getReadOnlyProperty();
    }

    @Override
    public List<ScreenCommand> commands() {
        return List.of(
                ScreenCommand.of(Messages.text("bench.start"), Feather.PLAY, "Shortcut+Enter", this::start)
                        .when(() -> model.canStartProperty().get()),
                ScreenCommand.of(Messages.text("bench.png"), Feather.IMAGE, this::exportPng)
                        .when(() -> model.shownProperty().get() != null),
                ScreenCommand.of(Messages.text("bench.csv"), Feather.SHARE, this::exportCsv)
                        .when(() -> model.shownProperty().get() != null));
    }

    @FXML
    void initialize() {
        boxes(tools, model.tools());
        boxes(fixtures, model.fixtures());
        boxes(scenarios, model.scenarios());
        rounds.setValueFactory(new SpinnerValueFactory.IntegerSpinnerValueFactory(
                1, MOST_ROUNDS, model.roundsProperty().get()));
        rounds.valueProperty().subscribe(number -> model.roundsProperty().set(number));
        model.roundsProperty().subscribe(number -> rounds.getValueFactory().setValue(number.intValue()));
        start.disableProperty().bind(model.canStartProperty().not());
        command.commandProperty().bind(model.commandProperty());
        logarithmic.selectedProperty().bindBidirectional(model.logarithmicProperty());
        model.logarithmicProperty().subscribe(_ -> showChart());
        model.problemProperty().subscribe(problem::show);
        initializeChoices();
        initializeTable();
        model.shownProperty().subscribe(this::show);
        model.operationProperty().subscribe(operation -> {
            if (operation != null) {
                showOperation(operation);
            }
        });
    }

    private static <T> void boxes(Pane pane, ObservableList<Choice<T>> choices) {
        fill(pane, choices);
        choices.addListener((ListChangeListener<Choice<T>>) change -> {
            boolean others = false;
            while (change.next()) {
                others |= change.wasAdded() || change.wasRemoved();
            }
            if (others) {
                fill(pane, choices);
            }
        });
    }

    private static <T> void fill(Pane pane, ObservableList<Choice<T>> choices) {
        pane.getChildren()
                .setAll(choices.stream()
                        .map(choice -> {
                            String label =
                                    choice.label().equals("./") ? Messages.text("bench.project") : choice.label();
                            CheckBox box = new CheckBox(label);
                            box.selectedProperty().bindBidirectional(choice.chosenProperty());
                            return box;
                        })
                        .toList());
    }

    private void initializeChoices() {
        report.setItems(model.history());
        model.history().addListener((ListChangeListener<BenchReport>) _ -> showReport());
        report.setConverter(converter(each -> each == null
                ? ""
                : Messages.text("bench.report", Measures.moment(each.at()), BenchModel.participants(each))));
        // Which tools took part is said in the list, where there is room.
        report.setButtonCell(new ListCell<>() {
            @Override
            protected void updateItem(@Nullable BenchReport each, boolean empty) {
                super.updateItem(each, empty);
                setText(empty || each == null ? null : Measures.shortMoment(each.at(), Instant.now()));
            }
        });
        report.valueProperty().addListener((_, _, chosen) -> {
            if (chosen != null && !model.busyProperty().get()) {
                model.shownProperty().set(chosen);
            }
        });
        fixture.valueProperty().subscribe(_ -> {
            showChart();
            showTable();
        });
        forms.selectToggle(asChart);
        forms.selectedToggleProperty().addListener((_, before, now) -> {
            if (now == null) {
                before.setSelected(true);
            }
        });
        forms.selectedToggleProperty().subscribe(_ -> {
            Shown.only(chartScroll, asChart.isSelected());
            Shown.only(table, asTable.isSelected());
            Shown.only(logarithmic, asChart.isSelected());
        });
    }

    private static StringConverter<BenchReport> converter(Function<@Nullable BenchReport, String> words) {
        return new StringConverter<>() {
            @Override
            public String toString(@Nullable BenchReport each) {
                return words.apply(each);
            }

            @Override
            public @Nullable BenchReport fromString(String text) {
                return null;
            }
        };
    }

    private void initializeTable() {
        Columns.text(scenarioColumn, "kind-cell", cell -> cell.scenario().key());
        scenarioColumn.setComparator(Comparator.comparing(Cell::scenario));
        Columns.text(toolColumn, "name-cell", Cell::tool);
        time(medianColumn, Cell::median, cell -> BenchModel.milliseconds(cell.median()));
        time(ratioColumn, Cell::median, this::ratio);
        time(
                spreadColumn,
                Cell::most,
                cell -> Messages.text("bench.spread", cell.least() / MILLI, cell.most() / MILLI));
        Columns.number(failedColumn, Cell::failures);
        time(cpuColumn, Cell::cpu, cell -> BenchModel.milliseconds(cell.cpu()));
        Columns.bytes(memoryColumn, Cell::memory);
    }

    private static void time(TableColumn<Cell, Cell> column, ToLongFunction<Cell> value, Function<Cell, String> words) {
        Columns.text(
                column,
                "number-cell",
                cell -> value.applyAsLong(cell) < 0 ? Messages.text("version.none") : words.apply(cell));
        column.setComparator(Comparator.comparingLong(value));
    }

    private String ratio(Cell cell) {
        BenchReport shown = model.shownProperty().get();
        return shown == null ? "" : Messages.text("convert.times", shown.ratio(cell));
    }

    @FXML
    void start() {
        logarithmic.requestFocus();
        model.start();
    }

    @FXML
    void exportCsv() {
        Path file = dialogs.save(root.getScene().getWindow(), Messages.text("bench.csv"), "benchmark.csv");
        if (file != null) {
            model.export(file);
        }
    }

    @FXML
    void exportPng() {
        Path file = dialogs.save(root.getScene().getWindow(), Messages.text("bench.png"), "benchmark.png");
        if (file != null) {
            WritableImage picture = chart.picture();
            model.write(file, () -> PictureFile.write(picture, file));
        }
    }

    private void showOperation(Operation<?> operation) {
        if (panel == null) {
            panel = new OperationPanel(model.log(), model::start);
            operationHost.getChildren().add(panel);
        }
        panel.show(operation);
    }

    private void show(@Nullable BenchReport shown) {
        Shown.only(nothing, shown == null);
        Shown.only(results, shown != null);
        if (shown == null) {
            status.set(Messages.text("bench.status.none"));
            return;
        }
        showReport();
        List<String> measured = shown.fixtures();
        String before = fixture.getValue();
        fixture.getItems().setAll(measured);
        fixture.setValue(
                before != null && measured.contains(before) ? before : measured.isEmpty() ? null : measured.getFirst());
        machine.setText(Messages.text(
                "bench.machine",
                shown.rounds(),
                shown.machine().system(),
                shown.machine().processors(),
                shown.machine().fileSystem(),
                shown.machine().load()));
        status.set(Messages.text("bench.status", Measures.moment(shown.at()), BenchModel.participants(shown)));
        showChart();
        showTable();
    }

    /** A report that is still being made is none of those measured before. */
    private void showReport() {
        BenchReport shown = model.shownProperty().get();
        report.setValue(shown != null && model.history().contains(shown) ? shown : null);
    }

    private void showChart() {
        chart.show(
                model.shownProperty().get(),
                fixture.getValue(),
                model.logarithmicProperty().get());
    }

    private void showTable() {
        BenchReport shown = model.shownProperty().get();
        if (shown == null) {
            table.getItems().clear();
        } else {
            table.getItems()
                    .setAll(shown.cells().stream()
                            .filter(cell -> cell.fixture().equals(fixture.getValue()))
                            .toList());
        }
    }
}
