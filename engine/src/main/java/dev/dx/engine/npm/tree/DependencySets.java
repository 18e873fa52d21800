package dev.dx.engine.npm.tree;

import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.function.Predicate;

/** Groups of packages that come and go together. */
public final class DependencySets {
    private DependencySets() {}

    /**
     * The given nodes and what they lead to over edges that count, less whatever somebody outside the group also leads to
     * over such an edge.
     */
    public static Set<TreeNode> gather(Collection<TreeNode> start, Predicate<Edge> counts) {
        Set<TreeNode> group = new LinkedHashSet<>(start);
        Deque<TreeNode> pending = new ArrayDeque<>(group);
        while (!pending.isEmpty()) {
            for (Edge edge : pending.pop().edgesOut()) {
                TreeNode to = edge.to();
                if (to != null && counts.test(edge) && group.add(to)) {
                    pending.add(to);
                }
            }
        }
        boolean changed = true;
        while (changed && !group.isEmpty()) {
            changed = false;
            for (Iterator<TreeNode> nodes = group.iterator(); nodes.hasNext(); ) {
                TreeNode node = nodes.next();
                for (Edge edge : node.edgesIn()) {
                    if (!group.contains(edge.from()) && counts.test(edge)) {
                        nodes.remove();
                        changed = true;
                        break;
                    }
                }
            }
        }
        return group;
    }

    /**
     * Whether valid edges lead to {@code node}, past {@code other}, from something that nothing leads to. Then the group
     * gathered from {@code other} cannot hold it; this is found out much sooner than the group is gathered.
     */
    static boolean isNeededWithout(TreeNode other, TreeNode node) {
        Set<TreeNode> seen = new HashSet<>();
        Deque<TreeNode> pending = new ArrayDeque<>();
        if (node != other) {
            seen.add(node);
            pending.add(node);
        }
        while (!pending.isEmpty()) {
            boolean asked = false;
            for (Edge edge : pending.pop().edgesIn()) {
                if (edge.isValid()) {
                    asked = true;
                    if (edge.from() != other && seen.add(edge.from())) {
                        pending.add(edge.from());
                    }
                }
            }
            if (!asked) {
                return true;
            }
        }
        return false;
    }

    /**
     * What falls away when {@code node} cannot be had: everything that needs it up to the optional edge that makes this
     * bearable, and everything only those need.
     */
    public static Set<TreeNode> fallingWith(TreeNode node) {
        Set<TreeNode> needing = new LinkedHashSet<>();
        Deque<TreeNode> pending = new ArrayDeque<>();
        needing.add(node);
        pending.add(node);
        while (!pending.isEmpty()) {
            for (Edge edge : pending.pop().edgesIn()) {
                if (!edge.type().isOptional() && needing.add(edge.from())) {
                    pending.add(edge.from());
                }
            }
        }
        Set<TreeNode> fixed = new LinkedHashSet<>(needing);
        return gather(
                needing,
                edge -> !fixed.contains(edge.to()) && !edge.from().flags().isInert());
    }
}
