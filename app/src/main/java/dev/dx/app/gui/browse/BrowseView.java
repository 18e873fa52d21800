package dev.dx.app.gui.browse;

import atlantafx.base.controls.CustomTextField;
import dev.dx.app.gui.control.Fxml;
import dev.dx.app.gui.control.ScreenCommand;
import dev.dx.app.gui.control.ScreenView;
import dev.dx.app.gui.control.Shown;
import dev.dx.app.gui.task.Operation;
import dev.dx.app.gui.text.FailureText;
import dev.dx.app.gui.text.Messages;
import dev.dx.engine.DxException;
import dev.dx.engine.npm.registry.PackageHits;
import java.util.List;
import javafx.animation.PauseTransition;
import javafx.beans.property.ReadOnlyStringWrapper;
import javafx.beans.value.ObservableValue;
import javafx.fxml.FXML;
import javafx.scene.Node;
import javafx.scene.Parent;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.ListCell;
import javafx.scene.control.ListView;
import javafx.scene.input.KeyCode;
import javafx.scene.input.KeyEvent;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Region;
import javafx.scene.layout.StackPane;
import javafx.scene.layout.VBox;
import javafx.util.Duration;
import org.jspecify.annotations.Nullable;
import org.kordamp.ikonli.feather.Feather;

/** The Browse screen: what was found on the left, a package's page on the right. */
@SuppressWarnings("NullAway.Init") // FXMLLoader fills the fields before the constructor ends
public final class BrowseView implements ScreenView {
    /** So long after the last key the registry is asked. */
    private static final Duration QUIET = Duration.millis(350);

    private final BrowseModel model;
    private final ReadOnlyStringWrapper status = new ReadOnlyStringWrapper("");
    private final PauseTransition typing = new PauseTransition(QUIET);

    @FXML
    private StackPane root;

    @FXML
    private CustomTextField words;

    @FXML
    private VBox message;

    @FXML
    private Label messageTitle;

    @FXML
    private Label messageText;

    @FXML
    private ListView<PackageHits.Hit> hits;

    @FXML
    private Button searchAgain;

    @FXML
    private Label total;

    @FXML
    private StackPane pageHost;

    @FXML
    private VBox nothing;

    @FXML
    private HBox loading;

    @FXML
    private Label loadingText;

    @FXML
    private HBox problem;

    @FXML
    private Label problemWhat;

    @FXML
    private Label problemRemedy;

    public BrowseView(BrowseModel model) {
        this.model = model;
        Fxml.load(this, Node.class);
    }

    @Override
    public Parent node() {
        return root;
    }

    @Override
    public void focus() {
        words.requestFocus();
        words.selectAll();
    }

    @Override
    public ObservableValue<String> status() {
        return status.getReadOnlyProperty();
    }

    @Override
    public List<ScreenCommand> commands() {
        return List.of(
                ScreenCommand.of(Messages.text("browse.command.search"), Feather.SEARCH, "Shortcut+F", this::focus),
                ScreenCommand.of(Messages.text("browse.command.again"), Feather.REFRESH_CW, "F5", model::retry));
    }

    /** A package is added to a project, which has a screen of its own. */
    @Override
    public boolean shows(Operation<?> operation) {
        return false;
    }

    @FXML
    void initialize() {
        words.textProperty().bindBidirectional(model.wordsProperty());
        words.textProperty().subscribe(text -> {
            if (text.isBlank()) {
                typing.stop();
                model.search();
            } else {
                typing.playFromStart();
            }
        });
        typing.setOnFinished(_ -> model.search());
        words.setOnAction(_ -> openTyped());
        words.addEventFilter(KeyEvent.KEY_PRESSED, event -> {
            if (event.getCode() == KeyCode.DOWN && hits.isVisible()) {
                hits.requestFocus();
                hits.getSelectionModel().selectFirst();
                event.consume();
            }
        });
        hits.setCellFactory(_ -> new HitCell());
        hits.getSelectionModel().selectedItemProperty().subscribe(hit -> {
            if (hit != null) {
                model.open(hit.name());
            }
        });
        model.resultsProperty().subscribe(this::show);
        model.pageProperty().subscribe(this::show);
    }

    @FXML
    void retry() {
        model.retry();
    }

