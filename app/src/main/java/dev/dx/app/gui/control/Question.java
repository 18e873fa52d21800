package dev.dx.app.gui.control;

import dev.dx.app.gui.text.Messages;
import java.util.List;
import javafx.geometry.Pos;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.input.KeyCode;
import javafx.scene.input.KeyEvent;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Region;
import javafx.scene.layout.StackPane;
import javafx.scene.layout.VBox;
import org.jspecify.annotations.Nullable;

/**
 * A question in the middle of what it is about, over everything else there. It keeps the keyboard to itself until it is
 * answered, and hands the focus back to where it was; Escape is the answer that changes nothing.
 */
public final class Question extends StackPane {
    private final Label title = new Label();
    private final Label text = new Label();
    private final CommandStrip command = new CommandStrip();
    private final Button yes = new Button();
    private final Button no = new Button();
    private final Button other = new Button();
    private @Nullable Node focusedBefore;
    private Runnable onNo = () -> {};

    /**
     * @param command what would do the same in a terminal; empty where nothing would
     * @param yes what the button that acts says
     * @param no what the button that leaves everything as it is says
     */
    public record Asked(String title, String text, String command, String yes, String no, Weight weight) {
        /** A question about something that takes away. */
        public Asked(String title, String text, String command, String yes, String no) {
            this(title, text, command, yes, no, Weight.TAKES_AWAY);
        }
    }

    /** How the button that acts looks. */
    public enum Weight {
        TAKES_AWAY,
        ADDS
    }

    public Question() {
        getStyleClass().add("question");
        setVisible(false);
        title.getStyleClass().add("question-title");
        title.setWrapText(true);
        text.getStyleClass().add("question-text");
        text.setWrapText(true);
        yes.setId("question-yes");
        no.setId("question-no");
        other.setId("question-other");
        HBox buttons = new HBox(no, other, yes);
        buttons.getStyleClass().add("question-buttons");
        buttons.setAlignment(Pos.CENTER_RIGHT);
        VBox card = new VBox(title, text, command, buttons);
        card.getStyleClass().add("question-card");
        card.setMaxSize(Region.USE_PREF_SIZE, Region.USE_PREF_SIZE);
        getChildren().add(card);
        addEventFilter(KeyEvent.KEY_PRESSED, this::key);
    }

    /** Asks with a third answer between the two. */
    public void ask(Asked asked, Runnable onYes, String third, Runnable onThird, Runnable onNo) {
        ask(asked, onYes, onNo);
        other.setText(third);
        other.setOnAction(_ -> answer(onThird));
        showOther(true);
    }

    private void showOther(boolean shown) {
        other.setVisible(shown);
        other.setManaged(shown);
    }

    public void ask(Asked asked, Runnable onYes, Runnable onNo) {
        showOther(false);
        title.setText(asked.title());
        text.setText(asked.text());
        command.setCommand(asked.command());
        command.setVisible(!asked.command().isEmpty());
        command.setManaged(!asked.command().isEmpty());
        yes.getStyleClass().removeAll("danger", "accent");
        yes.getStyleClass().add(asked.weight() == Weight.TAKES_AWAY ? "danger" : "accent");
        yes.setText(asked.yes());
        no.setText(asked.no());
        setAccessibleText(Messages.text("question.accessible", asked.title(), asked.text()));
        this.onNo = onNo;
        no.setOnAction(_ -> answer(onNo));
        yes.setOnAction(_ -> answer(onYes));
        focusedBefore = getScene() == null ? null : getScene().getFocusOwner();
        setVisible(true);
        yes.requestFocus();
    }

    /** Says more, as it becomes known, of what is being asked. */
    public void explain(String words) {
        text.setText(words);
        setAccessibleText(Messages.text("question.accessible", title.getText(), words));
    }

    /** Goes away without an answer. */
    public void dismiss() {
        if (isVisible()) {
            setVisible(false);
            if (focusedBefore != null) {
                focusedBefore.requestFocus();
            }
        }
    }

    private void answer(Runnable what) {
        dismiss();
        what.run();
    }

    private void key(KeyEvent event) {
        if (event.getCode() == KeyCode.ESCAPE) {
            answer(onNo);
            event.consume();
        } else if (event.getCode() == KeyCode.TAB) {
            List<Node> stops = other.isVisible() ? List.of(no, other, yes) : List.of(no, yes);
            int next = stops.indexOf(getScene().getFocusOwner()) + (event.isShiftDown() ? -1 : 1);
            stops.get(Math.floorMod(next, stops.size())).requestFocus();
            event.consume();
        }
    }
}
