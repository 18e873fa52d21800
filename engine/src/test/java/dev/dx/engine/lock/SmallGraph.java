package dev.dx.engine.lock;

import dev.dx.engine.graph.Dependency;
import dev.dx.engine.graph.Graph;
import dev.dx.engine.graph.GraphBuilder;
import dev.dx.engine.graph.GraphNode;
import dev.dx.engine.graph.PlatformFilter;
import dev.dx.engine.graph.Trait;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** A graph with something of everything. */
final class SmallGraph {
    private SmallGraph() {}

    static Graph graph() {
        GraphBuilder builder = new GraphBuilder();
        builder.node(node("app", "1.0.0", Map.of("license", "\"MIT\""), ""));
        builder.node(new GraphNode.Content(
                "@s/left",
                "2.1.0",
                List.of("node_modules/@s/left"),
                "https://registry.example/@s/left/-/left-2.1.0.tgz",
                "sha512-" + "z4PhNX7vuL3xVChQ1m2AB9Yg5AULVxXcg/SpIdNs6c5H0NE8XYXysP+DGNKHfuwvY7kxvUdBeoGlODJ6+SfaPg==",
                Set.of(Trait.DEV, Trait.INSTALL_SCRIPT),
                new PlatformFilter(List.of("linux", "!win32"), List.of("x64"), List.of("glibc")),
                Map.of("engines", "{\"node\":\">=14\"}", "license", "\"MIT\"")));
        builder.node(new GraphNode.Content(
                "base",
                "1.0.0",
                List.of("node_modules/base"),
                "git+ssh://git@example.org/base.git#0123456789012345678901234567890123456789",
                null,
                Set.of(Trait.OPTIONAL),
                PlatformFilter.ANY,
                Map.of()));
        builder.node(new GraphNode.Content(
                "base",
                "2.0.0-β",
                List.of("node_modules/@s/left/node_modules/alias"),
                null,
                "sha1-2jmj7l5rSw0yVb/vlWAYkK/YBwk=",
                Set.of(),
                PlatformFilter.ANY,
                Map.of()));
        builder.node(new GraphNode.Content(
                "member",
                "",
                List.of("packages/member", "node_modules/member"),
                null,
                "sha256-odd sha1-odd",
                Set.of(Trait.FOLDER),
                PlatformFilter.ANY,
                Map.of()));
        builder.dependency(0, "@s/left", "^2.0.0", Dependency.Kind.DEV, 1);
        builder.dependency(0, "member", "packages/member", Dependency.Kind.MEMBER, 4);
        builder.dependency(1, "alias", "npm:base@2", Dependency.Kind.PRODUCTION, 3);
        builder.dependency(1, "base", "^1", Dependency.Kind.OPTIONAL, 2);
        builder.dependency(4, "gone", "*", Dependency.Kind.OPTIONAL_PEER, GraphBuilder.NOTHING);
        return builder.build();
    }

    static GraphNode.Content node(String name, String version, Map<String, String> attributes, String place) {
        return new GraphNode.Content(
                name, version, List.of(place), null, null, Set.of(), PlatformFilter.ANY, attributes);
    }

    /** All that a graph says. */
    static String text(Graph graph) {
        StringBuilder text = new StringBuilder();
        for (GraphNode node : graph.nodes()) {
            GraphNode.Content content = node.content();
            text.append(node)
                    .append(' ')
                    .append(content.places())
                    .append(' ')
                    .append(content.origin())
                    .append(' ')
                    .append(content.integrity())
                    .append(' ')
                    .append(content.traits())
                    .append(' ')
                    .append(content.platforms())
                    .append(' ')
                    .append(new TreeMap<>(content.attributes()))
                    .append('\n');
            graph.dependencies(node)
                    .forEach(wish -> text.append("  ")
                            .append(wish.name())
                            .append(' ')
                            .append(wish.range())
                            .append(' ')
                            .append(wish.kind())
                            .append(' ')
                            .append(wish.to())
                            .append('\n'));
        }
        return text.toString();
    }
}
