package dev.dx.app.gui.control;

import dev.dx.app.gui.task.LogLine;
import dev.dx.app.gui.task.Operation;
import dev.dx.app.gui.task.OperationLog;
import dev.dx.app.gui.task.Outcome;
import dev.dx.app.gui.text.FailureText;
import dev.dx.app.gui.text.Messages;
import dev.dx.engine.DxException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import javafx.animation.Animation;
import javafx.animation.Interpolator;
import javafx.animation.RotateTransition;
import javafx.application.Platform;
import javafx.beans.InvalidationListener;
import javafx.collections.transformation.FilteredList;
import javafx.css.PseudoClass;
import javafx.fxml.FXML;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.ListView;
import javafx.scene.control.ProgressBar;
import javafx.scene.control.TextField;
import javafx.scene.control.ToggleButton;
import javafx.scene.input.Clipboard;
import javafx.scene.input.ClipboardContent;
import javafx.scene.layout.VBox;
import javafx.util.Subscription;
import org.jspecify.annotations.Nullable;
import org.kordamp.ikonli.feather.Feather;
import org.kordamp.ikonli.javafx.FontIcon;

/**
 * An operation under way or just over: what it does, how far it is and how long still, a button that stops it, what came
 * of it, and the log, which stays.
 */
@SuppressWarnings("NullAway.Init") // FXMLLoader fills the fields before the constructor ends
public final class OperationPanel extends VBox {
    private static final PseudoClass RUNNING = PseudoClass.getPseudoClass("running");
    private static final PseudoClass DONE = PseudoClass.getPseudoClass("done");
    private static final PseudoClass SHORT = PseudoClass.getPseudoClass("short");
    private static final PseudoClass FAILED = PseudoClass.getPseudoClass("failed");
    private static final PseudoClass CANCELLED = PseudoClass.getPseudoClass("cancelled");

    /** Ten pictures a second say that it goes on; sixty would take from the work what they cost. */
    private static final Interpolator STEPS = new Interpolator() {
        @Override
        protected double curve(double time) {
            return Math.floor(time * 16) / 16;
        }
    };

    private final Runnable onRetry;
    private final FilteredList<LogLine> lines;
    private final RotateTransition turning = new RotateTransition(javafx.util.Duration.seconds(1.6));
    private final List<Subscription> subscriptions = new ArrayList<>();
    private @Nullable Operation<?> operation;
    private boolean isDetail;
    private Function<DxException, List<Node>> explain = _ -> List.of();

    @FXML
    private FontIcon icon;

    @FXML
    private Label title;

    @FXML
    private Label detail;

    @FXML
    private ToggleButton logToggle;

    @FXML
    private Button cancel;

    @FXML
    private Button retry;

    @FXML
    private Button dismiss;

    @FXML
    private ProgressBar bar;

    @FXML
    private VBox failure;

    @FXML
    private Label failureWhat;

    @FXML
    private Label failureRemedy;

    @FXML
    private Label failureCode;

    @FXML
    private VBox failureMore;

    @FXML
    private VBox logBox;

    @FXML
    private TextField search;

    @FXML
    private CommandStrip command;

    @FXML
    private ListView<LogLine> logList;

    public OperationPanel(OperationLog log, Runnable onRetry) {
        this.onRetry = onRetry;
        this.lines = new FilteredList<>(log.lines());
        getStyleClass().add("operation-panel");
        getChildren().add(Fxml.load(this, Node.class));
    }

    /** The same for a list of operations: always with the log of this one alone, and nothing that hides it. */
    static OperationPanel detail(Operation<?> shown) {
        OperationPanel panel = new OperationPanel(shown.ownLog(), () -> {});
        panel.isDetail = true;
        panel.logToggle.setSelected(true);
        Shown.only(panel.logToggle, false);
        panel.getStyleClass().add("operation-detail-panel");
        panel.show(shown);
        return panel;
    }

    /** Hears of nothing any more. */
    void close() {
        subscriptions.forEach(Subscription::unsubscribe);
        subscriptions.clear();
        spin(false);
    }

    @FXML
    void initialize() {
        Shown.only(failure, false);
        turning.setNode(icon);
        turning.setByAngle(360);
        turning.setInterpolator(STEPS);
        turning.setCycleCount(Animation.INDEFINITE);
        logBox.visibleProperty().bind(logToggle.selectedProperty());
        logBox.managedProperty().bind(logToggle.selectedProperty());
        logList.setItems(lines);
        logList.setCellFactory(_ -> new LogCell<>(Function.identity()));
        logList.setPlaceholder(new NoMatch(search));
        search.textProperty().subscribe(text -> lines.setPredicate(line -> matches(line, text)));
        lines.addListener((InvalidationListener) _ -> Platform.runLater(this::scrollToEnd));
        logToggle.selectedProperty().subscribe(_ -> Platform.runLater(this::scrollToEnd));
        logList.heightProperty().subscribe(_ -> Platform.runLater(this::scrollToEnd));
        cancel.setOnAction(_ -> {
            // The button is about to be disabled, which would send the keyboard to wherever comes next.
            logToggle.requestFocus();
            if (operation != null) {
                operation.cancel();
            }
        });
        retry.setOnAction(_ -> onRetry.run());
        dismiss.setOnAction(_ -> Shown.only(this, false));
    }