    /** Enter means the name as it stands there, unless the search is still to come and finds others. */
    private void openTyped() {
        typing.stop();
        String name = words.getText().strip();
        if (!name.isEmpty()) {
            model.search();
            model.open(name);
        }
    }

    private void show(BrowseModel.Results results) {
        boolean found = results instanceof BrowseModel.Results.Found(String _, PackageHits shown)
                && !shown.hits().isEmpty();
        Shown.only(hits, found);
        Shown.only(total, found);
        showMessage();
        Shown.only(searchAgain, results instanceof BrowseModel.Results.Failed);
        switch (results) {
            case BrowseModel.Results.Nothing _ ->
                say(Messages.text("browse.nothing.title"), Messages.text("browse.nothing.text"));
            case BrowseModel.Results.Searching(String wanted) -> say(Messages.text("browse.searching", wanted), "");
            case BrowseModel.Results.Found(String wanted, PackageHits all) -> {
                hits.getItems().setAll(all.hits());
                hits.scrollTo(0);
                total.setText(Messages.text("browse.total", all.hits().size(), all.total()));
                say(Messages.text("browse.none", wanted), Messages.text("browse.none.text"));
                status.set(Messages.text("browse.total", all.hits().size(), all.total()));
            }
            case BrowseModel.Results.NotSearchable(String host) ->
                say(Messages.text("browse.notSearchable", host), Messages.text("browse.notSearchable.text"));
            case BrowseModel.Results.Failed(DxException why) -> say(why.what(), why.remedy());
        }
        if (results instanceof BrowseModel.Results.Failed) {
            status.set(Messages.text("browse.searchFailed"));
        } else if (!found) {
            status.set(messageTitle.getText());
        }
    }

    /** A name that is searched for and opened at once fails once, where the page would be. */
    private void showMessage() {
        BrowseModel.Results results = model.resultsProperty().get();
        boolean found = results instanceof BrowseModel.Results.Found(String _, PackageHits hitsFound)
                && !hitsFound.hits().isEmpty();
        boolean told = results instanceof BrowseModel.Results.Failed(DxException search)
                && model.pageProperty().get() instanceof BrowseModel.Page.Failed(String _, DxException page)
                && search.code() == page.code();
        Shown.only(message, !found && !told);
    }

    private void say(String title, String text) {
        messageTitle.setText(title);
        messageText.setText(text);
        Shown.only(messageText, !text.isEmpty());
    }

    private void show(BrowseModel.Page page) {
        Shown.only(nothing, page instanceof BrowseModel.Page.None);
        Shown.only(loading, page instanceof BrowseModel.Page.Loading);
        Shown.only(problem, page instanceof BrowseModel.Page.Failed);
        showMessage();
        pageHost.getChildren().removeIf(node -> node.getStyleClass().contains("package-page"));
        switch (page) {
            case BrowseModel.Page.None _ -> {}
            case BrowseModel.Page.Loading(String name) -> loadingText.setText(Messages.text("browse.loading", name));
            case BrowseModel.Page.Shown shown ->
                pageHost.getChildren().addFirst(new PackagePageView(model, shown).node());
            case BrowseModel.Page.Failed(String _, DxException why) -> {
                problemWhat.setText(FailureText.of(why));
                problemRemedy.setText(why.remedy());
            }
        }
    }

    private static final class HitCell extends ListCell<PackageHits.Hit> {
        private final Label name = new Label();
        private final Label version = new Label();
        private final Label description = new Label();
        private final VBox box = new VBox(new HBox(8, name, version), description);

        HitCell() {
            getStyleClass().add("hit-cell");
            name.getStyleClass().add("hit-name");
            name.setMinWidth(0);
            version.getStyleClass().add("hit-version");
            version.setMinWidth(Region.USE_PREF_SIZE);
            description.getStyleClass().add("hit-description");
            description.setMinWidth(0);
            setPrefWidth(0);
        }

        @Override
        protected void updateItem(PackageHits.@Nullable Hit hit, boolean empty) {
            super.updateItem(hit, empty);
            if (empty || hit == null) {
                setGraphic(null);
                return;
            }
            name.setText(hit.name());
            version.setText(hit.version());
            description.setText(hit.description().replaceAll("\\s+", " "));
            setAccessibleText(Messages.text("browse.hit", hit.name(), hit.version(), hit.description()));
            setGraphic(box);
        }
    }
}
