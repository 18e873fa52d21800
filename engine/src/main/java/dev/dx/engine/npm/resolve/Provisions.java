package dev.dx.engine.npm.resolve;

import org.jspecify.annotations.Nullable;

/**
 * Where a resolver gets what it asks for.
 *
 * @param direct for packages that no registry offers
 * @param bundles for what comes inside the archives of others
 * @param pins what is chosen where it does, before anything else
 * @param folders for those that are linked to; null where there is no folder to start from
 */
public record Provisions(
        VersionSource registry,
        DirectSource direct,
        BundledPackages bundles,
        Pins pins,
        @Nullable LocalFolders folders) {
    /** The same with the manifests of other folders. */
    public Provisions withFolders(LocalFolders others) {
        return new Provisions(registry, direct, bundles, pins, others);
    }
}
