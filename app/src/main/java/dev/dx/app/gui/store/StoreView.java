package dev.dx.app.gui.store;

import atlantafx.base.controls.CustomTextField;
import dev.dx.app.gui.control.Columns;
import dev.dx.app.gui.control.CommandStrip;
import dev.dx.app.gui.control.Fact;
import dev.dx.app.gui.control.Fxml;
import dev.dx.app.gui.control.NoMatch;
import dev.dx.app.gui.control.OperationPanel;
import dev.dx.app.gui.control.ProblemBox;
import dev.dx.app.gui.control.Question;
import dev.dx.app.gui.control.ScreenCommand;
import dev.dx.app.gui.control.ScreenView;
import dev.dx.app.gui.control.Shown;
import dev.dx.app.gui.control.Treemap;
import dev.dx.app.gui.task.Operation;
import dev.dx.app.gui.text.FolderText;
import dev.dx.app.gui.text.Measures;
import dev.dx.app.gui.text.Messages;
import dev.dx.engine.install.tree.KeptTrees;
import dev.dx.engine.link.LayoutKeeper;
import dev.dx.engine.store.StoreFinding;
import dev.dx.engine.store.StoreKeeper.Held;
import dev.dx.engine.store.StoreRemoval;
import dev.dx.engine.store.StoreStatistics;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import javafx.beans.property.ReadOnlyStringWrapper;
import javafx.beans.value.ObservableValue;
import javafx.collections.FXCollections;
import javafx.collections.ObservableList;
import javafx.collections.transformation.FilteredList;
import javafx.collections.transformation.SortedList;
import javafx.fxml.FXML;
import javafx.scene.Node;
import javafx.scene.Parent;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.MenuButton;
import javafx.scene.control.ProgressBar;
import javafx.scene.control.TableColumn;
import javafx.scene.control.TableView;
import javafx.scene.control.ToggleButton;
import javafx.scene.control.ToggleGroup;
import javafx.scene.layout.HBox;
import javafx.scene.layout.StackPane;
import javafx.scene.layout.VBox;
import org.jspecify.annotations.Nullable;
import org.kordamp.ikonli.feather.Feather;

/** The Store screen: numbers above, packages as a map or a table below, and what can be done with them. */
@SuppressWarnings("NullAway.Init") // FXMLLoader fills the fields before the constructor ends
public final class StoreView implements ScreenView {
    private static final int NAMED = 6;

    private final StoreModel model;
    private final ReadOnlyStringWrapper status = new ReadOnlyStringWrapper("");
    private final ObservableList<Held> packages = FXCollections.observableArrayList();
    private final FilteredList<Held> shownPackages = new FilteredList<>(packages);
    private @Nullable OperationPanel panel;

    @FXML
    private StackPane root;

    @FXML
    private Label path;

    @FXML
    private Button verify;

    @FXML
    private Button repair;

    @FXML
    private MenuButton clean;

    @FXML
    private ProblemBox problem;

    @FXML
    private Label note;

    @FXML
    private HBox condition;

    @FXML
    private Label conditionWhat;

    @FXML
    private Fact packagesFact;

    @FXML
    private Fact logicalFact;

    @FXML
    private Fact diskFact;

    @FXML
    private Fact savedFact;

    @FXML
    private Fact indexFact;

    @FXML
    private Fact quarantineFact;

    @FXML
    private Fact treesFact;

    @FXML
    private ProgressBar counting;

    @FXML
    private ToggleGroup forms;

    @FXML
    private ToggleButton asMap;

    @FXML
    private ToggleButton asList;

    @FXML
    private ToggleButton asProjects;

    @FXML
    private ToggleButton asTrees;

    @FXML
    private ToggleButton asFindings;

    @FXML
    private CustomTextField filter;

    @FXML
    private StackPane noMatchHost;

    @FXML
    private VBox mapBox;

    @FXML
    private Treemap map;

    @FXML
    private Label chosen;

    @FXML
    private TableView<Held> list;

    @FXML
    private TableColumn<Held, Held> nameColumn;

    @FXML
    private TableColumn<Held, Held> versionColumn;

    @FXML
    private TableColumn<Held, Held> sizeColumn;

    @FXML
    private TableColumn<Held, Held> filesColumn;

    @FXML
    private TableColumn<Held, Held> usedColumn;

    @FXML
    private TableView<UsingProject> projects;

    @FXML
    private TableColumn<UsingProject, UsingProject> projectColumn;

    @FXML
    private TableColumn<UsingProject, UsingProject> usesColumn;

    @FXML
    private TableColumn<UsingProject, UsingProject> linkColumn;

    @FXML
    private TableColumn<UsingProject, UsingProject> installedColumn;

    @FXML
    private TreesTable trees;

    @FXML
    private TableView<Row> findings;

