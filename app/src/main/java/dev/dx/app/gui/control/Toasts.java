package dev.dx.app.gui.control;

import dev.dx.app.gui.text.Messages;
import javafx.animation.PauseTransition;
import javafx.geometry.Pos;
import javafx.scene.AccessibleRole;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;
import javafx.util.Duration;
import org.kordamp.ikonli.feather.Feather;
import org.kordamp.ikonli.javafx.FontIcon;

/** What happened elsewhere, in a corner of the window. Good news goes by itself, other news waits to be read. */
public final class Toasts extends VBox {
    private static final Duration SHOWN = Duration.seconds(6);
    private static final int MOST = 4;

    /** What a notification is about. */
    public enum Kind {
        GOOD,
        CALM,
        ATTENTION,
        BAD
    }

    public Toasts() {
        getStyleClass().add("toasts");
        setPickOnBounds(false);
        setAlignment(Pos.BOTTOM_RIGHT);
        setMaxSize(Region.USE_PREF_SIZE, Region.USE_PREF_SIZE);
    }

    /** Says it, with a button that leads to what it is about. */
    public void show(Kind kind, String title, String text, String buttonText, Runnable onButton) {
        show(kind, title, text, buttonText, onButton, () -> {});
    }

    /** @param onClose told when it is dismissed by hand */
    public void show(Kind kind, String title, String text, String buttonText, Runnable onButton, Runnable onClose) {
        HBox toast = toast(kind, title, text, onClose);
        Button open = new Button(buttonText);
        open.setMinWidth(Region.USE_PREF_SIZE);
        open.setOnAction(_ -> {
            getChildren().remove(toast);
            onButton.run();
        });
        toast.getChildren().add(2, open);
        add(kind, toast);
    }

    public void show(Kind kind, String title, String text) {
        add(kind, toast(kind, title, text, () -> {}));
    }

    private void add(Kind kind, HBox toast) {
        if (getChildren().size() == MOST) {
            getChildren().removeFirst();
        }
        getChildren().add(toast);
        if (kind == Kind.GOOD || kind == Kind.CALM) {
            PauseTransition pause = new PauseTransition(SHOWN);
            pause.setOnFinished(_ -> getChildren().remove(toast));
            pause.play();
        }
    }

    private HBox toast(Kind kind, String title, String text, Runnable onClose) {
        FontIcon icon = new FontIcon(
                switch (kind) {
                    case GOOD -> Feather.CHECK_CIRCLE;
                    case CALM -> Feather.INFO;
                    case ATTENTION -> Feather.ALERT_TRIANGLE;
                    case BAD -> Feather.ALERT_OCTAGON;
                });
        icon.getStyleClass()
                .addAll(
                        "tone-icon",
                        switch (kind) {
                            case GOOD -> "tone-good";
                            case CALM -> "tone-calm";
                            case ATTENTION -> "tone-attention";
                            case BAD -> "tone-bad";
                        });
        Label headline = new Label(title);
        headline.getStyleClass().add("toast-title");
        headline.setWrapText(true);
        VBox texts = new VBox(headline);
        texts.setMinWidth(0);
        if (!text.isEmpty()) {
            Label more = new Label(text);
            more.getStyleClass().add("toast-text");
            more.setWrapText(true);
            texts.getChildren().add(more);
        }
        HBox.setHgrow(texts, Priority.ALWAYS);
        Button close = new Button(null, new FontIcon(Feather.X));
        close.getStyleClass().add("quiet");
        close.setAccessibleText(Messages.text("callout.dismiss"));
        HBox toast = new HBox(icon, texts, close);
        close.setOnAction(_ -> {
            getChildren().remove(toast);
            onClose.run();
        });
        toast.getStyleClass().add("toast");
        toast.setAlignment(Pos.CENTER_LEFT);
        toast.setAccessibleRole(AccessibleRole.TEXT);
        toast.setAccessibleText(Messages.text("question.accessible", title, text));
        return toast;
    }
}
