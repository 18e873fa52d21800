package dev.dx.app.gui.registry;

import dev.dx.app.gui.control.Columns;
import dev.dx.app.gui.control.Fxml;
import dev.dx.app.gui.text.Messages;
import dev.dx.registry.access.AccessRules;
import dev.dx.registry.access.AccessRules.Who;
import dev.dx.registry.access.NamePattern;
import dev.dx.registry.access.Users;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import javafx.collections.ListChangeListener;
import javafx.fxml.FXML;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.CheckBox;
import javafx.scene.control.ComboBox;
import javafx.scene.control.Label;
import javafx.scene.control.TableColumn;
import javafx.scene.control.TableView;
import javafx.scene.control.TextField;
import javafx.scene.layout.VBox;
import org.jspecify.annotations.Nullable;

/** Who may do what to which packages, to be looked at and changed; each change holds from then on. */
@SuppressWarnings("NullAway.Init") // FXMLLoader fills the fields before the constructor ends
final class RulesPane {
    private final RegistryModel model;

    @FXML
    private VBox root;

    @FXML
    private TableView<AccessRules.Rule> rules;

    @FXML
    private TableColumn<AccessRules.Rule, AccessRules.Rule> patternColumn;

    @FXML
    private TableColumn<AccessRules.Rule, AccessRules.Rule> readColumn;

    @FXML
    private TableColumn<AccessRules.Rule, AccessRules.Rule> publishColumn;

    @FXML
    private TableColumn<AccessRules.Rule, AccessRules.Rule> beyondColumn;

    @FXML
    private TextField rulePattern;

    @FXML
    private ComboBox<String> mayRead;

    @FXML
    private ComboBox<String> mayPublish;

    @FXML
    private CheckBox asksUpstream;

    @FXML
    private Label ruleHint;

    @FXML
    private Button setRule;

    @FXML
    private Button removeRule;

    @FXML
    private Button raiseRule;

    RulesPane(RegistryModel model) {
        this.model = model;
        Fxml.load(this, Node.class);
    }

    Node node() {
        return root;
    }

    @FXML
    void initialize() {
        Columns.unsorted(patternColumn, "version-cell", rule -> rule.pattern().text());
        Columns.unsorted(readColumn, "kind-cell", rule -> RegistryWords.of(rule.read()));
        Columns.unsorted(publishColumn, "kind-cell", rule -> RegistryWords.of(rule.publish()));
        Columns.unsorted(beyondColumn, "kind-cell", rule -> switch (rule.beyond()) {
            case UPSTREAM -> Messages.text("registry.rules.upstream");
            case NOWHERE -> Messages.text("registry.rules.private");
        });
        rules.setColumnResizePolicy(TableView.CONSTRAINED_RESIZE_POLICY_FLEX_LAST_COLUMN);
        for (ComboBox<String> who : List.of(mayRead, mayPublish)) {
            who.getItems().setAll(RegistryWords.of(new Who.Everyone()), RegistryWords.of(new Who.Users()));
        }
        model.rules().addListener((ListChangeListener<AccessRules.Rule>) _ -> showRules());
        showRules();
        rules.getSelectionModel().selectedItemProperty().subscribe(this::take);
        for (Button button : List.of(removeRule, raiseRule)) {
            button.disableProperty()
                    .bind(rules.getSelectionModel()
                            .selectedItemProperty()
                            .map(rule -> !model.rules().contains(rule))
                            .orElse(true));
        }
        rulePattern.textProperty().subscribe(this::judge);
        mayRead.getEditor().textProperty().subscribe(this::judge);
        mayPublish.getEditor().textProperty().subscribe(this::judge);
    }

    private void showRules() {
        List<AccessRules.Rule> all = new ArrayList<>(model.rules());
        all.add(AccessRules.FOR_THE_REST);
        rules.getItems().setAll(all);
    }

    /** One that is chosen is there to be changed. */
    private void take(AccessRules.@Nullable Rule rule) {
        AccessRules.Rule shown = rule == null ? AccessRules.FOR_THE_REST : rule;
        rulePattern.setText(model.rules().contains(shown) ? shown.pattern().text() : "");
        mayRead.setValue(RegistryWords.of(shown.read()));
        mayPublish.setValue(RegistryWords.of(shown.publish()));
        asksUpstream.setSelected(shown.beyond() == AccessRules.Beyond.UPSTREAM);
    }

    private void judge() {
        boolean named = who(mayRead.getEditor().getText()) != null
                && who(mayPublish.getEditor().getText()) != null;
        setRule.setDisable(rulePattern.getText().isBlank() || !named);
        ruleHint.setText(named ? Messages.text("registry.rules.hint") : Messages.text("registry.rules.who"));
    }

    /** Everyone, users, or names with commas between; null for what is none of it. */
    private static @Nullable Who who(@Nullable String text) {
        String words = text == null ? "" : text.strip();
        for (Who known : List.of(new Who.Everyone(), new Who.Users())) {
            if (RegistryWords.of(known).equals(words)) {
                return known;
            }
        }
        List<String> names = Arrays.stream(words.split("[,\\s]+"))
                .filter(name -> !name.isEmpty())
                .toList();
        return names.isEmpty() || !names.stream().allMatch(Users::isName) ? null : new Who.Only(names);
    }

    @FXML
    void setRule() {
        Who read = who(mayRead.getEditor().getText());
        Who publish = who(mayPublish.getEditor().getText());
        String pattern = rulePattern.getText().strip();
        if (read != null && publish != null && !pattern.isEmpty()) {
            model.setRule(new AccessRules.Rule(
                    new NamePattern(pattern),
                    read,
                    publish,
                    asksUpstream.isSelected() ? AccessRules.Beyond.UPSTREAM : AccessRules.Beyond.NOWHERE));
        }
    }

    @FXML
    void removeRule() {
        AccessRules.Rule chosen = rules.getSelectionModel().getSelectedItem();
        if (chosen != null) {
            model.removeRule(chosen);
        }
    }

    @FXML
    void raiseRule() {
        AccessRules.Rule chosen = rules.getSelectionModel().getSelectedItem();
        if (chosen != null) {
            model.raiseRule(chosen);
        }
    }
}
