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
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;

/**
 * The right to change one project, against other processes and against other threads of this one. Held by a lock on a
 * file in the staging folder, so that the system gives it back when its holder dies.
 *
 * <p>On POSIX systems such a lock belongs to a process as a whole, and is lost when any thread of it closes the file,
 * however it was opened. So only the thread that is registered for the project opens it.
 */
final class ProjectLock implements AutoCloseable {
    private static final Duration PAUSE = Duration.ofMillis(50);

    /** Where the locked byte is: far behind the text, which Windows would else keep others from reading. */
    private static final long LOCKED_BYTE = 1L << 40;

    private static final int MOST_TEXT = 20;
    private static final int MOST_SIZE = 1 << 20;

    /** The projects that a thread of this process holds or tries to get. */
    private static final Set<Object> REGISTERED = ConcurrentHashMap.newKeySet();

    private final StagingFolder staging;
    private final Object key;
    private final FileChannel channel;

    /** What trying to get the lock leads to. */
    sealed interface Attempt {}

    record Taken(ProjectLock lock) implements Attempt {}

    /**
     * Somebody else has it.
     *
     * @param holder who, in words
     */
    record Busy(String holder) implements Attempt {}

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
            switch (tryAcquire(staging)) {
                case Taken(ProjectLock lock) -> {
                    return lock;
                }
                case Busy busy -> {
                    if (System.nanoTime() - start >= patience.toNanos()) {
                        throw new DxException(
                                ErrorCode.DX_BUSY,
                                staging.project() + ": " + busy.holder() + " works on this project",
                                "Wait until it is done, or stop it, and run this again.");
                    }
                    if (!told) {
                        events.accept(new InstallEvent.Note("Waiting: " + busy.holder() + " works on this project."));
                        told = true;
                    }
                }
            }
            try {
                Thread.sleep(PAUSE);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw DxException.cancelled();
            }
        }
    }

    /** Takes the lock if nobody has it. */
    static Attempt tryAcquire(StagingFolder staging) {
        Object key;
        try {
            // One project has many paths where links, mounts or the case of letters differ.
            Object file = Files.readAttributes(staging.project(), BasicFileAttributes.class)
                    .fileKey();
            key = file == null ? staging.project() : file;
        } catch (IOException e) {
            throw DxException.io(staging.project().toString(), e);
        }
        if (!REGISTERED.add(key)) {
            return new Busy("another task of this program");
        }
        Attempt attempt = new Busy("another dx");
        try {
            attempt = tryLock(staging, key);
            return attempt;
        } catch (NoSuchFileException folderJustDeleted) {
            return attempt;
        } catch (IOException e) {
            throw DxException.io(staging.folder().toString(), e);
        } finally {
            if (!(attempt instanceof Taken)) {
                REGISTERED.remove(key);
            }
        }
    }

    private static Attempt tryLock(StagingFolder staging, Object key) throws IOException {
        staging.create();
        FileChannel channel = FileChannel.open(
                staging.lock(),
                StandardOpenOption.CREATE,
                StandardOpenOption.READ,
                StandardOpenOption.WRITE,
                LinkOption.NOFOLLOW_LINKS);
        boolean kept = false;
        try {
            if (channel.tryLock(LOCKED_BYTE, 1, false) == null) {
                return new Busy(holder(channel));
            }
            kept = isStillThere(staging.lock(), channel);
            return kept ? new Taken(new ProjectLock(staging, key, channel)) : new Busy("another dx");
        } finally {
            if (!kept) {
                channel.close();
            }
        }
    }

    /**
     * Whether the locked file still has its name: the one who had the lock deletes the file before letting go, and a third
     * may have created another since. Seen by giving the file a size that no other has.
     */
    private static boolean isStillThere(Path lock, FileChannel channel) throws IOException {
        int size = ThreadLocalRandom.current().nextInt(MOST_TEXT + 1, MOST_SIZE);
        channel.truncate(0);
        channel.write(ByteBuffer.wrap((ProcessHandle.current().pid() + "\n").getBytes(StandardCharsets.UTF_8)), 0);
        channel.write(ByteBuffer.wrap(new byte[] {'\n'}), size - 1);
        try {
            return Files.size(lock) == size;
        } catch (NoSuchFileException deleted) {
            return false;
        }
    }

    private static String holder(FileChannel channel) throws IOException {
        ByteBuffer start = ByteBuffer.allocate(MOST_TEXT);
        channel.read(start, 0);
        String text = new String(start.array(), 0, start.position(), StandardCharsets.UTF_8);
        int end = text.indexOf('\n');
        return end <= 0 ? "another dx" : "another dx (process " + text.substring(0, end) + ")";
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
            REGISTERED.remove(key);
        }
    }
}
