package dev.dx.engine.install.overview;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.dx.engine.Platform;
import dev.dx.engine.graph.Dependency;
import dev.dx.engine.graph.Graph;
import dev.dx.engine.graph.GraphBuilder;
import dev.dx.engine.graph.GraphNode;
import dev.dx.engine.graph.PlatformFilter;
import dev.dx.engine.graph.Trait;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class OtherPlatformsTest {
    private static final Platform HERE = new Platform("linux", "x64", "glibc");
    private static final PlatformFilter MAC = new PlatformFilter(List.of("darwin"), List.of(), List.of());
    private static final PlatformFilter LINUX = new PlatformFilter(List.of("linux"), List.of("x64"), List.of("glibc"));

    private final GraphBuilder builder = new GraphBuilder();
    private final int project = node("", PlatformFilter.ANY);

    private int node(String name, PlatformFilter platforms, Trait... traits) {
        return builder.node(new GraphNode.Content(
                name,
                "1.0.0",
                List.of(name.isEmpty() ? "" : "node_modules/" + name),
                null,
                null,
                Set.of(traits),
                platforms,
                Map.of()));
    }

    private void needs(int from, Dependency.Kind kind, int to) {
        builder.dependency(from, "n" + to, "*", kind, to);
    }

    private Set<String> elsewhere() {
        Graph graph = builder.build();
        return OtherPlatforms.in(graph, HERE).stream()
                .mapToObj(number -> graph.nodes().get(number).name())
                .collect(Collectors.toSet());
    }

    @Test
    void whatIsThereForAnotherMachineAloneGoesWithIt() {
        int kettle = node("kettle", PlatformFilter.ANY);
        int watcher = node("mac-watcher", MAC, Trait.OPTIONAL);
        int bindings = node("bindings", PlatformFilter.ANY, Trait.OPTIONAL);
        int binary = node("linux-binary", LINUX, Trait.OPTIONAL);
        needs(project, Dependency.Kind.PRODUCTION, kettle);
        needs(kettle, Dependency.Kind.OPTIONAL, watcher);
        needs(kettle, Dependency.Kind.OPTIONAL, binary);
        needs(watcher, Dependency.Kind.PRODUCTION, bindings);
        assertEquals(Set.of("mac-watcher", "bindings"), elsewhere());
    }

    @Test
    void anOptionalPackageFallsWithWhatItCannotDoWithout() {
        int watcher = node("watcher", PlatformFilter.ANY, Trait.OPTIONAL);
        int mac = node("mac-part", MAC, Trait.OPTIONAL);
        int shared = node("shared", PlatformFilter.ANY);
        needs(project, Dependency.Kind.OPTIONAL, watcher);
        needs(project, Dependency.Kind.PRODUCTION, shared);
        needs(watcher, Dependency.Kind.PRODUCTION, mac);
        needs(watcher, Dependency.Kind.PRODUCTION, shared);
        assertEquals(Set.of("watcher", "mac-part"), elsewhere());
    }

    /** The install fails rather than leave it out, and nobody leads to what nobody needs. */
    @Test
    void whatIsNotOptionalIsHereWhoeverItIsFor() {
        int mac = node("mac-only", MAC);
        node("stray", PlatformFilter.ANY, Trait.EXTRANEOUS);
        needs(project, Dependency.Kind.PRODUCTION, mac);
        assertEquals(Set.of(), elsewhere());
    }
}
