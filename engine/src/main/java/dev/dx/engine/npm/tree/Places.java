package dev.dx.engine.npm.tree;

/** Where in the tree a name may go. */
final class Places {
    private Places() {}

    /**
     * The deepest place from {@code start} upwards where {@code name} may stand: a package's peers never stand inside it.
     */
    static TreeNode deepestFor(TreeNode start, String name) {
        for (TreeNode place = start; ; ) {
            TreeNode above = place.outer();
            if (place.isRoot() || above == null) {
                return place;
            }
            Edge edge = place.edgeOut(name);
            if (edge == null || !edge.isPeer()) {
                return place;
            }
            place = above;
        }
    }
}
