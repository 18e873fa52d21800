package dev.dx.engine.install;

import dev.dx.engine.install.project.MemberChoice;
import dev.dx.engine.script.Caller;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A command of a package, or a line for the shell, to be run with the programs of packages at hand.
 *
 * @param packages that are fetched for it, into a folder of their own; where none is named the project's are meant
 * @param command a program's name; null where there is a line, or where the package decides
 * @param line for the shell; null where there is a command
 */
public record ExecRequest(
        Path project,
        MemberChoice members,
        List<String> packages,
        @Nullable String command,
        List<String> arguments,
        @Nullable String line,
        Caller caller) {
    public ExecRequest {
        project = project.toAbsolutePath().normalize();
        packages = List.copyOf(packages);
        arguments = List.copyOf(arguments);
    }
}
