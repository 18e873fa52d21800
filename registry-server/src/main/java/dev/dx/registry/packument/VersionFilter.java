package dev.dx.registry.packument;

import dev.dx.engine.npm.semver.Range;
import dev.dx.engine.npm.semver.Version;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Which versions from an upstream may not be had: those that are too young, and those that are denied by name.
 *
 * @param minimumAge how long ago a version must have been published
 * @param denied name → the range of versions that is denied
 */
public record VersionFilter(Duration minimumAge, Map<String, Range> denied) {
    public static final VersionFilter NONE = new VersionFilter(Duration.ZERO, Map.of());

    public VersionFilter {
        denied = Map.copyOf(denied);
    }

    /** Another text for another filter. */
    public String text() {
        StringBuilder text = new StringBuilder(minimumAge.toString());
        new TreeMap<>(denied)
                .forEach((name, range) ->
                        text.append(' ').append(name).append('@').append(range.raw()));
        return text.toString();
    }

    public boolean asksForTimes() {
        return minimumAge.isPositive();
    }

    /** Whether every version of the package may be had whatever its age. */
    public boolean isNothingDenied(String name) {
        return !denied.containsKey(name);
    }

    /** Why the version may not be had; null if it may. */
    public @Nullable String refusal(String name, String version, PackumentIndex packument) {
        String denied = denial(name, version);
        if (denied != null || !asksForTimes() || isOldAsAWhole(packument)) {
            return denied;
        }
        Instant published = packument.published().get(version);
        if (published == null) {
            return name + " " + version + " does not say when it was published, and this registry has a minimum age";
        }
        return isYoung(published)
                ? name + " " + version + " was published " + published + ", too recently for this registry"
                : null;
    }

    /** Why the version may not be had at whatever age; null if that is not so. */
    public @Nullable String denial(String name, String version) {
        Range range = denied.get(name);
        if (range == null) {
            return null;
        }
        Version parsed = Version.parse(version);
        boolean covered = parsed == null
                || range.satisfies(parsed)
                || range.raw().isBlank()
                || range.raw().equals("*");
        return covered ? name + " " + version + " is denied by this registry" : null;
    }

    private boolean isYoung(Instant published) {
        return published.plus(minimumAge).isAfter(Instant.now());
    }

    /** Whether nothing of the package was changed recently, so that no version can be too young. */
    public boolean isOldAsAWhole(PackumentIndex packument) {
        Instant modified = packument.modified();
        return modified != null && !isYoung(modified);
    }

    /** When the next version comes of age; the end of time if none is too young. */
    public Instant changes(PackumentIndex packument) {
        if (!asksForTimes() || isOldAsAWhole(packument)) {
            return Instant.MAX;
        }
        return Stream.concat(packument.published().values().stream(), Stream.ofNullable(packument.modified()))
                .filter(this::isYoung)
                .map(published -> published.plus(minimumAge))
                .min(Comparator.naturalOrder())
                .orElse(Instant.MAX);
    }
}
