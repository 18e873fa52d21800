package dev.dx.engine.link;

import dev.dx.engine.DxException;
import dev.dx.engine.ErrorCode;
import dev.dx.engine.InstallEvent;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The right to change one project, against other processes and against other threads of this one. Held by a lock on a
 * file in the staging folder, so that the system gives it back when its holder dies.
 */
final class ProjectLock implements AutoCloseable {
    private static final Duration PAUSE = Duration.ofMillis(50);

    /**
     * Where the locked byte is: far behind the text, which Windows would else keep others from reading.
     */
    private static final long LOCKED_BYTE = 1L << 40;

    /**
     * The projects this process holds. Needed beside the lock on the file, which belongs to a process as a whole and would
     * be lost when another thread opened and closed the file.
     */
    private static final Set<Object> HELD_HERE = ConcurrentHashMap.newKeySet();

    private final StagingFolder staging;
    private final Object key;
    private final FileChannel channel;

    private ProjectLock(StagingFolder staging, Object key, FileChannel channel) {
        this.staging = staging;
        this.key = key;
        this.channel = channel;
    }

    /** Takes the lock, waiting for others up to {@code patience}. Creates the staging folder. */
    static ProjectLock acquire(StagingFolder staging, Duration patience, Consumer<InstallEvent> events) {
        long start = System.nanoTime();
        boolean told = false;
        while (true) {
            DxException.checkCancelled();
            ProjectLock lock = tryAcquire(staging);
            if (lock != null) {
                return lock;
            }
            if (System.nanoTime() - start >= patience.toNanos()) {
                throw new DxException(
                        ErrorCode.DX_BUSY,
                        staging.project() + ": " + holder(staging) + " works on this project",
                        "Wait until it is done, or stop it, and run this again.");
            }
            if (!told) {
                events.accept(new InstallEvent.Note("Waiting: " + holder(staging) + " works on this project."));
                told = true;
            }
            try {
                Thread.sleep(PAUSE);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw DxException.cancelled();
            }
        }
    }

    /** Takes the lock if nobody has it; else null. */
    static @Nullable ProjectLock tryAcquire(StagingFolder staging) {
        Object key;
        try {
            Object file = Files.readAttributes(staging.project(), BasicFileAttributes.class)
                    .fileKey();
            key = file == null ? staging.project() : file;
        } catch (IOException e) {
            throw DxException.io(staging.project().toString(), e);
        }
        if (!HELD_HERE.add(key)) {
            return null;
        }
        ProjectLock lock = null;
        try {
            FileChannel channel = lockedChannel(staging);
            if (channel != null) {
                lock = new ProjectLock(staging, key, channel);
            }
            return lock;
        } catch (IOException e) {
            throw DxException.io(staging.folder().toString(), e);
        } finally {
            if (lock == null) {
                HELD_HERE.remove(key);
            }
        }
    }

    private static @Nullable FileChannel lockedChannel(StagingFolder staging) throws IOException {
        staging.create();
        FileChannel channel;
        try {
            channel = FileChannel.open(
                    staging.lock(),
                    StandardOpenOption.CREATE,
                    StandardOpenOption.READ,
                    StandardOpenOption.WRITE,
                    LinkOption.NOFOLLOW_LINKS);
        } catch (NoSuchFileException folderJustDeleted) {
            return null;
        }
        boolean kept = false;
        try {
            if (channel.tryLock(LOCKED_BYTE, 1, false) == null) {
                return null;
            }
            // The one who had it deletes the file before letting go: what was locked here may be a file without a name.
            String mine = ProcessHandle.current().pid() + " " + System.nanoTime() + "\n";
            channel.truncate(0);
            channel.write(ByteBuffer.wrap(mine.getBytes(StandardCharsets.UTF_8)), 0);
            kept = mine.equals(textOf(staging.lock()));
            return kept ? channel : null;
        } finally {
            if (!kept) {
                channel.close();
            }
        }
    }

    private static @Nullable String textOf(Path lock) {
        try {
            return Files.readString(lock);
        } catch (IOException justDeleted) {
            return null;
        }
    }

    private static String holder(StagingFolder staging) {
        String text = textOf(staging.lock());
        int space = text == null ? -1 : text.indexOf(' ');
        return text == null || space <= 0 ? "another dx" : "another dx (process " + text.substring(0, space) + ")";
    }

    /** Gives the lock back, and removes the staging folder if nothing else is in it. */
    @Override
    public void close() {
        try {
            Files.deleteIfExists(staging.lock());
            channel.close();
            Files.deleteIfExists(staging.folder());
        } catch (DirectoryNotEmptyException leftOrTakenByTheNext) {
            // What is left there the next transaction clears away.
        } catch (IOException e) {
            throw DxException.io(staging.folder().toString(), e);
        } finally {
            HELD_HERE.remove(key);
        }
    }
}
