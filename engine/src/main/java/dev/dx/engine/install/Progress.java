package dev.dx.engine.install;

import dev.dx.engine.InstallEvent.Stage;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How far an install is, at one moment.
 *
 * @param stage the part under way; while resolving and downloading overlap, resolving
 * @param done what this stage has finished: versions chosen, packages downloaded, places filled
 * @param total out of how many; 0 as long as that is unknown or does not apply
 * @param bytes what crossed the network so far
 * @param bytesPerSecond over the last few seconds; 0 when nothing arrives
 * @param remaining how long this stage still takes; null as long as that cannot be told
 * @param fraction of the whole install, 0 to 1, never falling; -1 as long as the amount of work is unknown
 */
public record Progress(
        Stage stage,
        int done,
        int total,
        long bytes,
        double bytesPerSecond,
        @Nullable Duration remaining,
        double fraction) {}
