package dev.dx.registry.storage;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The right to change what stands under a key, against other threads and other processes. The system gives it back when
 * its holder dies. Several keys share a lock, so nobody may want two of them at once.
 *
 * <p>On POSIX systems a lock on a file belongs to a process as a whole, and is lost when any thread of it closes the file:
 * so within the process a lock of the JVM's own is held around it, the same for every storage in the same folder.
 */
final class KeyLocks {
    private static final int STRIPES = 64;
    private static final Map<Path, ReentrantLock> IN_PROCESS = new ConcurrentHashMap<>();

    private final Path folder;

    KeyLocks(Path folder) {
        this.folder = folder;
    }

    /** What is done while the lock is held. */
    @FunctionalInterface
    interface Step<T extends @Nullable Object> {
        T run() throws IOException;
    }

    <T extends @Nullable Object> T holding(String key, Step<T> step) throws IOException {
        Path file = folder.resolve(Integer.toString(Math.floorMod(key.hashCode(), STRIPES)));
        ReentrantLock own = IN_PROCESS.computeIfAbsent(file, _ -> new ReentrantLock());
        Files.createDirectories(folder);
        own.lock();
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                FileLock lock = channel.lock()) {
            if (!lock.isValid()) {
                throw new IOException(file + ": no lock");
            }
            return step.run();
        } finally {
            own.unlock();
        }
    }
}
