package dev.dx.app.cli.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.dx.app.cli.Caller;
import dev.dx.app.cli.Caller.Answer;
import dev.dx.engine.npm.registry.LocalRegistry;
import dev.dx.engine.npm.registry.TestPackage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class StatsCommandTest {
    @TempDir
    Path folder = Path.of("");

    private final LocalRegistry registry = LocalRegistry.start()
            .publish(TestPackage.named("left", "1.0.0").dependency("inner", "^1.0.0"))
            .publish(TestPackage.named("inner", "1.0.3"));

    @AfterEach
    void stopRegistry() {
        registry.close();
    }

    private Answer dx(String... arguments) {
        return new Caller(folder).with("npm_config_registry", registry.url()).runs(arguments);
    }

    @Test
    void countsWhatInstallsFoundWhere() throws IOException {
        assertEquals(0, dx("stats").exit());
        Files.writeString(folder.resolve("package.json"), "{\"dependencies\": {\"left\": \"1\"}}\n");
        assertEquals(0, dx("install").exit());
        String first = dx("stats", "--json").isJson().out();
        assertTrue(first.contains("\"installs\": 1"), first);
        assertEquals(2, count(first, "packument", "network"), first);
        assertEquals(2, count(first, "tarball", "network"), first);

        // Nothing to do is nothing to count.
        assertEquals(0, dx("install").exit());
        assertTrue(dx("stats", "--json").out().contains("\"installs\": 1"));

        Files.delete(folder.resolve("node_modules/.dx/state.json"));
        assertEquals(0, dx("ci").exit());
        String second = dx("stats", "--json").out();
        assertEquals(2, count(second, "tarball", "disk"), second);
        assertEquals(2, count(second, "tarball", "network"), second);
        Answer words = dx("stats");
        assertTrue(words.out().startsWith("2 installs since "), words.out());
        assertTrue(words.out().contains("left@1.0.0"), words.out());
    }

    @Test
    void saysWhatWasReadAhead() throws IOException {
        Files.writeString(folder.resolve("package.json"), "{\"dependencies\": {\"left\": \"1\"}}\n");
        dx("install");
        assertFalse(dx("stats").out().contains("read ahead"));
        Path history = folder.resolve("dx-home/history.jsonl");
        String line = Files.readString(history);
        Files.writeString(history, line.replace("\"slowest\"", "\"ahead\":[7,800,3],\"slowest\"") + line);
        assertTrue(dx("stats").out().contains("read ahead: 7 documents, 800 bytes; 3 were used\n"));
        String json = dx("stats", "--json").isJson().out();
        assertTrue(json.replaceAll("\\s", "").contains("\"readAhead\":{\"fetched\":7,\"bytes\":800,\"used\":3}"), json);
    }

    private static int count(String json, String kind, String tier) {
        int at = json.indexOf("\"" + tier + "\"", json.indexOf("\"" + kind + "\": {"));
        int start = json.indexOf("\"count\": ", at) + "\"count\": ".length();
        return Integer.parseInt(json.substring(start, json.indexOf(',', start)));
    }
}
