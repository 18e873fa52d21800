package dev.dx.app.cli.progress;

import dev.dx.engine.InstallEvent;
import java.util.function.Consumer;

/** Shows one install while it runs. */
public interface ProgressDisplay extends Consumer<InstallEvent>, AutoCloseable {
    /** Prints a line of its own, which stays. */
    void log(String line);

    /** Stops showing progress for good; what was logged stays. */
    void end();

    @Override
    default void close() {
        end();
    }
}
