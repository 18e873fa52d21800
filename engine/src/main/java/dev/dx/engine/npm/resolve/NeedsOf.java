package dev.dx.engine.npm.resolve;

import dev.dx.engine.npm.PackageManifest;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;

/** What a resolver that takes a package will ask for next, going by its manifest alone. Names and specs are told. */
final class NeedsOf {
    private NeedsOf() {}

    /**
     * Of a package that is installed.
     *
     * @param beside hears of peers that are looked at and not installed
     */
    static void of(
            PackageManifest manifest,
            NpmSpecs specs,
            BiConsumer<String, String> installed,
            BiConsumer<String, String> beside) {
        tell(manifest.dependencies(), manifest.bundled(), installed);
        tell(manifest.optionalDependencies(), manifest.bundled(), installed);
        if (!specs.ignoresPeers()) {
            tell(manifest.peerDependencies(), manifest.optionalPeers(), installed);
            manifest.peerDependencies().forEach((name, spec) -> {
                if (manifest.optionalPeers().contains(name)) {
                    beside.accept(name, spec);
                }
            });
        }
    }

    /** Of a package that is looked at and not installed. */
    static void peersOf(PackageManifest manifest, NpmSpecs specs, BiConsumer<String, String> beside) {
        if (!specs.ignoresPeers()) {
            manifest.peerDependencies().forEach(beside);
        }
    }

    private static void tell(Map<String, String> needs, Set<String> except, BiConsumer<String, String> listener) {
        needs.forEach((name, spec) -> {
            if (!except.contains(name)) {
                listener.accept(name, spec);
            }
        });
    }
}
