package dev.dx.engine.install;

import dev.dx.engine.Environment;
import dev.dx.engine.install.change.Change;
import dev.dx.engine.install.change.InstallRequest;
import dev.dx.engine.install.project.Workspace;
import dev.dx.engine.npm.config.NpmConfig;
import dev.dx.engine.npm.resolve.Cutoff;
import dev.dx.engine.npm.resolve.NpmSpecs;
import dev.dx.engine.npm.resolve.ResolveRules;
import dev.dx.engine.npm.resolve.VersionChoice;
import dev.dx.engine.npm.semver.Version;
import dev.dx.engine.npm.tree.Hoisting;
import dev.dx.engine.npm.tree.Strictness;
import dev.dx.engine.script.NodeRuntime;
import dev.dx.engine.wire.ClosureQuestion;
import org.jspecify.annotations.Nullable;

/** How versions are chosen and where packages are put, as npm's settings say it for this install. */
final class InstallRules {
    private final InstallRequest request;
    private final NpmConfig config;
    private final Environment environment;
    private final @Nullable Cutoff cutoff;

    /** @param cutoff versions published after this are not chosen */
    InstallRules(InstallRequest request, NpmConfig config, Environment environment, @Nullable Cutoff cutoff) {
        this.request = request;
        this.config = config;
        this.environment = environment;
        this.cutoff = cutoff;
    }

    ResolveRules of(Workspace workspace) {
        NodeRuntime.askAhead(environment);
        NpmSpecs specs = new NpmSpecs(
                config.legacyPeerDeps() ? NpmSpecs.Peers.IGNORED : NpmSpecs.Peers.INSTALLED,
                config.installLinks() ? NpmSpecs.Folders.COPIED : NpmSpecs.Folders.LINKED,
                workspace.layout());
        VersionChoice choice = VersionChoice.of(config, cutoff, () -> NodeRuntime.version(environment));
        boolean fewest = config.preferDedupe() || request.change() instanceof Change.Dedupe;
        return new ResolveRules(
                specs,
                choice,
                environment.platform(),
                strictness(),
                fewest ? ResolveRules.Copies.FEWEST : ResolveRules.Copies.NEWEST,
                hoisting(),
                config.packageLockOnly() || config.dryRun()
                        ? ResolveRules.Bundlers.ALL
                        : ResolveRules.Bundlers.OF_THIS_PLATFORM,
                config.engineStrict());
    }

    private Strictness strictness() {
        if (config.flag("force", false)) {
            return Strictness.NONE;
        }
        return config.strictPeerDeps() ? Strictness.ALL_PEERS : Strictness.USUAL;
    }

    private Hoisting hoisting() {
        return switch (config.installStrategy()) {
            case "nested" -> Hoisting.NESTED;
            case "shallow" -> Hoisting.SHALLOW;
            default -> Hoisting.HOISTED;
        };
    }

    /** What a registry has to know to foresee which versions are chosen. */
    ClosureQuestion.Machine machine(ResolveRules rules) {
        Version node = rules.choice().nodeVersion();
        String libc = environment.platform().libc();
        return new ClosureQuestion.Machine(
                cutoff == null ? 0 : cutoff.at().toEpochMilli(),
                node == null ? "" : node.raw(),
                environment.platform().os(),
                environment.platform().cpu(),
                libc == null ? "" : libc,
                rules.specs().ignoresPeers() ? ClosureQuestion.Peers.IGNORED : ClosureQuestion.Peers.INSTALLED);
    }
}
