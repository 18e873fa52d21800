package dev.dx.app.gui.graph;

import atlantafx.base.controls.CustomTextField;
import dev.dx.app.gui.control.Columns;
import dev.dx.app.gui.control.Dialogs;
import dev.dx.app.gui.control.Fxml;
import dev.dx.app.gui.control.PictureFile;
import dev.dx.app.gui.control.ScreenCommand;
import dev.dx.app.gui.control.ScreenView;
import dev.dx.app.gui.control.Shown;
import dev.dx.app.gui.task.Background;
import dev.dx.app.gui.text.FailureText;
import dev.dx.app.gui.text.Messages;
import dev.dx.engine.DxException;
import dev.dx.engine.graph.Duplicate;
import dev.dx.engine.graph.Graph;
import dev.dx.engine.graph.GraphNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.IntFunction;
import javafx.beans.property.ReadOnlyStringWrapper;
import javafx.beans.value.ObservableValue;
import javafx.collections.FXCollections;
import javafx.fxml.FXML;
import javafx.scene.Node;
import javafx.scene.Parent;
import javafx.scene.control.Button;
import javafx.scene.control.ComboBox;
import javafx.scene.control.Label;
import javafx.scene.control.MenuButton;
import javafx.scene.control.MenuItem;
import javafx.scene.control.ProgressIndicator;
import javafx.scene.control.TableColumn;
import javafx.scene.control.TableView;
import javafx.scene.control.ToggleButton;
import javafx.scene.control.ToggleGroup;
import javafx.scene.image.WritableImage;
import javafx.scene.layout.HBox;
import javafx.scene.layout.StackPane;
import javafx.scene.layout.VBox;
import javafx.scene.paint.Color;
import javafx.util.StringConverter;
import org.jspecify.annotations.Nullable;
import org.kordamp.ikonli.feather.Feather;

/** The Graph screen: the drawing, the same as a list, or what is there more than once; and what is chosen beside it. */
@SuppressWarnings("NullAway.Init") // FXMLLoader fills the fields before the constructor ends
public final class GraphView implements ScreenView {
    private final GraphModel model;
    private final Dialogs dialogs;
    private final Background background;
    private final ObservableValue<@Nullable Path> project;
    private final Consumer<Path> openProject;
    private final ReadOnlyStringWrapper status = new ReadOnlyStringWrapper("");
    private final GraphCanvas canvas;
    private final NodePane nodePane;
    private int match;

    @FXML
    private StackPane root;

    @FXML
    private VBox page;

    @FXML
    private VBox nothing;

    @FXML
    private Label nothingTitle;

    @FXML
    private Label nothingText;

    @FXML
    private ProgressIndicator loading;

    @FXML
    private CustomTextField search;

    @FXML
    private Label matches;

    @FXML
    private MenuButton scope;

    @FXML
    private MenuItem scopeStart;

    @FXML
    private MenuItem scopeTwo;

    @FXML
    private MenuItem scopeThree;

    @FXML
    private MenuItem scopeAll;

    @FXML
    private ComboBox<GraphModel.Colouring> colouring;

    @FXML
    private ToggleGroup forms;

    @FXML
    private ToggleButton asDrawing;

    @FXML
    private ToggleButton asList;

    @FXML
    private ToggleButton asDuplicates;

    @FXML
    private StackPane drawingHost;

    @FXML
    private TableView<GraphNode> list;

    @FXML
    private TableColumn<GraphNode, GraphNode> nameColumn;

    @FXML
    private TableColumn<GraphNode, GraphNode> depthColumn;

    @FXML
    private TableColumn<GraphNode, GraphNode> neededColumn;

    @FXML
    private TableColumn<GraphNode, GraphNode> needsColumn;

    @FXML
    private TableColumn<GraphNode, GraphNode> sizeColumn;

    @FXML
    private TableView<Duplicate> duplicates;

    @FXML
    private TableColumn<Duplicate, Duplicate> duplicateColumn;

    @FXML
    private TableColumn<Duplicate, Duplicate> versionsColumn;

    @FXML
    private TableColumn<Duplicate, Duplicate> copiesColumn;

    @FXML
    private TableColumn<Duplicate, Duplicate> savedColumn;

    @FXML
    private StackPane side;

    @FXML
    private Button projectButton;

    @FXML
    private HBox problem;

    @FXML
    private Label problemWhat;

    @FXML
    private Label problemRemedy;

    @FXML
    private Button openButton;

