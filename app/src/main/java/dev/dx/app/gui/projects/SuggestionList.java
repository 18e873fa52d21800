package dev.dx.app.gui.projects;

import dev.dx.app.gui.control.Shown;
import dev.dx.app.gui.text.Messages;
import dev.dx.engine.npm.registry.PackageHits;
import javafx.animation.PauseTransition;
import javafx.collections.FXCollections;
import javafx.scene.control.Label;
import javafx.scene.control.ListCell;
import javafx.scene.control.ListView;
import javafx.scene.control.TextField;
import javafx.scene.input.KeyCode;
import javafx.scene.input.KeyEvent;
import javafx.scene.layout.HBox;
import javafx.util.Duration;
import org.jspecify.annotations.Nullable;

/** What a field's last word may mean, below the field: Down goes there, Enter or a click takes one. */
final class SuggestionList extends ListView<PackageHits.Hit> {
    private static final double ROW = 30;
    private static final Duration QUIET = Duration.millis(200);

    private final TextField field;
    private final Suggestions suggestions;
    private final PauseTransition typing = new PauseTransition(QUIET);

    SuggestionList(TextField field, Suggestions suggestions) {
        this.field = field;
        this.suggestions = suggestions;
        getStyleClass().addAll("hit-list", "boxed-list", "suggestions");
        setAccessibleText(Messages.text("add.suggestions"));
        setFixedCellSize(ROW);
        setCellFactory(_ -> new Row());
        typing.setOnFinished(_ -> suggestions.ask(field.getText()));
        field.textProperty().addListener(_ -> {
            if (field.isFocused()) {
                typing.playFromStart();
            }
        });
        field.addEventFilter(KeyEvent.KEY_PRESSED, this::fieldKey);
        addEventFilter(KeyEvent.KEY_PRESSED, this::ownKey);
        suggestions.hitsProperty().subscribe(hits -> {
            setItems(FXCollections.observableArrayList(hits));
            setPrefHeight(hits.size() * ROW + 8);
            setMinHeight(hits.size() * ROW + 8);
            Shown.only(this, !hits.isEmpty());
        });
    }

    /** Not before something else is typed. */
    void forget() {
        typing.stop();
        suggestions.forget();
    }

    private void fieldKey(KeyEvent event) {
        if (event.getCode() == KeyCode.DOWN && isVisible()) {
            requestFocus();
            getSelectionModel().selectFirst();
            event.consume();
        } else if (event.getCode() == KeyCode.ESCAPE && isVisible()) {
            forget();
            event.consume();
        }
    }

    private void ownKey(KeyEvent event) {
        boolean back = event.getCode() == KeyCode.ESCAPE
                || (event.getCode() == KeyCode.UP && getSelectionModel().getSelectedIndex() <= 0);
        if (event.getCode() == KeyCode.ENTER) {
            take(getSelectionModel().getSelectedItem());
            event.consume();
        } else if (back) {
            getSelectionModel().clearSelection();
            field.requestFocus();
            field.end();
            event.consume();
        }
    }

    private void take(PackageHits.@Nullable Hit hit) {
        if (hit != null) {
            field.requestFocus();
            field.setText(Suggestions.taking(hit, field.getText()));
            field.end();
            forget();
        }
    }

    private final class Row extends ListCell<PackageHits.Hit> {
        private final Label name = new Label();
        private final Label version = new Label();
        private final Label description = new Label();
        private final HBox box = new HBox(name, version, description);

        Row() {
            name.getStyleClass().add("hit-name");
            name.setMinWidth(USE_PREF_SIZE);
            version.getStyleClass().add("hit-version");
            version.setMinWidth(USE_PREF_SIZE);
            description.getStyleClass().add("hit-description");
            description.setMinWidth(0);
            box.getStyleClass().add("suggestion");
            setPrefWidth(0);
            setOnMouseClicked(_ -> take(getItem()));
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
