package dev.dx.engine.npm.resolve;

import dev.dx.engine.Platform;

/**
 * What the configuration says about resolving.
 *
 * @param strictPeers every conflict between peers is an error, not only those the project itself causes
 * @param engineStrict a package that wants another Node.js is an error, not a warning
 */
public record ResolveRules(
        NpmSpecs specs, VersionChoice choice, Platform platform, boolean strictPeers, boolean engineStrict) {}
