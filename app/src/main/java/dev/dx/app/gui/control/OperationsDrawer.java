package dev.dx.app.gui.control;

import dev.dx.app.gui.task.Operation;
import dev.dx.app.gui.task.Operations;
import dev.dx.app.gui.task.Outcome;
import dev.dx.app.gui.text.Messages;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import javafx.collections.FXCollections;
import javafx.collections.ListChangeListener;
import javafx.geometry.Pos;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.ListCell;
import javafx.scene.control.ListView;
import javafx.scene.control.ProgressBar;
import javafx.scene.control.Tooltip;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.StackPane;
import javafx.scene.layout.VBox;
import javafx.util.Subscription;
import org.jspecify.annotations.Nullable;
import org.kordamp.ikonli.feather.Feather;
import org.kordamp.ikonli.javafx.FontIcon;

/** Every operation, under way or over, whichever screen began it: how far each is, what it said, what would repeat it. */
public final class OperationsDrawer extends VBox {
    private final Operations operations;
    private final ListView<Operation<?>> list = new ListView<>();
    private final StackPane detail = new StackPane();
    private @Nullable OperationPanel panel;

    public OperationsDrawer(Operations operations, Runnable onClose) {
        this.operations = operations;
        getStyleClass().add("operations-drawer");
        Label title = new Label(Messages.text("operations.title"));
        title.getStyleClass().add("drawer-title");
        Region gap = new Region();
        HBox.setHgrow(gap, Priority.ALWAYS);
        Button clear = new Button(Messages.text("operations.clear"), new FontIcon(Feather.TRASH_2));
        clear.getStyleClass().add("quiet");
        clear.setOnAction(_ -> operations.forgetFinished());
        Button close = new Button(null, new FontIcon(Feather.CHEVRON_DOWN));
        close.getStyleClass().add("quiet");
        close.setTooltip(new Tooltip(Messages.text("operations.hide")));
        close.setAccessibleText(Messages.text("operations.hide"));
        close.setOnAction(_ -> onClose.run());
        HBox head = new HBox(title, gap, clear, close);
        head.getStyleClass().add("drawer-head");
        head.setAlignment(Pos.CENTER_LEFT);
        list.getStyleClass().add("operations-list");
        list.setAccessibleText(Messages.text("operations.title"));
        list.setCellFactory(_ -> new Cell());
        Label none = new Label(Messages.text("operations.none"));
        none.getStyleClass().add("hint");
        none.setWrapText(true);
        list.setPlaceholder(none);
        list.getSelectionModel().selectedItemProperty().subscribe(_ -> show());
        // A list that nobody sees would still make its rows, and lay them out with every step of what runs.
        visibleProperty().subscribe(open -> {
            list.setItems(open ? operations.all() : FXCollections.emptyObservableList());
            show();
        });
        detail.getStyleClass().add("operations-detail");
        HBox.setHgrow(detail, Priority.ALWAYS);
        detail.setMinWidth(0);
        HBox body = new HBox(list, detail);
        VBox.setVgrow(body, Priority.ALWAYS);
        body.setMinHeight(0);
        getChildren().addAll(head, body);
        operations.all().addListener((ListChangeListener<Operation<?>>) _ -> {
            clear.setDisable(operations.all().isEmpty());
            if (isVisible() && list.getSelectionModel().isEmpty()) {
                list.getSelectionModel().selectFirst();
            }
        });
        clear.setDisable(operations.all().isEmpty());
    }

    /** Brings this one to the front; the newest if it is null. */
    public void select(@Nullable Operation<?> operation) {
        if (operation == null || !operations.all().contains(operation)) {
            list.getSelectionModel().selectFirst();
        } else {
            list.getSelectionModel().select(operation);
        }
    }

    /** Puts the keyboard on the list. */
    public void focus() {
        list.requestFocus();
    }

    /** What is chosen, and nothing while nobody sees it: each start of an operation would pay for that. */
    private void show() {
        Operation<?> operation = isVisible() ? list.getSelectionModel().getSelectedItem() : null;
        if (panel != null) {
            panel.close();
            panel = null;
        }
        if (operation == null) {
            detail.getChildren().clear();
            return;
        }
        panel = OperationPanel.detail(operation);
        detail.getChildren().setAll(panel);
    }

    private static final class Cell extends ListCell<Operation<?>> {
        private static final DateTimeFormatter CLOCK = DateTimeFormatter.ofPattern("HH:mm", Locale.ROOT);

        private final FontIcon icon = new FontIcon();
        private final Label title = new Label();
        private final Label state = new Label();
        private final ProgressBar bar = new ProgressBar();
        private final HBox box;
        private Subscription shown = Subscription.EMPTY;

        Cell() {
            getStyleClass().add("operation-cell");
            title.setMinWidth(0);
            state.getStyleClass().add("operation-detail");
            state.setMinWidth(0);
            bar.getStyleClass().add("operation-bar");
            bar.setMaxWidth(Double.MAX_VALUE);
            VBox texts = new VBox(title, state, bar);
            texts.setMinWidth(0);
            HBox.setHgrow(texts, Priority.ALWAYS);
            box = new HBox(icon, texts);
            box.setAlignment(Pos.CENTER_LEFT);
            box.getStyleClass().add("operation-cell-box");
            setPrefWidth(0);
        }

        @Override
        protected void updateItem(@Nullable Operation<?> operation, boolean empty) {
            super.updateItem(operation, empty);
            shown.unsubscribe();
            shown = Subscription.EMPTY;
            if (empty || operation == null) {
                setGraphic(null);
                return;
            }
            title.setText(operation.title());
            setAccessibleText(operation.title());
            shown = operation
                    .outcomeProperty()
                    .subscribe(outcome -> show(outcome, operation))
                    .and(operation.advanceProperty().subscribe(advance -> {
                        bar.setProgress(advance.fraction());
                        if (!operation.outcome().over()) {
                            state.setText(advance.words());
                        }
                    }));
            setGraphic(box);
        }

        private void show(Outcome<?> outcome, Operation<?> operation) {
            bar.setVisible(!outcome.over());
            bar.setManaged(!outcome.over());
            String time = CLOCK.format(operation.started().atZone(ZoneId.systemDefault()));
            switch (outcome) {
                case Outcome.Running<?> _ ->
                    look(Feather.LOADER, "tone-accent", operation.advance().words());
                case Outcome.Cancelling<?> _ ->
                    look(Feather.LOADER, "tone-accent", Messages.text("operation.cancelling"));
                case Outcome.Done<?> _ -> {
                    String shortcoming = operation.shortcoming();
                    if (shortcoming == null) {
                        look(Feather.CHECK_CIRCLE, "tone-good", Messages.text("operations.done", time));
                    } else {
                        look(Feather.ALERT_TRIANGLE, "tone-attention", shortcoming + Messages.text("separator") + time);
                    }
                }
                case Outcome.Failed<?> _ ->
                    look(Feather.ALERT_OCTAGON, "tone-bad", Messages.text("operations.failed", time));
                case Outcome.Cancelled<?> _ ->
                    look(Feather.SLASH, "tone-calm", Messages.text("operations.cancelled", time));
            }
        }

        private void look(Feather symbol, String tone, String words) {
            icon.setIconCode(symbol);
            icon.getStyleClass().setAll("ikonli-font-icon", "tone-icon", tone);
            state.setText(words);
        }
    }
}
