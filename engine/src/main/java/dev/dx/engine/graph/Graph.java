package dev.dx.engine.graph;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The graph. Safe for use by many threads. */
public final class Graph {
    private final List<GraphNode> nodes;
    private final List<List<Dependency>> dependencies;
    private final List<List<Dependency>> dependents;
    private final Map<String, GraphNode> byPlace = new HashMap<>();
    private final Map<String, List<GraphNode>> byName = new LinkedHashMap<>();
    private final int[] depths;

    Graph(List<GraphNode> nodes, List<List<Dependency>> wishes) {
        this.nodes = List.copyOf(nodes);
        this.dependencies = wishes.stream().map(List::copyOf).toList();
        List<List<Dependency>> in = new ArrayList<>();
        for (GraphNode node : nodes) {
            in.add(new ArrayList<>());
            node.places().forEach(place -> byPlace.put(place, node));
            byName.computeIfAbsent(node.name(), name -> new ArrayList<>()).add(node);
        }
        for (List<Dependency> list : dependencies) {
            for (Dependency dependency : list) {
                GraphNode to = dependency.to();
                if (to != null) {
                    in.get(to.number()).add(dependency);
                }
            }
        }
        this.dependents = in.stream().map(Collections::unmodifiableList).toList();
        this.depths = new int[nodes.size()];
        Arrays.fill(depths, -1);
        measureDepths();
    }

    private void measureDepths() {
        Deque<GraphNode> pending = new ArrayDeque<>(List.of(project()));
        depths[0] = 0;
        while (!pending.isEmpty()) {
            GraphNode node = pending.remove();
            for (Dependency dependency : dependencies(node)) {
                GraphNode to = dependency.to();
                if (to != null && depths[to.number()] < 0) {
                    depths[to.number()] = depths[node.number()] + 1;
                    pending.add(to);
                }
            }
        }
    }

    /** All nodes in the order of the lock, the project first. */
    public List<GraphNode> nodes() {
        return nodes;
    }

    public GraphNode project() {
        return nodes.getFirst();
    }

    /** What stands at a path from the project, or is linked from there; null if nothing. */
    public @Nullable GraphNode at(String place) {
        return byPlace.get(place);
    }

    /** All copies of a package, in the order of the lock. */
    public List<GraphNode> named(String name) {
        return Collections.unmodifiableList(byName.getOrDefault(name, List.of()));
    }

    /** What a package asks for, in the order of its manifest. */
    public List<Dependency> dependencies(GraphNode node) {
        return dependencies.get(node.number());
    }

    /** The wishes that a node answers. */
    public List<Dependency> dependents(GraphNode node) {
        return dependents.get(node.number());
    }

    /** How many steps the shortest chain from the project has; -1 if there is none. */
    public int depth(GraphNode node) {
        return depths[node.number()];
    }

    /** How many wishes there are that something answers. */
    public int countDependencies() {
        return dependents.stream().mapToInt(List::size).sum();
    }

    /** Which way to go along dependencies. */
    public enum Direction {
        DEPENDENCIES,
        DEPENDENTS,
        BOTH
    }

    /** All that can be reached from a node in at most so many steps, itself included, in the order of the lock. */
    public List<GraphNode> neighbourhood(GraphNode node, int steps, Direction direction) {
        int[] left = new int[nodes.size()];
        Arrays.fill(left, -1);
        left[node.number()] = steps;
        Deque<GraphNode> pending = new ArrayDeque<>(List.of(node));
        while (!pending.isEmpty()) {
            GraphNode at = pending.remove();
            int next = left[at.number()] - 1;
            if (next < 0) {
                continue;
            }
            for (GraphNode neighbour : neighbours(at, direction)) {
                if (left[neighbour.number()] < 0) {
                    left[neighbour.number()] = next;
                    pending.add(neighbour);
                }
            }
        }
        return nodes.stream().filter(found -> left[found.number()] >= 0).toList();
    }

