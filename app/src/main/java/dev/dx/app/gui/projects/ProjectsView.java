package dev.dx.app.gui.projects;

import dev.dx.app.gui.control.Dialogs;
import dev.dx.app.gui.control.Fxml;
import dev.dx.app.gui.control.ProblemBox;
import dev.dx.app.gui.control.ScreenCommand;
import dev.dx.app.gui.control.ScreenView;
import dev.dx.app.gui.control.Shown;
import dev.dx.app.gui.task.Operation;
import dev.dx.app.gui.text.FolderText;
import dev.dx.app.gui.text.Messages;
import dev.dx.engine.DxException;
import java.io.File;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import javafx.beans.property.ReadOnlyStringWrapper;
import javafx.beans.value.ObservableValue;
import javafx.collections.ListChangeListener;
import javafx.fxml.FXML;
import javafx.scene.Node;
import javafx.scene.Parent;
import javafx.scene.control.Label;
import javafx.scene.input.DragEvent;
import javafx.scene.input.KeyCode;
import javafx.scene.input.KeyEvent;
import javafx.scene.input.TransferMode;
import javafx.scene.layout.HBox;
import javafx.scene.layout.StackPane;
import javafx.scene.layout.VBox;
import org.jspecify.annotations.Nullable;
import org.kordamp.ikonli.feather.Feather;

/** The Projects screen: where to begin while no project is open, else the project in front. */
@SuppressWarnings("NullAway.Init") // FXMLLoader fills the fields before the constructor ends
public final class ProjectsView implements ScreenView {
    private final ProjectsModel model;
    private final Dialogs dialogs;
    private final ProjectsHost window;
    private final ReadOnlyStringWrapper status = new ReadOnlyStringWrapper("");
    private @Nullable StartView start;
    private @Nullable ProjectView project;
    /** Each as the user left it: how far it is scrolled, what is selected. */
    private final Map<ProjectModel, ProjectView> views = new HashMap<>();

    @FXML
    private StackPane root;

    @FXML
    private VBox page;

    @FXML
    private HBox opening;

    @FXML
    private Label openingText;

    @FXML
    private ProblemBox problem;

    @FXML
    private StackPane host;

    @FXML
    private StackPane dropHint;

    public ProjectsView(ProjectsModel model, Dialogs dialogs, ProjectsHost window) {
        this.model = model;
        this.dialogs = dialogs;
        this.window = window;
        Fxml.load(this, Node.class);
    }

    @Override
    public Parent node() {
        return root;
    }

    @Override
    public void focus() {
        if (project != null) {
            project.focus();
        } else if (start != null) {
            start.focus();
        }
    }

    @Override
    public ObservableValue<String> status() {
        return status.getReadOnlyProperty();
    }

    @Override
    public List<ScreenCommand> commands() {
        BooleanSupplier isOpen = () -> model.current() != null;
        List<ScreenCommand> commands = new ArrayList<>(List.of(
                ScreenCommand.of(Messages.text("open.choose"), Feather.FOLDER, "Shortcut+O", this::chooseFolder),
                ScreenCommand.of(
                                Messages.text("command.install"),
                                Feather.DOWNLOAD,
                                "Shortcut+I",
                                () -> whereOpen(ProjectModel::install))
                        .when(isOpen),
                ScreenCommand.of(
                                Messages.text("command.updateAll"),
                                Feather.ARROW_UP_CIRCLE,
                                "Shortcut+U",
                                () -> whereOpen(ProjectModel::askToUpdateAll))
                        .when(isOpen),
                ScreenCommand.of(Messages.text("command.add"), Feather.PLUS, "Shortcut+N", this::openAddForm)
                        .when(isOpen),
                ScreenCommand.of(Messages.text("row.graph"), Feather.SHARE_2, "Shortcut+G", this::showInGraph)
                        .when(() -> project != null && project.canShowInGraph()),
                ScreenCommand.of(
                                Messages.text("project.refresh"),
                                Feather.REFRESH_CW,
                                "F5",
                                () -> whereOpen(ProjectModel::refresh))
                        .when(isOpen),
                ScreenCommand.of(Messages.text("open.close"), Feather.X, "Shortcut+W", model::close)
                        .when(isOpen)));
        BooleanSupplier several = () -> model.openProjects().size() > 1;
        commands.add(ScreenCommand.of(
                        Messages.text("tabs.next"),
                        Feather.CHEVRON_RIGHT,
                        "Shortcut+Page_Down",
                        () -> model.showNext(1))
                .when(several));
        commands.add(ScreenCommand.of(
                        Messages.text("tabs.previous"),
                        Feather.CHEVRON_LEFT,
                        "Shortcut+Page_Up",
                        () -> model.showNext(-1))
                .when(several));
        for (RecentProject recent : model.recent()) {
            if (recent.present()) {
                commands.add(ScreenCommand.of(
                        Messages.text("projects.recent.open", recent.name()),
                        Feather.PACKAGE,
                        () -> model.open(recent.folder())));
            }
        }
        return commands;
    }

