package dev.dx.engine.install.change;

import dev.dx.engine.PackageId;
import java.time.Duration;
import java.util.List;

/**
 * What an install did.
 *
 * @param packages how many places of node_modules are filled now
 * @param direct the direct dependencies as they were chosen, those a {@link Change.Add} named first
 * @param added places filled that were empty; {@code removed} and {@code changed} likewise
 * @param way how node_modules became what it is
 * @param fetched packages that came over the network, and {@code bytes} how many bytes that took
 */
public record InstallReport(
        int packages,
        List<PackageId> direct,
        int added,
        int removed,
        int changed,
        int fetched,
        long bytes,
        Duration elapsed,
        List<String> warnings,
        Way way) {
    /** How node_modules became what it is. */
    public enum Way {
        /** It was so already. */
        STOOD,
        /** It is the tree that was put aside when its lock went. */
        CAME_BACK,
        /** It is a tree that stood ready. */
        SPARE,
        /** What it lacked of the tree that is wanted was made, and the rest was left alone. */
        DIFFERENCE,
        /** It was made anew, file by file. */
        LINKED
    }

    public InstallReport(
            int packages,
            List<PackageId> direct,
            int added,
            int removed,
            int changed,
            int fetched,
            long bytes,
            Duration elapsed,
            List<String> warnings) {
        this(
                packages,
                direct,
                added,
                removed,
                changed,
                fetched,
                bytes,
                elapsed,
                warnings,
                added + removed + changed == 0 ? Way.STOOD : Way.LINKED);
    }

    public InstallReport {
        direct = List.copyOf(direct);
        warnings = List.copyOf(warnings);
    }

    /** Whether nothing had to be touched. */
    public boolean upToDate() {
        return added == 0 && removed == 0 && changed == 0 && (way == Way.STOOD || way == Way.LINKED);
    }
}
