package dev.dx.app.gui.registry;

import atlantafx.base.controls.CustomTextField;
import dev.dx.app.gui.control.Columns;
import dev.dx.app.gui.control.CommandStrip;
import dev.dx.app.gui.control.Dialogs;
import dev.dx.app.gui.control.Fxml;
import dev.dx.app.gui.control.LogCell;
import dev.dx.app.gui.control.NoMatch;
import dev.dx.app.gui.control.Question;
import dev.dx.app.gui.control.ScreenCommand;
import dev.dx.app.gui.control.ScreenView;
import dev.dx.app.gui.control.Segments;
import dev.dx.app.gui.control.Shown;
import dev.dx.app.gui.task.LogLine;
import dev.dx.app.gui.text.FailureText;
import dev.dx.app.gui.text.FolderText;
import dev.dx.app.gui.text.Messages;
import dev.dx.engine.DxException;
import dev.dx.registry.RegistryStatus;
import dev.dx.registry.ServerRecord;
import dev.dx.registry.activity.RegistryLog;
import dev.dx.registry.upstream.UpstreamSettings;
import java.io.File;
import java.net.URI;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import javafx.beans.property.ReadOnlyStringWrapper;
import javafx.beans.value.ObservableValue;
import javafx.collections.ListChangeListener;
import javafx.fxml.FXML;
import javafx.scene.Node;
import javafx.scene.Parent;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.ListView;
import javafx.scene.control.ProgressIndicator;
import javafx.scene.control.TableColumn;
import javafx.scene.control.TableView;
import javafx.scene.control.TextArea;
import javafx.scene.control.TextField;
import javafx.scene.control.ToggleButton;
import javafx.scene.control.ToggleGroup;
import javafx.scene.input.Clipboard;
import javafx.scene.input.ClipboardContent;
import javafx.scene.input.DragEvent;
import javafx.scene.input.KeyCode;
import javafx.scene.input.TransferMode;
import javafx.scene.layout.HBox;
import javafx.scene.layout.StackPane;
import javafx.scene.layout.VBox;
import org.jspecify.annotations.Nullable;
import org.kordamp.ikonli.feather.Feather;
import org.kordamp.ikonli.javafx.FontIcon;

/** The Registry screen: how it is run on the left; what it does, holds and says on the right. */
@SuppressWarnings("NullAway.Init") // FXMLLoader fills the fields before the constructor ends
public final class RegistryView implements ScreenView {
    private final RegistryModel model;
    private final Dialogs dialogs;
    private final SparkCards cards = new SparkCards();
    private final ToggleGroup pageChoice = new ToggleGroup();
    private final ToggleGroup toolChoice = new ToggleGroup();
    private final ReadOnlyStringWrapper status = new ReadOnlyStringWrapper("");

    @FXML
    private StackPane root;

    @FXML
    private FontIcon stateIcon;

    @FXML
    private Label stateWords;

    @FXML
    private ProgressIndicator working;

    @FXML
    private Button start;

    @FXML
    private Button stop;

    @FXML
    private VBox setup;

    @FXML
    private TextField port;

    @FXML
    private ToggleGroup modes;

    @FXML
    private ToggleButton online;

    @FXML
    private ToggleButton offline;

    @FXML
    private ToggleButton alone;

    @FXML
    private TextField upstream;

    @FXML
    private Label folder;

    @FXML
    private Button move;

    @FXML
    private VBox reach;

    @FXML
    private CommandStrip address;

    @FXML
    private CommandStrip dxrp;

    @FXML
    private HBox tools;

    @FXML
    private TextArea lines;

    @FXML
    private FontIcon copyIcon;

    @FXML
    private CommandStrip command;

    @FXML
    private HBox problem;

    @FXML
    private Label problemWhat;

    @FXML
    private Label problemRemedy;

    @FXML
    private HBox outside;

    @FXML
    private Label outsideWords;

    @FXML
    private VBox nothing;

    @FXML
    private VBox inside;

    @FXML
    private HBox charts;

    @FXML
    private HBox pages;

    @FXML
    private CustomTextField filter;

    @FXML
    private VBox packagesPage;

