package dev.dx.engine.npm.semver;

import java.util.Collection;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/**
 * A set of versions: alternatives, each a list of bounds that all must hold. A prerelease satisfies an alternative only
 * where one of its bounds names a prerelease of the same release, unless the options include prereleases.
 */
public final class Range {
    private final String raw;
    private final Options options;
    private final Bound[][] alternatives;

    Range(String raw, Options options, Bound[][] alternatives) {
        this.raw = raw;
        this.options = options;
        this.alternatives = alternatives;
    }

    /** Reads a range as npm reads one from a manifest, {@linkplain Options#LOOSE loosely}; null if it is none. */
    public static @Nullable Range parse(String text) {
        return parse(text, Options.LOOSE);
    }

    /** Reads a range; null if the text is none. */
    public static @Nullable Range parse(String text, Options options) {
        return RangeParser.parse(text, options);
    }

    public boolean satisfies(Version version) {
        for (Bound[] bounds : alternatives) {
            if (satisfies(bounds, version, options)) {
                return true;
            }
        }
        return false;
    }

    static boolean satisfies(Bound[] bounds, Version version, Options options) {
        for (Bound bound : bounds) {
            if (!bound.holds(version)) {
                return false;
            }
        }
        if (!version.isPrerelease() || options.includesPrereleases()) {
            return true;
        }
        for (Bound bound : bounds) {
            if (bound.admitsPrereleasesLike(version)) {
                return true;
            }
        }
        return false;
    }

    /** The highest version that satisfies this range, the first of equals; null if none does. */
    public @Nullable Version maxSatisfying(Collection<Version> versions) {
        Version best = null;
        for (Version version : versions) {
            if (satisfies(version) && (best == null || best.compareTo(version) < 0)) {
                best = version;
            }
        }
        return best;
    }

    /** The lowest version that satisfies this range, the first of equals; null if none does. */
    public @Nullable Version minSatisfying(Collection<Version> versions) {
        Version best = null;
        for (Version version : versions) {
            if (satisfies(version) && (best == null || best.compareTo(version) > 0)) {
                best = version;
            }
        }
        return best;
    }

    /** Whether some version satisfies both ranges; prereleases count as this range's options say. */
    public boolean intersects(Range other) {
        return RangeOverlap.of(this, other);
    }

    /** Whether every version that satisfies this range satisfies the other too. */
    public boolean isSubsetOf(Range other) {
        return RangeSubset.of(this, other);
    }

    /** The lowest version that can satisfy this range; null if none can. */
    public @Nullable Version minVersion() {
        return RangeEdge.lowest(this);
    }

    /** Whether the version is greater than everything that satisfies this range. */
    public boolean isBelow(Version version) {
        return RangeEdge.isBelow(this, version);
    }

    /** Whether the version is less than everything that satisfies this range. */
    public boolean isAbove(Version version) {
        return RangeEdge.isAbove(this, version);
    }

    /** The text this range was read from, its white space reduced to single spaces. */
    public String raw() {
        return raw;
    }

    Options options() {
        return options;
    }

    Bound[][] alternatives() {
        return alternatives;
    }

    /** The canonical form as npm prints it: {@code >=1.2.0 <2.0.0-0||3.0.0}, or {@code *}. */
    @Override
    public String toString() {
        StringJoiner text = new StringJoiner("||");
        for (Bound[] bounds : alternatives) {
            StringJoiner part = new StringJoiner(" ");
            for (Bound bound : bounds) {
                part.add(bound.toString());
            }
            text.add(part.toString());
        }
        return text.length() == 0 ? "*" : text.toString();
    }
}
