package dev.dx.app.gui.task;

import java.time.Instant;

/** One line of what happened. */
public record LogLine(Instant time, Kind kind, String text) {
    /** What a line is about, and so how it looks. */
    public enum Kind {
        /** The command that would do the same in a terminal. */
        COMMAND,
        STEP,
        DETAIL,
        WARNING,
        SUCCESS,
        FAILURE
    }
}
