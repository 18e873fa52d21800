package dev.dx.engine.graph;

import org.jspecify.annotations.Nullable;

/**
 * One package's wish for another.
 *
 * @param name under which it is asked for, which may be an alias
 * @param range as it is written
 * @param to what answers it; null if nothing does
 */
public record Dependency(
        GraphNode from,
        String name,
        String range,
        Kind kind,
        @Nullable GraphNode to) {
    /** Why one package depends on another. */
    public enum Kind {
        PRODUCTION,
        DEV,
        OPTIONAL,
        /** The package wants it beside itself, not for itself. */
        PEER,
        /** The same, where it may be absent. */
        OPTIONAL_PEER,
        /** From a project to a folder of its own that it does not ask for by name: a member of its workspace. */
        MEMBER
    }

    /** Nothing answers it, and something should. */
    public boolean isMissing() {
        return to == null && kind != Kind.OPTIONAL && kind != Kind.OPTIONAL_PEER;
    }
}
