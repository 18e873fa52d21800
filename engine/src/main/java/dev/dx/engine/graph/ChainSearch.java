package dev.dx.engine.graph;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/**
 * Looks for the shortest chains backwards from the target. Since how far everything is from the project is known, the next
 * shortest chain is always the one that is followed.
 */
final class ChainSearch {
    /** So many beginnings of chains are looked at at most, where circles and long chains would make for more. */
    private static final int MAX_STEPS = 200_000;

    private final Graph graph;
    private final GraphNode target;

    private record End(
            GraphNode node,
            @Nullable Dependency step,
            @Nullable End rest,
            int length,
            int found) {
        boolean passes(GraphNode other) {
            for (End end = this; end != null; end = end.rest) {
                if (end.node == other) {
                    return true;
                }
            }
            return false;
        }
    }

    ChainSearch(Graph graph, GraphNode target) {
        this.graph = graph;
        this.target = target;
    }

    List<Chain> shortest(int limit) {
        List<Chain> chains = new ArrayList<>();
        PriorityQueue<End> pending =
                new PriorityQueue<>(Comparator.<End>comparingInt(end -> end.length() + graph.depth(end.node()))
                        .thenComparingInt(End::found));
        if (graph.depth(target) >= 0) {
            pending.add(new End(target, null, null, 0, 0));
        }
        int found = 1;
        while (!pending.isEmpty() && chains.size() < limit && found < MAX_STEPS) {
            End end = pending.remove();
            if (end.node().isProject()) {
                chains.add(chain(end));
                continue;
            }
            for (Dependency step : graph.dependents(end.node())) {
                if (graph.depth(step.from()) >= 0 && !end.passes(step.from())) {
                    pending.add(new End(step.from(), step, end, end.length() + 1, found++));
                }
            }
        }
        return chains;
    }

    private static Chain chain(End start) {
        List<Dependency> steps = new ArrayList<>();
        for (End end = start; end != null; end = end.rest()) {
            Dependency step = end.step();
            if (step != null) {
                steps.add(step);
            }
        }
        return new Chain(steps);
    }
}
