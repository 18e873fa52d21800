package dev.dx.app.resident;

import dev.dx.engine.Environment;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A command that somebody gave to a launcher, with all it depends on.
 *
 * @param folder where the caller is
 * @param program the launcher, as it was called
 * @param process of the launcher
 * @param standing who calls, as far as it decides what a file that is made looks like
 */
public record Call(
        Path folder,
        @Nullable Path program,
        boolean outIsTerminal,
        boolean errIsTerminal,
        long process,
        Standing standing,
        List<String> arguments,
        Environment environment) {
    public Call {
        arguments = List.copyOf(arguments);
    }
}
