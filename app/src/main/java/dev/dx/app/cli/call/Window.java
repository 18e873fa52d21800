package dev.dx.app.cli.call;

import dev.dx.engine.Environment;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** The window, as far as the command line knows it. */
public interface Window {
    /** Whether there is anything to show it on. */
    boolean canOpen(Environment environment);

    /** Opens it, on a project folder if one is given, and returns when it was closed. */
    void open(@Nullable Path folder);
}
