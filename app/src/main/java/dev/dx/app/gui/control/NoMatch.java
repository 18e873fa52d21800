package dev.dx.app.gui.control;

import dev.dx.app.gui.text.Messages;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.TextField;
import javafx.scene.layout.StackPane;
import javafx.scene.layout.VBox;
import org.kordamp.ikonli.feather.Feather;
import org.kordamp.ikonli.javafx.FontIcon;

/**
 * What stands in the place of a list's rows where there are none: that the filter leaves none of them, with a button that
 * takes it back; while nothing is filtered, what the list itself says.
 */
public final class NoMatch extends StackPane {
    private final Label title = new Label();
    private final VBox box = new VBox(title);

    public NoMatch(TextField filter, Node otherwise) {
        this(filter);
        getChildren().add(otherwise);
        filter.textProperty().subscribe(words -> Shown.only(otherwise, words == null || words.isBlank()));
    }

    /** Says nothing while nothing is filtered. */
    public NoMatch(TextField filter) {
        title.getStyleClass().add("empty-title");
        Button clear = new Button(Messages.text("filter.clear"), new FontIcon(Feather.X));
        clear.setOnAction(_ -> {
            // The button goes with the filter, and the keyboard with the button.
            filter.requestFocus();
            filter.clear();
        });
        box.getStyleClass().add("empty");
        box.getChildren().add(clear);
        getChildren().add(box);
        filter.textProperty().subscribe(words -> {
            Shown.only(box, words != null && !words.isBlank());
            title.setText(words == null ? "" : Messages.text("filter.noMatch", words.strip()));
        });
    }
}
