package dev.dx.app.gui.task;

import java.util.List;
import java.util.stream.Collectors;
import javafx.collections.FXCollections;
import javafx.collections.ObservableList;

/** What one project's operations said, oldest first. It outlives each of them, and forgets its oldest lines at a limit. */
public final class OperationLog {
    /** An install of some 1,500 packages writes 1,500 lines; a day's worth of those fits. */
    static final int LIMIT = 20_000;

    private final ObservableList<LogLine> lines = FXCollections.observableArrayList();
    private final ObservableList<LogLine> readOnly = FXCollections.unmodifiableObservableList(lines);

    public ObservableList<LogLine> lines() {
        return readOnly;
    }

    /** The lines as text, for the clipboard. */
    public static String text(List<LogLine> lines) {
        return lines.stream().map(LogLine::text).collect(Collectors.joining("\n", "", "\n"));
    }

    void append(List<LogLine> more) {
        lines.addAll(more);
        if (lines.size() > LIMIT) {
            lines.remove(0, lines.size() - LIMIT);
        }
    }

    public void clear() {
        lines.clear();
    }
}
