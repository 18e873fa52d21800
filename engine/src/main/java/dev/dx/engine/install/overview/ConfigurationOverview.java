package dev.dx.engine.install.overview;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;

/**
 * The npm configuration that counts for a project.
 *
 * @param registry where packages without a scope of their own come from
 * @param files those that exist and were read, the one that goes first first
 * @param warnings what in them was passed over, and why
 */
public record ConfigurationOverview(URI registry, List<Path> files, List<String> warnings) {
    public ConfigurationOverview {
        files = List.copyOf(files);
        warnings = List.copyOf(warnings);
    }
}
