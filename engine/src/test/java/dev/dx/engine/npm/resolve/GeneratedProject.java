package dev.dx.engine.npm.resolve;

import dev.dx.engine.Platform;
import dev.dx.engine.npm.PackageManifest;
import dev.dx.engine.npm.tree.Hoisting;
import dev.dx.engine.npm.tree.Strictness;
import dev.dx.engine.npm.tree.TreeNode;
import java.util.Set;

/** Resolves projects over a {@link GeneratedRegistry}, alone in memory. */
public final class GeneratedProject {
    private GeneratedProject() {}

    /** The tree of a project that asks for the first packages. */
    public static TreeNode resolve(GeneratedRegistry registry, int direct) {
        PackageManifest manifest = GeneratedRegistry.project(direct);
        ResolveRules rules = rules(new NpmSpecs(NpmSpecs.Peers.INSTALLED));
        TreeNode project = TreeNode.project(manifest, rules.specs());
        new Resolver(rules, Requests.NONE, registry, ResolveListener.SILENT)
                .resolve(project, Resolver.Unneeded.REMOVED);
        return project;
    }

    static ResolveRules rules(NpmSpecs specs) {
        return new ResolveRules(
                specs,
                new VersionChoice("latest", null, Set.of(), () -> null),
                new Platform("linux", "x64", "glibc"),
                Strictness.USUAL,
                ResolveRules.Copies.NEWEST,
                Hoisting.HOISTED,
                ResolveRules.Bundlers.OF_THIS_PLATFORM,
                false);
    }
}
