package dev.dx.app.gui.control;

import dev.dx.app.gui.text.FailureText;
import dev.dx.app.gui.text.Messages;
import dev.dx.engine.DxException;
import java.util.List;
import javafx.geometry.Pos;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.layout.FlowPane;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;
import org.jspecify.annotations.Nullable;
import org.kordamp.ikonli.feather.Feather;
import org.kordamp.ikonli.javafx.FontIcon;

/** Says what went wrong where it did, and what to do about it, with buttons that do it; not there while nothing has. */
public final class ProblemBox extends HBox {
    private static final double WIDEST = 2000;

    private final Label what = wrapped("callout-what");
    private final Label remedy = wrapped("callout-remedy");
    private final Label code = wrapped("failure-code");
    private final FlowPane ways = new FlowPane();
    private final Button dismiss = new Button(null, new FontIcon(Feather.X));

    public ProblemBox() {
        getStyleClass().addAll("callout", "callout-bad", "callout-spaced");
        setAlignment(Pos.TOP_LEFT);
        ways.getStyleClass().add("ways-on");
        ways.setPrefWrapLength(WIDEST);
        ways.setMinWidth(0);
        VBox texts = new VBox(what, remedy, code, ways);
        texts.getStyleClass().add("callout-texts");
        HBox.setHgrow(texts, Priority.ALWAYS);
        dismiss.getStyleClass().add("quiet");
        dismiss.setAccessibleText(Messages.text("callout.dismiss"));
        onDismiss(() -> show(null));
        getChildren().addAll(new FontIcon(Feather.ALERT_OCTAGON), texts, dismiss);
        show(null);
    }

    /** For what goes away by itself once it is put right, and not by being dismissed. */
    public void stayUntilOver() {
        Shown.only(dismiss, false);
    }

    /** What happens instead of it being hidden. */
    public void onDismiss(Runnable action) {
        dismiss.setOnAction(_ -> action.run());
    }

    public void show(@Nullable DxException problem) {
        tell(problem, List.of());
    }

    /** With a button that tries it once more. */
    public void showWithRetry(@Nullable DxException problem, Runnable retry) {
        Button again = new Button(Messages.text("wayOn.again"), new FontIcon(Feather.ROTATE_CW));
        again.setOnAction(_ -> retry.run());
        tell(problem, List.of(again));
    }

    /** @param waysOn what can be done about it, the most likely first */
    public void tell(@Nullable DxException problem, List<? extends Node> waysOn) {
        Shown.only(this, problem != null);
        ways.getChildren().setAll(waysOn);
        Shown.only(ways, !waysOn.isEmpty());
        if (problem != null) {
            what.setText(FailureText.of(problem));
            remedy.setText(problem.remedy());
            code.setText(problem.code().name());
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
