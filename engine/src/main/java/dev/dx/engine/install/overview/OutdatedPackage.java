package dev.dx.engine.install.overview;

import dev.dx.engine.install.project.DependencyKind;
import org.jspecify.annotations.Nullable;

/**
 * A dependency of which there is a newer version, or that is not installed.
 *
 * @param name as npm says it: for an alias with what it stands for
 * @param current what is installed; null if nothing is
 * @param wanted the newest that the wish allows
 * @param place where it is, as a path from the project; null if it is not installed
 * @param dependent who asks for it, by name
 * @param member who asks for it with its version, where that is a member of the workspace; else null
 */
public record OutdatedPackage(
        String name,
        @Nullable String current,
        String wanted,
        String latest,
        @Nullable String place,
        DependencyKind kind,
        String dependent,
        @Nullable String member) {}
