package dev.dx.app.gui.control;

import dev.dx.app.gui.text.Messages;
import javafx.animation.PauseTransition;
import javafx.beans.property.SimpleStringProperty;
import javafx.beans.property.StringProperty;
import javafx.geometry.Pos;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.Tooltip;
import javafx.scene.input.Clipboard;
import javafx.scene.input.ClipboardContent;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.util.Duration;
import org.kordamp.ikonli.feather.Feather;
import org.kordamp.ikonli.javafx.FontIcon;

/** One line to be used elsewhere, most of all the command that does the same in a terminal, with a button that copies it. */
public final class CommandStrip extends HBox {
    private static final Duration COPIED_SHOWN = Duration.seconds(1.6);

    private final StringProperty command = new SimpleStringProperty(this, "command", "");
    private final FontIcon copyIcon = new FontIcon(Feather.COPY);
    private final PauseTransition copied = new PauseTransition(COPIED_SHOWN);

    public CommandStrip() {
        getStyleClass().add("command-strip");
        setAlignment(Pos.CENTER_LEFT);
        FontIcon prompt = new FontIcon(Feather.TERMINAL);
        prompt.getStyleClass().add("prompt");
        Label text = new Label();
        text.getStyleClass().add("command");
        text.textProperty().bind(command);
        text.setMaxWidth(Double.MAX_VALUE);
        text.setMinWidth(0);
        HBox.setHgrow(text, Priority.ALWAYS);
        Button copy = new Button(null, copyIcon);
        copy.getStyleClass().addAll("quiet", "copy");
        copy.setTooltip(new Tooltip(Messages.text("command.copy.tip")));
        copy.accessibleTextProperty().bind(command.map(line -> Messages.text("command.copy", line)));
        copy.setOnAction(_ -> copy());
        copied.setOnFinished(_ -> copyIcon.setIconCode(Feather.COPY));
        getChildren().addAll(prompt, text, copy);
    }

    public StringProperty commandProperty() {
        return command;
    }

    public String getCommand() {
        return command.get();
    }

    public void setCommand(String line) {
        command.set(line);
    }

    private void copy() {
        ClipboardContent content = new ClipboardContent();
        content.putString(command.get());
        Clipboard.getSystemClipboard().setContent(content);
        copyIcon.setIconCode(Feather.CHECK);
        copied.playFromStart();
    }
}
