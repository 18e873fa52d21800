package dev.dx.app.gui.settings;

import atlantafx.base.controls.CustomTextField;
import dev.dx.app.gui.control.Columns;
import dev.dx.app.gui.control.CommandStrip;
import dev.dx.app.gui.control.Fxml;
import dev.dx.app.gui.control.NoMatch;
import dev.dx.app.gui.control.ScreenCommand;
import dev.dx.app.gui.control.ScreenView;
import dev.dx.app.gui.control.Shown;
import dev.dx.app.gui.text.FailureText;
import dev.dx.app.gui.text.FolderText;
import dev.dx.app.gui.text.Measures;
import dev.dx.app.gui.text.Messages;
import dev.dx.app.settings.ThemeChoice;
import dev.dx.engine.DxException;
import dev.dx.engine.fetch.ConnectionTrial;
import java.nio.file.Path;
import java.util.List;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.ReadOnlyStringWrapper;
import javafx.beans.value.ObservableValue;
import javafx.collections.ListChangeListener;
import javafx.fxml.FXML;
import javafx.scene.Node;
import javafx.scene.Parent;
import javafx.scene.control.Button;
import javafx.scene.control.ComboBox;
import javafx.scene.control.Label;
import javafx.scene.control.ProgressIndicator;
import javafx.scene.control.TableColumn;
import javafx.scene.control.TableView;
import javafx.scene.control.TextField;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.StackPane;
import javafx.scene.layout.VBox;
import javafx.util.StringConverter;
import org.jspecify.annotations.Nullable;
import org.kordamp.ikonli.feather.Feather;
import org.kordamp.ikonli.javafx.FontIcon;

/** The Settings screen: npm's settings on the left, the way to the registry and the window's own on the right. */
@SuppressWarnings("NullAway.Init") // FXMLLoader fills the fields before the constructor ends
public final class SettingsView implements ScreenView {
    private static final List<String> LANGUAGES = List.of("", "en", "de");

    private final SettingsModel model;
    private final ObjectProperty<ThemeChoice> chosenTheme;
    private final ReadOnlyStringWrapper status = new ReadOnlyStringWrapper("");

    @FXML
    private StackPane root;

    @FXML
    private CustomTextField filter;

    @FXML
    private TableView<Setting> table;

    @FXML
    private TableColumn<Setting, Setting> keyColumn;

    @FXML
    private TableColumn<Setting, Setting> valueColumn;

    @FXML
    private TableColumn<Setting, Setting> fromColumn;

    @FXML
    private TextField key;

    @FXML
    private TextField value;

    @FXML
    private Button save;

    @FXML
    private Button unset;

    @FXML
    private CommandStrip command;

    @FXML
    private HBox problem;

    @FXML
    private Label problemWhat;

    @FXML
    private Label problemRemedy;

    @FXML
    private Button test;

    @FXML
    private ProgressIndicator testing;

    @FXML
    private VBox steps;

    @FXML
    private ComboBox<ThemeChoice> theme;

    @FXML
    private ComboBox<String> language;

    @FXML
    private Label languageHint;

    /** @param chosenTheme what is chosen, here or elsewhere */
    public SettingsView(SettingsModel model, ObjectProperty<ThemeChoice> chosenTheme) {
        this.model = model;
        this.chosenTheme = chosenTheme;
        Fxml.load(this, Node.class);
    }

    @Override
    public Parent node() {
        return root;
    }

    @Override
    public void focus() {
        model.refresh();
        filter.requestFocus();
    }

    @Override
    public ObservableValue<String> status() {
        return status.getReadOnlyProperty();
    }

    @Override
    public List<ScreenCommand> commands() {
        return List.of(
                ScreenCommand.of(Messages.text("settings.test"), Feather.ACTIVITY, "Shortcut+T", model::tryConnection),
                ScreenCommand.of(Messages.text("settings.again"), Feather.REFRESH_CW, "F5", model::refresh));
    }

    @FXML
    void initialize() {
        filter.textProperty().bindBidirectional(model.filterProperty());
        Columns.unsorted(keyColumn, "version-cell", Setting::key);
        Columns.unsorted(
                valueColumn,
                "version-cell",
                setting -> setting.value().isEmpty() ? Messages.text("version.none") : setting.value());
        Columns.unsorted(fromColumn, "kind-cell", SettingsView::from);
        table.setItems(model.shown());
        table.setPlaceholder(new NoMatch(filter));
        table.setColumnResizePolicy(TableView.CONSTRAINED_RESIZE_POLICY_FLEX_LAST_COLUMN);
        table.getSelectionModel().selectedItemProperty().subscribe(chosen -> {
            if (chosen != null) {
                key.setText(chosen.key());
                value.setText(chosen.secrecy() == Setting.Secrecy.SECRET ? "" : chosen.value());
            }
        });
        model.shown().addListener((ListChangeListener<Setting>)
                _ -> status.set(Messages.text("settings.count", model.shown().size())));
        key.textProperty().subscribe(_ -> showCommand());
        value.textProperty().subscribe(_ -> showCommand());
        model.problemProperty().subscribe(this::show);
        test.disableProperty().bind(model.tryingProperty());
        testing.visibleProperty().bind(model.tryingProperty());
        model.steps().addListener((ListChangeListener<ConnectionTrial.Step>) _ -> showSteps());
        showSteps();
        initializeTheme();
        initializeLanguage();
    }

