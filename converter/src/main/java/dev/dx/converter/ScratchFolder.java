package dev.dx.converter;

import dev.dx.engine.DxException;
import dev.dx.engine.store.FolderRemoval;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Where packages are unpacked and packs made, beside where they go: {@code .dx-convert-HEX}, locked by {@code
 * .dx-convert-HEX.lock} for as long as its process lives. What a process that died left there, the next one removes.
 */
final class ScratchFolder implements AutoCloseable {
    private static final String PREFIX = ".dx-convert-";
    private static final String LOCK = ".lock";

    /**
     * Lock files this process holds. They must not be opened a second time: where locks belong to processes, closing any
     * channel to a file gives up the lock on it.
     */
    private static final Set<Path> OURS = ConcurrentHashMap.newKeySet();

    private final Path folder;
    private final Path lockFile;
    private final FileChannel lock;
    private final AtomicLong names = new AtomicLong();

    private ScratchFolder(Path folder, Path lockFile, FileChannel lock) {
        this.folder = folder;
        this.lockFile = lockFile;
        this.lock = lock;
    }

    static ScratchFolder in(Path parent) {
        try {
            Files.createDirectories(parent);
            removeStale(parent);
            String name = PREFIX + Long.toHexString(ThreadLocalRandom.current().nextLong() | Long.MIN_VALUE);
            Path lockFile = parent.toAbsolutePath().resolve(name + LOCK);
            OURS.add(lockFile);
            FileChannel channel = FileChannel.open(lockFile, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
            FileLock held = channel.tryLock();
            if (held == null) {
                throw new IOException(lockFile + " is locked by another");
            }
            return new ScratchFolder(Files.createDirectory(lockFile.resolveSibling(name)), lockFile, channel);
        } catch (IOException failure) {
            throw DxException.io(parent.toString(), failure);
        }
    }

    /** A path in here that does not exist. */
    Path path(String ending) {
        return folder.resolve(names.getAndIncrement() + ending);
    }

    @Override
    public void close() {
        FolderRemoval.removeWhatCanBe(folder);
        try {
            Files.deleteIfExists(lockFile);
            lock.close();
        } catch (IOException left) {
            // It is stale from here on, and goes when somebody converts here again.
            return;
        } finally {
            OURS.remove(lockFile);
        }
    }

    private static void removeStale(Path parent) throws IOException {
        try (DirectoryStream<Path> locks = Files.newDirectoryStream(parent.toAbsolutePath(), PREFIX + "*" + LOCK)) {
            for (Path lockFile : locks) {
                if (!OURS.contains(lockFile)) {
                    removeIfStale(lockFile);
                }
            }
        }
    }

    private static void removeIfStale(Path lockFile) throws IOException {
        try (FileChannel channel = FileChannel.open(lockFile, StandardOpenOption.WRITE);
                FileLock lock = channel.tryLock()) {
            if (lock != null) {
                String name = lockFile.getFileName().toString();
                FolderRemoval.removeWhatCanBe(
                        lockFile.resolveSibling(name.substring(0, name.length() - LOCK.length())));
                Files.deleteIfExists(lockFile);
            }
        } catch (NoSuchFileException removedByAnother) {
            return;
        }
    }
}
