package dev.dx.app.gui.projects;

import atlantafx.base.controls.CustomTextField;
import dev.dx.app.gui.control.CommandStrip;
import dev.dx.app.gui.control.Fxml;
import dev.dx.app.gui.control.NoMatch;
import dev.dx.app.gui.control.OperationPanel;
import dev.dx.app.gui.control.ProblemBox;
import dev.dx.app.gui.control.Question;
import dev.dx.app.gui.control.Shown;
import dev.dx.app.gui.control.WholeText;
import dev.dx.app.gui.projects.ProjectWords.Said;
import dev.dx.app.gui.projects.ProjectWords.Tone;
import dev.dx.app.gui.text.FailureText;
import dev.dx.app.gui.text.FolderText;
import dev.dx.app.gui.text.Messages;
import dev.dx.engine.DxException;
import dev.dx.engine.install.change.Change;
import dev.dx.engine.install.overview.ProjectOverview;
import dev.dx.engine.install.project.DependencyKind;
import dev.dx.engine.install.script.ScriptVerdict;
import dev.dx.engine.npm.resolve.ConflictReport;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import javafx.application.Platform;
import javafx.beans.binding.Bindings;
import javafx.collections.transformation.SortedList;
import javafx.fxml.FXML;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.MenuButton;
import javafx.scene.control.SelectionMode;
import javafx.scene.control.TableColumn;
import javafx.scene.control.TableView;
import javafx.scene.control.TextField;
import javafx.scene.control.ToggleButton;
import javafx.scene.control.ToggleGroup;
import javafx.scene.control.Tooltip;
import javafx.scene.input.KeyCode;
import javafx.scene.input.KeyEvent;
import javafx.scene.layout.FlowPane;
import javafx.scene.layout.Region;
import javafx.scene.layout.StackPane;
import javafx.scene.layout.VBox;
import org.jspecify.annotations.Nullable;
import org.kordamp.ikonli.feather.Feather;
import org.kordamp.ikonli.javafx.FontIcon;

/** One project on the screen: what it is, its dependencies, and what can be done to them. */
@SuppressWarnings("NullAway.Init") // FXMLLoader fills the fields before the constructor ends
final class ProjectView {
    private static final int MOST_NAMED = 12;

    /** Its head, and a row. */
    private static final double LEAST_OF_A_TABLE = 72;

    private final ProjectModel model;
    private final OpenMenu open;
    private final ProjectsHost window;
    private final WayOnButtons waysOn;
    private @Nullable OperationPanel operationPanel;
    private boolean countsDue;

    @FXML
    private StackPane root;

    @FXML
    private Label name;

    @FXML
    private Label version;

    @FXML
    private MenuButton memberMenu;

    @FXML
    private Label folder;

    @FXML
    private MenuButton openMenu;

    @FXML
    private Button install;

    @FXML
    private Label lockState;

    @FXML
    private FontIcon lockIcon;

    @FXML
    private Label modulesState;

    @FXML
    private FontIcon modulesIcon;

    @FXML
    private Label foreignOwner;

    @FXML
    private CommandStrip installCommand;

    @FXML
    private ProblemBox problem;

    @FXML
    private ProblemBox latestReason;

    @FXML
    private CustomTextField filter;

    @FXML
    private Label counts;

    @FXML
    private Button latestProblem;

    @FXML
    private Button remove;

    @FXML
    private ToggleButton addToggle;

    @FXML
    private VBox addForm;

    @FXML
    private TextField addText;

    @FXML
    private ToggleGroup kinds;

    @FXML
    private ToggleButton kindProduction;

    @FXML
    private ToggleButton kindDev;

    @FXML
    private ToggleButton kindOptional;

    @FXML
    private Button add;

    @FXML
    private CommandStrip addCommand;

    @FXML
    private TableView<DependencyItem> table;

    @FXML
    private TableColumn<DependencyItem, String> nameColumn;

    @FXML
    private TableColumn<DependencyItem, DependencyKind> kindColumn;

    @FXML
    private TableColumn<DependencyItem, String> wantedColumn;

    @FXML
    private TableColumn<DependencyItem, String> installedColumn;

    @FXML
    private TableColumn<DependencyItem, Latest> latestColumn;

    @FXML
    private TableColumn<DependencyItem, DependencyStatus> statusColumn;

    @FXML
    private TableColumn<DependencyItem, String> licenceColumn;

    @FXML
    private TableColumn<DependencyItem, Long> sizeColumn;

