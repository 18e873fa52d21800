package dev.dx.engine.install.change;

import dev.dx.engine.DxException;
import dev.dx.engine.install.project.DependencyKind;
import dev.dx.engine.npm.config.NpmConfig;
import dev.dx.engine.npm.spec.PackageSpec;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What an install does to the manifest before it makes the project agree with it. */
public sealed interface Change {
    /** Whether nothing that a lock has counts. */
    default boolean choosesAllAnew() {
        return this instanceof Update update && update.names().isEmpty();
    }

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
     * {@code @scope/name@next}, {@code ../folder}, {@code user/repository}; paths start at the project's folder.
     *
     * @param saveAs the list to write them to; null for the one they are in, or the production dependencies
     * @param precision how the chosen version is written when the spec names none or a tag
     */
    record Add(List<String> specs, @Nullable DependencyKind saveAs, Precision precision) implements Change {
        public Add {
            specs = List.copyOf(specs);
        }

        /** The same, where nobody says which list by hand: into the one that is configured, as {@code save-dev} does. */
        public Add orElse(NpmConfig config) {
            if (saveAs != null) {
                return this;
            }
            DependencyKind configured = null;
            if (config.flag("save-dev", false)) {
                configured = DependencyKind.DEV;
            } else if (config.flag("save-optional", false)) {
                configured = DependencyKind.OPTIONAL;
            } else if (config.flag("save-peer", false)) {
                configured = DependencyKind.PEER;
            } else if (config.flag("save-prod", false)) {
                configured = DependencyKind.PRODUCTION;
            }
            return new Add(specs, configured, precision);
        }

        /** The same with paths that start at this folder, whatever the project's is. */
        public Add from(Path folder) {
            return new Add(specs.stream().map(spec -> absolute(spec, folder)).toList(), saveAs, precision);
        }

        private static String absolute(String text, Path folder) {
            PackageSpec spec;
            try {
                spec = PackageSpec.parse(text, folder);
            } catch (DxException saidWhenItIsAdded) {
                return text;
            }
            String path = switch (spec) {
                case PackageSpec.Folder local -> local.path();
                case PackageSpec.TarballFile local -> local.path();
                case PackageSpec.Link link -> "link:" + link.path();
                case PackageSpec.Registry _,
                        PackageSpec.Alias _,
                        PackageSpec.Git _,
                        PackageSpec.TarballUrl _,
                        PackageSpec.Workspace _,
                        PackageSpec.Catalog _ -> null;
            };
            return path == null
                    ? text
                    : spec.name() == null ? path : spec.name().value() + "@" + path;
        }
    }

    /**
     * Chooses versions anew, the best that is allowed, where the lock alone would keep the old ones.
     *
     * @param names packages to choose anew, wherever they stand; none for all there are
     */
    record Update(List<String> names, Reach reach) implements Change {
        public Update {
            names = List.copyOf(names);
        }
    }

    /** Lets fewer copies of a package serve where one version is good for all who want it. */
    record Dedupe() implements Change {}

    /** Removes from node_modules what the lock does not have. */
    record Prune() implements Change {}

    /**
     * Says of dependencies that their scripts may run, or shall not, and runs what may.
     *
     * @param names of packages; none for all that have scripts and that nothing is said of
     */
    record Approve(List<String> names, Verdict verdict) implements Change {
        public Approve {
            names = List.copyOf(names);
        }
    }

    /**
     * Makes node_modules anew, and runs approved scripts again.
     *
     * @param names of packages whose scripts run; none for all
     */
    record Rebuild(List<String> names) implements Change {
        public Rebuild {
            names = List.copyOf(names);
        }
    }

    /**
     * Puts links to folders into node_modules, each by the name its package has, and writes that nowhere else. They stay
     * until something is said of the package by name.
     */
    record Link(List<Path> folders) implements Change {
        public Link {
            folders = List.copyOf(folders);
        }
    }

    /** Removes direct dependencies by name from whichever list they are in; names that are in none change nothing. */
    record Remove(List<String> names) implements Change {
        public Remove {
            names = List.copyOf(names);
        }
    }

    /** What versions an update may go to. */
    enum Reach {
        /** Those that package.json allows. It stays as it is, unless {@code save} is set by hand. */
        RANGES,
        /** The latest of each direct dependency; package.json is made to ask for it. */
        LATEST
    }

    /** What is said of scripts. */
    enum Verdict {
        /** They may run, as long as the package's version and content are what they are. */
        APPROVED,
        /** They shall not, whatever the version. */
        REFUSED
    }

    enum Precision {
        /** {@code ^1.2.3}, or what {@code save-prefix} says. */
        CARET,
        /** {@code 1.2.3}. */
        EXACT
    }
}
