package dev.dx.engine.npm.resolve;

import dev.dx.engine.npm.NameOrder;
import dev.dx.engine.npm.tree.TreeNode;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Packages whose dependencies are still to be looked at: shallow ones first, since they decide what is left for the deeper
 * ones, then by path, so that every run takes the same turns.
 */
final class DependencyQueue {
    private record Waiting(TreeNode node, int depth, String location) {}

    private static final Comparator<Waiting> TURN =
            Comparator.comparingInt(Waiting::depth).thenComparing(Waiting::location, NameOrder.NPM);

    private final List<TreeNode> nodes = new ArrayList<>();
    private final Set<TreeNode> queued = Collections.newSetFromMap(new IdentityHashMap<>());
    private boolean sorted = true;

    void add(TreeNode node) {
        if (queued.add(node)) {
            nodes.add(node);
            sorted = false;
        }
    }

    @Nullable
    TreeNode poll() {
        if (nodes.isEmpty()) {
            return null;
        }
        if (!sorted) {
            // Places may have changed since a node was queued, so they are looked up at each sort.
            List<Waiting> turns = new ArrayList<>();
            nodes.forEach(node -> turns.add(new Waiting(node, node.depth(), node.location())));
            turns.sort(TURN);
            nodes.clear();
            turns.forEach(turn -> nodes.add(turn.node()));
            sorted = true;
        }
        TreeNode first = nodes.removeFirst();
        queued.remove(first);
        return first;
    }

    int size() {
        return nodes.size();
    }
}