    @FXML
    private TableColumn<DependencyItem, ScriptVerdict> scriptsColumn;

    @FXML
    private ToggleButton scriptsToggle;

    @FXML
    private VBox dependenciesPage;

    @FXML
    private StackPane complaintsHost;

    @FXML
    private StackPane scriptsHost;

    @FXML
    private MenuButton showing;

    @FXML
    private StackPane operationHost;

    @FXML
    private Question removeQuestion;

    @FXML
    private Button updateAll;

    /** @param elsewhere the ways on from a failure that lead away from the project */
    ProjectView(ProjectModel model, OpenMenu open, ProjectsHost window, Map<WayOn, Runnable> elsewhere) {
        this.model = model;
        this.open = open;
        this.window = window;
        Map<WayOn, Runnable> actions = new EnumMap<>(elsewhere);
        actions.put(WayOn.TRY_AGAIN, model::refresh);
        actions.put(WayOn.OPEN_MANIFEST, () -> window.openWithDesktop(model.manifest()));
        actions.put(WayOn.OPEN_FOLDER, () -> window.openWithDesktop(model.folder()));
        actions.put(WayOn.TRY_CONNECTION, window::tryConnection);
        actions.put(WayOn.MAKE_ROOM, window::makeRoom);
        actions.put(WayOn.SHOW_LOG, this::openLog);
        this.waysOn = new WayOnButtons(actions);
        Fxml.load(this, Node.class);
    }

    Node node() {
        return root;
    }

    /** Where the keyboard goes when the project comes to the front. */
    void focus() {
        table.requestFocus();
    }

    void openAddForm() {
        model.addition().openProperty().set(true);
        addText.requestFocus();
    }

    @FXML
    void initialize() {
        open.fill(openMenu);
        WholeText.onHover(name);
        WholeText.onHover(folder);
        model.overviewProperty().subscribe(this::show);
        model.foreignOwnerProperty().subscribe(owner -> {
            Shown.only(foreignOwner, owner != null);
            foreignOwner.setText(owner == null ? "" : Messages.text("project.foreignOwner", owner));
        });
        foreignOwner.setTooltip(new Tooltip(Messages.text("project.foreignOwner.tip")));
        problem.stayUntilOver();
        model.problemProperty().subscribe(this::show);
        initializeTable();
        initializeToolbar();
        initializeAddForm();
        initializeOperation();
        model.removalProperty().subscribe(this::askAboutRemoval);
        model.removalEffectProperty().subscribe(this::explainRemoval);
        model.updatesProperty().subscribe(this::askAboutUpdates);
        model.approvalProperty().subscribe(this::askAboutScripts);
        scriptsHost.getChildren().setAll(new ScriptsPane(model));
        scriptsToggle.selectedProperty().subscribe(chosen -> {
            Shown.only(dependenciesPage, !chosen);
            Shown.only(scriptsHost, chosen);
        });
        complaintsHost.getChildren().setAll(new ComplaintsPane(model));
        new ShowingMenu(model).fill(showing);
        new MemberMenu(model, memberMenu).fill();
        root.addEventHandler(KeyEvent.KEY_PRESSED, this::escape);
    }

    @FXML
    void install() {
        // The button is about to be disabled, which would send the keyboard to wherever comes next.
        table.requestFocus();
        model.install();
    }

    @FXML
    void refresh() {
        model.refresh();
    }

    @FXML
    void add() {
        model.add();
        addText.requestFocus();
    }

    @FXML
    void askToUpdateAll() {
        table.requestFocus();
        model.askToUpdateAll();
    }

    /** Why newest versions are not known, and what can be done about it; the same again hides it. */
    @FXML
    void explainLatest() {
        DxException reason = model.latestProblemProperty().get();
        boolean hidden = !latestReason.isVisible();
        latestReason.tell(
                hidden ? reason : null, reason == null ? List.of() : waysOn.of(reason, WayOn.Place.NEWEST_VERSIONS));
    }

    /** Of the one dependency that is chosen; nothing where that is none, or several. */
    void showInGraph() {
        List<DependencyItem> chosen = table.getSelectionModel().getSelectedItems();
        if (chosen.size() == 1) {
            showInGraph(chosen.getFirst());
        }
    }

    boolean canShowInGraph() {
        List<DependencyItem> chosen = table.getSelectionModel().getSelectedItems();
        return chosen.size() == 1 && chosen.getFirst().row().locked() != null;
    }

