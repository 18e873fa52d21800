package dev.dx.converter;

import dev.dx.engine.ContentRoot;
import dev.dx.engine.PackageId;
import java.nio.file.Path;
import java.time.Duration;

/**
 * A package that is there as {@code .dxp}.
 *
 * @param outcome whether this run made it
 * @param archiveLength how long its .tgz was; 0 if it was a folder, or nobody knows any more
 * @param time it took; fetching included
 */
public record Converted(
        PackageId id,
        Path file,
        Outcome outcome,
        ContentRoot root,
        long archiveLength,
        long packLength,
        Duration time) {
    public enum Outcome {
        CONVERTED,
        /** It was there already, whole. */
        SKIPPED
    }
}
