package dev.dx.engine.npm.lock;

import dev.dx.engine.DxException;
import dev.dx.engine.graph.Graph;
import dev.dx.engine.lock.BinaryLockWriter;
import dev.dx.engine.lock.LockSource;
import dev.dx.engine.lock.NotForBinaryException;
import java.nio.charset.StandardCharsets;

/** Any text as a package-lock.json: read, made a graph, made binary and back. */
public final class PackageLockFuzzer {
    private PackageLockFuzzer() {}

    public static void fuzzerTestOneInput(byte[] data) {
        String text = new String(data, StandardCharsets.UTF_8);
        try {
            PackageLock lock = PackageLock.parse("package-lock.json", text);
            Graph graph = GraphLock.withStyle(lock);
            BinaryLockWriter.encode(graph, LockSource.NONE);
            graph.duplicates();
            graph.nodes().forEach(node -> graph.chainsTo(node, 3));
            PackageLock back = GraphLock.of("lock", graph);
            if (lock.version() > 1 && !back.packages().equals(lock.packages())) {
                // Allowed for odd locks, which are then not kept in binary; but never with other places.
                if (back.packages().size() < lock.packages().size()) {
                    throw new AssertionError("packages were lost");
                }
            }
        } catch (DxException refused) {
            switch (refused.code()) {
                case DX_LOCK_INVALID, DX_UNSUPPORTED, DX_UNSAFE_PATH, DX_USAGE, DX_FORMAT_CORRUPT -> {}
                default -> throw refused;
            }
        } catch (NotForBinaryException kept) {
            // Then there is the text alone.
        }
    }
}