    private void showInGraph(DependencyItem item) {
        window.showInGraph(model.folder(), model.placesOf(item));
    }

    @FXML
    void askToRemove() {
        model.askToRemove(table.getSelectionModel().getSelectedItems());
    }

    private void initializeTable() {
        Region host = (Region) table.getParent();
        // Below what an operation says there may be no room: rather no table than half its head.
        host.visibleProperty()
                .bind(Bindings.createBooleanBinding(
                        () -> dependenciesPage.getHeight() - host.getLayoutY() >= LEAST_OF_A_TABLE,
                        dependenciesPage.heightProperty(),
                        host.layoutYProperty()));
        DependencyCells.name(nameColumn);
        DependencyCells.kind(kindColumn);
        DependencyCells.wanted(wantedColumn);
        DependencyCells.installed(installedColumn);
        DependencyCells.latest(latestColumn);
        DependencyCells.status(statusColumn);
        DependencyCells.licence(licenceColumn);
        DependencyCells.size(sizeColumn);
        DependencyCells.scripts(scriptsColumn);
        table.setTableMenuButtonVisible(true);
        SortedList<DependencyItem> sorted = new SortedList<>(model.shownDependencies());
        sorted.comparatorProperty().bind(table.comparatorProperty());
        VersionOrder versions = new VersionOrder();
        installedColumn.setComparator(versions);
        latestColumn.setComparator(Comparator.comparing(ProjectView::text, versions));
        table.setItems(sorted);
        table.setColumnResizePolicy(TableView.CONSTRAINED_RESIZE_POLICY_FLEX_NEXT_COLUMN);
        table.getSelectionModel().setSelectionMode(SelectionMode.MULTIPLE);
        model.revealedProperty().subscribe(this::reveal);
        RowMenu.install(model, table, this::showInGraph);
        table.addEventHandler(KeyEvent.KEY_PRESSED, event -> {
            if (event.getCode() == KeyCode.DELETE || event.getCode() == KeyCode.BACK_SPACE) {
                askToRemove();
                event.consume();
            }
        });
        model.showingProperty().subscribe(_ -> showCounts());
        Node none = noDependencies();
        Node noneShown = noneShown();
        model.overviewProperty()
                .subscribe(_ -> table.setPlaceholder(model.dependencies().isEmpty() ? none : noneShown));
    }

    private void reveal(String dependency) {
        for (DependencyItem item : table.getItems()) {
            if (item.name().equals(dependency)) {
                scriptsToggle.setSelected(false);
                table.getSelectionModel().clearSelection();
                table.getSelectionModel().select(item);
                table.scrollTo(item);
                table.requestFocus();
            }
        }
    }

    private void initializeToolbar() {
        filter.textProperty().bindBidirectional(model.filterProperty());
        install.disableProperty().bind(model.busyProperty());
        installCommand.setCommand(model.installCommand());
        table.getSelectionModel()
                .selectedItemProperty()
                .subscribe(chosen -> remove.setDisable(chosen == null || model.isBusy()));
        model.busyProperty()
                .subscribe(busy ->
                        remove.setDisable(busy || table.getSelectionModel().getSelectedItem() == null));
        updateAll.disableProperty().bind(model.busyProperty());
        model.outdatedProperty().subscribe(_ -> showCountsSoon());
        model.missingProperty().subscribe(_ -> showCountsSoon());
        model.filterProperty().subscribe(_ -> showCounts());
        model.latestProblemProperty().subscribe(reason -> {
            Shown.only(latestProblem, reason != null);
            latestProblem.setTooltip(reason == null ? null : new Tooltip(FailureText.of(reason)));
            latestReason.show(null);
        });
    }

    private void initializeAddForm() {
        addToggle.selectedProperty().bindBidirectional(model.addition().openProperty());
        model.addition().openProperty().subscribe(open -> {
            Shown.only(addForm, open);
            if (open) {
                addText.requestFocus();
            } else {
                table.requestFocus();
            }
        });
        addText.textProperty().bindBidirectional(model.addition().textProperty());
        SuggestionList suggestions = new SuggestionList(addText, model.suggestions());
        addForm.getChildren().add(1, suggestions);
        addText.setOnAction(_ -> {
            suggestions.forget();
            add();
        });
        add.disableProperty().bind(model.canAddProperty().not());
        addCommand.commandProperty().bind(model.addCommandProperty());
        addCommand.visibleProperty().bind(addText.textProperty().map(text -> !text.isBlank()));
        kindProduction.setUserData(DependencyKind.PRODUCTION);
        kindDev.setUserData(DependencyKind.DEV);
        kindOptional.setUserData(DependencyKind.OPTIONAL);
        kinds.selectToggle(kindProduction);
        // A kind is always chosen: pressing the chosen one again does not take it back.
        kinds.selectedToggleProperty().addListener((_, before, now) -> {
            if (now == null) {
                before.setSelected(true);
            } else if (now.getUserData() instanceof DependencyKind kind) {
                model.addition().kindProperty().set(kind);
            }
        });
    }

