package dev.dx.engine.install.script;

import dev.dx.engine.install.project.MemberChoice;
import dev.dx.engine.script.Caller;
import java.nio.file.Path;
import java.util.List;

/**
 * A script to be run as {@code npm run} does, with what goes before and after it.
 *
 * @param members whose script it is; where nobody is chosen, the project's
 * @param name of the script
 * @param arguments for the script itself, not for what goes before and after
 * @param caller on whose behalf
 */
public record ScriptRequest(
        Path project, MemberChoice members, String name, List<String> arguments, Absence absence, Caller caller) {
    public ScriptRequest {
        project = project.toAbsolutePath().normalize();
        arguments = List.copyOf(arguments);
    }

    /** What it means that a package has no such script. */
    public enum Absence {
        ERROR,
        PASSED_OVER
    }
}
