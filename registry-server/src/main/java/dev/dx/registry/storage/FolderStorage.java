package dev.dx.registry.storage;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A storage in a folder.
 *
 * <pre>
 * data/   a file for each document and blob, by its key
 * tmp/    what is being written
 * locks/  who changes what
 * </pre>
 *
 * A file is written whole under {@code tmp} and then renamed, or linked where its name must be new, so a process that dies
 * at any moment leaves the old content or the new one, and at worst a file in {@code tmp} that the next one removes.
 */
public final class FolderStorage implements Storage {
    /** Longer than any upload takes. */
    private static final Duration ABANDONED = Duration.ofHours(24);

    /** What is promised when a write returns. */
    public enum Promise {
        /** It outlives a power failure. */
        LASTING,
        /** It can be had again from elsewhere, and is not waited for. */
        DISPOSABLE
    }

    private final Path data;
    private final Path tmp;
    private final Promise promise;
    private final KeyLocks locks;
    private final DocumentCache cache = new DocumentCache();

    private FolderStorage(Path folder, Promise promise) {
        this.data = folder.resolve("data");
        this.tmp = folder.resolve("tmp");
        this.promise = promise;
        this.locks = new KeyLocks(folder.resolve("locks"));
    }

    /** Opens the storage in a folder, and creates it if there is none. */
    public static FolderStorage open(Path folder, Promise promise) throws IOException {
        Path absolute = folder.toAbsolutePath().normalize();
        createPrivately(absolute);
        FolderStorage storage = new FolderStorage(absolute.toRealPath(), promise);
        Files.createDirectories(storage.data);
        Files.createDirectories(storage.tmp);
        storage.removeAbandoned();
        return storage;
    }

    @Override
    public @Nullable Document document(String key) throws IOException {
        return cache.read(path(key));
    }

    @Override
    public @Nullable Document put(String key, byte[] content, Condition condition) throws IOException {
        Path path = path(key);
        Path written = tmp.resolve(UUID.randomUUID().toString());
        try {
            try (FileChannel channel =
                    FileChannel.open(written, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
                try (OutputStream out = Channels.newOutputStream(channel)) {
                    out.write(content);
                    flush(channel);
                }
            }
            Document made = Document.owning(content.clone());
            return locks.holding(key, () -> {
                if (!holds(path, condition)) {
                    return null;
                }
                Files.createDirectories(parent(path));
                Files.move(written, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
                flushFolder(parent(path));
                return made;
            });
        } finally {
            Files.deleteIfExists(written);
        }
    }

    @Override
    public boolean remove(String key, Condition condition) throws IOException {
        Path path = path(key);
        return locks.holding(key, () -> {
            if (!holds(path, condition)) {
                return false;
            }
            Files.deleteIfExists(path);
            return true;
        });
    }

    private static boolean holds(Path path, Condition condition) throws IOException {
        return switch (condition) {
            case Condition.Any _ -> true;
            case Condition.Absent _ -> Files.notExists(path);
            case Condition.Unchanged(Document.Tag tag) -> {
                try {
                    // Read anew: what is remembered may be older than this moment.
                    yield Document.tagOf(Files.readAllBytes(path)).equals(tag);
                } catch (NoSuchFileException gone) {
                    yield false;
                }
            }
        };
    }

    @Override
    public @Nullable Blob blob(String key) throws IOException {
        try {
            FileChannel channel = FileChannel.open(path(key), StandardOpenOption.READ);
            return new FileBlob(
                    channel,
                    channel.size(),
                    Files.getLastModifiedTime(path(key)).toMillis());
        } catch (NoSuchFileException none) {
            return null;
        }
    }

    private record FileBlob(FileChannel file, long length, long modified) implements Blob {
        @Override
        public InputStream stream(long from) {
            return new ChannelSlice(file, from);
        }

        @Override
        public void close() throws IOException {
            file.close();
        }
    }

    @Override
    public Upload upload() throws IOException {
        Path written = tmp.resolve(UUID.randomUUID().toString());
        FileChannel channel = FileChannel.open(
                written, StandardOpenOption.CREATE_NEW, StandardOpenOption.READ, StandardOpenOption.WRITE);
        OutputStream out = Channels.newOutputStream(channel);
        return new Upload() {
            @Override
            public OutputStream out() {
                return out;
            }

            @Override
            public int read(byte[] target, int offset, int count, long from) throws IOException {
                return channel.read(ByteBuffer.wrap(target, offset, count), from);
            }

            @Override
            public boolean keep(String key) throws IOException {
                flush(channel);
                return publish(written, path(key));
            }

            @Override
            public void close() throws IOException {
                channel.close();
                Files.deleteIfExists(written);
            }
        };
    }

    /** Gives a written file its name, unless something has it; of two at once, one succeeds. */
    private boolean publish(Path written, Path path) throws IOException {
        Files.createDirectories(parent(path));
        try {
            Files.createLink(path, written);
        } catch (FileAlreadyExistsException taken) {
            return false;
        } catch (UnsupportedOperationException noLinks) {
            if (Files.exists(path)) {
                return false;
            }
            Files.move(written, path, StandardCopyOption.ATOMIC_MOVE);
        }
        flushFolder(parent(path));
        return true;
    }

    @Override
    public void removeBlob(String key) throws IOException {
        Files.deleteIfExists(path(key));
    }

    @Override
    public void touch(String key) throws IOException {
        try {
            Files.setLastModifiedTime(path(key), FileTime.fromMillis(System.currentTimeMillis()));
        } catch (NoSuchFileException gone) {
            // It was removed meanwhile; nothing is left to be said of it.
        }
    }

    @Override
    public List<Entry> list(String prefix) throws IOException {
        Path start = prefix.isEmpty() ? data : path(prefix);
        List<Entry> entries = new ArrayList<>();
        if (Files.notExists(start)) {
            return entries;
        }
        Files.walkFileTree(start, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                entries.add(new Entry(
                        KeyPath.key(data.relativize(file)),
                        attributes.size(),
                        attributes.lastModifiedTime().toMillis()));
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException failure) throws IOException {
                if (failure instanceof NoSuchFileException) {
                    return FileVisitResult.CONTINUE;
                }
                throw failure;
            }
        });
        return entries;
    }

    private static Path parent(Path path) {
        return Objects.requireNonNull(path.getParent());
    }

    private Path path(String key) {
        return KeyPath.resolve(data, key);
    }

    private void flush(FileChannel channel) throws IOException {
        if (promise == Promise.LASTING) {
            channel.force(true);
        }
    }

    private void flushFolder(Path folder) throws IOException {
        if (promise == Promise.DISPOSABLE
                || !folder.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            return;
        }
        try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    private void removeAbandoned() throws IOException {
        FileTime limit = FileTime.fromMillis(System.currentTimeMillis() - ABANDONED.toMillis());
        try (var files = Files.newDirectoryStream(tmp)) {
            for (Path file : files) {
                try {
                    if (Files.getLastModifiedTime(file).compareTo(limit) < 0) {
                        Files.deleteIfExists(file);
                    }
                } catch (NoSuchFileException finishedMeanwhile) {
                    // Its owner was not dead after all.
                }
            }
        }
    }

    private static void createPrivately(Path folder) throws IOException {
        if (Files.isDirectory(folder)) {
            return;
        }
        if (folder.getParent() != null) {
            Files.createDirectories(folder.getParent());
        }
        if (folder.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            Files.createDirectories(
                    folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        } else {
            Files.createDirectories(folder);
        }
    }
}
