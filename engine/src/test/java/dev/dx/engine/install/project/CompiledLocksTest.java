package dev.dx.engine.install.project;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.dx.engine.graph.Graph;
import dev.dx.engine.install.overview.ProjectGraph;
import dev.dx.engine.lock.BinaryLockWriter;
import dev.dx.engine.lock.LockSource;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CompiledLocksTest {
    private static final String LOCK = """
        {"name": "app", "lockfileVersion": 3, "packages": {"": {"name": "app", "dependencies": {"a": "1"}},
         "node_modules/a": {"version": "1.0.0"}}}
        """;

    @TempDir
    Path folder;

    private Path compiled() throws IOException {
        try (Stream<Path> files = Files.list(folder.resolve("locks"))) {
            return files.toList().getFirst();
        }
    }

    @Test
    void lockIsReadFromItsTextOnceAndWheneverThatChanged() throws IOException {
        Path project = Files.createDirectory(folder.resolve("app"));
        Files.writeString(project.resolve("package-lock.json"), LOCK);
        CompiledLocks locks = new CompiledLocks(folder.resolve("locks"));
        Graph first = ProjectGraph.read(project, locks);
        assertEquals(2, first.nodes().size());
        Graph again = locks.find(LOCK.getBytes(StandardCharsets.UTF_8));
        assertNotNull(again);
        assertEquals(first.nodes().toString(), again.nodes().toString());
        String other = LOCK.replace("1.0.0", "1.0.1");
        assertNull(locks.find(other.getBytes(StandardCharsets.UTF_8)));
        Files.writeString(project.resolve("package-lock.json"), other);
        assertEquals(
                "1.0.1", ProjectGraph.read(project, locks).nodes().getLast().version());
    }

    @Test
    void whatIsDamagedOrOfAnotherTextIsMadeAnew() throws IOException {
        Path project = Files.createDirectory(folder.resolve("app"));
        Files.writeString(project.resolve("package-lock.json"), LOCK);
        CompiledLocks locks = new CompiledLocks(folder.resolve("locks"));
        Graph graph = ProjectGraph.read(project, locks);
        byte[] text = LOCK.getBytes(StandardCharsets.UTF_8);
        // As if another text had the same XXH128.
        Files.write(compiled(), BinaryLockWriter.encode(graph, LockSource.of(new byte[] {1})));
        assertNull(locks.find(text));
        Files.write(compiled(), new byte[] {'D', 'X'});
        assertNull(locks.find(text));
        assertEquals(2, ProjectGraph.read(project, locks).nodes().size());
        assertNotNull(locks.find(text));
    }
}
