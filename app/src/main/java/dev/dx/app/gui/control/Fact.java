package dev.dx.app.gui.control;

import javafx.css.PseudoClass;
import javafx.scene.control.Label;
import javafx.scene.control.Tooltip;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.VBox;
import javafx.util.Duration;

/** A number, what it is, and on hover or by a screen reader how it comes about. */
public final class Fact extends VBox {
    private static final PseudoClass PENDING = PseudoClass.getPseudoClass("pending");
    private static final double WIDEST = 340;

    private final Label value = new Label();
    private final Label name = new Label();
    private final Tooltip tip = new Tooltip();

    public Fact() {
        getStyleClass().add("fact");
        value.getStyleClass().add("fact-value");
        name.getStyleClass().add("fact-name");
        setMinWidth(0);
        getChildren().addAll(value, name);
        tip.setWrapText(true);
        tip.setMaxWidth(WIDEST);
        tip.setShowDelay(Duration.millis(300));
        tip.setShowDuration(Duration.INDEFINITE);
        Tooltip.install(this, tip);
        setFocusTraversable(true);
        HBox.setHgrow(this, Priority.ALWAYS);
        focusVisibleProperty().subscribe(focused -> {
            // Who comes by keyboard cannot hover.
            if (focused && getScene() != null) {
                var below = localToScreen(0, getHeight());
                tip.show(this, below.getX(), below.getY());
            } else {
                tip.hide();
            }
        });
    }

    public String getName() {
        return name.getText();
    }

    public void setName(String text) {
        name.setText(text);
        say();
    }

    public String getValue() {
        return value.getText();
    }

    public void setValue(String text) {
        pseudoClassStateChanged(PENDING, false);
        value.setText(text);
        say();
    }

    /** Until there is a value. */
    public void setPending(String words) {
        setValue(words);
        pseudoClassStateChanged(PENDING, true);
    }

    public String getExplanation() {
        return tip.getText();
    }

    public void setExplanation(String text) {
        tip.setText(text);
        say();
    }

    private void say() {
        setAccessibleText(name.getText() + ": " + value.getText());
        setAccessibleHelp(tip.getText());
    }
}