    /**
     * @param project the folder of the project in front; null where none is
     * @param openProject brings a project to the screen of projects
     * @param showDependency shows, by its name there, what the project in front depends on itself
     */
    public GraphView(
            GraphModel model,
            Dialogs dialogs,
            Background background,
            ObservableValue<@Nullable Path> project,
            Consumer<Path> openProject,
            Consumer<String> showDependency) {
        this.model = model;
        this.dialogs = dialogs;
        this.background = background;
        this.project = project;
        this.openProject = openProject;
        this.canvas = new GraphCanvas(chosen -> model.selectedProperty().set(chosen));
        this.nodePane = new NodePane(model, showDependency);
        Fxml.load(this, Node.class);
    }

    @Override
    public Parent node() {
        return root;
    }

    /** Comes with the screen: what another tool did to the lock meanwhile is seen. */
    @Override
    public void focus() {
        if (model.isRevealing()) {
            forms.selectToggle(asDrawing);
        }
        model.show(project.getValue());
        search.requestFocus();
    }

    @Override
    public ObservableValue<String> status() {
        return status.getReadOnlyProperty();
    }

    @Override
    public List<ScreenCommand> commands() {
        return List.of(
                ScreenCommand.of(
                        Messages.text("graph.command.find"), Feather.SEARCH, "Shortcut+F", search::requestFocus),
                ScreenCommand.of(Messages.text("graph.scope.start"), Feather.MINIMIZE_2, model::showStart),
                ScreenCommand.of(Messages.text("graph.scope.all"), Feather.MAXIMIZE_2, model::showEverything),
                ScreenCommand.of(Messages.text("graph.fit"), Feather.MAXIMIZE, "Shortcut+0", canvas::fit),
                ScreenCommand.of(Messages.text("graph.zoomIn"), Feather.ZOOM_IN, "Shortcut+Plus", this::zoomIn),
                ScreenCommand.of(Messages.text("graph.zoomOut"), Feather.ZOOM_OUT, "Shortcut+Minus", this::zoomOut),
                ScreenCommand.of(Messages.text("graph.export.png"), Feather.IMAGE, this::exportPng),
                ScreenCommand.of(Messages.text("graph.export.svg"), Feather.IMAGE, this::exportSvg),
                ScreenCommand.of(
                        Messages.text("graph.command.again"),
                        Feather.REFRESH_CW,
                        "F5",
                        () -> model.show(project.getValue())));
    }

    @FXML
    void initialize() {
        drawingHost.getChildren().addFirst(canvas);
        side.getChildren().add(nodePane);
        initializeTools();
        initializeTables();
        model.stateProperty().subscribe(this::show);
        model.drawingProperty().subscribe(_ -> showDrawing());
        model.colouringProperty().subscribe(_ -> showDrawing());
        model.sizesProperty().subscribe(_ -> {
            showDrawing();
            list.refresh();
            duplicates.refresh();
        });
        model.matchesProperty().subscribe(_ -> showMatches());
        model.selectedProperty().subscribe(this::showSelected);
        project.subscribe(folder -> {
            if (root.getScene() != null) {
                model.show(folder);
            }
        });
    }

    @FXML
    void zoomIn() {
        canvas.zoom(1.25);
    }

    @FXML
    void zoomOut() {
        canvas.zoom(0.8);
    }

    @FXML
    void fit() {
        canvas.fit();
    }

    @FXML
    void again() {
        model.show(project.getValue());
    }

    @FXML
    void showProject() {
        Path folder = project.getValue();
        if (folder != null) {
            openProject.accept(folder);
        }
    }

    @FXML
    void open() {
        Path chosen = dialogs.folder(root.getScene().getWindow(), Messages.text("open.dialog"), null);
        if (chosen != null) {
            openProject.accept(chosen);
        }
    }

    @FXML
    void exportPng() {
        Path file = dialogs.save(root.getScene().getWindow(), Messages.text("graph.export.png"), "graph.png");
        if (file != null) {
            WritableImage picture = canvas.picture();
            background.run(() -> PictureFile.write(picture, file), _ -> {}, this::tell);
        }
    }

    @FXML
    void exportSvg() {
        GraphDrawing shown = model.drawing();
        Path file = dialogs.save(root.getScene().getWindow(), Messages.text("graph.export.svg"), "graph.svg");
        if (file != null && shown != null) {
            List<String> colours = shown.nodes().stream()
                    .map(node -> NodeColours.hex(NodeColours.of(model, shown.graph(), node)))
                    .toList();
            background.run(
                    () -> {
                        try {
                            return Files.writeString(file, GraphSvg.of(shown, colours::get));
                        } catch (IOException unwritable) {
                            throw DxException.io(file.toString(), unwritable);
                        }
                    },
                    _ -> {},
                    this::tell);
        }
    }