    private void initializeOperation() {
        model.operationProperty().subscribe(operation -> {
            if (operation == null) {
                return;
            }
            if (operationPanel == null) {
                operationPanel = new OperationPanel(model.log(), model::retry);
                operationPanel.explainFailures(this::explain);
                operationHost.getChildren().add(operationPanel);
            }
            operationPanel.show(operation);
        });
    }

    private List<Node> explain(DxException failure) {
        FlowPane ways = new FlowPane();
        ways.getStyleClass().add("ways-on");
        ways.getChildren().setAll(waysOn.of(failure, WayOn.Place.OPERATION));
        ConflictReport conflict = ConflictReport.of(failure);
        return List.of(conflict == null ? ways : new ConflictPane(conflict, model));
    }

    private void show(ProjectOverview project) {
        name.setText(model.name());
        version.setText(project.version());
        Shown.only(version, project.version() != null);
        folder.setText(FolderText.of(project.folder()));
        Said lock = ProjectWords.lock(project);
        Said modules = ProjectWords.modules(project);
        say(lockState, lockIcon, lock);
        say(modulesState, modulesIcon, modules);
        // The one button that stands out is the one to press; where everything fits, none is.
        boolean wanted = asksForAction(lock) || asksForAction(modules);
        install.getStyleClass().remove("accent");
        if (wanted) {
            install.getStyleClass().add("accent");
        }
        showCounts();
    }

    private void show(@Nullable DxException reason) {
        // What was true before it could not be read any more.
        lockState.setDisable(reason != null);
        modulesState.setDisable(reason != null);
        problem.tell(reason, reason == null ? List.of() : waysOn.of(reason, WayOn.Place.OPEN_PROJECT));
    }

    private void openLog() {
        if (operationPanel != null) {
            operationPanel.openLog();
        }
    }

    private static boolean asksForAction(Said said) {
        return said.tone() == Tone.ATTENTION || said.tone() == Tone.BAD;
    }

    private static void say(Label label, FontIcon icon, Said said) {
        label.setText(said.text());
        Feather symbol = switch (said.tone()) {
            case GOOD -> Feather.CHECK_CIRCLE;
            case CALM -> Feather.MINUS_CIRCLE;
            case ATTENTION -> Feather.ALERT_TRIANGLE;
            case BAD -> Feather.ALERT_OCTAGON;
        };
        String style = switch (said.tone()) {
            case GOOD -> "tone-good";
            case CALM -> "tone-calm";
            case ATTENTION -> "tone-attention";
            case BAD -> "tone-bad";
        };
        icon.setIconCode(symbol);
        icon.getStyleClass().setAll("ikonli-font-icon", "tone-icon", style);
    }

    /** Once for however many answers came: two thousand of them come nearly at a time. */
    private void showCountsSoon() {
        if (!countsDue) {
            countsDue = true;
            Platform.runLater(() -> {
                countsDue = false;
                showCounts();
            });
        }
    }

    private void showCounts() {
        int all = model.dependencies().size();
        int shown = model.shownDependencies().size();
        List<String> parts = new ArrayList<>();
        parts.add(
                shown == all
                        ? Messages.text("project.count", all)
                        : Messages.text("project.count.filtered", shown, all));
        if (model.outdatedProperty().get() > 0) {
            parts.add(Messages.text(
                    "project.count.outdated", model.outdatedProperty().get()));
        }
        if (model.missingProperty().get() > 0) {
            parts.add(Messages.text(
                    "project.count.missing", model.missingProperty().get()));
        }
        int newer = model.outdatedProperty().get();
        Shown.only(updateAll, newer > 0);
        updateAll.setText(Messages.text("project.updateAll", newer));
        counts.setText(String.join(Messages.text("separator"), parts));
    }

    private Node noDependencies() {
        Label text = new Label(Messages.text("project.empty.text"));
        text.getStyleClass().add("empty-text");
        Button first = new Button(Messages.text("project.empty.add"), new FontIcon(Feather.PLUS));
        first.setOnAction(_ -> openAddForm());
        return empty(new Label(Messages.text("project.empty.title")), text, first);
    }

