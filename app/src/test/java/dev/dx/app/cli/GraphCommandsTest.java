package dev.dx.app.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.dx.app.cli.Caller.Answer;
import dev.dx.engine.npm.registry.LocalRegistry;
import dev.dx.engine.npm.registry.TestPackage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a project's lock says of its graph, and what the registry says of its age. */
final class GraphCommandsTest {
    @TempDir
    Path folder = Path.of("");

    private final LocalRegistry registry = LocalRegistry.start()
            .publish(TestPackage.named("left", "1.0.0").dependency("inner", "^1.0.0"))
            .publish(TestPackage.named("inner", "1.0.3"))
            .publish(TestPackage.named("inner", "2.0.0"))
            .publish(TestPackage.named("tool", "2.0.0").dependency("inner", "^2.0.0"));

    @BeforeEach
    void install() throws IOException {
        Files.writeString(folder.resolve("package.json"), """
            {
              "name": "shop",
              "version": "1.0.0",
              "dependencies": {"left": "^1.0.0", "other": "npm:inner@^1.0.0"},
              "devDependencies": {"tool": "2.0.0"}
            }
            """);
        assertEquals(0, dx("install").exit());
    }

    @AfterEach
    void stopRegistry() {
        registry.close();
    }

    private Answer dx(String... arguments) {
        return new Caller(folder).with("npm_config_registry", registry.url()).runs(arguments);
    }

    private static String lines(String text) {
        return text.replace("\r\n", "\n");
    }

    @Test
    void whyNamesTheChainsThatLeadToEachCopy() {
        Answer answer = dx("why", "inner");
        assertEquals(0, answer.exit());
        assertEquals("""
            inner@1.0.3  node_modules/inner
              shop@1.0.0 (left@^1.0.0) > left@1.0.0 (inner@^1.0.0)
            inner@1.0.3  node_modules/other
              shop@1.0.0 (other@npm:inner@^1.0.0)
            inner@2.0.0  node_modules/tool/node_modules/inner
              shop@1.0.0 (dev tool@2.0.0) > tool@2.0.0 (inner@^2.0.0)
            """, lines(answer.out()));
        assertEquals(
                1,
                dx("why", "inner@2.0.0")
                        .out()
                        .lines()
                        .filter(line -> !line.startsWith(" "))
                        .count());
        assertTrue(dx("why", "--json", "other").isJson().out().contains("\"location\": \"node_modules/other\""));
    }

    @Test
    void whyOfWhatIsNotThereIsNotFound() {
        Answer answer = dx("why", "nobody");
        assertEquals(7, answer.exit());
        assertTrue(answer.err().startsWith("error DX_NOT_FOUND: nobody"), answer.err());
    }

    @Test
    void graphIsATree() {
        assertEquals("""
            shop@1.0.0
            ├── left@1.0.0
            │   └── inner@1.0.3
            ├── other: inner@1.0.3
            └── tool@2.0.0 (dev)
                └── inner@2.0.0
            """, lines(dx("graph").out()));
        assertEquals("tool@2.0.0\n└── inner@2.0.0\n", lines(dx("graph", "tool").out()));
        assertEquals(4, dx("graph", "--depth", "1").out().lines().count());
    }

    @Test
    void graphIsJsonAndDot() {
        String json = dx("graph", "--json").isJson().out();
        assertTrue(json.contains("\"range\": \"npm:inner@^1.0.0\""), json);
        String dot = lines(dx("graph", "--dot", "tool").out());
        assertTrue(dot.startsWith("digraph dependencies {\n"), dot);
        assertTrue(dot.contains("[label=\"inner@2.0.0\"]") && !dot.contains("left"), dot);
    }

    @Test
    void outdatedIsEmptyAndDoneWhereNothingIs() {
        Answer before = dx("outdated", "left");
        assertEquals(new Answer(0, "", ""), before);
    }

    @Test
    void outdatedSaysWhatNpmSays() throws IOException {
        registry.publish(TestPackage.named("left", "1.2.0")).publish(TestPackage.named("left", "2.0.0"));
        Answer answer = dx("outdated", "--color=never");
        assertEquals(1, answer.exit());
        assertEquals("""
            Package             Current  Wanted  Latest  Location            Depended by
            left                  1.0.0   1.2.0   2.0.0  node_modules/left   shop
            other:inner@^1.0.0    1.0.3   1.0.3   2.0.0  node_modules/other  shop
            """, lines(answer.out()));
        String json = dx("outdated", "--json").isJson().out();
        assertTrue(json.contains("\"wanted\": \"1.2.0\""), json);
        Files.delete(folder.resolve("node_modules/left/package.json"));
        Files.delete(folder.resolve("node_modules/.package-lock.json"));
        assertTrue(dx("outdated").out().contains("MISSING   1.2.0   2.0.0  -"));
    }
}
