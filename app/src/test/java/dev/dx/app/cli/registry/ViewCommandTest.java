package dev.dx.app.cli.registry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.dx.app.cli.Caller;
import dev.dx.app.cli.Caller.Answer;
import dev.dx.engine.npm.registry.LocalRegistry;
import dev.dx.engine.npm.registry.LocalRegistry.Feature;
import dev.dx.engine.npm.registry.TestPackage;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code dx view} and {@code dx search}. */
final class ViewCommandTest {
    @TempDir
    Path folder = Path.of("");

    private final LocalRegistry registry = LocalRegistry.start();

    @BeforeEach
    void publish() {
        registry.publish(TestPackage.named("kettle", "1.0.0").deprecated("it leaks"));
        registry.publish(TestPackage.named("kettle", "1.2.0")
                .field("description", "Boils \u001b[31mwater")
                .field("license", "MIT")
                .dependency("coil", "^2.0.0"));
    }

    @AfterEach
    void stop() {
        registry.close();
    }

    private Answer dx(String... arguments) {
        return new Caller(folder)
                .with("npm_config_registry", registry.url())
                .with("npm_config_fetch_retries", "0")
                .runs(arguments);
    }

    @Test
    void viewTellsOfTheLatestOrOfTheVersionThatIsMeant() {
        Answer latest = dx("view", "kettle");
        assertEquals(0, latest.exit(), latest.err());
        assertTrue(latest.out().startsWith("kettle@1.2.0 | MIT | 1 dependencies | 2 versions"), latest.out());
        assertFalse(latest.out().contains("\u001b[31m"), "a description does not colour the terminal");
        assertTrue(dx("view", "kettle@~1.0").out().contains("deprecated it leaks"));
        assertEquals("1.2.0", dx("view", "kettle", "version").out().strip());
        assertEquals(
                List.of("1.0.0", "1.2.0"),
                dx("view", "kettle", "versions").out().lines().toList());
        String json = dx("view", "kettle", "--json").isJson().out();
        assertTrue(json.contains("\"coil\": \"^2.0.0\""), json);
        assertEquals(7, dx("view", "kettle@9").exit());
        assertEquals(7, dx("view", "nobody").exit());
        assertEquals(2, dx("view", "kettle", "colour").exit());
    }

    @Test
    void searchLooksWhereTheRegistryCan() {
        Answer found = dx("search", "kett");
        assertEquals(0, found.exit(), found.err());
        assertTrue(found.out().startsWith("kettle 1.2.0"), found.out());
        assertTrue(dx("search", "kett", "--json").isJson().out().contains("\"total\": 1"));
        registry.without(Feature.SEARCH);
        Answer unable = dx("search", "kett");
        assertEquals(1, unable.exit());
        assertTrue(unable.err().contains("it cannot search"), unable.err());
    }
}
