package dev.dx.engine.script;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * A script as the process that it would be.
 *
 * @param variables all that it gets
 */
public record PreparedProcess(Path folder, List<String> command, Map<String, String> variables) {
    public PreparedProcess {
        command = List.copyOf(command);
        variables = Map.copyOf(variables);
    }
}
