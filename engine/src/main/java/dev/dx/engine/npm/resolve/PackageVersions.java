package dev.dx.engine.npm.resolve;

import dev.dx.engine.npm.PackageManifest;
import java.time.Instant;
import java.util.Collection;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The versions of a package that a registry offers. */
public interface PackageVersions {
    String name();

    /** Tag to version: {@code latest}, {@code next}, … */
    Map<String, String> tags();

    /** Every version's text, some of which may not be versions at all. */
    Collection<String> versions();

    /** What is offered as this version; null if there is no such version. */
    @Nullable
    Offer offer(String version);

    /** When it was published; null where the registry does not say. */
    @Nullable
    Instant publishedAt(String version);

    /**
     * One version.
     *
     * @param tarball where its archive is
     * @param integrity what the archive must hash to, as an SRI string
     */
    record Offer(
            PackageManifest manifest,
            @Nullable String tarball,
            @Nullable String integrity) {}
}