    @FXML
    private TableColumn<Row, Row> kindColumn;

    @FXML
    private TableColumn<Row, Row> whereColumn;

    @FXML
    private TableColumn<Row, Row> whatColumn;

    @FXML
    private VBox nothing;

    @FXML
    private VBox page;

    @FXML
    private CommandStrip command;

    @FXML
    private StackPane operationHost;

    @FXML
    private Question question;

    public StoreView(StoreModel model) {
        this.model = model;
        Fxml.load(this, Node.class);
    }

    @Override
    public Parent node() {
        return root;
    }

    @Override
    public void focus() {
        verify.requestFocus();
        if (!model.busyProperty().get()) {
            model.refresh();
        }
    }

    @Override
    public ObservableValue<String> status() {
        return status.getReadOnlyProperty();
    }

    @Override
    public List<ScreenCommand> commands() {
        return List.of(
                ScreenCommand.of(Messages.text("store.verify"), Feather.SHIELD, this::verify)
                        .when(() -> !model.busyProperty().get()),
                ScreenCommand.of(Messages.text("store.repair"), Feather.TOOL, this::repair)
                        .when(() -> !model.busyProperty().get()),
                ScreenCommand.of(Messages.text("store.clean.unused"), Feather.TRASH_2, this::cleanUnused)
                        .when(() -> !model.busyProperty().get()),
                ScreenCommand.of(Messages.text("store.clean.trees"), Feather.TRASH_2, this::cleanTrees)
                        .when(() -> !model.busyProperty().get()),
                ScreenCommand.of(Messages.text("store.clean.all"), Feather.TRASH_2, this::cleanAll)
                        .when(() -> !model.busyProperty().get()),
                ScreenCommand.of(Messages.text("store.again"), Feather.REFRESH_CW, "F5", model::refresh));
    }

    @FXML
    void initialize() {
        verify.disableProperty().bind(model.busyProperty());
        repair.disableProperty().bind(model.busyProperty());
        clean.disableProperty().bind(model.busyProperty().or(model.lookingProperty()));
        command.setCommand("dx store stats");
        Shown.only(note, false);
        initializeTables();
        initializeForms();
        model.problemProperty().subscribe(failure -> problem.showWithRetry(failure, model::refresh));
        model.contentsProperty().subscribe(this::show);
        model.treesProperty().subscribe(this::show);
        model.statisticsProperty().subscribe(this::show);
        model.countedProperty().subscribe(fraction -> {
            counting.setProgress(fraction.doubleValue());
            Shown.only(counting, fraction.doubleValue() < 1);
        });
        model.conditionProperty().subscribe(this::show);
        model.operationProperty().subscribe(operation -> {
            if (operation != null) {
                showOperation(operation);
            }
        });
        map.chosenProperty()
                .subscribe(area -> chosen.setText(area == null ? Messages.text("store.map.hint") : area.words()));
    }

    private void initializeTables() {
        Columns.text(nameColumn, "name-cell", StoreAreas::name);
        Columns.text(versionColumn, "version-cell", StoreAreas::version);
        Columns.bytes(sizeColumn, Held::size);
        Columns.number(filesColumn, Held::files);
        Columns.date(usedColumn, Held::lastUse);
        SortedList<Held> sorted = new SortedList<>(shownPackages);
        sorted.comparatorProperty().bind(list.comparatorProperty());
        list.setItems(sorted);
        list.setPlaceholder(new NoMatch(filter));
        noMatchHost.getChildren().setAll(new NoMatch(filter));
        list.setColumnResizePolicy(TableView.CONSTRAINED_RESIZE_POLICY_FLEX_NEXT_COLUMN);
        Columns.text(
                projectColumn,
                "name-cell",
                each -> FolderText.of(Path.of(each.project().path())));
        Columns.number(usesColumn, UsingProject::standing);
        Columns.text(linkColumn, "kind-cell", each -> words(each));
        Columns.date(installedColumn, each -> each.project().installed());
        projects.setColumnResizePolicy(TableView.CONSTRAINED_RESIZE_POLICY_FLEX_NEXT_COLUMN);
        projects.setPlaceholder(new Label(Messages.text("store.projects.none")));
        Columns.text(kindColumn, "kind-cell", Row::kind);
        Columns.text(whereColumn, "version-cell", Row::where);
        Columns.text(whatColumn, "status-cell", Row::what);
        findings.setColumnResizePolicy(TableView.CONSTRAINED_RESIZE_POLICY_FLEX_LAST_COLUMN);
    }

