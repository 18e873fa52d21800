package dev.dx.engine.npm.registry;

import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One version on a package's page, as the registry describes it.
 *
 * @param published null if the registry does not say
 * @param unpackedSize in bytes, or -1; {@code fileCount} likewise
 * @param deprecated why it should not be used any more; null if nobody says so
 * @param engines what it needs to run on, as in {@code node}
 * @param bins the commands it brings
 */
public record PublishedVersion(
        String version,
        @Nullable Instant published,
        long unpackedSize,
        long fileCount,
        @Nullable String deprecated,
        @Nullable String license,
        Map<String, String> dependencies,
        Map<String, String> optionalDependencies,
        Map<String, String> peerDependencies,
        Map<String, String> engines,
        List<String> bins,
        @Nullable String tarball,
        @Nullable String integrity) {
    public PublishedVersion {
        dependencies = ordered(dependencies);
        optionalDependencies = ordered(optionalDependencies);
        peerDependencies = ordered(peerDependencies);
        engines = ordered(engines);
        bins = List.copyOf(bins);
    }

    private static Map<String, String> ordered(Map<String, String> map) {
        return Collections.unmodifiableMap(new LinkedHashMap<>(map));
    }
}
