package dev.dx.engine.install;

import dev.dx.engine.PackageId;
import java.time.Duration;
import java.util.List;

/**
 * What an install did.
 *
 * @param packages how many places of node_modules are filled now
 * @param direct the direct dependencies as they were chosen, those a {@link Change.Add} named first
 * @param added places filled that were empty; {@code removed} and {@code changed} likewise
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
        List<String> warnings) {
    public InstallReport {
        direct = List.copyOf(direct);
        warnings = List.copyOf(warnings);
    }

    /** Whether nothing had to be touched. */
    public boolean upToDate() {
        return added == 0 && removed == 0 && changed == 0;
    }
}
