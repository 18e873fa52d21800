package dev.dx.engine.npm.semver;

/** How strictly text is read, and whether a range admits prereleases that it does not name. */
public enum Options {
    /** The grammar of semver.org, with an optional leading {@code v}; prereleases only where the range names one. */
    STRICT,
    /** Also leading zeros, {@code =1.2.3} and {@code 1.2.3beta}: what npm uses for whatever a registry or manifest says. */
    LOOSE,
    /** {@link #STRICT}, and every prerelease between the bounds of a range satisfies it. */
    STRICT_WITH_PRERELEASES,
    /** {@link #LOOSE}, and every prerelease between the bounds of a range satisfies it. */
    LOOSE_WITH_PRERELEASES;

    boolean isLoose() {
        return this == LOOSE || this == LOOSE_WITH_PRERELEASES;
    }

    boolean includesPrereleases() {
        return this == STRICT_WITH_PRERELEASES || this == LOOSE_WITH_PRERELEASES;
    }
}
