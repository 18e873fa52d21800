package dev.dx.app;

import java.util.logging.LogRecord;
import java.util.logging.Logger;

/** What JavaFX logs, less what is known and meant so. */
final class ToolkitLog {
    /** Held here, since a logger that nobody holds forgets its filter. */
    private static final Logger JAVA_FX = Logger.getLogger("javafx");

    private ToolkitLog() {}

    /**
     * JavaFX says at every start that it is on the class path. It has to be: the JVM refuses an AOT cache whose module
     * path moved, and the folder that DX runs from may be moved.
     */
    static void leaveOutClassPathWarning() {
        JAVA_FX.setFilter(record -> !isOfStart(record));
    }

    private static boolean isOfStart(LogRecord record) {
        return "com.sun.javafx.application.PlatformImpl".equals(record.getSourceClassName())
                && "startup".equals(record.getSourceMethodName());
    }
}