    private void initializeTools() {
        search.textProperty().bindBidirectional(model.searchProperty());
        search.setOnAction(_ -> nextMatch());
        scopeStart.setOnAction(_ -> model.showStart());
        scopeTwo.setOnAction(_ -> showSteps(2));
        scopeThree.setOnAction(_ -> showSteps(3));
        scopeAll.setOnAction(_ -> model.showEverything());
        model.scopeProperty().subscribe(shown -> scope.setText(words(shown)));
        colouring.setItems(FXCollections.observableArrayList(GraphModel.Colouring.values()));
        colouring.setConverter(new StringConverter<>() {
            @Override
            public String toString(GraphModel.@Nullable Colouring choice) {
                return choice == null ? "" : words(choice);
            }

            @Override
            public GraphModel.@Nullable Colouring fromString(String text) {
                return null;
            }
        });
        colouring.valueProperty().bindBidirectional(model.colouringProperty());
        forms.selectToggle(asDrawing);
        forms.selectedToggleProperty().addListener((_, before, now) -> {
            if (now == null) {
                before.setSelected(true);
            }
        });
        forms.selectedToggleProperty().subscribe(chosen -> {
            Shown.only(drawingHost, asDrawing.equals(chosen));
            Shown.only(list, asList.equals(chosen));
            Shown.only(duplicates, asDuplicates.equals(chosen));
        });
    }

    private void initializeTables() {
        Columns.text(nameColumn, "name-cell", GraphNode::label);
        Columns.number(depthColumn, node -> {
            Graph graph = model.graph();
            return graph == null ? -1 : graph.depth(node);
        });
        Columns.number(neededColumn, node -> {
            Graph graph = model.graph();
            return graph == null ? 0 : graph.dependents(node).size();
        });
        Columns.number(needsColumn, node -> {
            Graph graph = model.graph();
            return graph == null ? 0 : graph.dependencies(node).size();
        });
        Columns.bytes(sizeColumn, model::sizeOf);
        list.setColumnResizePolicy(TableView.CONSTRAINED_RESIZE_POLICY_FLEX_NEXT_COLUMN);
        list.getSelectionModel().selectedItemProperty().subscribe(chosen -> {
            if (chosen != null) {
                model.selectedProperty().set(chosen);
            }
        });
        Columns.text(duplicateColumn, "name-cell", Duplicate::name);
        Columns.text(versionsColumn, "version-cell", duplicate -> String.join(", ", duplicate.versions()));
        Columns.number(copiesColumn, duplicate -> duplicate.copies().size());
        Columns.bytes(
                savedColumn,
                duplicate -> duplicate.copies().stream().allMatch(copy -> model.sizeOf(copy) >= 0)
                        ? duplicate.sizeOfOthers(model::sizeOf)
                        : -1);
        duplicates.setColumnResizePolicy(TableView.CONSTRAINED_RESIZE_POLICY_FLEX_NEXT_COLUMN);
        duplicates.setPlaceholder(new Label(Messages.text("graph.noDuplicates")));
        duplicates.getSelectionModel().selectedItemProperty().subscribe(chosen -> {
            if (chosen != null) {
                model.selectedProperty().set(chosen.copies().getFirst());
            }
        });
    }

    /** So many steps around what is chosen, or around the project. */
    private void showSteps(int steps) {
        Graph graph = model.graph();
        GraphNode chosen = model.selectedProperty().get();
        if (graph != null) {
            boolean around = chosen != null && !chosen.isProject();
            model.showAround(
                    around ? chosen : graph.project(),
                    steps,
                    around ? Graph.Direction.BOTH : Graph.Direction.DEPENDENCIES);
        }
    }