    private void initializeForms() {
        forms.selectToggle(asMap);
        forms.selectedToggleProperty().addListener((_, before, now) -> {
            if (now == null) {
                before.setSelected(true);
            }
        });
        forms.selectedToggleProperty().subscribe(_ -> {
            Shown.only(list, asList.isSelected());
            Shown.only(projects, asProjects.isSelected());
            Shown.only(trees, asTrees.isSelected());
            Shown.only(findings, asFindings.isSelected());
            Shown.only(filter, asMap.isSelected() || asList.isSelected());
            showMap();
        });
        filter.textProperty().subscribe(text -> {
            String wanted = text == null ? "" : text.strip().toLowerCase(Locale.ROOT);
            shownPackages.setPredicate(
                    held -> StoreAreas.label(held).toLowerCase(Locale.ROOT).contains(wanted));
            showMap();
        });
    }

    private void showMap() {
        map.show(StoreAreas.of(shownPackages, Instant.now()));
        boolean none = shownPackages.isEmpty() && !packages.isEmpty();
        Shown.only(mapBox, asMap.isSelected() && !none);
        Shown.only(noMatchHost, asMap.isSelected() && none);
    }

    @FXML
    void verify() {
        leaveButtons();
        model.verify();
    }

    @FXML
    void repair() {
        leaveButtons();
        model.repair();
    }

    /** What is about to be disabled would send the keyboard to wherever comes next. */
    private void leaveButtons() {
        Shown.only(note, false);
        if (forms.getSelectedToggle() instanceof Node form) {
            form.requestFocus();
        }
    }

    @FXML
    void cleanUnused() {
        clean(Cleaning.UNUSED);
    }

    @FXML
    void cleanTrees() {
        clean(Cleaning.TREES);
    }

    @FXML
    void cleanAll() {
        clean(Cleaning.EVERYTHING);
    }

    private void clean(Cleaning what) {
        Shown.only(note, false);
        model.preview(what, removal -> ask(what, removal));
    }

    /** Says what would go before it does. */
    private void ask(Cleaning what, StoreCleaning cleaning) {
        StoreRemoval removal = cleaning.packages();
        if (cleaning.isNothing()) {
            note.setText(
                    switch (what) {
                        case UNUSED -> Messages.text("store.clean.nothing");
                        case TREES -> Messages.text("store.clean.trees.nothing");
                        case EVERYTHING -> Messages.text("store.clean.all.nothing");
                    });
            Shown.only(note, true);
            return;
        }
        StringBuilder text = new StringBuilder(
                switch (what) {
                    case UNUSED -> Messages.text("store.clean.unused.text");
                    case TREES -> Messages.text("store.clean.trees.text");
                    case EVERYTHING -> Messages.text("store.clean.all.text");
                });
        String names = removal.items().stream()
                .limit(NAMED)
                .map(StoreRemoval.Item::name)
                .collect(Collectors.joining(", "));
        int more = removal.items().size() - NAMED;
        if (!names.isEmpty()) {
            text.append("\n\n").append(more > 0 ? Messages.text("store.clean.more", names, more) : names);
        }
        KeptTrees.Removal trees = cleaning.trees();
        if (trees.trees() > 0) {
            text.append("\n\n")
                    .append(Messages.text(
                            "store.clean.kinds",
                            trees.layouts().layouts().size(),
                            trees.spares().trees(),
                            trees.parked().trees(),
                            Measures.bytes((double) trees.freed())));
        }
        for (String kept : trees.layouts().kept()) {
            text.append('\n').append(Messages.text("store.clean.kept", kept));
        }
        for (String away : removal.unreachable()) {
            text.append('\n').append(Messages.text("store.clean.unreachable", away));
        }
        for (String gone : removal.forgotten()) {
            text.append('\n').append(Messages.text("store.clean.forgotten", gone));
        }
        question.ask(
                new Question.Asked(
                        Messages.text(
                                "store.clean.title", cleaning.amount(), Measures.bytes((double) cleaning.freed())),
                        text.toString(),
                        model.command(what),
                        Messages.text("store.clean.yes"),
                        Messages.text("store.clean.no")),
                () -> model.clean(what),
                () -> {});
    }

    private void showOperation(Operation<?> operation) {
        if (panel == null) {
            panel = new OperationPanel(model.log(), model::again);
            operationHost.getChildren().add(panel);
        }
        panel.show(operation);
    }

    private void show(@Nullable StoreContents contents) {
        showPage();
        if (contents == null) {
            status.set(Messages.text("store.reading"));
            return;
        }
        path.setText(FolderText.of(contents.path()));
        packages.setAll(contents.packages());
        showMap();
        projects.getItems().setAll(contents.projects());
        asProjects.setText(Messages.text("store.projects", contents.projects().size()));
        packagesFact.setValue(Messages.text("number", contents.packages().size()));
        status.set(Messages.text(
                "store.status", contents.packages().size(), contents.projects().size()));
    }

