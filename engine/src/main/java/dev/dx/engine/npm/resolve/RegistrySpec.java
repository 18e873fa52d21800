package dev.dx.engine.npm.resolve;

import dev.dx.engine.npm.semver.Range;
import dev.dx.engine.npm.semver.Version;

/**
 * What is asked of a registry.
 *
 * @param name the package's own name, which an alias hides
 */
record RegistrySpec(String name, Wanted wanted) {
    sealed interface Wanted {}

    /** This version and no other. */
    record Exact(Version version, String text) implements Wanted {}

    record InRange(Range range, String text) implements Wanted {
        /** Whether anything will do. */
        boolean isAny() {
            return text.equals("*") || text.isEmpty();
        }
    }

    record Tagged(String tag) implements Wanted {}

    @Override
    public String toString() {
        return name + "@"
                + switch (wanted) {
                    case Exact exact -> exact.text();
                    case InRange range -> range.text();
                    case Tagged tagged -> tagged.tag();
                };
    }
}
