package dev.dx.engine.npm.tree;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.Set;

/** Works out for every node of a finished tree what it is there for. */
public final class DependencyFlags {
    private DependencyFlags() {}

    public static void calculate(TreeNode project) {
        for (TreeNode node : project.everyNode()) {
            node.flags().set(true);
        }
        project.flags().set(false);
        Set<TreeNode> seen = new LinkedHashSet<>();
        Deque<TreeNode> pending = new ArrayDeque<>();
        pending.push(project);
        while (!pending.isEmpty()) {
            TreeNode node = pending.pop();
            seen.add(node);
            if (!node.flags().extraneous) {
                for (TreeNode above = node.outer(); above != null && above.flags().extraneous; above = above.outer()) {
                    above.flags().extraneous = false;
                }
            }
            if (node.isLink()) {
                TreeNode target = node.target();
                if (target != node && (handOn(node.flags(), EdgeType.PROD, target.flags()) || !seen.contains(target))) {
                    pending.push(target);
                }
                continue;
            }
            for (Edge edge : node.edgesOut()) {
                TreeNode to = edge.to();
                if (to != null && handOn(node.flags(), edge.type(), to.flags())) {
                    pending.push(to);
                }
            }
        }
        seen.remove(project);
        for (TreeNode node : seen) {
            NodeFlags flags = node.flags();
            if (flags.devOptional && (flags.dev || flags.optional)) {
                flags.devOptional = false;
            }
        }
    }

    private static boolean handOn(NodeFlags from, EdgeType type, NodeFlags to) {
        boolean dev = type == EdgeType.DEV;
        boolean optional = type.isOptional();
        boolean changed = false;
        if (to.extraneous && !from.extraneous && type != EdgeType.PEER_OPTIONAL) {
            to.extraneous = false;
            changed = true;
        }
        if (to.dev && !from.dev && !dev) {
            to.dev = false;
            changed = true;
        }
        if (to.optional && !from.optional && !optional) {
            to.optional = false;
            changed = true;
        }
        if (to.devOptional && !from.devOptional && !from.dev && !from.optional && !dev && !optional) {
            to.devOptional = false;
            changed = true;
        }
        if (to.peer && !from.peer && !type.isPeer()) {
            to.peer = false;
            changed = true;
        }
        return changed;
    }
}