    private Node noneShown() {
        Button all = new Button(Messages.text("showing.clear"), new FontIcon(Feather.X));
        all.setOnAction(_ -> {
            // The button goes, and the keyboard with it.
            showing.requestFocus();
            model.showingProperty().set(Showing.ALL);
        });
        Label none = new Label();
        model.showingProperty()
                .subscribe(wanted -> none.setText(
                        switch (wanted) {
                            case ALL -> "";
                            case OUTDATED -> Messages.text("project.none.outdated");
                            case DEPRECATED -> Messages.text("project.none.deprecated");
                        }));
        return new NoMatch(filter, empty(none, all));
    }

    private static VBox empty(Label title, Node... more) {
        title.getStyleClass().add("empty-title");
        VBox box = new VBox(title);
        box.getStyleClass().add("empty");
        box.getChildren().addAll(more);
        return box;
    }

    private void askAboutRemoval(List<String> names) {
        if (names.isEmpty()) {
            removeQuestion.dismiss();
            return;
        }
        removeQuestion.ask(
                new Question.Asked(
                        Messages.text("remove.title", names.size(), names.getFirst()),
                        removalText(names),
                        model.removalCommand(),
                        Messages.text("remove.yes"),
                        Messages.text("remove.no")),
                model::remove,
                model::keep);
    }

    private void explainRemoval(@Nullable RemovalEffect effect) {
        List<String> names = model.removalProperty().get();
        if (effect != null && !names.isEmpty()) {
            removeQuestion.explain(removalText(names) + "\n\n" + ProjectWords.effect(effect));
        }
    }

    private static String removalText(List<String> names) {
        return names.size() == 1
                ? Messages.text("remove.text")
                : Messages.text("remove.text.names", String.join(", ", names));
    }

    private void askAboutScripts(ProjectModel.@Nullable Approval asked) {
        if (asked == null) {
            return;
        }
        boolean allows = asked.verdict() == Change.Verdict.APPROVED;
        String id = asked.scripts().id().toString();
        StringBuilder text =
                new StringBuilder(allows ? Messages.text("approve.text") : Messages.text("approve.never.text"));
        asked.scripts()
                .scripts()
                .forEach((event, command) ->
                        text.append("\n\n").append(event).append(": ").append(command));
        removeQuestion.ask(
                new Question.Asked(
                        allows ? Messages.text("approve.title", id) : Messages.text("approve.never.title", id),
                        text.toString(),
                        TerminalCommand.of(asked.change()),
                        allows ? Messages.text("approve.yes") : Messages.text("approve.never.yes"),
                        Messages.text("approve.no"),
                        Question.Weight.ADDS),
                model::approve,
                model::leaveScripts);
    }

    private void askAboutUpdates(List<DependencyItem> items) {
        if (items.isEmpty()) {
            return;
        }
        String lines = items.stream()
                .limit(MOST_NAMED)
                .map(item -> Messages.text(
                        "update.line",
                        item.name(),
                        item.row().installed() == null
                                ? Messages.text("version.none")
                                : item.row().installed(),
                        String.valueOf(item.newerVersion())))
                .collect(Collectors.joining("\n"));
        long major = items.stream().filter(DependencyItem::mayBreak).count();
        String rest = items.size() > MOST_NAMED ? "\n" + Messages.text("graph.andMore", items.size() - MOST_NAMED) : "";
        removeQuestion.ask(
                new Question.Asked(
                        Messages.text("update.title", items.size()),
                        lines + rest + (major > 0 ? "\n\n" + Messages.text("update.major", major) : ""),
                        model.updatesCommand(),
                        Messages.text("update.yes"),
                        Messages.text("update.no"),
                        Question.Weight.ADDS),
                model::updateAll,
                model::leaveVersions);
    }

    /** Escape takes back the nearest thing: the form, then the running operation, then the filter. */
    private void escape(KeyEvent event) {
        if (event.getCode() != KeyCode.ESCAPE) {
            return;
        }
        if (addForm.isVisible()) {
            model.addition().openProperty().set(false);
        } else if (model.isBusy()) {
            model.cancel();
        } else {
            model.filterProperty().set("");
        }
        event.consume();
    }

    private static String text(Latest latest) {
        return latest instanceof Latest.Known(String version) ? version : "";
    }
}
