package dev.dx.app.gui.browse;

import dev.dx.app.gui.control.Columns;
import dev.dx.app.gui.control.Fxml;
import dev.dx.app.gui.control.Shown;
import dev.dx.app.gui.markdown.MarkdownView;
import dev.dx.app.gui.text.Measures;
import dev.dx.app.gui.text.Messages;
import dev.dx.engine.install.project.DependencyKind;
import dev.dx.engine.npm.registry.InstallSize;
import dev.dx.engine.npm.registry.PackagePage;
import dev.dx.engine.npm.registry.PublishedVersion;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import javafx.collections.FXCollections;
import javafx.fxml.FXML;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.Hyperlink;
import javafx.scene.control.Label;
import javafx.scene.control.MenuItem;
import javafx.scene.control.ScrollPane;
import javafx.scene.control.SplitMenuButton;
import javafx.scene.control.TableColumn;
import javafx.scene.control.TableView;
import javafx.scene.control.ToggleButton;
import javafx.scene.control.ToggleGroup;
import javafx.scene.control.Tooltip;
import javafx.scene.input.KeyCode;
import javafx.scene.layout.FlowPane;
import javafx.scene.layout.HBox;
import javafx.scene.layout.VBox;
import org.jspecify.annotations.Nullable;

/** One package's page. */
@SuppressWarnings("NullAway.Init") // FXMLLoader fills the fields before the constructor ends
final class PackagePageView {
    private final BrowseModel model;
    private final PackagePage content;
    private final BrowseModel.Page.Shown shown;

    /** What one package asks of another. */
    private record Wish(String name, String range, String kind) {}

    @FXML
    private VBox root;

    @FXML
    private Label name;

    @FXML
    private Label version;

    @FXML
    private Label description;

    @FXML
    private SplitMenuButton add;

    @FXML
    private MenuItem addDev;

    @FXML
    private MenuItem addOptional;

    @FXML
    private Button convert;

    @FXML
    private HBox deprecated;

    @FXML
    private Label deprecatedText;

    @FXML
    private FlowPane facts;

    @FXML
    private ToggleGroup parts;

    @FXML
    private ToggleButton readmeToggle;

    @FXML
    private ToggleButton versionsToggle;

    @FXML
    private ToggleButton dependenciesToggle;

    @FXML
    private ToggleButton aboutToggle;

    @FXML
    private ScrollPane readme;

    @FXML
    private TableView<PublishedVersion> versions;

    @FXML
    private TableColumn<PublishedVersion, PublishedVersion> versionColumn;

    @FXML
    private TableColumn<PublishedVersion, PublishedVersion> tagColumn;

    @FXML
    private TableColumn<PublishedVersion, PublishedVersion> dateColumn;

    @FXML
    private TableColumn<PublishedVersion, PublishedVersion> sizeColumn;

    @FXML
    private TableColumn<PublishedVersion, PublishedVersion> noteColumn;

    @FXML
    private TableView<Wish> dependencies;

    @FXML
    private TableColumn<Wish, Wish> wishColumn;

    @FXML
    private TableColumn<Wish, Wish> rangeColumn;

    @FXML
    private TableColumn<Wish, Wish> kindColumn;

    @FXML
    private ScrollPane about;

    @FXML
    private VBox aboutBox;

    PackagePageView(BrowseModel model, BrowseModel.Page.Shown shown) {
        this.model = model;
        this.shown = shown;
        this.content = shown.content();
        Fxml.load(this, Node.class);
    }

    Node node() {
        return root;
    }

    @FXML
    void initialize() {
        name.setText(content.name());
        description.setText(content.description().replaceAll("\\s+", " ").strip());
        Shown.only(description, !description.getText().isEmpty());
        initializeParts();
        initializeReadme();
        initializeVersions();
        initializeDependencies();
        initializeAbout();
        model.versionProperty().subscribe(this::showVersion);
        model.sizeProperty().subscribe(_ -> showFacts());
        model.host().projectName().subscribe(project -> {
            add.setDisable(project == null);
            add.setText(project == null ? Messages.text("browse.add.noProject") : Messages.text("browse.add", project));
        });
        add.setMnemonicParsing(false);
        add.setOnAction(_ -> add(DependencyKind.PRODUCTION));
        addDev.setOnAction(_ -> add(DependencyKind.DEV));
        addOptional.setOnAction(_ -> add(DependencyKind.OPTIONAL));
        convert.setOnAction(_ -> model.host().convert(spec()));
    }

    private String spec() {
        PublishedVersion chosen = model.versionProperty().get();
        return chosen == null ? content.name() : content.name() + "@" + chosen.version();
    }

