package dev.dx.engine.npm.tree;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Whether one package will do where another stands. */
final class Replacement {
    private Replacement() {}

    /** Whether both are the same package under the same name. */
    static boolean isSame(TreeNode one, TreeNode other) {
        if (other == one) {
            return true;
        }
        if (!other.name().equals(one.name())) {
            return false;
        }
        if (one.isLink()) {
            return other.isLink() && one.linkedFolder().equals(other.linkedFolder());
        }
        String integrity = one.integrity();
        if (integrity != null && other.integrity() != null) {
            return integrity.equals(other.integrity());
        }
        String resolved = one.resolved();
        if (resolved != null && other.resolved() != null) {
            return resolved.equals(other.resolved());
        }
        return !one.manifest().name().isEmpty()
                && one.manifest().name().equals(other.manifest().name())
                && !one.version().isEmpty()
                && one.version().equals(other.version());
    }

    /**
     * Whether what leads to {@code old} can lead to {@code node}, except peers of these names beside it that are replaced
     * along with it.
     */
    static boolean contents(TreeNode node, TreeNode old, Set<String> replacedBeside) {
        List<Edge> discontented = new ArrayList<>();
        for (Edge edge : old.edgesIn()) {
            boolean goesAlong = !old.isTop()
                    && edge.from().parent() == old.parent()
                    && edge.isPeer()
                    && replacedBeside.contains(edge.from().name());
            if (!goesAlong && !edge.isSatisfiedBy(node)) {
                discontented.add(edge);
            }
        }
        if (discontented.isEmpty()) {
            return true;
        }
        // What only hangs on the old node goes when it goes, and has no say.
        if (discontented.stream().anyMatch(edge -> DependencySets.isNeededWithout(old, edge.from()))) {
            return false;
        }
        Set<TreeNode> dependents = DependencySets.gather(List.of(old), edge -> edge.to() != old && edge.isValid());
        return discontented.stream().allMatch(edge -> dependents.contains(edge.from()));
    }
}
