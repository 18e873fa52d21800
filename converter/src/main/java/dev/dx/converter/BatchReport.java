package dev.dx.converter;

import dev.dx.engine.DxException;
import dev.dx.engine.PackageId;
import java.time.Duration;
import java.util.List;

/**
 * How a batch ended.
 *
 * @param converted made or found, in the order in which they were asked for
 * @param failed what was not made, and why; the others were made nonetheless
 * @param time all of it took
 */
public record BatchReport(List<Converted> converted, List<Failure> failed, Duration time) {
    /** @param spec as it was asked for */
    public record Failure(String spec, DxException why) {}

    public BatchReport {
        converted = List.copyOf(converted);
        failed = List.copyOf(failed);
    }

    public long count(Converted.Outcome outcome) {
        return converted.stream().filter(one -> one.outcome() == outcome).count();
    }

    /** Bytes of the archives that are known, ... */
    public long archiveBytes() {
        return converted.stream().mapToLong(Converted::archiveLength).sum();
    }

    /** ... and of the packs of the same packages. */
    public long packBytes() {
        return converted.stream()
                .filter(one -> one.archiveLength() > 0)
                .mapToLong(Converted::packLength)
                .sum();
    }

    /** Whether the package is among those that are there now. */
    public boolean has(PackageId id) {
        return converted.stream().anyMatch(one -> one.id().equals(id));
    }
}
