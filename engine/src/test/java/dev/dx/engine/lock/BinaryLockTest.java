package dev.dx.engine.lock;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import dev.dx.engine.DxException;
import dev.dx.engine.ErrorCode;
import dev.dx.engine.graph.Graph;
import dev.dx.engine.graph.GraphBuilder;
import dev.dx.engine.graph.GraphNode;
import java.io.IOException;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BinaryLockTest {
    @TempDir
    Path folder;

    /** Writes the golden file anew, for a new version of the format: {@code FOLDER}. */
    public static void main(String[] arguments) throws IOException {
        Path file = Files.write(
                Path.of(arguments[0], "small.dxl"), BinaryLockWriter.encode(SmallGraph.graph(), LockSource.NONE));
        try (BinaryLock lock = BinaryLock.open(file)) {
            Files.writeString(file.resolveSibling("small.txt"), String.join("\n", BinaryLockDump.lines(lock)) + "\n");
        }
    }

    private BinaryLock written(Graph graph) throws IOException {
        Path file = folder.resolve("lock.dxl");
        Files.write(file, BinaryLockWriter.encode(graph, LockSource.NONE));
        return BinaryLock.open(file);
    }

    @Test
    void readsWhatWasWritten() throws IOException {
        try (BinaryLock lock = written(SmallGraph.graph())) {
            assertEquals(SmallGraph.text(SmallGraph.graph()), SmallGraph.text(lock.toGraph()));
        }
    }

    @Test
    void readsWhatWasWrittenOnceAndWritesItTheSame() throws IOException {
        byte[] golden = resource("small.dxl");
        assertArrayEquals(golden, BinaryLockWriter.encode(SmallGraph.graph(), LockSource.NONE));
        Path file = Files.write(folder.resolve("golden.dxl"), golden);
        try (BinaryLock lock = BinaryLock.open(file)) {
            assertEquals(SmallGraph.text(SmallGraph.graph()), SmallGraph.text(lock.toGraph()));
            assertEquals(
                    new String(resource("small.txt"), StandardCharsets.UTF_8),
                    String.join("\n", BinaryLockDump.lines(lock)) + "\n");
        }
    }

    private static byte[] resource(String name) throws IOException {
        try (InputStream in = BinaryLockTest.class.getResourceAsStream(name)) {
            assertNotNull(in, name);
            return in.readAllBytes();
        }
    }

    @Test
    void findsByNameAndByNameAndVersion() throws IOException {
        try (BinaryLock lock = written(SmallGraph.graph())) {
            assertEquals(1, lock.find("@s/left"));
            assertEquals(2, lock.find("base"));
            assertEquals(3, lock.next(2));
            assertEquals(BinaryLock.ABSENT, lock.next(3));
            assertEquals(3, lock.find("base", "2.0.0-β"));
            assertEquals(3, lock.findId("base@2.0.0-β"));
            assertEquals(1, lock.findId("@s/left@2.1.0"));
            assertEquals(BinaryLock.ABSENT, lock.findId("@s/left"));
            assertEquals(BinaryLock.ABSENT, lock.find("base", "2.0.0-γ"));
            assertEquals(BinaryLock.ABSENT, lock.find("bas"));
            assertEquals(BinaryLock.ABSENT, lock.find(""));
            assertEquals("2.0.0-β", lock.version(3));
        }
    }

    @Test
    void everyOneOfManyNamesIsFound() throws IOException {
        long seed = 5;
        Random random = new Random(seed);
        GraphBuilder builder = new GraphBuilder();
        builder.node(SmallGraph.node("app", "", Map.of(), ""));
        for (int i = 1; i < 3000; i++) {
            String name = "n" + Integer.toString(random.nextInt(2000), 36) + (i % 7 == 0 ? "é\ud83d\ude00" : "");
            builder.node(SmallGraph.node(name, i + ".0.0", Map.of(), "node_modules/x" + i));
        }
        Graph graph = builder.build();
        try (BinaryLock lock = written(graph)) {
            for (GraphNode node : graph.nodes()) {
                assertEquals(node.number(), lock.find(node.name(), node.version()), "seed " + seed);
                assertEquals(graph.named(node.name()).getFirst().number(), lock.find(node.name()));
            }
        }
    }

    @Test
    void lookupAllocatesNothing() throws IOException {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        try (BinaryLock lock = written(SmallGraph.graph())) {
            long sum = lookUp(lock, 200_000);
            long before = threads.getCurrentThreadAllocatedBytes();
            sum += lookUp(lock, 100_000);
            long allocated = threads.getCurrentThreadAllocatedBytes() - before;
            assertTrue(sum > 0);
            // Asking how much was allocated may itself take a few bytes.
            assertTrue(allocated < 1000, allocated + " bytes for 100,000 lookups");
        }
    }

    private static long lookUp(BinaryLock lock, int times) {
        long sum = 0;
        for (int i = 0; i < times; i++) {
            sum += lock.find("@s/left") + lock.find("base", "2.0.0-β") + lock.findId("base@1.0.0") + lock.find("none");
        }
        return sum;
    }

    @Test
    void sameGraphIsTheSameBytes() {
        assertArrayEquals(
                BinaryLockWriter.encode(SmallGraph.graph(), LockSource.NONE),
                BinaryLockWriter.encode(SmallGraph.graph(), LockSource.NONE));
    }

    @Test
    void refusesTwoAtOnePlace() {
        GraphBuilder builder = new GraphBuilder();
        builder.node(SmallGraph.node("app", "", Map.of(), ""));
        builder.node(SmallGraph.node("a", "1", Map.of(), "node_modules/a"));
        builder.node(SmallGraph.node("b", "1", Map.of(), "node_modules/a"));
        Graph graph = builder.build();
        assertThrows(NotForBinaryException.class, () -> BinaryLockWriter.encode(graph, LockSource.NONE));
    }

    @Test
    void tellsNewerFromDamagedFromCutOff() throws IOException {
        byte[] whole = BinaryLockWriter.encode(SmallGraph.graph(), LockSource.NONE);
        byte[] newer = whole.clone();
        newer[4] = 2;
        assertEquals(ErrorCode.DX_FORMAT_TOO_NEW, refusal(newer));
        assertEquals(ErrorCode.DX_FORMAT_TRUNCATED, refusal(Arrays.copyOf(whole, whole.length - 1)));
        byte[] damaged = whole.clone();
        damaged[whole.length / 2]++;
        assertEquals(ErrorCode.DX_FORMAT_CORRUPT, refusal(damaged));
    }

    private ErrorCode refusal(byte[] bytes) throws IOException {
        Path file = Files.write(folder.resolve("damaged" + bytes.length + bytes[4] + ".dxl"), bytes);
        return assertThrows(DxException.class, () -> BinaryLock.open(file)).code();
    }
}
