package dev.dx.engine.install;

import java.nio.file.Path;
import java.util.List;

/**
 * A package that is known to all projects of whoever shares a global folder.
 *
 * @param version as its package.json has it; empty where that has none
 * @param folder where it really is
 * @param link where it is known
 * @param commands the names of those that come with it
 * @param changed whether that was otherwise before
 */
public record GlobalLink(String name, String version, Path folder, Path link, List<String> commands, boolean changed) {
    public GlobalLink {
        commands = List.copyOf(commands);
    }
}
