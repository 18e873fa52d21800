package dev.dx.registry.packument;

import dev.dx.engine.npm.json.JsonObject;
import dev.dx.engine.npm.semver.Range;
import dev.dx.engine.npm.semver.Version;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
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
        denied = Map.copyOf(new TreeMap<>(denied));
    }

    public boolean asksForTimes() {
        return minimumAge.isPositive();
    }

    /** Whether every version of the package may be had whatever its age. */
    public boolean isNothingDenied(String name) {
        return !denied.containsKey(name);
    }

    /** Why the version may not be had; null if it may. */
    public @Nullable String refusal(String name, String version, JsonObject packument) {
        Range range = denied.get(name);
        if (range != null) {
            Version parsed = Version.parse(version);
            if (parsed == null
                    || range.satisfies(parsed)
                    || range.raw().isBlank()
                    || range.raw().equals("*")) {
                return name + " " + version + " is denied by this registry";
            }
        }
        if (!asksForTimes() || isOldAsAWhole(packument)) {
            return null;
        }
        JsonObject times = packument.object("time");
        Instant published = times == null ? null : instant(times.string(version));
        if (published == null) {
            return name + " " + version + " does not say when it was published, and this registry has a minimum age";
        }
        return published.plus(minimumAge).isAfter(Instant.now())
                ? name + " " + version + " was published " + published + ", too recently for this registry"
                : null;
    }

    /** Whether nothing of the package was changed recently, so that no version can be too young. */
    public boolean isOldAsAWhole(JsonObject packument) {
        JsonObject times = packument.object("time");
        Instant modified = instant(times == null ? packument.string("modified") : times.string("modified"));
        return modified != null && !modified.plus(minimumAge).isAfter(Instant.now());
    }

    private static @Nullable Instant instant(@Nullable String text) {
        try {
            return text == null ? null : Instant.parse(text);
        } catch (DateTimeException nonsense) {
            return null;
        }
    }
}
