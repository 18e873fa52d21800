package dev.dx.engine.script;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.dx.engine.Environment;
import dev.dx.engine.npm.semver.Version;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NodeRuntimeTest {
    @TempDir
    Path temp;

    @Test
    void isAskedOnceHoweverManyWantToKnow() throws Exception {
        node("sleep 0.2; echo v20.1.2 115");
        Environment environment = environment();
        NodeRuntime.askAhead(environment);
        List<Future<@Nullable Version>> answers;
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            answers = threads.invokeAll(Collections.nCopies(8, () -> NodeRuntime.version(environment)));
        }
        for (Future<@Nullable Version> answer : answers) {
            assertEquals(Version.parse("20.1.2"), answer.get());
        }
        assertEquals(1, Files.readAllLines(temp.resolve("asked")).size());
        NodeRuntime found = NodeRuntime.find(environment);
        assertNotNull(found);
        assertEquals("115", found.abi());
    }

    @Test
    void isAskedAgainAfterItSaidNothingOfUse() throws IOException {
        node("[ -e said ] && echo v18.0.0 108; touch said");
        assertNull(NodeRuntime.find(environment()));
        assertEquals(Version.parse("18.0.0"), NodeRuntime.version(environment()));
    }

    private void node(String answer) throws IOException {
        Path node = Files.createDirectories(temp.resolve("bin")).resolve("node");
        Files.writeString(node, "#!/bin/sh\ncd '" + temp + "'\necho asked >> asked\n" + answer + "\n");
        if (!node.toFile().setExecutable(true)) {
            throw new IOException("not executable: " + node);
        }
    }

    private Environment environment() {
        return new Environment(
                Map.of(
                        "PATH",
                        temp.resolve("bin") + ":/usr/bin:/bin",
                        "DX_HOME",
                        temp.resolve("home").toString()),
                temp,
                Environment.current().platform());
    }
}
