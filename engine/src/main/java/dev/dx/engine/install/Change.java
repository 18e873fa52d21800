package dev.dx.engine.install;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** What an install does to the manifest before it makes the project agree with it. */
public sealed interface Change {
    /** Nothing: node_modules and the lock follow the manifest. */
    record Sync() implements Change {}

    /**
     * Takes over what another tool's lock pins, into a package-lock.json; nothing else is touched.
     *
     * @param lockFile its name, as in {@code yarn.lock}; null for the one that is there
     */
    record Import(@Nullable String lockFile) implements Change {}

    /**
     * Adds or replaces direct dependencies. A spec is what a user types: {@code lodash}, {@code lodash@^4},
     * {@code @scope/name@next}.
     *
     * @param saveAs the list to write them to; null for the one they are in, or the production dependencies
     * @param precision how the chosen version is written when the spec names none or a tag
     */
    record Add(List<String> specs, @Nullable DependencyKind saveAs, Precision precision) implements Change {
        public Add {
            specs = List.copyOf(specs);
        }
    }

    /** Removes direct dependencies by name from whichever list they are in. */
    record Remove(List<String> names) implements Change {
        public Remove {
            names = List.copyOf(names);
        }
    }

    enum Precision {
        /** {@code ^1.2.3}, or what {@code save-prefix} says. */
        CARET,
        /** {@code 1.2.3}. */
        EXACT
    }
}
