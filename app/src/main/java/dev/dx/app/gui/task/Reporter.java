package dev.dx.app.gui.task;

import dev.dx.engine.InstallEvent;
import java.util.function.Consumer;

/**
 * What work tells while it is done, from any thread. Installs tell their events, from which progress and log are made;
 * other work says both itself.
 */
public interface Reporter extends Consumer<InstallEvent> {
    /** Adds a line to the log. */
    void line(LogLine.Kind kind, String text);

    /** Says how far it is, instead of what install events would say. */
    void advance(Advance advance);
}