    @FXML
    private TableView<HostedItem> packages;

    @FXML
    private TableColumn<HostedItem, HostedItem> nameColumn;

    @FXML
    private TableColumn<HostedItem, HostedItem> latestColumn;

    @FXML
    private TableColumn<HostedItem, HostedItem> versionsColumn;

    @FXML
    private TableColumn<HostedItem, HostedItem> changedColumn;

    @FXML
    private TableColumn<HostedItem, HostedItem> aboutColumn;

    @FXML
    private Label packageCount;

    @FXML
    private Button remove;

    @FXML
    private StackPane usersPage;

    @FXML
    private StackPane rulesPage;

    @FXML
    private VBox logPage;

    @FXML
    private ListView<RegistryLog.Line> log;

    @FXML
    private StackPane dropHint;

    @FXML
    private Question question;

    public RegistryView(RegistryModel model, Dialogs dialogs) {
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
        model.refresh();
        (model.isRunning() ? filter : start).requestFocus();
    }

    @Override
    public ObservableValue<String> status() {
        return status.getReadOnlyProperty();
    }

    @Override
    public List<ScreenCommand> commands() {
        return List.of(
                ScreenCommand.of(Messages.text("registry.start"), Feather.PLAY, "Shortcut+Enter", model::start)
                        .when(() -> !model.isRunning()),
                ScreenCommand.of(Messages.text("registry.stop"), Feather.SQUARE, model::stop)
                        .when(model::isRunning),
                ScreenCommand.of(Messages.text("registry.publish.folder"), Feather.FOLDER, this::publishFolder)
                        .when(model::isRunning),
                ScreenCommand.of(Messages.text("registry.publish.file"), Feather.UPLOAD, this::publishFile)
                        .when(model::isRunning));
    }

    @FXML
    void initialize() {
        port.textProperty().bindBidirectional(model.portProperty());
        upstream.textProperty().bindBidirectional(model.upstreamProperty());
        online.setUserData(UpstreamSettings.Mode.ONLINE);
        offline.setUserData(UpstreamSettings.Mode.OFFLINE);
        alone.setUserData(UpstreamSettings.Mode.NONE);
        Segments.stayChosen(modes);
        modes.selectToggle(online);
        modes.selectedToggleProperty().subscribe(chosen -> {
            if (chosen != null && chosen.getUserData() instanceof UpstreamSettings.Mode mode) {
                model.modeProperty().set(mode);
                upstream.setDisable(mode != UpstreamSettings.Mode.ONLINE);
            }
        });
        Runnable say = () -> command.setCommand(model.command());
        port.textProperty().subscribe(say);
        upstream.textProperty().subscribe(say);
        model.modeProperty().subscribe(say);
        say.run();
        model.folderProperty().subscribe(where -> folder.setText(where == null ? "" : FolderText.of(where)));
        working.visibleProperty().bind(model.busyProperty());
        start.disableProperty().bind(model.busyProperty());
        stop.disableProperty().bind(model.busyProperty());
        charts.getChildren().setAll(cards.nodes());
        model.samples().addListener((ListChangeListener<RegistrySample>) _ -> cards.show(model.samples()));
        initializeTools();
        initializePackages();
        usersPage.getChildren().setAll(new AccountsPane(model, question).node());
        rulesPage.getChildren().setAll(new RulesPane(model).node());
        initializeLog();
        initializePages();
        model.statusProperty().subscribe(this::show);
        model.problemProperty().subscribe(this::showProblem);
        model.outsideProperty().subscribe(this::showOutside);
        Shown.only(dropHint, false);
        root.setOnDragOver(this::dragOver);
        root.setOnDragExited(_ -> Shown.only(dropHint, false));
        root.setOnDragDropped(this::dragDropped);
    }

    private void initializeTools() {
        List<ToggleButton> buttons = new ArrayList<>();
        for (ClientLines tool : ClientLines.values()) {
            buttons.add(Segments.segment(tool.file(), tool, toolChoice));
        }
        Segments.inRow(buttons, tools);
        toolChoice.selectedToggleProperty().subscribe(this::showLines);
        toolChoice.selectToggle(buttons.getFirst());
    }

