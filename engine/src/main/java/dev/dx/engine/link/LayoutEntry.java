package dev.dx.engine.link;

import dev.dx.engine.ContentHash;
import java.time.Duration;
import java.time.Instant;

/**
 * A whole node_modules tree that is kept for projects to use.
 *
 * @param layout what it was made of: the BLAKE3 of graph, platform and settings
 * @param graph the BLAKE3 of the graph alone, by which trees for other platforms and settings are found
 * @param lastUsed like {@code created} to the millisecond
 * @param uses how often it saved making a tree
 * @param making how long making it took, to the millisecond
 */
public record LayoutEntry(
        ContentHash layout,
        Kind kind,
        ContentHash graph,
        Instant created,
        Instant lastUsed,
        int packages,
        int files,
        long bytes,
        int uses,
        Duration making) {
    /** Whose tree it is. */
    public enum Kind {
        /** Stands in the store, and projects link to it. */
        SHARED,
        /** Stands ready to become a project's own. */
        SPARE,
        /** Was a project's own until its lock changed, and may be again. */
        PARKED
    }

    public LayoutEntry {
        if (packages < 0 || files < 0 || bytes < 0 || uses < 0 || making.isNegative()) {
            throw new IllegalArgumentException("less than nothing of layout " + layout);
        }
    }
}
