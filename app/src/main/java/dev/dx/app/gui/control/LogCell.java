package dev.dx.app.gui.control;

import dev.dx.app.gui.task.LogLine;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.function.Function;
import javafx.scene.control.Label;
import javafx.scene.control.ListCell;
import javafx.scene.layout.HBox;
import org.jspecify.annotations.Nullable;

/** A line of a log: when, and what, coloured by what it is about. */
public final class LogCell<T> extends ListCell<T> {
    private static final DateTimeFormatter CLOCK = DateTimeFormatter.ofPattern("HH:mm:ss", Locale.ROOT);

    private final Function<T, LogLine> lineOf;
    private final Label time = new Label();
    private final Label text = new Label();
    private final HBox box = new HBox(time, text);

    public LogCell(Function<T, LogLine> lineOf) {
        this.lineOf = lineOf;
        getStyleClass().add("log-cell");
        time.getStyleClass().add("log-time");
        time.setMinWidth(USE_PREF_SIZE);
        box.getStyleClass().add("log-line");
    }

    @Override
    protected void updateItem(@Nullable T item, boolean empty) {
        super.updateItem(item, empty);
        if (empty || item == null) {
            setGraphic(null);
            return;
        }
        LogLine line = lineOf.apply(item);
        time.setText(CLOCK.format(line.time().atZone(ZoneId.systemDefault())));
        text.setText(line.text());
        text.getStyleClass().setAll("label", "log-text", styleOf(line.kind()));
        setGraphic(box);
    }

    private static String styleOf(LogLine.Kind kind) {
        return switch (kind) {
            case COMMAND -> "log-command";
            case STEP -> "log-step";
            case DETAIL -> "log-detail";
            case WARNING -> "log-warning";
            case SUCCESS -> "log-success";
            case FAILURE -> "log-failure";
        };
    }
}