    /** A store without a package may have trees that were put aside. */
    private void showPage() {
        StoreContents contents = model.contentsProperty().get();
        KeptTrees.Overview kept = model.treesProperty().get();
        boolean empty = contents != null && contents.isEmpty() && (kept == null || kept.trees() == 0);
        Shown.only(page, contents != null && !empty);
        Shown.only(nothing, empty);
    }

    private void show(KeptTrees.@Nullable Overview kept) {
        asTrees.setText(Messages.text("store.trees", kept == null ? 0 : kept.trees()));
        if (kept == null) {
            treesFact.setPending(Messages.text("store.counting"));
            return;
        }
        showPage();
        trees.show(kept);
        set(
                treesFact,
                kept.bytes(),
                Messages.text(
                        "store.fact.trees.text",
                        kept.layouts().size(),
                        Measures.bytes((double) kept.layoutBytes()),
                        kept.spares().size(),
                        Measures.bytes((double) kept.spareBytes()),
                        kept.parkedTrees(),
                        Measures.bytes((double) kept.parkedBytes())));
    }

    private void show(@Nullable StoreStatistics statistics) {
        if (statistics == null) {
            String counting = Messages.text("store.counting");
            for (Fact fact : List.of(logicalFact, diskFact, savedFact, indexFact, quarantineFact)) {
                fact.setPending(counting);
            }
            packagesFact.setExplanation(Messages.text("store.fact.packages.text"));
            return;
        }
        packagesFact.setExplanation(Messages.text(
                "store.fact.packages.counted", statistics.packages(), statistics.files(), statistics.packs()));
        set(logicalFact, statistics.logicalBytes(), Messages.text("store.fact.logical.text", statistics.files()));
        set(diskFact, statistics.physicalBytes(), Messages.text("store.fact.disk.text"));
        set(
                savedFact,
                statistics.savedBytes(),
                switch (statistics.sharing()) {
                    case COUNTED -> Messages.text("store.fact.saved.counted", statistics.linkedFiles());
                    case ESTIMATED -> Messages.text("store.fact.saved.estimated");
                });
        set(
                indexFact,
                statistics.indexBytes() + statistics.packBytes(),
                Messages.text(
                        "store.fact.index.text",
                        Measures.bytes((double) statistics.indexBytes()),
                        statistics.packs(),
                        Measures.bytes((double) statistics.packBytes())));
        set(
                quarantineFact,
                statistics.quarantineBytes(),
                Messages.text("store.fact.quarantine.text", statistics.quarantined()));
    }

    private static void set(Fact fact, long bytes, String explanation) {
        fact.setValue(Measures.bytes((double) bytes));
        fact.setExplanation(explanation);
    }

    private void show(@Nullable StoreHealth found) {
        boolean any = found != null && found.count() > 0;
        Shown.only(condition, any);
        Shown.only(asFindings, any);
        asTrees.getStyleClass().removeAll("right-pill", "center-pill");
        asTrees.getStyleClass().add(any ? "center-pill" : "right-pill");
        if (found == null || !any) {
            findings.getItems().clear();
            if (asFindings.isSelected()) {
                forms.selectToggle(asMap);
            }
            return;
        }
        findings.getItems().setAll(rows(found));
        asFindings.setText(Messages.text("store.findings", found.count()));
        conditionWhat.setText(
                found.isWhole()
                        ? Messages.text("store.leftovers", found.count())
                        : Messages.text("store.broken", found.count()));
        forms.selectToggle(asFindings);
    }

    /** Something that was found, in words. */
    private record Row(String kind, String where, String what) {}

    private static List<Row> rows(StoreHealth found) {
        List<Row> rows = new ArrayList<>();
        for (StoreFinding finding : found.packages().findings()) {
            rows.add(new Row(
                    words(finding.kind()), String.valueOf(finding.where().getFileName()), finding.what()));
        }
        for (LayoutKeeper.Finding finding : found.layouts().findings()) {
            rows.add(new Row(
                    Messages.text("store.kind.layout"),
                    String.valueOf(finding.layout().getFileName()),
                    finding.what()));
        }
        return rows;
    }

    private static String words(UsingProject project) {
        if (project.standing() == 0 && project.project().packages() > 0) {
            return Messages.text("store.link.none");
        }
        return switch (project.linking()) {
            case REFLINK -> Messages.text("store.link.reflink");
            case HARDLINK -> Messages.text("store.link.hardlink");
            case COPY -> Messages.text("store.link.copy");
            case null -> Messages.text("store.link.away");
        };
    }

    private static String words(StoreFinding.Kind kind) {
        return switch (kind) {
            case BROKEN_PACKAGE -> Messages.text("store.kind.package");
            case BROKEN_PACK -> Messages.text("store.kind.pack");
            case BROKEN_TRUST -> Messages.text("store.kind.trust");
            case BROKEN_INDEX -> Messages.text("store.kind.index");
            case LEFTOVER -> Messages.text("store.kind.leftover");
        };
    }
}
