package dev.dx.engine.npm.semver;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A version. Ordered and equal by precedence, so build metadata and the way it was written make no difference; {@link
 * #raw()} is the text it was read from, {@link #toString()} its canonical form without build metadata.
 */
public final class Version implements Comparable<Version> {
    private final String raw;
    private final String text;
    private final long major;
    private final long minor;
    private final long patch;
    private final Identifiers prerelease;
    private final String build;

    private Version(String raw, String text, long major, long minor, long patch, Identifiers prerelease, String build) {
        this.raw = raw;
        this.text = text;
        this.major = major;
        this.minor = minor;
        this.patch = patch;
        this.prerelease = prerelease;
        this.build = build;
    }

    /** Reads a version as npm reads one from a registry, {@linkplain Options#LOOSE loosely}; null if it is none. */
    public static @Nullable Version parse(String text) {
        return parse(text, Options.LOOSE);
    }

    /** Reads a version; null if the text is none. */
    public static @Nullable Version parse(String text, Options options) {
        int length = text.length();
        if (length > Grammar.MAX_LENGTH) {
            return null;
        }
        int start = Grammar.skipSpaces(text, 0, length);
        int end = Grammar.trimmedEnd(text, start, length);
        if (options.isLoose()) {
            while (start < end && isLoosePrefix(text.charAt(start))) {
                start++;
            }
        } else if (start < end && text.charAt(start) == 'v') {
            start++;
        }
        int plus = text.indexOf('+', start);
        int coreEnd = plus < 0 ? end : plus;
        if (plus >= 0 && !Grammar.isBuild(text, plus + 1, end)) {
            return null;
        }
        int majorEnd = Grammar.digitsEnd(text, start, coreEnd);
        int minorEnd = nextNumberEnd(text, start, majorEnd, coreEnd);
        int patchEnd = minorEnd < 0 ? -1 : nextNumberEnd(text, majorEnd + 1, minorEnd, coreEnd);
        if (patchEnd <= minorEnd + 1) {
            return null;
        }
        int prereleaseStart = Grammar.prereleaseStart(text, patchEnd, coreEnd, options);
        if (prereleaseStart < 0 && options.isLoose()) {
            // 1.2.34.5 is 1.2.3-4.5: without a hyphen the prerelease takes as much of the number as it needs.
            patchEnd--;
            prereleaseStart = patchEnd;
            if (patchEnd == minorEnd + 1 || !Grammar.isPrerelease(text, patchEnd, coreEnd, options)) {
                return null;
            }
        }
        boolean zeros = Grammar.hasLeadingZero(text, start, majorEnd)
                || Grammar.hasLeadingZero(text, majorEnd + 1, minorEnd)
                || Grammar.hasLeadingZero(text, minorEnd + 1, patchEnd);
        if (prereleaseStart < 0 || (zeros && !options.isLoose())) {
            return null;
        }
        long major = Grammar.number(text, start, majorEnd);
        long minor = Grammar.number(text, majorEnd + 1, minorEnd);
        long patch = Grammar.number(text, minorEnd + 1, patchEnd);
        if (major > Grammar.MAX_NUMBER || minor > Grammar.MAX_NUMBER || patch > Grammar.MAX_NUMBER) {
            return null;
        }
        Identifiers prerelease = Identifiers.parse(text, prereleaseStart, coreEnd);
        boolean canonical =
                coreEnd == length && start == 0 && (options.isLoose() ? prerelease.isEmpty() && !zeros : true);
        return new Version(
                text,
                canonical ? text : format(major, minor, patch, prerelease),
                major,
                minor,
                patch,
                prerelease,
                plus < 0 ? "" : text.substring(plus + 1, end));
    }

    /** Reads a version after dropping any {@code =} and {@code v} before it; null if the rest is none. */
    public static @Nullable Version clean(String text, Options options) {
        String trimmed = Grammar.trim(text);
        int start = 0;
        while (start < trimmed.length() && (trimmed.charAt(start) == '=' || trimmed.charAt(start) == 'v')) {
            start++;
        }
        return parse(trimmed.substring(start), options);
    }

    /**
     * The first thing in the text that could be meant as a version: {@code 2.3.0} for {@code release 2.3 final}. Keeps
     * prerelease and build metadata if the options include prereleases. Null if there is nothing.
     */
    public static @Nullable Version coerce(String text, Options options) {
        return Coercion.first(text, options);
    }

    /** As {@link #coerce}, but the last such thing: {@code 2.3.4} for {@code 1.2.3.4}. */
    public static @Nullable Version coerceLast(String text, Options options) {
        return Coercion.last(text, options);
    }

    static Version of(long major, long minor, long patch, Identifiers prerelease) {
        String text = format(major, minor, patch, prerelease);
        return new Version(text, text, major, minor, patch, prerelease, "");
    }

    public long major() {
        return major;
    }

    public long minor() {
        return minor;
    }

    public long patch() {
        return patch;
    }

    /** The prerelease's identifiers; none if this is a release. */
    public List<String> prerelease() {
        return prerelease.texts();
    }

    public boolean isPrerelease() {
        return !prerelease.isEmpty();
    }

    /** The identifiers of the build metadata. */
    public List<String> build() {
        return build.isEmpty() ? List.of() : List.of(build.split("\\.", -1));
    }

    /** The text this version was read from. */
    public String raw() {
        return raw;
    }

    Identifiers identifiers() {
        return prerelease;
    }

    /** Whether both lead to the same release: major, minor and patch are the same. */
    boolean sameRelease(Version other) {
        return major == other.major && minor == other.minor && patch == other.patch;
    }

    /** By precedence. */
    @Override
    public int compareTo(Version other) {
        if (major != other.major) {
            return major < other.major ? -1 : 1;
        }
        if (minor != other.minor) {
            return minor < other.minor ? -1 : 1;
        }
        if (patch != other.patch) {
            return patch < other.patch ? -1 : 1;
        }
        if (prerelease.isEmpty()) {
            return other.prerelease.isEmpty() ? 0 : 1;
        }
        return other.prerelease.isEmpty() ? -1 : prerelease.compareTo(other.prerelease);
    }

    /** By precedence, then by build metadata, for a stable order among versions that precedence calls equal. */
    public int compareBuild(Version other) {
        int byPrecedence = compareTo(other);
        if (byPrecedence != 0) {
            return byPrecedence;
        }
        return Identifiers.of(build()).compareTo(Identifiers.of(other.build()));
    }

    /** The next version of a type; null for the release of what is none. */
    public @Nullable Version increment(ReleaseType type) {
        return increment(type, PrereleaseLabel.NONE, Options.LOOSE);
    }

    /**
     * The next version of a type, its prereleases called by a label; null if the label is not a prerelease identifier,
     * if without a counter the label would give the same version again, and for the release of what is none.
     */
    public @Nullable Version increment(ReleaseType type, PrereleaseLabel label, Options options) {
        return Increment.of(this, type, label, options);
    }

    /**
     * This version with everything below a type's part set to zero: {@code 1.2.0} for {@code 1.2.3-beta} and {@link
     * ReleaseType#MINOR}. A prerelease type leaves it as it is. Build metadata is dropped.
     */
    public Version truncate(ReleaseType type) {
        return switch (type) {
            case MAJOR -> of(major, 0, 0, Identifiers.NONE);
            case MINOR -> of(major, minor, 0, Identifiers.NONE);
            case PATCH, RELEASE -> of(major, minor, patch, Identifiers.NONE);
            case PREMAJOR, PREMINOR, PREPATCH, PRERELEASE, PRE -> of(major, minor, patch, prerelease);
        };
    }

    /** What kind of step leads from one version to the other, whichever is higher; null if precedence calls them equal. */
    public @Nullable ReleaseType difference(Version other) {
        return Increment.between(this, other);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Version that && text.equals(that.text);
    }

    @Override
    public int hashCode() {
        return text.hashCode();
    }

    /** The canonical form: {@code 1.2.3-beta.1}. */
    @Override
    public String toString() {
        return text;
    }

    Version withBuildOf(Version other) {
        return other.build.isEmpty()
                ? this
                : new Version(text + "+" + other.build, text, major, minor, patch, prerelease, other.build);
    }

    static boolean isLoosePrefix(char c) {
        return c == 'v' || c == '=' || Grammar.isSpace(c);
    }

    /** The end of the number behind the dot at {@code numberEnd}; -1 if there was no number before it, or no dot. */
    private static int nextNumberEnd(String text, int numberStart, int numberEnd, int end) {
        if (numberEnd == numberStart || numberEnd >= end || text.charAt(numberEnd) != '.') {
            return -1;
        }
        return Grammar.digitsEnd(text, numberEnd + 1, end);
    }

    private static String format(long major, long minor, long patch, Identifiers prerelease) {
        String release = major + "." + minor + "." + patch;
        return prerelease.isEmpty() ? release : release + "-" + prerelease;
    }
}