    @FXML
    void save() {
        model.set(key.getText().strip(), value.getText());
    }

    @FXML
    void unset() {
        model.unset(key.getText().strip());
        value.clear();
    }

    @FXML
    void test() {
        filter.requestFocus();
        model.tryConnection();
    }

    private void initializeTheme() {
        theme.getItems().setAll(ThemeChoice.values());
        theme.setConverter(new StringConverter<>() {
            @Override
            public String toString(@Nullable ThemeChoice choice) {
                return switch (choice) {
                    case LIGHT -> Messages.text("theme.light");
                    case DARK -> Messages.text("theme.dark");
                    case SYSTEM -> Messages.text("theme.system");
                    case null -> "";
                };
            }

            @Override
            public @Nullable ThemeChoice fromString(String text) {
                return null;
            }
        });
        theme.valueProperty().bindBidirectional(chosenTheme);
    }

    private void initializeLanguage() {
        language.getItems().setAll(LANGUAGES);
        language.setConverter(new StringConverter<>() {
            @Override
            public String toString(@Nullable String tag) {
                return switch (tag) {
                    case "en" -> Messages.text("language.english");
                    case "de" -> Messages.text("language.german");
                    case null, default -> Messages.text("language.system");
                };
            }

            @Override
            public @Nullable String fromString(String text) {
                return null;
            }
        });
        language.setValue(model.language());
        Shown.only(languageHint, false);
        language.valueProperty().addListener((_, _, now) -> {
            model.speak(now);
            Shown.only(languageHint, true);
        });
    }

    private void showCommand() {
        boolean named = !key.getText().isBlank();
        save.setDisable(!named || value.getText().isBlank());
        unset.setDisable(!named);
        command.setVisible(named);
        command.setCommand(model.command(key.getText().strip(), value.getText()));
    }

    private void show(@Nullable DxException reason) {
        Shown.only(problem, reason != null);
        if (reason != null) {
            problemWhat.setText(FailureText.of(reason));
            problemRemedy.setText(reason.remedy());
        }
    }

    private void showSteps() {
        steps.getChildren()
                .setAll(model.steps().stream().map(SettingsView::step).toList());
        if (model.steps().isEmpty()) {
            Label hint = new Label(Messages.text("settings.test.text"));
            hint.getStyleClass().add("hint");
            hint.setWrapText(true);
            hint.setMinHeight(Region.USE_PREF_SIZE);
            steps.getChildren().add(hint);
        }
    }

    private static Node step(ConnectionTrial.Step step) {
        FontIcon icon = new FontIcon(
                switch (step.state()) {
                    case GOOD -> Feather.CHECK_CIRCLE;
                    case NOTE -> Feather.INFO;
                    case FAILED -> Feather.ALERT_OCTAGON;
                });
        icon.getStyleClass()
                .addAll(
                        "tone-icon",
                        switch (step.state()) {
                            case GOOD -> "tone-good";
                            case NOTE -> "tone-attention";
                            case FAILED -> "tone-bad";
                        });
        Label title = new Label(words(step.stage()));
        title.getStyleClass().add("step-title");
        Label time = new Label(Measures.took(step.took()));
        time.getStyleClass().add("hint");
        Region gap = new Region();
        HBox.setHgrow(gap, Priority.ALWAYS);
        VBox texts = new VBox(new HBox(title, gap, time), wrapped(FailureText.of(step.found()), "step-found"));
        if (!step.remedy().isEmpty()) {
            texts.getChildren().add(wrapped(step.remedy(), "step-remedy"));
        }
        HBox.setHgrow(texts, Priority.ALWAYS);
        texts.setMinWidth(0);
        HBox row = new HBox(icon, texts);
        row.getStyleClass().add("step");
        return row;
    }

    private static Label wrapped(String words, String style) {
        Label label = new Label(words);
        label.getStyleClass().add(style);
        label.setWrapText(true);
        label.setMinHeight(Region.USE_PREF_SIZE);
        return label;
    }

    private static String words(ConnectionTrial.Stage stage) {
        return switch (stage) {
            case PROXY -> Messages.text("settings.step.proxy");
            case NAME -> Messages.text("settings.step.name");
            case CONNECT -> Messages.text("settings.step.connect");
            case TLS -> Messages.text("settings.step.tls");
            case ANSWER -> Messages.text("settings.step.answer");
            case LOGIN -> Messages.text("settings.step.login");
        };
    }

    private static String from(Setting setting) {
        String file = setting.source().isEmpty() ? "" : FolderText.of(Path.of(setting.source()));
        return switch (setting.from()) {
            case COMMAND_LINE -> Messages.text("settings.from.command");
            case ENVIRONMENT -> Messages.text("settings.from.environment");
            case PROJECT -> Messages.text("settings.from.project", file);
            case USER -> Messages.text("settings.from.user", file);
            case GLOBAL -> Messages.text("settings.from.global", file);
            case BUILTIN -> Messages.text("settings.from.builtin", file);
            case DEFAULT -> Messages.text("settings.from.default");
        };
    }
}
