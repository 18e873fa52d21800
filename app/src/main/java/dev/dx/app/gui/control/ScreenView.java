package dev.dx.app.gui.control;

import dev.dx.app.gui.task.Operation;
import java.util.List;
import javafx.beans.value.ObservableValue;
import javafx.scene.Parent;

/** A screen as the window sees it. */
public interface ScreenView {
    Parent node();

    /** Puts the keyboard where it is most useful. */
    void focus();

    /** What is true now, in a few words, for the status bar while nothing runs. */
    ObservableValue<String> status();

    /** What can be done here wherever the focus is, while this screen is in front. */
    List<ScreenCommand> commands();

    /** Whether somebody who looks at this screen sees there what comes of an operation that was begun on it. */
    default boolean shows(Operation<?> operation) {
        return true;
    }
}
