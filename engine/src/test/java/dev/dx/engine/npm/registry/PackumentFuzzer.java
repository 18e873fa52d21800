package dev.dx.engine.npm.registry;

import java.util.Objects;

/** Any bytes as what the cache of packuments holds of one. */
public final class PackumentFuzzer {
    private PackumentFuzzer() {}

    public static void fuzzerTestOneInput(byte[] data) {
        try {
            readWhole(new Packument(data));
        } catch (CompactReader.Damaged refused) {
            // As it should be: the cache asks the registry again.
        }
    }

    /** Looks at everything that it can be asked for. */
    static void readWhole(Packument packument) {
        packument.distTags().forEach((tag, version) -> packument.version(version));
        for (String version : packument.versions()) {
            VersionManifest manifest = packument.version(version);
            if (manifest != null) {
                Objects.requireNonNull(manifest.manifest().dependencies());
                Objects.requireNonNull(manifest.dist());
            }
            packument.time(version);
        }
        for (int rank = 0; rank < packument.orderedCount(); rank++) {
            packument.ordered(rank);
        }
        Objects.requireNonNull(packument.toString());
    }
}