    private List<GraphNode> neighbours(GraphNode node, Direction direction) {
        List<GraphNode> found = new ArrayList<>();
        if (direction != Direction.DEPENDENTS) {
            for (Dependency dependency : dependencies(node)) {
                GraphNode to = dependency.to();
                if (to != null) {
                    found.add(to);
                }
            }
        }
        if (direction != Direction.DEPENDENCIES) {
            dependents(node).forEach(dependency -> found.add(dependency.from()));
        }
        return found;
    }

    /** The dependencies between nodes of a choice. */
    public List<Dependency> within(Iterable<GraphNode> choice) {
        BitSet chosen = new BitSet(nodes.size());
        choice.forEach(node -> chosen.set(node.number()));
        List<Dependency> found = new ArrayList<>();
        chosen.stream().forEach(number -> {
            for (Dependency dependency : dependencies.get(number)) {
                GraphNode to = dependency.to();
                if (to != null && chosen.get(to.number())) {
                    found.add(dependency);
                }
            }
        });
        return found;
    }

    /**
     * What is there for a node alone, itself included: it would all go if nobody asked for the node any more. Sizes added up
     * over these say what the node costs.
     */
    public List<GraphNode> onlyFor(GraphNode node) {
        BitSet others = new BitSet(nodes.size());
        if (!node.isProject()) {
            reach(project(), others, node);
        }
        BitSet mine = new BitSet(nodes.size());
        reach(node, mine, null);
        mine.andNot(others);
        return mine.stream().mapToObj(nodes::get).toList();
    }

    private void reach(GraphNode start, BitSet reached, @Nullable GraphNode barred) {
        Deque<GraphNode> pending = new ArrayDeque<>(List.of(start));
        reached.set(start.number());
        while (!pending.isEmpty()) {
            for (Dependency dependency : dependencies(pending.remove())) {
                GraphNode to = dependency.to();
                if (to != null && to != barred && !reached.get(to.number())) {
                    reached.set(to.number());
                    pending.add(to);
                }
            }
        }
    }

    /** The packages that are there more than once, those with most copies first, then by name. */
    public List<Duplicate> duplicates() {
        List<Duplicate> found = new ArrayList<>();
        byName.forEach((name, copies) -> {
            List<GraphNode> fetched = copies.stream()
                    .filter(node -> !node.isProject() && !node.is(Trait.FOLDER))
                    .toList();
            if (fetched.size() > 1) {
                found.add(new Duplicate(name, fetched));
            }
        });
        found.sort((a, b) -> a.copies().size() != b.copies().size()
                ? b.copies().size() - a.copies().size()
                : a.name().compareTo(b.name()));
        return found;
    }

    /** The shortest chains of dependencies from the project to a node, shortest first. */
    public List<Chain> chainsTo(GraphNode target, int limit) {
        return new ChainSearch(this, target).shortest(limit);
    }

    /** A graph of other nodes with the same dependencies, as far as both ends are kept. The project is always kept. */
    public Graph subgraph(Iterable<GraphNode> choice) {
        BitSet chosen = new BitSet(nodes.size());
        chosen.set(0);
        choice.forEach(node -> chosen.set(node.number()));
        GraphBuilder builder = new GraphBuilder();
        Map<GraphNode, Integer> numbers = new HashMap<>();
        chosen.stream()
                .forEach(number -> numbers.put(
                        nodes.get(number), builder.node(nodes.get(number).content())));
        Function<@Nullable GraphNode, @Nullable Integer> numberOf = node -> node == null ? null : numbers.get(node);
        numbers.forEach((node, number) -> dependencies(node).forEach(dependency -> {
            Integer to = numberOf.apply(dependency.to());
            if (to != null) {
                builder.dependency(number, dependency.name(), dependency.range(), dependency.kind(), to);
            }
        }));
        return builder.build();
    }
}
