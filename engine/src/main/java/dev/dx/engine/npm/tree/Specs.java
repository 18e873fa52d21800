package dev.dx.engine.npm.tree;

import dev.dx.engine.npm.PackageManifest;
import dev.dx.engine.npm.json.JsonObject;
import org.jspecify.annotations.Nullable;

/** What the tree has to know of versions and specs; the meaning of a spec is npm's. */
public interface Specs {
    /**
     * Whether {@code node} is what the edge's name with this spec asks for; the spec is the edge's own, or one that stands
     * for it.
     */
    boolean isSatisfied(TreeNode node, Edge edge, String spec);

    /** What a wish of the project or of a member stands for: the entry of a catalog for {@code catalog:}, else itself. */
    default String meaningOf(String name, String spec) {
        return spec;
    }

    /** What the manifest says is to be taken instead of what packages ask for. */
    default @Nullable JsonObject overridesOf(PackageManifest manifest) {
        return manifest.json().object("overrides");
    }

    /** By version; a version that is none is less than any. */
    int compareVersions(TreeNode left, TreeNode right);

    /** Whether peers are left to the user, as npm did before version 7. */
    boolean ignoresPeers();
}
