package dev.dx.app.gui.registry;

import dev.dx.app.gui.control.Columns;
import dev.dx.app.gui.control.CommandStrip;
import dev.dx.app.gui.control.Fxml;
import dev.dx.app.gui.control.Question;
import dev.dx.app.gui.control.Shown;
import dev.dx.app.gui.text.Messages;
import dev.dx.registry.access.Identity;
import dev.dx.registry.access.Tokens;
import javafx.fxml.FXML;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.ComboBox;
import javafx.scene.control.Label;
import javafx.scene.control.ListView;
import javafx.scene.control.PasswordField;
import javafx.scene.control.TableColumn;
import javafx.scene.control.TableView;
import javafx.scene.control.TextField;
import javafx.scene.control.TextFormatter;
import javafx.scene.layout.HBox;
import javafx.scene.layout.VBox;
import javafx.util.StringConverter;
import org.jspecify.annotations.Nullable;

/** Users and their tokens; what a new token says is shown once. */
@SuppressWarnings("NullAway.Init") // FXMLLoader fills the fields before the constructor ends
final class AccountsPane {
    private static final int MOST_DIGITS = 5;

    private final RegistryModel model;
    private final Question question;

    @FXML
    private VBox root;

    @FXML
    private HBox issued;

    @FXML
    private CommandStrip secret;

    @FXML
    private ListView<String> users;

    @FXML
    private TextField userName;

    @FXML
    private PasswordField password;

    @FXML
    private Button addUser;

    @FXML
    private Button removeUser;

    @FXML
    private TableView<Tokens.Token> tokens;

    @FXML
    private TableColumn<Tokens.Token, Tokens.Token> tokenColumn;

    @FXML
    private TableColumn<Tokens.Token, Tokens.Token> mayColumn;

    @FXML
    private TableColumn<Tokens.Token, Tokens.Token> untilColumn;

    @FXML
    private ComboBox<Identity.Permission> permission;

    @FXML
    private TextField pattern;

    @FXML
    private TextField days;

    @FXML
    private Button issue;

    @FXML
    private Button revoke;

    AccountsPane(RegistryModel model, Question question) {
        this.model = model;
        this.question = question;
        Fxml.load(this, Node.class);
    }

    Node node() {
        return root;
    }

    @FXML
    void initialize() {
        users.setItems(model.users());
        users.setPlaceholder(new Label(Messages.text("registry.users.none")));
        users.getSelectionModel()
                .selectedItemProperty()
                .subscribe(chosen -> model.userProperty().set(chosen));
        removeUser.disableProperty().bind(model.userProperty().isNull());
        issue.disableProperty().bind(model.userProperty().isNull());
        addUser.disableProperty()
                .bind(userName.textProperty()
                        .isEmpty()
                        .or(password.textProperty().isEmpty()));
        password.setOnAction(_ -> addUser());
        Columns.unsorted(tokenColumn, "version-cell", token -> token.shown() + "\u2026");
        Columns.unsorted(mayColumn, "kind-cell", RegistryWords::may);
        Columns.unsorted(
                untilColumn,
                "kind-cell",
                token -> token.expires() == null
                        ? Messages.text("registry.tokens.never")
                        : RegistryWords.day(token.expires()));
        // What is no number must not become a token without end.
        days.setTextFormatter(new TextFormatter<>(change -> {
            String digits = change.getText().replaceAll("\\D", "");
            change.setText(change.getControlNewText().length() > MOST_DIGITS ? "" : digits);
            return change;
        }));
        tokens.setItems(model.tokens());
        tokens.setColumnResizePolicy(TableView.CONSTRAINED_RESIZE_POLICY_FLEX_LAST_COLUMN);
        Label empty = new Label(Messages.text("registry.tokens.none"));
        empty.setWrapText(true);
        empty.getStyleClass().add("table-hint");
        tokens.setPlaceholder(empty);
        revoke.disableProperty()
                .bind(tokens.getSelectionModel().selectedItemProperty().isNull());
        permission.getItems().setAll(Identity.Permission.values());
        permission.setConverter(new StringConverter<>() {
            @Override
            public String toString(Identity.@Nullable Permission may) {
                return may == null ? "" : RegistryWords.of(may);
            }

            @Override
            public Identity.@Nullable Permission fromString(String text) {
                return null;
            }
        });
        permission.setValue(Identity.Permission.WRITE);
        model.issuedProperty().subscribe(made -> {
            Shown.only(issued, made != null);
            secret.setCommand(made == null ? "" : made.secret());
        });
    }

    @FXML
    void addUser() {
        if (!userName.getText().isBlank() && !password.getText().isEmpty()) {
            model.addUser(userName.getText().strip(), password.getText());
            userName.clear();
            password.clear();
        }
    }

    @FXML
    void removeUser() {
        String chosen = users.getSelectionModel().getSelectedItem();
        if (chosen != null) {
            question.ask(
                    new Question.Asked(
                            Messages.text("registry.users.remove.title", chosen),
                            Messages.text("registry.users.remove.text"),
                            "",
                            Messages.text("registry.users.remove"),
                            Messages.text("registry.keep")),
                    () -> model.removeUser(chosen),
                    () -> {});
        }
    }

    @FXML
    void issue() {
        String number = days.getText().strip();
        model.issueToken(
                permission.getValue(), pattern.getText(), number.isEmpty() ? 0 : Math.max(1, Integer.parseInt(number)));
        pattern.clear();
    }

    @FXML
    void revoke() {
        Tokens.Token chosen = tokens.getSelectionModel().getSelectedItem();
        if (chosen != null) {
            model.revoke(chosen);
        }
    }

    @FXML
    void forgetIssued() {
        model.forgetIssued();
    }
}
