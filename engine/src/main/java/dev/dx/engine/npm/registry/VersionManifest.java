package dev.dx.engine.npm.registry;

import dev.dx.engine.Integrity;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a registry says about one version of a package: as much of its package.json as an install needs, and where its
 * archive is. Everything is as the registry sent it, in its order, and nothing of it has been checked.
 *
 * @param optionalPeers the peer dependencies that need not be there
 * @param bundled the dependencies that come inside the archive
 * @param bin commands and the files they run, {@code bin} given as a string included
 * @param hasBinDirectory whether {@code directories.bin} names more commands
 * @param deprecated why it should not be used; null if nothing is said against it
 * @param hasInstallScript whether something would run on install
 * @param license as the package names it; null if it does not, or not in one word
 * @param funding the field as JSON; null if there is none
 */
public record VersionManifest(
        String name,
        String version,
        Map<String, String> dependencies,
        Map<String, String> optionalDependencies,
        Map<String, String> peerDependencies,
        List<String> optionalPeers,
        List<String> bundled,
        Map<String, String> bin,
        boolean hasBinDirectory,
        Map<String, String> engines,
        List<String> os,
        List<String> cpu,
        List<String> libc,
        Dist dist,
        @Nullable String deprecated,
        boolean hasInstallScript,
        boolean hasShrinkwrap,
        @Nullable String license,
        @Nullable String funding) {
    public VersionManifest {
        dependencies = ordered(dependencies);
        optionalDependencies = ordered(optionalDependencies);
        peerDependencies = ordered(peerDependencies);
        optionalPeers = List.copyOf(optionalPeers);
        bundled = List.copyOf(bundled);
        bin = ordered(bin);
        engines = ordered(engines);
        os = List.copyOf(os);
        cpu = List.copyOf(cpu);
        libc = List.copyOf(libc);
    }

    /**
     * The archive.
     *
     * @param tarball its address, as text
     * @param integrity its SRI string; old archives have only a {@code shasum}, the SHA-1 in hexadecimal
     * @param unpackedSize in bytes, or -1; {@code fileCount} likewise
     */
    public record Dist(
            @Nullable String tarball,
            @Nullable String integrity,
            @Nullable String shasum,
            long unpackedSize,
            long fileCount) {
        static final Dist UNKNOWN = new Dist(null, null, null, -1, -1);

        /** What the archive must hash to; null if the registry does not say. */
        public @Nullable Integrity expected() {
            Integrity strong = integrity == null ? null : Integrity.parse(integrity);
            return strong == null && shasum != null ? Integrity.fromShasum(shasum) : strong;
        }
    }

    private static Map<String, String> ordered(Map<String, String> map) {
        return map.isEmpty() ? Map.of() : Collections.unmodifiableMap(new LinkedHashMap<>(map));
    }
}
