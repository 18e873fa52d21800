package dev.dx.engine.store;

import dev.dx.engine.DxException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A lock on a file, between threads and between processes; the system gives it back when its holder dies. Locks of the
 * system belong to a process as a whole, and are lost when any thread of it closes the file: so each file is opened once
 * in a process, and counted here.
 */
final class StoreLock implements AutoCloseable {
    /** Who may hold a lock at the same time. */
    enum Kind {
        /** Everybody who wants it shared. */
        SHARED,
        /** Nobody else. */
        EXCLUSIVE
    }

    private static final Duration PAUSE = Duration.ofMillis(10);
    private static final Map<Path, State> HELD = new HashMap<>();

    /** What this process holds of one file. */
    private static final class State {
        final Kind kind;
        final @Nullable FileChannel channel;
        int holders = 1;

        State(Kind kind, @Nullable FileChannel channel) {
            this.kind = kind;
            this.channel = channel;
        }
    }

    private final Path key;
    private boolean closed;

    private StoreLock(Path key) {
        this.key = key;
    }

    /** Takes the lock, waiting for others up to {@code patience}; null if they have it still. */
    static @Nullable StoreLock acquire(Path file, Kind kind, Duration patience) throws IOException {
        long start = System.nanoTime();
        while (true) {
            DxException.checkCancelled();
            StoreLock lock = tryAcquire(file, kind);
            if (lock != null || System.nanoTime() - start >= patience.toNanos()) {
                return lock;
            }
            try {
                Thread.sleep(PAUSE);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw DxException.cancelled();
            }
        }
    }

    private static @Nullable StoreLock tryAcquire(Path file, Kind kind) throws IOException {
        Path parent = file.toAbsolutePath().getParent();
        Path key = (parent == null ? file : parent.toRealPath().resolve(file.getFileName()));
        synchronized (HELD) {
            State state = HELD.get(key);
            if (state != null) {
                if (kind == Kind.EXCLUSIVE || state.kind == Kind.EXCLUSIVE) {
                    return null;
                }
                state.holders++;
                return new StoreLock(key);
            }
            FileChannel channel = open(file, kind);
            boolean taken = false;
            try {
                FileLock lock = channel == null ? null : channel.tryLock(0, Long.MAX_VALUE, kind == Kind.SHARED);
                taken = channel == null || lock != null;
                if (taken) {
                    HELD.put(key, new State(kind, channel));
                    return new StoreLock(key);
                }
                return null;
            } finally {
                if (!taken && channel != null) {
                    channel.close();
                }
            }
        }
    }

    /** Null where the store cannot be written to, and so nobody removes anything from it. */
    private static @Nullable FileChannel open(Path file, Kind kind) throws IOException {
        try {
            return FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
        } catch (FileSystemException refused) {
            if (kind == Kind.EXCLUSIVE || !(refused instanceof AccessDeniedException || isReadOnly(file))) {
                throw refused;
            }
        }
        try {
            return FileChannel.open(file, StandardOpenOption.READ);
        } catch (NoSuchFileException | AccessDeniedException nothingToLock) {
            return null;
        }
    }

    private static boolean isReadOnly(Path file) throws IOException {
        Path parent = file.toAbsolutePath().getParent();
        return parent != null && Files.getFileStore(parent).isReadOnly();
    }

    @Override
    public void close() {
        release();
    }

    /** As {@link #close}, before its time. */
    void release() {
        synchronized (HELD) {
            if (closed) {
                return;
            }
            closed = true;
            State state = HELD.get(key);
            if (state == null || --state.holders > 0) {
                return;
            }
            HELD.remove(key);
            try {
                if (state.channel != null) {
                    state.channel.close();
                }
            } catch (IOException gone) {
                // The system has given it back all the same.
            }
        }
    }
}