    private void show(GraphModel.State state) {
        boolean loaded = state instanceof GraphModel.State.Loaded;
        Shown.only(page, loaded);
        Shown.only(nothing, !loaded && !(state instanceof GraphModel.State.Failed));
        Shown.only(problem, state instanceof GraphModel.State.Failed);
        Shown.only(loading, state instanceof GraphModel.State.Loading);
        Shown.only(openButton, state instanceof GraphModel.State.NoProject);
        Shown.only(projectButton, state instanceof GraphModel.State.NoLock);
        switch (state) {
            case GraphModel.State.NoProject _ -> {
                nothingTitle.setText(Messages.text("graph.noProject"));
                nothingText.setText(Messages.text("graph.noProject.text"));
                status.set(Messages.text("status.noProject"));
            }
            case GraphModel.State.NoLock(Path folder) -> {
                nothingTitle.setText(Messages.text("graph.noLock", String.valueOf(folder.getFileName())));
                nothingText.setText(Messages.text("graph.noLock.text"));
                status.set(nothingTitle.getText());
            }
            case GraphModel.State.Loading(Path folder) -> {
                nothingTitle.setText(Messages.text("graph.loading", String.valueOf(folder.getFileName())));
                nothingText.setText("");
                status.set(nothingTitle.getText());
            }
            case GraphModel.State.Loaded there -> {
                Graph graph = there.graph();
                int elsewhere = there.elsewhere().cardinality();
                duplicates.setItems(FXCollections.observableArrayList(model.duplicates()));
                asDuplicates.setText(
                        Messages.text("graph.duplicates", duplicates.getItems().size()));
                status.set(
                        elsewhere == 0
                                ? Messages.text("graph.status", there.here(), graph.countDependencies())
                                : Messages.text(
                                        "graph.status.elsewhere", there.here(), elsewhere, graph.countDependencies()));
            }
            case GraphModel.State.Failed(Path folder, DxException why) -> {
                tell(why);
                status.set(Messages.text("graph.unread", String.valueOf(folder.getFileName())));
            }
        }
    }

    private void tell(DxException why) {
        Shown.only(problem, true);
        problemWhat.setText(FailureText.of(why));
        problemRemedy.setText(why.remedy());
    }

    private void showDrawing() {
        GraphDrawing shown = model.drawing();
        if (shown == null) {
            canvas.show(null, _ -> Color.GRAY);
            list.getItems().clear();
            return;
        }
        IntFunction<Color> colours =
                index -> NodeColours.of(model, shown.graph(), shown.nodes().get(index));
        canvas.show(shown, colours);
        canvas.setAccessibleText(Messages.text("graph.accessible", shown.nodes().size(), shown.edges()));
        if (!list.getItems().equals(shown.nodes())) {
            list.setItems(FXCollections.observableArrayList(shown.nodes()));
        }
        GraphNode chosen = model.selectedProperty().get();
        canvas.choose(chosen == null ? -1 : shown.indexOf(chosen));
        markMatches();
    }

    private void showSelected(@Nullable GraphNode chosen) {
        GraphDrawing shown = model.drawing();
        canvas.choose(chosen == null || shown == null ? -1 : shown.indexOf(chosen));
        nodePane.show(chosen);
        Shown.only(side, chosen != null);
        if (chosen == null) {
            list.getSelectionModel().clearSelection();
        } else if (!chosen.equals(list.getSelectionModel().getSelectedItem())) {
            list.getSelectionModel().select(chosen);
        }
    }

    private void showMatches() {
        match = -1;
        int count = model.matchesProperty().get().size();
        boolean searching = !model.searchProperty().get().isBlank();
        Shown.only(matches, searching);
        matches.setText(Messages.text("graph.matches", count));
        markMatches();
    }

    private void markMatches() {
        BitSet marked = new BitSet();
        GraphDrawing shown = model.drawing();
        if (shown != null) {
            for (GraphNode found : model.matchesProperty().get()) {
                int index = shown.indexOf(found);
                if (index >= 0) {
                    marked.set(index);
                }
            }
        }
        canvas.mark(marked);
    }

    /** Chooses the next that was found; one that is not drawn is shown with what is around it. */
    private void nextMatch() {
        List<GraphNode> found = model.matchesProperty().get();
        GraphDrawing shown = model.drawing();
        if (found.isEmpty() || shown == null) {
            return;
        }
        match = (match + 1) % found.size();
        GraphNode next = found.get(match);
        if (shown.indexOf(next) < 0) {
            model.showAround(next, 1, Graph.Direction.BOTH);
        } else {
            canvas.centre(shown.indexOf(next));
        }
        model.selectedProperty().set(next);
    }

    private static String words(GraphModel.@Nullable Scope scope) {
        return switch (scope) {
            case GraphModel.Scope.Everything _ -> Messages.text("graph.scope.all");
            case GraphModel.Scope.Around(GraphNode node, int steps, Graph.Direction _) ->
                node.isProject() && steps == 1
                        ? Messages.text("graph.scope.start")
                        : node.isProject()
                                ? Messages.text("graph.scope.steps", steps)
                                : Messages.text("graph.scope.around", node.name());
            case GraphModel.Scope.Why(GraphNode node) -> Messages.text("graph.scope.why", node.name());
            case null -> "";
        };
    }

    private static String words(GraphModel.Colouring colouring) {
        return switch (colouring) {
            case DEPTH -> Messages.text("graph.colour.depth");
            case SIZE -> Messages.text("graph.colour.size");
            case DUPLICATES -> Messages.text("graph.colour.duplicates");
            case DEV -> Messages.text("graph.colour.dev");
        };
    }
}
