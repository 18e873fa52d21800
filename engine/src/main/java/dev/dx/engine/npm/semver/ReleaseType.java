package dev.dx.engine.npm.semver;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What a version can be raised by. */
public enum ReleaseType {
    MAJOR,
    /** The next major version's first prerelease. */
    PREMAJOR,
    MINOR,
    /** The next minor version's first prerelease. */
    PREMINOR,
    PATCH,
    /** The next patch version's first prerelease. */
    PREPATCH,
    /** The next prerelease, of the next patch version where there is none yet. */
    PRERELEASE,
    /** The next prerelease of the same version; of a version that is none, one that comes before it. */
    PRE,
    /** The version a prerelease leads to. */
    RELEASE;

    /** The type of this lower-case name, {@code premajor}; null if there is none. */
    public static @Nullable ReleaseType parse(String name) {
        for (ReleaseType type : values()) {
            if (type.toString().equals(name)) {
                return type;
            }
        }
        return null;
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
