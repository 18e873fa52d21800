package dev.dx.app.gui.control;

import java.util.List;
import java.util.Objects;
import javafx.scene.control.ToggleButton;
import javafx.scene.control.ToggleGroup;
import javafx.scene.layout.HBox;

/** Buttons side by side of which one is always chosen. */
public final class Segments {
    private Segments() {}

    /** @param meaning what the button stands for, as its user data */
    public static ToggleButton segment(String words, Object meaning, ToggleGroup group) {
        ToggleButton button = new ToggleButton(words);
        button.setUserData(meaning);
        button.setToggleGroup(group);
        return button;
    }

    /** Puts the buttons of one group into a row. */
    public static void inRow(List<ToggleButton> buttons, HBox row) {
        for (ToggleButton button : buttons) {
            button.getStyleClass()
                    .add(
                            button.equals(buttons.getFirst())
                                    ? "left-pill"
                                    : button.equals(buttons.getLast()) ? "right-pill" : "center-pill");
        }
        row.getChildren().setAll(buttons);
        stayChosen(Objects.requireNonNull(buttons.getFirst().getToggleGroup()));
    }

    /** Lets nobody unchoose what is chosen, other than by choosing another. */
    public static void stayChosen(ToggleGroup group) {
        group.selectedToggleProperty().addListener((_, before, now) -> {
            if (now == null) {
                before.setSelected(true);
            }
        });
    }
}