    private void add(DependencyKind kind) {
        PublishedVersion chosen = model.versionProperty().get();
        // The latest is asked for by name alone, so that package.json gets the range it always gets.
        boolean latest = chosen == null || chosen.equals(content.latest());
        model.host().add(latest ? content.name() : spec(), kind);
    }

    private void initializeParts() {
        versionsToggle.setText(
                Messages.text("browse.versions", content.versions().size()));
        parts.selectedToggleProperty().addListener((_, before, now) -> {
            if (now == null) {
                before.setSelected(true);
            }
        });
        parts.selectedToggleProperty().subscribe(chosen -> {
            Shown.only(readme, readmeToggle.equals(chosen));
            Shown.only(versions, versionsToggle.equals(chosen));
            Shown.only(dependencies, dependenciesToggle.equals(chosen));
            Shown.only(about, aboutToggle.equals(chosen));
        });
        parts.selectToggle(readmeToggle);
    }

    private void initializeReadme() {
        if (shown.readme().blocks().isEmpty()) {
            Label none = new Label(Messages.text("browse.noReadme"));
            none.getStyleClass().addAll("hint", "no-readme");
            readme.setContent(none);
            return;
        }
        MarkdownView view = new MarkdownView(model.host()::open);
        view.show(shown.readme());
        readme.setContent(view);
    }

    private void initializeVersions() {
        Map<String, String> tags = content.distTags().entrySet().stream()
                .collect(Collectors.groupingBy(
                        Map.Entry::getValue, Collectors.mapping(Map.Entry::getKey, Collectors.joining(", "))));
        Columns.unsorted(versionColumn, "version-cell", PublishedVersion::version);
        Columns.unsorted(tagColumn, "kind-cell", each -> tags.getOrDefault(each.version(), ""));
        Columns.unsorted(dateColumn, "kind-cell", each -> date(each.published()));
        Columns.unsorted(sizeColumn, "number-cell", each -> size(each.unpackedSize()));
        Columns.unsorted(noteColumn, "deprecated-cell", each -> {
            String why = each.deprecated();
            return why == null ? "" : why.isEmpty() ? Messages.text("browse.deprecated") : why.replaceAll("\\s+", " ");
        });
        versions.setItems(FXCollections.observableArrayList(content.versions()));
        versions.setColumnResizePolicy(TableView.CONSTRAINED_RESIZE_POLICY_FLEX_LAST_COLUMN);
        versions.getSelectionModel().selectedItemProperty().subscribe(chosen -> {
            if (chosen != null) {
                model.choose(chosen);
            }
        });
    }

    private void initializeDependencies() {
        Columns.unsorted(wishColumn, "name-cell", Wish::name);
        Columns.unsorted(rangeColumn, "version-cell", Wish::range);
        Columns.unsorted(kindColumn, "kind-cell", Wish::kind);
        dependencies.setColumnResizePolicy(TableView.CONSTRAINED_RESIZE_POLICY_FLEX_LAST_COLUMN);
        dependencies.setPlaceholder(new Label(Messages.text("browse.noDependencies")));
        dependencies.setOnMouseClicked(event -> {
            if (event.getClickCount() == 2) {
                openChosenDependency();
            }
        });
        dependencies.setOnKeyPressed(event -> {
            if (event.getCode() == KeyCode.ENTER) {
                openChosenDependency();
            }
        });
    }

    private void openChosenDependency() {
        Wish chosen = dependencies.getSelectionModel().getSelectedItem();
        if (chosen != null) {
            model.open(chosen.name());
        }
    }

    private void initializeAbout() {
        about(
                Messages.text("browse.about.maintainers"),
                String.join(
                        ", ",
                        content.maintainers().stream()
                                .map(PackagePage.Person::name)
                                .toList()));
        link(Messages.text("browse.about.homepage"), content.homepage());
        link(Messages.text("browse.about.repository"), web(content.repository()));
        about(
                Messages.text("browse.about.tags"),
                content.distTags().entrySet().stream()
                        .map(tag -> tag.getKey() + " " + tag.getValue())
                        .collect(Collectors.joining(", ")));
        about(Messages.text("browse.about.keywords"), String.join(", ", content.keywords()));
        about(Messages.text("browse.about.modified"), date(content.modified()));
        PublishedVersion latest = content.latest();
        if (latest != null) {
            about(Messages.text("browse.about.commands"), String.join(", ", latest.bins()));
            about(
                    Messages.text("browse.about.engines"),
                    latest.engines().entrySet().stream()
                            .map(engine -> engine.getKey() + " " + engine.getValue())
                            .collect(Collectors.joining(", ")));
        }
    }

