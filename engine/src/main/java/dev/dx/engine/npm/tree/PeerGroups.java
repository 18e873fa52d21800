package dev.dx.engine.npm.tree;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/** Packages that must be placed together because they are peers of each other. */
final class PeerGroups {
    private PeerGroups() {}

    /**
     * Every group of peers {@code node} belongs to, by the edge through which the group is entered: one that is no peer
     * edge, or that comes from the top of a tree.
     */
    static Map<Edge, Set<TreeNode>> entriesOf(TreeNode node) {
        Set<TreeNode> union = new LinkedHashSet<>();
        Deque<TreeNode> pending = new ArrayDeque<>();
        union.add(node);
        pending.add(node);
        while (!pending.isEmpty()) {
            TreeNode member = pending.pop();
            for (Edge edge : member.edgesOut()) {
                TreeNode to = edge.to();
                if (edge.isPeer() && edge.isValid() && to != null && union.add(to)) {
                    pending.add(to);
                }
            }
            for (Edge edge : member.edgesIn()) {
                if (edge.isPeer() && edge.isValid() && union.add(edge.from())) {
                    pending.add(edge.from());
                }
            }
        }
        Map<Edge, Set<TreeNode>> entries = new LinkedHashMap<>();
        for (TreeNode member : union) {
            for (Edge edge : member.edgesIn()) {
                if (edge.isValid() && (!edge.isPeer() || edge.from().isTop())) {
                    Set<TreeNode> group = peersBehind(member);
                    if (group.contains(node)) {
                        entries.put(edge, group);
                    }
                }
            }
        }
        return entries;
    }

    private static Set<TreeNode> peersBehind(TreeNode entry) {
        Set<TreeNode> group = new LinkedHashSet<>();
        Deque<TreeNode> pending = new ArrayDeque<>();
        group.add(entry);
        pending.add(entry);
        while (!pending.isEmpty()) {
            for (Edge edge : pending.pop().edgesOut()) {
                TreeNode to = edge.to();
                if (edge.isPeer() && edge.isValid() && to != null && group.add(to)) {
                    pending.add(to);
                }
            }
        }
        return group;
    }
}
