package dev.dx.engine.graph;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class GraphTest {
    /** Each line is a node and what it asks for: {@code a@1 > b@1 c@2}. The first is the project. */
    private static Graph graph(String text) {
        Map<String, Integer> numbers = new LinkedHashMap<>();
        GraphBuilder builder = new GraphBuilder();
        List<String> lines = text.lines().toList();
        for (String line : lines) {
            String label = line.split(" ")[0];
            int at = label.indexOf('@');
            numbers.put(
                    label,
                    builder.node(new GraphNode.Content(
                            at < 0 ? label : label.substring(0, at),
                            at < 0 ? "" : label.substring(at + 1).replace("'", ""),
                            List.of(numbers.isEmpty() ? "" : "node_modules/" + label),
                            null,
                            null,
                            Set.of(),
                            PlatformFilter.ANY,
                            Map.of())));
        }
        for (String line : lines) {
            List<String> words = List.of(line.split(" "));
            for (String wish : words.subList(Math.min(2, words.size()), words.size())) {
                builder.dependency(
                        numbers.getOrDefault(words.getFirst(), 0),
                        wish.substring(0, wish.indexOf('@')),
                        "*",
                        Dependency.Kind.PRODUCTION,
                        numbers.getOrDefault(wish, GraphBuilder.NOTHING));
            }
        }
        return builder.build();
    }

    private static final Graph DIAMOND = graph("""
        app > left@1 right@1
        left@1 > deep@1 base@1
        right@1 > base@2 gone@9
        deep@1 > base@1 left@1
        base@1
        base@2
        stray@1 > base@1
        base@1'
        """);

    private static String labels(List<GraphNode> nodes) {
        return nodes.stream().map(GraphNode::label).collect(Collectors.joining(" "));
    }

    private static List<String> chains(Graph graph, String place, int limit) {
        List<String> texts = new ArrayList<>();
        for (Chain chain : graph.chainsTo(at(graph, place), limit)) {
            texts.add(chain.steps().stream()
                    .map(step -> step.from().label() + ">")
                    .collect(Collectors.joining("")));
        }
        return texts;
    }

    private static GraphNode at(Graph graph, String label) {
        GraphNode node = graph.at("node_modules/" + label);
        if (node == null) {
            throw new AssertionError("nothing at " + label);
        }
        return node;
    }

    @Test
    void knowsDependenciesAndDependents() {
        assertEquals(
                List.of("left", "deep", "stray"),
                DIAMOND.dependents(at(DIAMOND, "base@1")).stream()
                        .map(wish -> wish.from().name())
                        .toList());
        List<Dependency> right = DIAMOND.dependencies(at(DIAMOND, "right@1"));
        assertSame(at(DIAMOND, "base@2"), right.getFirst().to());
        assertNull(right.getLast().to());
        assertEquals(true, right.getLast().isMissing());
        assertEquals(8, DIAMOND.countDependencies());
    }

    @Test
    void measuresDepthAlongShortestChains() {
        assertEquals(0, DIAMOND.depth(DIAMOND.project()));
        assertEquals(2, DIAMOND.depth(at(DIAMOND, "base@1")));
        assertEquals(-1, DIAMOND.depth(at(DIAMOND, "stray@1")));
    }

    @Test
    void findsShortestChainsFirstAndNoCircles() {
        assertEquals(List.of("app>left@1>", "app>left@1>deep@1>"), chains(DIAMOND, "base@1", 10));
        assertEquals(List.of("app>left@1>"), chains(DIAMOND, "base@1", 1));
        assertEquals(List.of(), chains(DIAMOND, "stray@1", 10));
    }

    @Test
    void findsNeighboursAsFarAsAsked() {
        GraphNode deep = at(DIAMOND, "deep@1");
        assertEquals("left@1 deep@1 base@1", labels(DIAMOND.neighbourhood(deep, 1, Graph.Direction.DEPENDENCIES)));
        assertEquals("app left@1 deep@1", labels(DIAMOND.neighbourhood(deep, 2, Graph.Direction.DEPENDENTS)));
        assertEquals("app left@1 deep@1 base@1 stray@1", labels(DIAMOND.neighbourhood(deep, 2, Graph.Direction.BOTH)));
    }

    @Test
    void findsWhatIsThereForOneAlone() {
        assertEquals("left@1 deep@1 base@1", labels(DIAMOND.onlyFor(at(DIAMOND, "left@1"))));
        assertEquals("deep@1", labels(DIAMOND.onlyFor(at(DIAMOND, "deep@1"))));
        assertEquals("right@1 base@2", labels(DIAMOND.onlyFor(at(DIAMOND, "right@1"))));
    }

    @Test
    void findsDuplicatesAndWhatTheyTake() {
        List<Duplicate> duplicates = DIAMOND.duplicates();
        assertEquals(1, duplicates.size());
        Duplicate base = duplicates.getFirst();
        assertEquals(List.of("1", "2"), base.versions());
        assertEquals(3, base.copies().size());
        assertEquals(10, base.sizeOfRepeats(node -> 10));
        assertEquals(20, base.sizeOfOthers(node -> 10));
    }

    @Test
    void subgraphKeepsTheProjectAndWhatIsBetween() {
        Graph part = DIAMOND.subgraph(List.of(at(DIAMOND, "left@1"), at(DIAMOND, "base@1")));
        assertEquals("app left@1 base@1", labels(part.nodes()));
        assertEquals(2, part.countDependencies());
        assertEquals(List.of("app>left@1>"), chains(part, "base@1", 5));
        assertEquals(
                2,
                DIAMOND.within(List.of(DIAMOND.project(), at(DIAMOND, "left@1"), at(DIAMOND, "base@1")))
                        .size());
    }

    @Test
    void manyChainsDoNotTakeForever() {
        StringBuilder text = new StringBuilder("app > n0@1\n");
        for (int i = 0; i < 60; i++) {
            text.append("n" + i + "@1 > n" + (i + 1) + "@1 m" + i + "@1\n");
            text.append("m" + i + "@1 > n" + (i + 1) + "@1\n");
        }
        text.append("n60@1\n");
        Graph ladder = graph(text.toString());
        // There are 2^60 chains.
        assertEquals(61, ladder.chainsTo(at(ladder, "n60@1"), 3).getFirst().length());
    }
}
