package dev.dx.engine.store;

import dev.dx.engine.DxException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Where the store's things are made before they are renamed to where they are seen.
 *
 * <pre>
 * tmp/ab12cd34.lock   held by the process that works in ab12cd34/ for as long as it does
 * tmp/ab12cd34/       what it makes; gone when nobody in that process makes anything
 * </pre>
 *
 * A lock that nobody holds belonged to a process that died; whoever comes across it removes it with its folder.
 */
public final class Staging {
    private static final String LOCK = ".lock";
    /**
     * Lock files this process holds. They must not be opened a second time: where locks belong to processes, closing
     * any channel to a file gives up the lock on it.
     */
    private static final Set<Path> OURS = ConcurrentHashMap.newKeySet();

    private final Path tmp;
    private final AtomicLong names = new AtomicLong();
    private @Nullable Session session;
    private int users;

    private record Session(Path folder, Path lockFile, FileChannel channel, FileLock lock) {}

    Staging(Path tmp) {
        this.tmp = tmp;
    }

    /** A place for one piece of work. Closing it removes whatever is still in it. */
    public final class Place implements AutoCloseable {
        private final Path folder;
        private boolean closed;

        private Place(Path folder) {
            this.folder = folder;
        }

        /** A path in here that does not exist. */
        public Path path(String name) {
            return folder.resolve(name);
        }

        @Override
        public void close() {
            if (!closed) {
                closed = true;
                FolderRemoval.removeWhatCanBe(folder);
                release();
            }
        }
    }

    Place open() throws IOException {
        Path place = acquire().resolve(Long.toString(names.getAndIncrement()));
        try {
            Files.createDirectory(place);
            return new Place(place);
        } catch (IOException failure) {
            release();
            throw failure;
        }
    }

    /** Removes what processes that are gone left behind. */
    void removeStale() throws IOException {
        try (DirectoryStream<Path> locks = Files.newDirectoryStream(tmp, "*" + LOCK)) {
            for (Path lockFile : locks) {
                if (!OURS.contains(lockFile)) {
                    removeIfStale(lockFile);
                }
            }
        } catch (NoSuchFileException nothingYet) {
            return;
        }
    }

    private static void removeIfStale(Path lockFile) throws IOException {
        try (FileChannel channel = FileChannel.open(lockFile, StandardOpenOption.WRITE);
                FileLock lock = channel.tryLock()) {
            if (lock != null) {
                FolderRemoval.removeWhatCanBe(folderOf(lockFile));
                Files.deleteIfExists(lockFile);
            }
        } catch (NoSuchFileException | OverlappingFileLockException takenOrRemovedByAnother) {
            return;
        }
    }

    private static Path folderOf(Path lockFile) {
        String name = lockFile.getFileName().toString();
        return lockFile.resolveSibling(name.substring(0, name.length() - LOCK.length()));
    }

    private synchronized Path acquire() throws IOException {
        if (session == null) {
            session = begin();
        }
        users++;
        return session.folder();
    }

    private synchronized void release() {
        users--;
        if (users == 0 && session != null) {
            end(session);
            session = null;
        }
    }

    private Session begin() throws IOException {
        Files.createDirectories(tmp);
        while (true) {
            DxException.checkCancelled();
            Path lockFile =
                    tmp.resolve(Long.toHexString(ThreadLocalRandom.current().nextLong() | Long.MIN_VALUE) + LOCK);
            OURS.add(lockFile);
            Session begun = null;
            try {
                begun = tryBegin(lockFile);
            } finally {
                if (begun == null) {
                    OURS.remove(lockFile);
                }
            }
            if (begun != null) {
                return begun;
            }
        }
    }

    private static @Nullable Session tryBegin(Path lockFile) throws IOException {
        FileChannel channel = FileChannel.open(lockFile, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        boolean held = false;
        try {
            FileLock lock = channel.tryLock();
            // Between creating and locking it another process may have taken it for stale and removed it.
            if (lock != null && Files.exists(lockFile)) {
                Path folder = Files.createDirectory(folderOf(lockFile));
                held = true;
                return new Session(folder, lockFile, channel, lock);
            }
            return null;
        } finally {
            if (!held) {
                channel.close();
                Files.deleteIfExists(lockFile);
            }
        }
    }

    private static void end(Session session) {
        FolderRemoval.removeWhatCanBe(session.folder());
        try {
            Files.deleteIfExists(session.lockFile());
            session.channel().close();
        } catch (IOException left) {
            // What is left is stale from here on, and goes when the store is opened next.
            return;
        } finally {
            OURS.remove(session.lockFile());
        }
    }
}