    /** Shows this operation from now on. */
    public void show(Operation<?> shown) {
        subscriptions.forEach(Subscription::unsubscribe);
        subscriptions.clear();
        operation = shown;
        command.setCommand(shown.command());
        Shown.only(this, true);
        subscriptions.add(shown.advanceProperty().subscribe(_ -> update()));
        subscriptions.add(shown.outcomeProperty().subscribe(_ -> update()));
    }

    /** Shows the log, as if its button had been pressed. */
    public void openLog() {
        logToggle.setSelected(true);
    }

    /** What is shown of a failure beside its words. */
    public void explainFailures(Function<DxException, List<Node>> more) {
        explain = more;
    }

    public Button cancelButton() {
        return cancel;
    }

    @FXML
    void copyLog() {
        ClipboardContent content = new ClipboardContent();
        content.putString(OperationLog.text(lines));
        Clipboard.getSystemClipboard().setContent(content);
    }

    private void update() {
        Operation<?> shown = operation;
        if (shown != null) {
            updateFrom(shown);
        }
    }

    private <R> void updateFrom(Operation<R> shown) {
        Outcome<R> outcome = shown.outcome();
        boolean over = outcome.over();
        pseudoClassStateChanged(RUNNING, !over);
        String shortcoming = shown.shortcoming();
        pseudoClassStateChanged(DONE, outcome instanceof Outcome.Done<R> && shortcoming == null);
        pseudoClassStateChanged(SHORT, shortcoming != null);
        pseudoClassStateChanged(FAILED, outcome instanceof Outcome.Failed<R>);
        pseudoClassStateChanged(CANCELLED, outcome instanceof Outcome.Cancelled<R>);
        Shown.only(bar, !over);
        Shown.only(cancel, !over);
        Shown.only(dismiss, over && !isDetail);
        boolean undone = outcome instanceof Outcome.Failed<R> || outcome instanceof Outcome.Cancelled<R>;
        Shown.only(retry, undone && !isDetail);
        Shown.only(failure, outcome instanceof Outcome.Failed<R>);
        cancel.setDisable(outcome instanceof Outcome.Cancelling<R>);
        spin(!over);
        switch (outcome) {
            case Outcome.Running<R> _ -> {
                say(Feather.LOADER, shown.title(), shown.advance().words());
                bar.setProgress(shown.advance().fraction());
            }
            case Outcome.Cancelling<R> _ -> say(Feather.LOADER, shown.title(), Messages.text("operation.cancelling"));
            case Outcome.Done<R>(R result) -> {
                if (shortcoming == null) {
                    say(Feather.CHECK_CIRCLE, shown.summaryOf(result), "");
                } else {
                    say(Feather.ALERT_TRIANGLE, shortcoming, shown.summaryOf(result));
                }
            }
            case Outcome.Failed<R>(DxException reason) -> {
                say(Feather.ALERT_OCTAGON, shown.failedWords(), shown.title());
                failureWhat.setText(FailureText.of(reason));
                failureRemedy.setText(reason.remedy());
                failureCode.setText(reason.code().name());
                List<Node> more = explain.apply(reason);
                failureMore.getChildren().setAll(more);
                Shown.only(failureMore, !more.isEmpty());
            }
            case Outcome.Cancelled<R> _ -> say(Feather.SLASH, shown.cancelledWords(), "");
        }
    }

    /** The end is what matters while lines arrive, unless the user looks for something. */
    private void scrollToEnd() {
        if (logToggle.isSelected() && search.getText().isEmpty() && !lines.isEmpty()) {
            // The list counts its lines when it is laid out, and scrolls no further than it has counted.
            logList.layout();
            logList.scrollTo(lines.size() - 1);
        }
    }

    private void spin(boolean running) {
        if (running) {
            turning.play();
        } else {
            turning.stop();
            icon.setRotate(0);
        }
    }

    private void say(Feather symbol, String headline, String more) {
        icon.setIconCode(symbol);
        title.setText(headline);
        detail.setText(more);
        Shown.only(detail, !more.isEmpty());
    }

    private static boolean matches(LogLine line, @Nullable String text) {
        return text == null
                || line.text().toLowerCase(Locale.ROOT).contains(text.strip().toLowerCase(Locale.ROOT));
    }
}
