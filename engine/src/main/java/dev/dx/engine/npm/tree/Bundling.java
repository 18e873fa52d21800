package dev.dx.engine.npm.tree;

import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Who bundles what: a package belongs to a bundle if whatever it stands in lists it, or if something of that bundle leads to
 * it. That is not to say that it came inside an archive: what the project bundles, and what an archive should have had, is
 * installed like everything else.
 */
public final class Bundling {
    private Bundling() {}

    /** The package, or the project, whose bundle this belongs to; null if there is none. */
    public static @Nullable TreeNode bundlerOf(TreeNode node) {
        return bundlerOf(node, Collections.newSetFromMap(new IdentityHashMap<>()));
    }

    private static @Nullable TreeNode bundlerOf(TreeNode node, Set<TreeNode> asked) {
        TreeNode parent = node.parent();
        if (parent == null || !asked.add(node)) {
            return null;
        }
        TreeNode above = bundlerOf(parent, asked);
        if (above != null) {
            return above;
        }
        Set<String> bundled = parent.manifest().bundled();
        if (bundled.isEmpty()) {
            return null;
        }
        if (bundled.contains(node.name())) {
            return parent;
        }
        for (Edge edge : node.edgesIn()) {
            if (bundlerOf(edge.from(), asked) == parent) {
                return parent;
            }
        }
        return null;
    }
}