    private void about(String what, String words) {
        if (!words.isEmpty()) {
            Label text = new Label(words);
            text.setWrapText(true);
            aboutRow(what, text);
        }
    }

    private void link(String what, @Nullable String address) {
        if (address == null || !address.toLowerCase(Locale.ROOT).matches("https?://.*")) {
            about(what, address == null ? "" : address);
            return;
        }
        Hyperlink link = new Hyperlink(address);
        link.getStyleClass().add("md-link");
        link.setOnAction(_ -> model.host().open(address));
        aboutRow(what, link);
    }

    private void aboutRow(String what, Node value) {
        Label title = new Label(what);
        title.getStyleClass().add("field-title");
        VBox row = new VBox(title, value);
        row.getStyleClass().add("about-row");
        aboutBox.getChildren().add(row);
    }

    private void showVersion(@Nullable PublishedVersion chosen) {
        Shown.only(version, chosen != null);
        Shown.only(deprecated, chosen != null && chosen.deprecated() != null);
        if (chosen == null) {
            dependenciesToggle.setText(Messages.text("browse.dependencies", 0));
            facts.getChildren().clear();
            return;
        }
        version.setText(chosen.version());
        String why = chosen.deprecated();
        deprecatedText.setText(
                why == null || why.isBlank() ? Messages.text("browse.deprecated") : why.replaceAll("\\s+", " "));
        List<Wish> wishes = new ArrayList<>();
        chosen.dependencies()
                .forEach((wanted, range) -> wishes.add(new Wish(wanted, range, Messages.text("kind.production"))));
        chosen.optionalDependencies()
                .forEach((wanted, range) -> wishes.add(new Wish(wanted, range, Messages.text("kind.optional"))));
        chosen.peerDependencies()
                .forEach((wanted, range) -> wishes.add(new Wish(wanted, range, Messages.text("kind.peer"))));
        dependencies.setItems(FXCollections.observableArrayList(wishes));
        dependenciesToggle.setText(Messages.text("browse.dependencies", wishes.size()));
        showFacts();
    }

    private void showFacts() {
        PublishedVersion chosen = model.versionProperty().get();
        if (chosen == null) {
            return;
        }
        facts.getChildren().clear();
        fact(Messages.text("browse.fact.published"), date(chosen.published()));
        String license = chosen.license() == null ? content.license() : chosen.license();
        fact(Messages.text("browse.fact.license"), license == null ? Messages.text("version.none") : license);
        fact(
                Messages.text("browse.fact.size"),
                chosen.fileCount() < 0
                        ? size(chosen.unpackedSize())
                        : Messages.text("browse.fact.sizeInFiles", size(chosen.unpackedSize()), chosen.fileCount()));
        Node install = fact(
                Messages.text("browse.fact.install"),
                switch (model.sizeProperty().get()) {
                    case BrowseModel.Size.Asking _ -> Messages.text("version.asking");
                    case BrowseModel.Size.Unknown _ -> Messages.text("version.none");
                    case BrowseModel.Size.Known(InstallSize all) -> installSize(all);
                });
        Tooltip.install(install, new Tooltip(Messages.text("browse.fact.install.tip")));
    }

    /** Registries need not name sizes: what they do not say is not nothing. */
    static String installSize(InstallSize all) {
        String bytes = Measures.bytes((double) all.bytes());
        if (all.unknown() == 0) {
            return Messages.text("browse.fact.installSize", bytes, all.packages());
        }
        return all.bytes() == 0
                ? Messages.text("browse.fact.installSize.unknown", all.packages())
                : Messages.text("browse.fact.installSize.some", bytes, all.packages());
    }

    private Node fact(String what, String value) {
        Label title = new Label(what);
        title.getStyleClass().add("field-title");
        Label text = new Label(value);
        VBox fact = new VBox(title, text);
        fact.getStyleClass().add("page-fact");
        facts.getChildren().add(fact);
        return fact;
    }

    /** The day, as everybody reads it alike. */
    private static String date(@Nullable Instant instant) {
        return instant == null ? Messages.text("version.none") : Measures.date(instant);
    }

    private static String size(long bytes) {
        return bytes < 0 ? Messages.text("version.none") : Measures.bytes((double) bytes);
    }

    /** {@code git+https://host/path.git} as a page that can be opened. */
    private static @Nullable String web(@Nullable String repository) {
        if (repository == null) {
            return null;
        }
        return repository
                .replaceFirst("^git\\+", "")
                .replaceFirst("^(?:git|ssh)://(?:git@)?", "https://")
                .replaceFirst("\\.git$", "");
    }
}