    private void initializePages() {
        List<ToggleButton> buttons = List.of(
                Segments.segment(Messages.text("registry.packages"), packagesPage, pageChoice),
                Segments.segment(Messages.text("registry.users"), usersPage, pageChoice),
                Segments.segment(Messages.text("registry.rules"), rulesPage, pageChoice),
                Segments.segment(Messages.text("registry.log"), logPage, pageChoice));
        Segments.inRow(buttons, pages);
        pageChoice.selectedToggleProperty().subscribe(chosen -> {
            for (ToggleButton button : buttons) {
                Shown.only((Node) button.getUserData(), button.equals(chosen));
            }
            boolean filtered = chosen != null
                    && (packagesPage.equals(chosen.getUserData()) || logPage.equals(chosen.getUserData()));
            Shown.only(filter, filtered);
            filter.setText(
                    chosen != null && logPage.equals(chosen.getUserData())
                            ? model.lineFilterProperty().get()
                            : model.packageFilterProperty().get());
        });
        pageChoice.selectToggle(buttons.getFirst());
        filter.textProperty().subscribe(words -> {
            if (logPage.isVisible()) {
                model.lineFilterProperty().set(words);
            } else {
                model.packageFilterProperty().set(words);
            }
        });
    }

    private void initializePackages() {
        Columns.unsorted(nameColumn, "version-cell", HostedItem::name);
        Columns.unsorted(latestColumn, "version-cell", HostedItem::latest);
        Columns.unsorted(versionsColumn, "number-cell", item -> Integer.toString(item.versions()));
        Columns.unsorted(changedColumn, "kind-cell", RegistryWords::changed);
        Columns.unsorted(aboutColumn, "kind-cell", HostedItem::description);
        packages.setItems(model.shownPackages());
        packages.setColumnResizePolicy(TableView.CONSTRAINED_RESIZE_POLICY_FLEX_LAST_COLUMN);
        Label empty = new Label(Messages.text("registry.packages.none"));
        empty.setWrapText(true);
        empty.getStyleClass().add("table-hint");
        packages.setPlaceholder(new NoMatch(filter, empty));
        packages.setOnKeyPressed(event -> {
            if (event.getCode() == KeyCode.DELETE) {
                remove();
                event.consume();
            }
        });
        remove.disableProperty()
                .bind(packages.getSelectionModel().selectedItemProperty().isNull());
        model.shownPackages().addListener((ListChangeListener<HostedItem>) _ -> packageCount.setText(Messages.text(
                "registry.packages.count",
                model.shownPackages().size(),
                model.packages().size())));
        model.publishedProperty().subscribe(published -> {
            if (published != null) {
                status.set(Messages.text("registry.published", published.toString()));
            }
        });
    }

    private void initializeLog() {
        log.setItems(model.shownLines());
        log.setPlaceholder(new NoMatch(filter));
        log.setCellFactory(_ -> new LogCell<>(RegistryView::line));
        model.shownLines().addListener((ListChangeListener<RegistryLog.Line>) _ -> {
            if (!log.getItems().isEmpty()) {
                log.scrollTo(log.getItems().size() - 1);
            }
        });
    }

    private static LogLine line(RegistryLog.Line said) {
        LogLine.Kind kind = switch (said.level()) {
            case INFO -> LogLine.Kind.STEP;
            case DEBUG -> LogLine.Kind.DETAIL;
            case WARNING -> LogLine.Kind.WARNING;
            case ERROR -> LogLine.Kind.FAILURE;
        };
        return new LogLine(said.when(), kind, said.text());
    }

    @FXML
    void start() {
        model.start();
    }

    @FXML
    void stop() {
        model.stop();
    }

    @FXML
    void takeOver() {
        model.takeOver();
    }

    @FXML
    void move() {
        Path chosen = dialogs.folder(
                root.getScene().getWindow(),
                Messages.text("registry.folder"),
                model.folderProperty().get());
        if (chosen != null) {
            model.move(chosen);
        }
    }

