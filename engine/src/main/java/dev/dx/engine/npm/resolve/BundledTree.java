package dev.dx.engine.npm.resolve;

import dev.dx.engine.npm.tree.Specs;
import dev.dx.engine.npm.tree.TreeNode;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Puts the packages that an archive decides about into the tree, below the package whose archive it is. */
final class BundledTree {
    private static final String FOLDER = "node_modules/";

    private BundledTree() {}

    /** Whether the package brings others that the tree does not have yet. */
    static boolean isMissingBelow(TreeNode node) {
        return !node.isTop()
                && !node.isBundled()
                && node.failure() == null
                && node.resolved() != null
                && (node.manifest().hasShrinkwrap()
                        ? node.children().isEmpty()
                        : !node.manifest().bundled().isEmpty()
                                && node.children().stream().noneMatch(TreeNode::isBundled));
    }

    static void attach(TreeNode bundler, Map<String, PackageVersions.Offer> inside, Specs specs) {
        List<String> locations = inside.keySet().stream()
                .sorted(Comparator.comparingInt(String::length).thenComparing(Comparator.naturalOrder()))
                .toList();
        Map<String, TreeNode> placed = new HashMap<>();
        for (String location : locations) {
            int end = location.lastIndexOf("/" + FOLDER);
            TreeNode parent = end < 0 ? bundler : placed.get(location.substring(0, end));
            PackageVersions.Offer offer = inside.get(location);
            if (parent == null || offer == null) {
                continue;
            }
            String name = location.substring(location.lastIndexOf(FOLDER) + FOLDER.length());
            TreeNode node = TreeNode.loose(name, offer.manifest(), offer.tarball(), offer.integrity(), specs);
            node.moveInto(parent);
            placed.put(location, node);
        }
    }
}
