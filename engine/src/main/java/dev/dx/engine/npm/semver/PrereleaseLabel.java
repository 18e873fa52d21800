package dev.dx.engine.npm.semver;

/**
 * How prereleases are to be called.
 *
 * @param identifier {@code beta}, or empty for numbers alone
 * @param counter what counts them after the identifier
 */
public record PrereleaseLabel(String identifier, Counter counter) {
    /** Numbers alone, from 0. */
    public static final PrereleaseLabel NONE = new PrereleaseLabel("", Counter.FROM_ZERO);

    /** The number behind the identifier of a first prerelease. */
    public enum Counter {
        /** {@code beta.0}. */
        FROM_ZERO,
        /** {@code beta.1}. */
        FROM_ONE,
        /** {@code beta}. */
        ABSENT
    }

    public static PrereleaseLabel of(String identifier) {
        return new PrereleaseLabel(identifier, Counter.FROM_ZERO);
    }
}
