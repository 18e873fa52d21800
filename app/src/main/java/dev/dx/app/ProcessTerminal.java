package dev.dx.app;

import dev.dx.app.cli.call.Terminal;
import dev.dx.app.cli.call.TerminalWidth;
import dev.dx.engine.Environment;
import java.io.Console;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Finds out what this process's own streams are connected to. */
final class ProcessTerminal {
    /**
     * What a launcher found out before: any of {@code out} and {@code err}, as far as they are terminals. Without it Java
     * can only be asked about standard input and output together.
     */
    private static final String SAID_BY_LAUNCHER = "dx.terminal";

    private ProcessTerminal() {}

    static Terminal of(PrintStream out, PrintStream err) {
        Environment environment = Environment.current();
        return new Terminal(
                out,
                err,
                isTerminal(1, "out"),
                isTerminal(2, "err"),
                () -> TerminalWidth.of(environment, Path.of("/dev/tty")),
                Terminal.Streams.OF_PROCESS,
                program(),
                Path.of(""),
                environment);
    }

    private static @Nullable Path program() {
        String launcher = System.getProperty("dx.program");
        return launcher == null ? null : Path.of(launcher).normalize();
    }

    // Java 25 does answer null where standard input or output is no terminal.
    @SuppressWarnings("SystemConsoleNull")
    private static boolean isTerminal(int descriptor, String name) {
        String said = System.getProperty(SAID_BY_LAUNCHER);
        if (said != null) {
            return said.contains(name);
        }
        Path link = Path.of("/proc/self/fd/" + descriptor);
        if (Files.isSymbolicLink(link)) {
            try {
                String target = Files.readSymbolicLink(link).toString();
                return target.startsWith("/dev/pts/") || target.startsWith("/dev/tty") || target.equals("/dev/console");
            } catch (IOException unknown) {
                return false;
            }
        }
        Console console = System.console();
        return console != null && console.isTerminal();
    }
}
