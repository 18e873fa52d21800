package dev.dx.engine.npm.resolve;

import dev.dx.engine.Platform;
import dev.dx.engine.npm.tree.Hoisting;
import dev.dx.engine.npm.tree.Strictness;

/**
 * What the configuration says about resolving.
 *
 * @param engineStrict a package that wants another Node.js is an error, not a warning
 */
public record ResolveRules(
        NpmSpecs specs,
        VersionChoice choice,
        Platform platform,
        Strictness strictness,
        Copies copies,
        Hoisting hoisting,
        Bundlers bundlers,
        boolean engineStrict) {
    /** What is better where a package is there already, and a newer version fits too. */
    public enum Copies {
        /** The newer version beside it. */
        NEWEST,
        /** What is there, as {@code prefer-dedupe} asks. */
        FEWEST
    }

    /** Whose archives are looked into for the packages they bring along. */
    public enum Bundlers {
        /** Those that are going to be installed here. */
        OF_THIS_PLATFORM,
        /** All of them: the lock that is written has to say by itself what there is, as npm has it where it installs nothing. */
        ALL
    }
}
