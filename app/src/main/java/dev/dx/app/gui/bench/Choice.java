package dev.dx.app.gui.bench;

import javafx.beans.property.BooleanProperty;
import javafx.beans.property.SimpleBooleanProperty;

/** Something that may be measured or not. */
public final class Choice<T> {
    private final T value;
    private final String label;
    private final BooleanProperty chosen;

    Choice(T value, String label, boolean chosen) {
        this.value = value;
        this.label = label;
        this.chosen = new SimpleBooleanProperty(chosen);
    }

    public T value() {
        return value;
    }

    /** As commands call it. */
    public String label() {
        return label;
    }

    public BooleanProperty chosenProperty() {
        return chosen;
    }

    boolean isChosen() {
        return chosen.get();
    }
}