    /** What was dropped on the screen: each is opened. */
    void dropped(List<File> files) {
        files.forEach(file -> model.open(file.toPath()));
    }

    /** Only that of the project in front is seen. */
    @Override
    public boolean shows(Operation<?> operation) {
        ProjectModel front = model.current();
        return front != null
                && (operation.equals(front.operationProperty().get())
                        || front.scripts().own().stream()
                                .anyMatch(script ->
                                        operation.equals(script.runProperty().get())));
    }

    @FXML
    void initialize() {
        page.getChildren().addFirst(new ProjectTabs(model));
        model.openProjects().addListener((ListChangeListener<ProjectModel>)
                _ -> views.keySet().retainAll(model.openProjects()));
        model.currentProperty().subscribe(this::show);
        // Before the table, which would move about within itself.
        root.addEventFilter(KeyEvent.KEY_PRESSED, event -> {
            if (event.isShortcutDown() && model.openProjects().size() > 1) {
                if (event.getCode() == KeyCode.PAGE_DOWN) {
                    model.showNext(1);
                    event.consume();
                } else if (event.getCode() == KeyCode.PAGE_UP) {
                    model.showNext(-1);
                    event.consume();
                }
            }
        });
        model.openingProperty().subscribe(this::showOpening);
        problem.onDismiss(model::dismissProblem);
        model.problemProperty().subscribe(this::showProblem);
        Shown.only(dropHint, false);
        root.setOnDragOver(this::dragOver);
        root.setOnDragExited(_ -> Shown.only(dropHint, false));
        root.setOnDragDropped(this::dragDropped);
    }

    private void chooseFolder() {
        ProjectModel front = model.current();
        Path near = front == null ? null : front.folder().getParent();
        Path chosen = dialogs.folder(root.getScene().getWindow(), Messages.text("open.dialog"), near);
        if (chosen != null) {
            model.open(chosen);
        }
    }

    private void openAddForm() {
        if (project != null) {
            project.openAddForm();
        }
    }

    private void showInGraph() {
        if (project != null) {
            project.showInGraph();
        }
    }

    private void whereOpen(Consumer<ProjectModel> action) {
        ProjectModel front = model.current();
        if (front != null) {
            action.accept(front);
        }
    }

    private void show(@Nullable ProjectModel front) {
        if (front == null) {
            project = null;
            status.unbind();
            status.set(Messages.text("status.noProject"));
            // Where a folder is being opened as the window begins, its project comes first.
            if (model.openingProperty().get() == null) {
                showStart();
            }
            return;
        }
        start = null;
        project = views.computeIfAbsent(front, this::viewOf);
        host.getChildren().setAll(project.node());
        status.bind(front.overviewProperty()
                .map(overview -> Messages.text("status.project", overview.name(), overview.installedPackages())));
        focus();
    }

    private ProjectView viewOf(ProjectModel opened) {
        return new ProjectView(
                opened,
                new OpenMenu(model, this::chooseFolder),
                window,
                Map.of(WayOn.CHOOSE_FOLDER, this::chooseFolder, WayOn.CLOSE_PROJECT, () -> model.close(opened)));
    }

    private void showStart() {
        StartView shown = new StartView(model, this::chooseFolder);
        start = shown;
        host.getChildren().setAll(shown.node());
        focus();
    }

    private void showOpening(@Nullable Path folder) {
        Shown.only(opening, folder != null);
        openingText.setText(folder == null ? "" : Messages.text("projects.opening", FolderText.of(folder)));
    }

    private void showProblem(@Nullable DxException reason) {
        if (reason != null && project == null && start == null) {
            showStart();
        }
        Path folder = model.unopened();
        if (reason == null || folder == null) {
            problem.show(reason);
            return;
        }
        WayOnButtons ways = new WayOnButtons(Map.of(
                WayOn.TRY_AGAIN,
                model::openAgain,
                WayOn.CHOOSE_FOLDER,
                this::chooseFolder,
                WayOn.OPEN_MANIFEST,
                () -> window.openWithDesktop(folder.resolve("package.json")),
                WayOn.OPEN_FOLDER,
                () -> window.openWithDesktop(folder)));
        problem.tell(reason, ways.of(reason, WayOn.Place.OPENING));
    }

    private void dragOver(DragEvent event) {
        if (event.getDragboard().hasFiles()) {
            event.acceptTransferModes(TransferMode.COPY_OR_MOVE);
            Shown.only(dropHint, true);
        }
        event.consume();
    }

    private void dragDropped(DragEvent event) {
        boolean files = event.getDragboard().hasFiles();
        if (files) {
            dropped(event.getDragboard().getFiles());
        }
        Shown.only(dropHint, false);
        event.setDropCompleted(files);
        event.consume();
    }
}
