package dev.dx.app.gui.graph;

import dev.dx.engine.graph.Dependency;
import dev.dx.engine.graph.Graph;
import dev.dx.engine.graph.GraphNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/** Some nodes of a graph and the dependencies between them, laid out. Never changes; equal only to itself. */
public final class GraphDrawing {
    private final Graph graph;
    private final List<GraphNode> nodes;
    /** For each dependency the index of its start, and of its end. */
    private final int[] from;

    private final int[] to;
    private final LayeredLayout.Places places;

    private GraphDrawing(Graph graph, List<GraphNode> nodes, int[] from, int[] to) {
        this.graph = graph;
        this.nodes = List.copyOf(nodes);
        this.from = from;
        this.to = to;
        this.places = LayeredLayout.of(nodes.size(), from, to);
    }

    public Graph graph() {
        return graph;
    }

    /** In the order of the lock. */
    public List<GraphNode> nodes() {
        return nodes;
    }

    /** How many dependencies there are between the nodes. */
    public int edges() {
        return from.length;
    }

    /** The index of the node a dependency starts at. */
    public int from(int edge) {
        return from[edge];
    }

    public int to(int edge) {
        return to[edge];
    }

    /** The middle of a node's box. */
    public double x(int node) {
        return places.x(node);
    }

    public double y(int node) {
        return places.y(node);
    }

    public double width() {
        return places.width();
    }

    public double height() {
        return places.height();
    }

    /** Lays the nodes out; in the order of the lock, so that the same choice always looks the same. */
    static GraphDrawing of(Graph graph, List<GraphNode> nodes) {
        Map<GraphNode, Integer> index = new HashMap<>();
        nodes.forEach(node -> index.put(node, index.size()));
        List<int[]> edges = new ArrayList<>();
        Set<Long> seen = new HashSet<>();
        for (Dependency dependency : graph.within(nodes)) {
            int start = Objects.requireNonNull(index.get(dependency.from()));
            int end = Objects.requireNonNull(index.get(dependency.to()));
            if (start != end && seen.add((long) start << 32 | end)) {
                edges.add(new int[] {start, end});
            }
        }
        int[] from = edges.stream().mapToInt(edge -> edge[0]).toArray();
        int[] to = edges.stream().mapToInt(edge -> edge[1]).toArray();
        return new GraphDrawing(graph, nodes, from, to);
    }

    /** -1 if it is not among the nodes. */
    public int indexOf(GraphNode node) {
        return nodes.indexOf(node);
    }

    /** The node whose box is there; -1 if none is. */
    public int at(double px, double py) {
        for (int i = 0; i < nodes.size(); i++) {
            if (Math.abs(px - x(i)) <= LayeredLayout.NODE_WIDTH / 2
                    && Math.abs(py - y(i)) <= LayeredLayout.NODE_HEIGHT / 2) {
                return i;
            }
        }
        return -1;
    }
}
