package dev.dx.app.gui.control;

import dev.dx.app.gui.text.Messages;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import javafx.collections.FXCollections;
import javafx.collections.ObservableList;
import javafx.geometry.Pos;
import javafx.scene.AccessibleRole;
import javafx.scene.Node;
import javafx.scene.control.Label;
import javafx.scene.control.ListCell;
import javafx.scene.control.ListView;
import javafx.scene.control.TextField;
import javafx.scene.input.KeyEvent;
import javafx.scene.input.MouseButton;
import javafx.scene.input.MouseEvent;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.StackPane;
import javafx.scene.layout.VBox;
import org.jspecify.annotations.Nullable;
import org.kordamp.ikonli.javafx.FontIcon;

/**
 * Everything that can be done now, found by typing some of its name. It keeps the keyboard until something is chosen or
 * Escape is pressed, and hands the focus back.
 */
public final class CommandPalette extends StackPane {
    private static final double ROW = 36;
    private static final int ROWS = 9;

    private final TextField text = new TextField();
    private final ObservableList<ScreenCommand> found = FXCollections.observableArrayList();
    private final ListView<ScreenCommand> list = new ListView<>(found);
    private List<ScreenCommand> all = List.of();
    private @Nullable Node focusedBefore;

    public CommandPalette() {
        getStyleClass().add("palette");
        setVisible(false);
        text.setId("palette-text");
        text.setPromptText(Messages.text("palette.prompt"));
        text.setAccessibleText(Messages.text("palette.prompt"));
        text.textProperty().subscribe(_ -> search());
        list.getStyleClass().add("palette-list");
        list.setFixedCellSize(ROW);
        list.setFocusTraversable(false);
        list.setAccessibleText(Messages.text("palette.list"));
        list.setCellFactory(_ -> new Cell());
        Label nothing = new Label(Messages.text("palette.nothing"));
        nothing.getStyleClass().add("hint");
        list.setPlaceholder(nothing);
        list.addEventHandler(MouseEvent.MOUSE_CLICKED, event -> {
            if (event.getButton() == MouseButton.PRIMARY) {
                choose();
            }
        });
        VBox card = new VBox(text, list);
        card.getStyleClass().add("palette-card");
        card.setMaxSize(560, Region.USE_PREF_SIZE);
        StackPane.setAlignment(card, Pos.TOP_CENTER);
        getChildren().add(card);
        addEventFilter(KeyEvent.KEY_PRESSED, this::key);
        addEventHandler(MouseEvent.MOUSE_PRESSED, event -> {
            if (event.getTarget() == this) {
                close();
            }
        });
    }

    /** Offers these, in this order as long as nothing is typed. */
    public void open(List<ScreenCommand> commands) {
        if (!isVisible()) {
            focusedBefore = getScene() == null ? null : getScene().getFocusOwner();
        }
        all = commands.stream()
                .filter(command -> command.possible().getAsBoolean())
                .toList();
        setVisible(true);
        text.clear();
        search();
        text.requestFocus();
    }

    public void close() {
        if (isVisible()) {
            setVisible(false);
            if (focusedBefore != null) {
                focusedBefore.requestFocus();
            }
        }
    }

    private void search() {
        List<String> words =
                List.of(text.getText().strip().toLowerCase(Locale.ROOT).split("\\s+"));
        found.setAll(all.stream()
                .filter(command -> words.stream().allMatch(word -> isIn(command, word)))
                .sorted(Comparator.comparing(command -> !title(command).startsWith(words.getFirst())))
                .toList());
        list.setPrefHeight(ROW * Math.clamp(found.size(), 2, ROWS) + 2);
        list.getSelectionModel().selectFirst();
        list.scrollTo(0);
    }

    private static boolean isIn(ScreenCommand command, String word) {
        return title(command).contains(word);
    }

    private static String title(ScreenCommand command) {
        return command.title().toLowerCase(Locale.ROOT);
    }

    private void key(KeyEvent event) {
        int at = list.getSelectionModel().getSelectedIndex();
        switch (event.getCode()) {
            case ESCAPE -> close();
            case ENTER -> choose();
            case DOWN -> select(at + 1);
            case UP -> select(at - 1);
            case PAGE_DOWN -> select(Math.min(at + ROWS - 1, found.size() - 1));
            case PAGE_UP -> select(Math.max(at - ROWS + 1, 0));
            case TAB -> {}
            default -> {
                return;
            }
        }
        event.consume();
    }

    private void select(int index) {
        if (!found.isEmpty()) {
            int wanted = Math.floorMod(index, found.size());
            list.getSelectionModel().select(wanted);
            list.scrollTo(Math.max(0, wanted - ROWS / 2));
        }
    }

    private void choose() {
        ScreenCommand chosen = list.getSelectionModel().getSelectedItem();
        if (chosen != null) {
            close();
            chosen.run().run();
        }
    }

    private static final class Cell extends ListCell<ScreenCommand> {
        private final FontIcon icon = new FontIcon();
        private final Label title = new Label();
        private final Label key = new Label();
        private final HBox box = new HBox(icon, title, key);

        Cell() {
            getStyleClass().add("palette-cell");
            setAccessibleRole(AccessibleRole.LIST_ITEM);
            box.getStyleClass().add("palette-row");
            box.setAlignment(Pos.CENTER_LEFT);
            title.setMaxWidth(Double.MAX_VALUE);
            title.setMinWidth(0);
            HBox.setHgrow(title, Priority.ALWAYS);
            key.getStyleClass().add("key");
            key.setMinWidth(USE_PREF_SIZE);
            box.setMaxWidth(Double.MAX_VALUE);
            setPrefWidth(0);
        }

        @Override
        protected void updateItem(@Nullable ScreenCommand command, boolean empty) {
            super.updateItem(command, empty);
            if (empty || command == null) {
                setGraphic(null);
                return;
            }
            icon.setIconCode(command.icon());
            title.setText(command.title());
            key.setText(command.key() == null ? "" : command.key().getDisplayText());
            key.setVisible(command.key() != null);
            setGraphic(box);
            setAccessibleText(command.title());
        }
    }
}
