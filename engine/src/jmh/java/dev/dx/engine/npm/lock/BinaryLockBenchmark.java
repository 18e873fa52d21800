package dev.dx.engine.npm.lock;

import dev.dx.engine.graph.Graph;
import dev.dx.engine.lock.BinaryLock;
import dev.dx.engine.lock.BinaryLockWriter;
import dev.dx.engine.lock.LockSource;
import dev.dx.engine.npm.json.JsonStyle;
import dev.dx.engine.npm.resolve.GeneratedProject;
import dev.dx.engine.npm.resolve.GeneratedRegistry;
import dev.dx.engine.npm.tree.TreeNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import tools.jackson.core.JsonParser;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/** One lock as text and as {@code .dxl}: that in the file that {@code DX_LOCK} names, or a generated one. */
@State(Scope.Thread)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class BinaryLockBenchmark {
    private static final int DIRECT = 150;
    private static final JsonFactory JACKSON = new JsonFactory();

    private Path folder = Path.of("");
    private Path text = Path.of("");
    private Path binary = Path.of("");
    private BinaryLock open;
    private String name = "";
    private String version = "";

    @Setup
    public void write() throws IOException {
        folder = Files.createTempDirectory("lock");
        text = folder.resolve("package-lock.json");
        binary = folder.resolve("lock.dxl");
        String given = System.getenv("DX_LOCK");
        if (given == null) {
            TreeNode project = GeneratedProject.resolve(new GeneratedRegistry(1500, 1), DIRECT);
            Files.writeString(
                    text,
                    LockWriter.projectLock(
                            project,
                            GeneratedRegistry.project(DIRECT),
                            "project",
                            LockWriter.Addresses.WRITTEN,
                            JsonStyle.NPM,
                            3));
        } else {
            Files.copy(Path.of(given), text);
        }
        byte[] bytes = Files.readAllBytes(text);
        Graph graph = GraphLock.withStyle(
                PackageLock.parse(PackageLock.FILE_NAME, new String(bytes, StandardCharsets.UTF_8)));
        byte[] encoded = BinaryLockWriter.encode(graph, LockSource.of(bytes));
        Files.write(binary, encoded);
        open = BinaryLock.open(binary);
        name = graph.nodes().get(graph.nodes().size() / 2).name();
        version = graph.nodes().get(graph.nodes().size() / 2).version();
        System.out.printf(
                "%n# %,d entries, %,d dependencies; %,d bytes of text, %,d of .dxl%n",
                graph.nodes().size(), graph.countDependencies(), bytes.length, encoded.length);
    }

    @TearDown
    public void delete() throws IOException {
        open.close();
        Files.delete(text);
        Files.delete(binary);
        Files.delete(folder);
    }

    /** Every token of the text, and nothing kept of it. */
    @Benchmark
    public int jacksonTokens() throws IOException {
        int tokens = 0;
        try (JsonParser parser = JACKSON.createParser(ObjectReadContext.empty(), Files.readAllBytes(text))) {
            while (parser.nextToken() != null) {
                tokens++;
            }
        }
        return tokens;
    }

    /** The text as objects, as an install reads it. */
    @Benchmark
    public PackageLock readText() throws IOException {
        return PackageLock.parse(PackageLock.FILE_NAME, Files.readString(text));
    }

    @Benchmark
    public int openBinary() {
        try (BinaryLock lock = BinaryLock.open(binary)) {
            return lock.size();
        }
    }

    @Benchmark
    public int openBinaryAndFind() {
        try (BinaryLock lock = BinaryLock.open(binary)) {
            return lock.find(name, version);
        }
    }

    @Benchmark
    public int find() {
        return open.find(name, version);
    }

    @Benchmark
    public Graph binaryToGraph() {
        try (BinaryLock lock = BinaryLock.open(binary)) {
            return lock.toGraph();
        }
    }

    @Benchmark
    public PackageLock binaryToLock() {
        try (BinaryLock lock = BinaryLock.open(binary)) {
            return GraphLock.of("lock.dxl", lock.toGraph());
        }
    }

    @Benchmark
    public Graph textToGraph() throws IOException {
        return LockGraph.of(readText());
    }
}
