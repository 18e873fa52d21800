package dev.dx.engine.install.overview;

import dev.dx.engine.Platform;
import dev.dx.engine.graph.Dependency;
import dev.dx.engine.graph.Graph;
import dev.dx.engine.graph.GraphNode;
import dev.dx.engine.graph.Trait;
import dev.dx.engine.npm.PlatformRules;
import java.util.ArrayDeque;
import java.util.BitSet;
import java.util.Deque;

/**
 * What a lock holds that this machine does not get: optional packages that are made for others, the optional ones that
 * cannot do without those, and what is there for either alone.
 */
public final class OtherPlatforms {
    private OtherPlatforms() {}

    /** The numbers of these nodes. */
    public static BitSet in(Graph graph, Platform platform) {
        BitSet fallen = fallen(graph, platform);
        BitSet reached = new BitSet();
        Deque<GraphNode> pending = new ArrayDeque<>();
        for (GraphNode node : graph.nodes()) {
            // Nobody leads to what nobody needs; where it lies, it lies here.
            if (node.isProject() || node.is(Trait.FOLDER) || node.is(Trait.EXTRANEOUS)) {
                reached.set(node.number());
                pending.add(node);
            }
        }
        while (!pending.isEmpty()) {
            for (Dependency wish : graph.dependencies(pending.remove())) {
                GraphNode to = wish.to();
                if (to != null && !fallen.get(to.number()) && !reached.get(to.number())) {
                    reached.set(to.number());
                    pending.add(to);
                }
            }
        }
        reached.flip(0, graph.nodes().size());
        return reached;
    }

    private static BitSet fallen(Graph graph, Platform platform) {
        BitSet fallen = new BitSet();
        Deque<GraphNode> pending = new ArrayDeque<>();
        for (GraphNode node : graph.nodes()) {
            if (isOptional(node) && !PlatformRules.allow(node.platforms(), platform)) {
                fallen.set(node.number());
                pending.add(node);
            }
        }
        while (!pending.isEmpty()) {
            for (Dependency wish : graph.dependents(pending.remove())) {
                GraphNode from = wish.from();
                boolean needs = wish.kind() == Dependency.Kind.PRODUCTION || wish.kind() == Dependency.Kind.PEER;
                if (needs && isOptional(from) && !fallen.get(from.number())) {
                    fallen.set(from.number());
                    pending.add(from);
                }
            }
        }
        return fallen;
    }

    private static boolean isOptional(GraphNode node) {
        return node.is(Trait.OPTIONAL) || node.is(Trait.DEV_OPTIONAL);
    }
}
