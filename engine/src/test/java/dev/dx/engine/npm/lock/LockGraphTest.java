package dev.dx.engine.npm.lock;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.dx.engine.graph.Dependency;
import dev.dx.engine.graph.Graph;
import dev.dx.engine.graph.GraphNode;
import dev.dx.engine.graph.Trait;
import dev.dx.engine.npm.PackageManifest;
import dev.dx.engine.npm.json.JsonReader;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class LockGraphTest {
    static final String LOCK = """
        {
          "name": "app", "version": "1.0.0", "lockfileVersion": 3, "requires": true,
          "packages": {
            "": {"name": "app", "version": "1.0.0", "workspaces": ["packages/*"],
              "dependencies": {"alias": "npm:real@^2", "top": "^1.0.0"},
              "devDependencies": {"tool": "*"}, "optionalDependencies": {"absent": "*"}},
            "node_modules/alias": {"name": "real", "version": "2.0.0", "license": "MIT",
              "resolved": "https://registry.example/real/-/real-2.0.0.tgz", "integrity": "sha512-AA=="},
            "node_modules/member": {"resolved": "packages/member", "link": true},
            "node_modules/real": {"version": "1.0.0", "dev": true, "hasInstallScript": true,
              "os": ["linux", "!win32"], "engines": {"node": ">=14"}},
            "node_modules/tool": {"version": "3.0.0", "dev": true, "dependencies": {"real": "1"},
              "peerDependencies": {"host": "*", "top": "1"}, "peerDependenciesMeta": {"host": {"optional": true}}},
            "node_modules/top": {"version": "1.1.0"},
            "packages/member": {"name": "member", "version": "0.1.0", "dependencies": {"real": "^3"},
              "devDependencies": {"tool": "3"}},
            "packages/member/node_modules/real": {"version": "3.0.0", "dependencies": {"top": "1"}}
          }
        }
        """;

    private static final Graph GRAPH = LockGraph.of(PackageLock.parse("package-lock.json", LOCK));

    private static GraphNode at(String place) {
        return Objects.requireNonNull(GRAPH.at(place), place);
    }

    private static List<String> wishes(String place) {
        return GRAPH.dependencies(at(place)).stream()
                .map(wish -> wish.kind() + " " + wish.name() + "@" + wish.range() + " = " + wish.to())
                .toList();
    }

    @Test
    void eachPlaceIsANodeAndALinkIsAPlaceOfItsFolder() {
        assertEquals(
                List.of(
                        "app@1.0.0",
                        "real@2.0.0 at node_modules/alias",
                        "real@1.0.0 at node_modules/real",
                        "tool@3.0.0 at node_modules/tool",
                        "top@1.1.0 at node_modules/top",
                        "member@0.1.0 at packages/member",
                        "real@3.0.0 at packages/member/node_modules/real"),
                GRAPH.nodes().stream().map(GraphNode::toString).toList());
        assertSame(at("packages/member"), GRAPH.at("node_modules/member"));
        assertEquals(
                List.of("packages/member", "node_modules/member"),
                at("packages/member").places());
    }

    @Test
    void wishesAreAnsweredByWhatNodeWouldFind() {
        assertEquals(
                List.of(
                        "PRODUCTION alias@npm:real@^2 = real@2.0.0 at node_modules/alias",
                        "PRODUCTION top@^1.0.0 = top@1.1.0 at node_modules/top",
                        "OPTIONAL absent@* = null",
                        "DEV tool@* = tool@3.0.0 at node_modules/tool",
                        "MEMBER member@packages/member = member@0.1.0 at packages/member"),
                wishes(""));
        assertEquals(
                List.of(
                        "PRODUCTION real@^3 = real@3.0.0 at packages/member/node_modules/real",
                        "DEV tool@3 = tool@3.0.0 at node_modules/tool"),
                wishes("packages/member"));
        assertEquals(
                List.of("PRODUCTION top@1 = top@1.1.0 at node_modules/top"),
                wishes("packages/member/node_modules/real"));
        assertEquals(
                List.of(
                        "PRODUCTION real@1 = real@1.0.0 at node_modules/real",
                        "OPTIONAL_PEER host@* = null",
                        "PEER top@1 = top@1.1.0 at node_modules/top"),
                wishes("node_modules/tool"));
    }

    @Test
    void keepsWhatTheLockSays() {
        GraphNode real = at("node_modules/real");
        assertTrue(real.is(Trait.DEV) && real.is(Trait.INSTALL_SCRIPT) && !real.is(Trait.FOLDER));
        assertEquals(List.of("linux", "!win32"), real.platforms().os());
        assertEquals(Map.of("engines", "{\"node\":\">=14\"}"), real.attributes());
        GraphNode alias = at("node_modules/alias");
        assertEquals(Map.of("license", "\"MIT\""), alias.attributes());
        assertEquals("sha512-AA==", alias.integrity());
        assertEquals("https://registry.example/real/-/real-2.0.0.tgz", alias.origin());
        assertNull(real.origin());
        assertEquals(3, GRAPH.named("real").size());
    }

    @Test
    void readsLocksOfTheFirstVersion() throws JsonReader.MalformedJsonException {
        String old = """
            {"lockfileVersion": 1, "dependencies": {
              "a": {"version": "1.0.0", "requires": {"b": "2"}, "dependencies": {"b": {"version": "2.0.0"}}},
              "b": {"version": "1.0.0"}}}
            """;
        PackageManifest manifest = PackageManifest.of(
                JsonReader.readObject("{\"name\":\"x\",\"dependencies\":{\"a\":\"1\",\"b\":\"1\"}}"));
        Graph graph = LockGraph.of(PackageLock.parse("package-lock.json", old), manifest);
        assertEquals(
                List.of(
                        "x",
                        "a@1.0.0 at node_modules/a",
                        "b@2.0.0 at node_modules/a/node_modules/b",
                        "b@1.0.0 at node_modules/b"),
                graph.nodes().stream().map(GraphNode::toString).toList());
        Dependency wish = graph.dependencies(graph.nodes().get(1)).getFirst();
        assertEquals(Dependency.Kind.PRODUCTION, wish.kind());
        assertSame(graph.at("node_modules/a/node_modules/b"), wish.to());
    }
}
