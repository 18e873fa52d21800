package dev.dx.engine.graph;

import java.util.ArrayList;
import java.util.List;

/** Collects what becomes a {@link Graph}. Nodes come first and get numbers from 0 on; the first is the project. */
public final class GraphBuilder {
    /** Nothing answers the wish. */
    public static final int NOTHING = -1;

    private final List<GraphNode> nodes = new ArrayList<>();
    private final List<List<Dependency>> wishes = new ArrayList<>();

    public int node(GraphNode.Content content) {
        nodes.add(new GraphNode(nodes.size(), content));
        wishes.add(new ArrayList<>());
        return nodes.size() - 1;
    }

    /** @param to a node's number, or {@link #NOTHING} */
    public void dependency(int from, String name, String range, Dependency.Kind kind, int to) {
        wishes.get(from).add(new Dependency(nodes.get(from), name, range, kind, to == NOTHING ? null : nodes.get(to)));
    }

    public Graph build() {
        if (nodes.isEmpty()) {
            throw new IllegalStateException("a graph has at least the project");
        }
        return new Graph(nodes, wishes);
    }
}
