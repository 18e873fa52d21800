package dev.dx.engine.npm.tree;

/** What the tree has to know of versions and specs; the meaning of a spec is npm's. */
public interface Specs {
    /** Whether {@code node} is what {@code name} with this spec asks for. */
    boolean isSatisfied(TreeNode node, String name, String spec);

    /** By version; a version that is none is less than any. */
    int compareVersions(TreeNode left, TreeNode right);

    /** Whether peers are left to the user, as npm did before version 7. */
    boolean ignoresPeers();
}