    @FXML
    void copyLines() {
        ClipboardContent content = new ClipboardContent();
        content.putString(lines.getText());
        Clipboard.getSystemClipboard().setContent(content);
        copyIcon.setIconCode(Feather.CHECK);
    }

    @FXML
    void dismissProblem() {
        model.dismissProblem();
    }

    @FXML
    void publishFolder() {
        Path chosen = dialogs.folder(root.getScene().getWindow(), Messages.text("registry.publish.folder"), null);
        if (chosen != null) {
            model.publish(List.of(chosen));
        }
    }

    @FXML
    void publishFile() {
        model.publish(
                dialogs.files(root.getScene().getWindow(), Messages.text("registry.publish.file"), List.of("*.tgz")));
    }

    @FXML
    void remove() {
        HostedItem chosen = packages.getSelectionModel().getSelectedItem();
        if (chosen != null) {
            question.ask(
                    new Question.Asked(
                            Messages.text("registry.remove.title", chosen.name()),
                            Messages.text("registry.remove.text", chosen.versions()),
                            "",
                            Messages.text("registry.remove"),
                            Messages.text("registry.keep")),
                    () -> model.remove(chosen),
                    () -> {});
        }
    }

    private void show(RegistryStatus now) {
        boolean running = now.state() == RegistryStatus.State.RUNNING;
        boolean stopped = now.state() == RegistryStatus.State.STOPPED;
        Shown.only(start, !running);
        Shown.only(stop, running);
        Shown.only(reach, running);
        Shown.only(inside, running);
        Shown.only(nothing, !running);
        Shown.only(setup, !running);
        setup.setDisable(!stopped);
        move.setDisable(!stopped);
        stateIcon.setIconCode(running ? Feather.CHECK_CIRCLE : Feather.CIRCLE);
        stateIcon.getStyleClass().setAll("ikonli-font-icon", "tone-icon", running ? "tone-good" : "tone-calm");
        Instant since = now.since();
        String words = switch (now.state()) {
            case STOPPED -> Messages.text("registry.state.stopped");
            case STARTING -> Messages.text("registry.state.starting");
            case STOPPING -> Messages.text("registry.state.stopping");
            case RUNNING -> Messages.text("registry.state.running", since == null ? "" : RegistryWords.time(since));
        };
        stateWords.setText(words);
        URI http = now.http();
        status.set(http == null ? words : Messages.text("registry.status", http.toString()));
        address.setCommand(http == null ? "" : http.toString());
        URI other = now.dxrp();
        Shown.only(dxrp, other != null);
        dxrp.setCommand(other == null ? "" : other.toString());
        showLines();
    }

    private void showLines() {
        URI http = model.statusProperty().get().http();
        if (http != null
                && toolChoice.getSelectedToggle() != null
                && toolChoice.getSelectedToggle().getUserData() instanceof ClientLines tool) {
            String text = tool.lines(http, ClientLines.SOME_TOKEN);
            if (!text.equals(lines.getText())) {
                lines.setText(text);
            }
            copyIcon.setIconCode(Feather.COPY);
        }
    }

    private void showProblem(@Nullable DxException reason) {
        Shown.only(problem, reason != null);
        if (reason != null) {
            problemWhat.setText(FailureText.of(reason));
            problemRemedy.setText(reason.remedy());
        }
    }

    private void showOutside(@Nullable ServerRecord other) {
        Shown.only(outside, other != null);
        if (other != null) {
            outsideWords.setText(
                    Messages.text("registry.outside", other.http().toString(), Long.toString(other.pid())));
        }
    }

    private void dragOver(DragEvent event) {
        if (model.isRunning() && event.getDragboard().hasFiles()) {
            event.acceptTransferModes(TransferMode.COPY);
            Shown.only(dropHint, true);
        }
        event.consume();
    }

    private void dragDropped(DragEvent event) {
        dropped(event.getDragboard().getFiles().stream().map(File::toPath).toList());
        Shown.only(dropHint, false);
        event.setDropCompleted(true);
        event.consume();
    }

    /** What was dropped on the screen: packages' folders and archives. */
    void dropped(List<Path> files) {
        model.publish(files);
    }
}
