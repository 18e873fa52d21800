package dev.dx.engine.install;

import static dev.dx.engine.npm.registry.TestPackage.named;

import dev.dx.engine.npm.registry.LocalRegistry;

/** What most tests of installs need: a leaf of three versions, a branch that has one, and a tool with a command. */
final class UsualPackages {
    private UsualPackages() {}

    /** A registry that has them. */
    static LocalRegistry published() {
        LocalRegistry registry = LocalRegistry.start();
        registry.publish(named("leaf", "1.0.0").file("index.js", "module.exports = 1"))
                .publish(named("leaf", "1.1.0").file("index.js", "module.exports = 1.1"))
                .publish(named("leaf", "2.0.0").file("index.js", "module.exports = 2"))
                .publish(named("branch", "1.0.0").dependency("leaf", "^1.0.0").file("index.js", "require('leaf')"))
                .publish(named("tool", "3.0.0")
                        .executable("cli.js", "#!/usr/bin/env node\n")
                        .bin("tool", "cli.js"));
        return registry;
    }
}
