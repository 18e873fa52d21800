package dev.dx.app.gui.control;

import javafx.scene.layout.Background;
import javafx.scene.layout.Region;
import javafx.scene.paint.Color;

/** The colour that the theme's style sheet gives to a style class, for what is drawn: a child nobody sees. */
public final class ThemeColour extends Region {
    /** @param changed called when the theme changes */
    public ThemeColour(String style, Runnable changed) {
        getStyleClass().add(style);
        setManaged(false);
        setVisible(false);
        backgroundProperty().subscribe(_ -> changed.run());
    }

    public Color get() {
        Background background = getBackground();
        return background != null
                        && !background.getFills().isEmpty()
                        && background.getFills().getFirst().getFill() instanceof Color colour
                ? colour
                : Color.GRAY;
    }
}
