package dev.dx.app.cli.call;

import dev.dx.engine.Environment;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Where a command runs: what its caller sees and what its caller's folder and variables are.
 *
 * @param out for results
 * @param err for talk
 * @param width of the terminal in columns; asked only where something depends on it
 * @param streams whose they are
 * @param program that was called, for scripts to call it again; null if it is not known
 */
public record Terminal(
        PrintStream out,
        PrintStream err,
        boolean outIsTerminal,
        boolean errIsTerminal,
        IntSupplier width,
        Streams streams,
        @Nullable Path program,
        Path cwd,
        Environment environment) {
    public static final int USUAL_WIDTH = 80;

    /** Whose streams these are. */
    public enum Streams {
        /** This process's: what it starts can read and write them as they are. */
        OF_PROCESS,
        /** Somebody's who listens. */
        OF_CALLER
    }

    public Terminal {
        cwd = cwd.toAbsolutePath().normalize();
    }

    /** Two streams that nobody watches, as in a pipe. */
    public static Terminal piped(PrintStream out, PrintStream err, Path cwd, Environment environment) {
        return new Terminal(out, err, false, false, () -> USUAL_WIDTH, Streams.OF_CALLER, null, cwd, environment);
    }

    /** Whether the terminal says of itself that it can do nothing but print. */
    public boolean isDumb() {
        return "dumb".equals(environment.get("TERM"));
    }
}
