package dev.dx.engine.npm.resolve;

import dev.dx.engine.npm.NameOrder;
import dev.dx.engine.npm.tree.TreeNode;
import java.util.Collections;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.PriorityQueue;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Packages whose dependencies are still to be looked at: shallow ones first, since they decide what is left for the deeper
 * ones, then by path, so that every run takes the same turns.
 */
final class DependencyQueue {
    private record Waiting(TreeNode node, int depth, String location, long ticket) {}

    private static final Comparator<Waiting> TURN = Comparator.comparingInt(Waiting::depth)
            .thenComparing(Waiting::location, NameOrder.NPM)
            .thenComparingLong(Waiting::ticket);

    /** A place is looked up once: a package that stands in the tree stays in its place until it is taken out for good. */
    private final PriorityQueue<Waiting> waiting = new PriorityQueue<>(TURN);

    private final Set<TreeNode> queued = Collections.newSetFromMap(new IdentityHashMap<>());
    private long tickets;

    void add(TreeNode node) {
        if (queued.add(node)) {
            waiting.add(new Waiting(node, node.depth(), node.location(), tickets++));
        }
    }

    @Nullable
    TreeNode poll() {
        Waiting first = waiting.poll();
        if (first == null) {
            return null;
        }
        queued.remove(first.node());
        return first.node();
    }

    int size() {
        return waiting.size();
    }
}
