package dev.dx.app.cli;

import dev.dx.engine.Environment;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.function.IntSupplier;

/**
 * Where a command runs: what its caller sees and what its caller's folder and variables are.
 *
 * @param out for results
 * @param err for talk
 * @param width of the terminal in columns; asked only where something depends on it
 */
public record Terminal(
        PrintStream out,
        PrintStream err,
        boolean outIsTerminal,
        boolean errIsTerminal,
        IntSupplier width,
        Path cwd,
        Environment environment) {
    public static final int USUAL_WIDTH = 80;

    public Terminal {
        cwd = cwd.toAbsolutePath().normalize();
    }

    /** Two streams that nobody watches, as in a pipe. */
    public static Terminal piped(PrintStream out, PrintStream err, Path cwd, Environment environment) {
        return new Terminal(out, err, false, false, () -> USUAL_WIDTH, cwd, environment);
    }

    /** Whether the terminal says of itself that it can do nothing but print. */
    boolean isDumb() {
        return "dumb".equals(environment.get("TERM"));
    }
}
