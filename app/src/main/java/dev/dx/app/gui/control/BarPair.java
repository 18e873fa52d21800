package dev.dx.app.gui.control;

import javafx.scene.control.Label;
import javafx.scene.layout.Pane;
import javafx.scene.layout.Region;

/** Two bars above each other, of one scale, with what they stand for in words: before, and after. */
public final class BarPair extends Pane {
    private static final double HEIGHT = 10;
    private static final double STEP = 18;
    private static final double WORDS = 76;
    private static final double LEAST = 2;

    private final Region before = new Region();
    private final Region after = new Region();
    private final Label beforeWords = new Label();
    private final Label afterWords = new Label();
    private double beforePart;
    private double afterPart;

    public BarPair() {
        getStyleClass().add("bar-pair");
        before.getStyleClass().add("bar-before");
        after.getStyleClass().add("bar-after");
        getChildren().addAll(before, after, beforeWords, afterWords);
        setMinWidth(0);
        setPrefSize(0, 2 * STEP);
        setMinHeight(2 * STEP);
    }

    /** Parts are of the longest bar of the chart, 0 to 1. */
    public void show(double beforePart, String beforeWords, double afterPart, String afterWords) {
        this.beforePart = Math.clamp(beforePart, 0, 1);
        this.afterPart = Math.clamp(afterPart, 0, 1);
        this.beforeWords.setText(beforeWords);
        this.afterWords.setText(afterWords);
        requestLayout();
    }

    @Override
    protected void layoutChildren() {
        place(before, beforeWords, beforePart, 0);
        place(after, afterWords, afterPart, 1);
    }

    private void place(Region bar, Label words, double part, int row) {
        double room = Math.max(0, getWidth() - WORDS);
        double length = Math.max(LEAST, room * part);
        double middle = row * STEP + STEP / 2;
        bar.resizeRelocate(0, middle - HEIGHT / 2, length, HEIGHT);
        double height = words.prefHeight(-1);
        words.resizeRelocate(length + 6, middle - height / 2, Math.min(words.prefWidth(-1), WORDS - 6), height);
    }
}
