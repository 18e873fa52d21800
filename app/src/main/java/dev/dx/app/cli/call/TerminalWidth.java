package dev.dx.app.cli.call;

import dev.dx.engine.Environment;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** How many columns a terminal has, which Java cannot be asked. */
public final class TerminalWidth {
    private TerminalWidth() {}

    /** What the variables say, else what the terminal itself does; {@link Terminal#USUAL_WIDTH} if neither does. */
    public static int of(Environment environment, Path terminal) {
        int columns = number(environment.get("COLUMNS"));
        if (columns > 0) {
            return columns;
        }
        columns = environment.platform().isWindows() ? 0 : asked(terminal);
        return columns > 0 ? columns : Terminal.USUAL_WIDTH;
    }

    /** {@code stty size} answers rows and columns; 0 if that is no terminal. */
    private static int asked(Path terminal) {
        try {
            Process process = new ProcessBuilder("stty", "size")
                    .redirectInput(terminal.toFile())
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            try {
                if (!process.waitFor(1, TimeUnit.SECONDS)) {
                    return 0;
                }
                String[] size = new String(process.getInputStream().readAllBytes(), StandardCharsets.US_ASCII)
                        .strip()
                        .split(" ", -1);
                return size.length == 2 ? number(size[1]) : 0;
            } finally {
                process.destroyForcibly();
            }
        } catch (IOException noTerminal) {
            return 0;
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return 0;
        }
    }

    private static int number(@Nullable String text) {
        if (text == null || text.isEmpty() || text.length() > 5 || !text.chars().allMatch(c -> c >= '0' && c <= '9')) {
            return 0;
        }
        return Integer.parseInt(text);
    }
}
