package dev.dx.app.gui.control;

import dev.dx.app.gui.text.Messages;
import dev.dx.engine.DxException;
import javafx.geometry.Pos;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;
import org.jspecify.annotations.Nullable;
import org.kordamp.ikonli.feather.Feather;
import org.kordamp.ikonli.javafx.FontIcon;

/** Says what went wrong where it did, and what to do about it; not there while nothing has. */
public final class ProblemBox extends HBox {
    private final Label what = wrapped("callout-what");
    private final Label remedy = wrapped("callout-remedy");

    public ProblemBox() {
        getStyleClass().addAll("callout", "callout-bad", "callout-spaced");
        setAlignment(Pos.TOP_LEFT);
        VBox texts = new VBox(what, remedy);
        texts.getStyleClass().add("callout-texts");
        HBox.setHgrow(texts, Priority.ALWAYS);
        Button dismiss = new Button(null, new FontIcon(Feather.X));
        dismiss.getStyleClass().add("quiet");
        dismiss.setAccessibleText(Messages.text("callout.dismiss"));
        dismiss.setOnAction(_ -> show(null));
        getChildren().addAll(new FontIcon(Feather.ALERT_OCTAGON), texts, dismiss);
        show(null);
    }

    public void show(@Nullable DxException problem) {
        Shown.only(this, problem != null);
        if (problem != null) {
            what.setText(problem.what());
            remedy.setText(problem.remedy());
        }
    }

    private static Label wrapped(String style) {
        Label label = new Label();
        label.getStyleClass().add(style);
        label.setWrapText(true);
        label.setMinHeight(Region.USE_PREF_SIZE);
        return label;
    }
}
