package dev.dx.app.bench;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * A package manager as it is called.
 *
 * @param name how it is told from the others, and from itself with other options
 * @param command the program and what is always said to it first
 * @param lock the name of its lock file
 * @param variables that keep its cache and settings to the folder they are asked for
 */
public record Tool(
        String name,
        List<String> command,
        List<String> install,
        List<String> add,
        String lock,
        Function<Path, Map<String, String>> variables) {
    /** DX with an engine that was started before the clock. */
    public static final String RESIDENT = "dx-resident";

    public static final String DX = "dx";

    public Tool {
        command = List.copyOf(command);
        install = List.copyOf(install);
        add = List.copyOf(add);
    }

    boolean isResident() {
        return name.equals(RESIDENT);
    }

    public boolean isDx() {
        return name.equals(DX) || isResident();
    }

    List<String> line(List<String> arguments) {
        List<String> line = new ArrayList<>(command);
        line.addAll(arguments);
        return line;
    }
}
