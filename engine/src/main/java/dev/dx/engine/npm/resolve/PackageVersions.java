package dev.dx.engine.npm.resolve;

import dev.dx.engine.npm.PackageManifest;
import dev.dx.engine.npm.semver.Version;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The versions of a package that a registry offers. */
public interface PackageVersions {
    String name();

    /** Tag to version: {@code latest}, {@code next}, … */
    Map<String, String> tags();

    /** Every version's text, some of which may not be versions at all. */
    Collection<String> versions();

    /** A version as it is written, and what that means. */
    record Candidate(String text, Version version) {}

    /** Those that are versions, the highest first; of equal ones those that are listed earlier. */
    default List<Candidate> descending() {
        List<Candidate> candidates = new ArrayList<>();
        for (String text : versions()) {
            Version version = Version.parse(text, NpmSpecs.LOOSE);
            if (version != null) {
                candidates.add(new Candidate(text, version));
            }
        }
        candidates.sort(Comparator.comparing(Candidate::version).reversed());
        return candidates;
    }

    /** What is offered as this version; null if there is no such version. */
    @Nullable
    Offer offer(String version);

    /** Whether the registry says that they were published to it, and not to another whose copy it has. */
    default boolean areHosted() {
        return false;
    }

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
