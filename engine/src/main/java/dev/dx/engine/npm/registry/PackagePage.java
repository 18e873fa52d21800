package dev.dx.engine.npm.registry;

import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Everything a registry tells people about a package, for reading; an install uses a {@link Packument}. All texts come from
 * whoever published the package, and nothing of them has been checked.
 *
 * @param readme Markdown; empty if there is none
 * @param versions those that are semantic ones, the highest first
 */
public record PackagePage(
        String name,
        String description,
        Map<String, String> distTags,
        List<PublishedVersion> versions,
        String readme,
        @Nullable String license,
        @Nullable String homepage,
        @Nullable String repository,
        List<String> keywords,
        List<Person> maintainers,
        @Nullable Instant modified) {
    /** @param email empty if it is not said */
    public record Person(String name, String email) {}

    public PackagePage {
        distTags = Collections.unmodifiableMap(new LinkedHashMap<>(distTags));
        versions = List.copyOf(versions);
        keywords = List.copyOf(keywords);
        maintainers = List.copyOf(maintainers);
    }

    /** Null if there is no such version. */
    public @Nullable PublishedVersion version(String version) {
        for (PublishedVersion each : versions) {
            if (each.version().equals(version)) {
                return each;
            }
        }
        return null;
    }

    /** The version behind {@code latest}, else the highest; null if there is none at all. */
    public @Nullable PublishedVersion latest() {
        String tagged = distTags.get("latest");
        PublishedVersion latest = tagged == null ? null : version(tagged);
        return latest != null || versions.isEmpty() ? latest : versions.getFirst();
    }
}
