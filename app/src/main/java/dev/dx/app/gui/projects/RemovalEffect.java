package dev.dx.app.gui.projects;

import dev.dx.engine.graph.Dependency;
import dev.dx.engine.graph.Graph;
import dev.dx.engine.graph.GraphNode;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a removal of direct dependencies does to the tree.
 *
 * @param going what nobody needs any more, themselves included
 * @param needed those that stay, each with who needs it
 */
public record RemovalEffect(List<String> going, Map<String, List<String>> needed) {
    /** @param owner who asks for them: the project, or a member of its workspace */
    static RemovalEffect of(Graph graph, GraphNode owner, Collection<String> names) {
        BitSet kept = kept(graph, owner, names);
        List<String> going = graph.nodes().stream()
                .filter(node -> !kept.get(node.number()))
                .map(RemovalEffect::title)
                .distinct()
                .toList();
        Map<String, List<String>> needed = new LinkedHashMap<>();
        for (Dependency asked : graph.dependencies(owner)) {
            GraphNode node = asked.to();
            if (names.contains(asked.name()) && node != null && kept.get(node.number())) {
                needed.put(
                        asked.name(),
                        graph.dependents(node).stream()
                                .map(Dependency::from)
                                .filter(from -> !from.equals(owner) && kept.get(from.number()))
                                .map(RemovalEffect::title)
                                .distinct()
                                .toList());
            }
        }
        return new RemovalEffect(going, needed);
    }

    /** What can still be reached when the project does not ask for these any more. */
    private static BitSet kept(Graph graph, GraphNode owner, Collection<String> names) {
        BitSet kept = new BitSet(graph.nodes().size());
        Deque<GraphNode> pending = new ArrayDeque<>(List.of(graph.project()));
        kept.set(graph.project().number());
        while (!pending.isEmpty()) {
            GraphNode from = pending.remove();
            for (Dependency dependency : new ArrayList<>(graph.dependencies(from))) {
                GraphNode to = dependency.to();
                boolean removed = from.equals(owner)
                        && dependency.kind() != Dependency.Kind.MEMBER
                        && names.contains(dependency.name());
                if (to != null && !removed && !kept.get(to.number())) {
                    kept.set(to.number());
                    pending.add(to);
                }
            }
        }
        return kept;
    }

    private static String title(GraphNode node) {
        return node.version().isEmpty() ? node.name() : node.name() + "@" + node.version();
    }
}
