package dev.dx.engine.install.project;

import dev.dx.engine.DxException;
import dev.dx.engine.ErrorCode;
import dev.dx.engine.binary.Checksums;
import dev.dx.engine.graph.Graph;
import dev.dx.engine.lock.BinaryLock;
import dev.dx.engine.lock.BinaryLockWriter;
import dev.dx.engine.lock.LockSource;
import dev.dx.engine.lock.NotForBinaryException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * Graphs of locks that were read before, as {@code .dxl} files named by the XXH128 of the lock's text. A file counts only where it
 * also names the SHA-256 of that text: two texts may be made to have the same name. What is damaged is made anew.
 */
public final class CompiledLocks {
    private final Path folder;

    public CompiledLocks(Path folder) {
        this.folder = folder;
    }

    /** The graph of a lock with this text; null if it was not read before. */
    @Nullable
    public Graph find(byte[] text) {
        Path file = file(text);
        return Files.exists(file) ? read(file, LockSource.of(text)) : null;
    }

    private Path file(byte[] text) {
        return folder.resolve(HexFormat.of().formatHex(Checksums.xxh128(text, 0, text.length)) + ".dxl");
    }

    private static @Nullable Graph read(Path file, LockSource source) {
        try (BinaryLock lock = BinaryLock.open(file)) {
            return lock.source().equals(source) ? lock.toGraph() : null;
        } catch (DxException damaged) {
            if (damaged.code() == ErrorCode.DX_CANCELLED) {
                throw damaged;
            }
            return null;
        }
    }

    /** A cache that cannot be written is no reason to fail. */
    public void keep(byte[] text, Graph graph) {
        try {
            byte[] bytes = BinaryLockWriter.encode(graph, LockSource.of(text));
            Files.createDirectories(folder);
            Path temporary = Files.createTempFile(folder, "new", ".tmp");
            try {
                Files.write(temporary, bytes);
                Files.move(temporary, file(text), StandardCopyOption.ATOMIC_MOVE);
            } finally {
                Files.deleteIfExists(temporary);
            }
        } catch (IOException | NotForBinaryException notKept) {
            // It is read from its text again the next time.
        }
    }
}
