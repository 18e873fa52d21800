package dev.dx.app.bench;

import dev.dx.engine.DxException;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The one folder that measuring writes to. It is made new, and goes with everything in it; nothing else is ever deleted. */
final class WorkFolder implements AutoCloseable {
    private static final int TRIES = 20;
    private static final long PAUSE_MILLIS = 100;
    private static final long USUAL_BLOCK = 4096;

    private final Path folder;

    private WorkFolder(Path folder) {
        this.folder = folder;
    }

    static WorkFolder below(Path parent) {
        try {
            Files.createDirectories(parent);
            return new WorkFolder(
                    Files.createTempDirectory(parent.toRealPath(), "dx-bench-").toRealPath());
        } catch (IOException unwritable) {
            throw DxException.io(parent.toString(), unwritable);
        }
    }

    Path folder() {
        return folder;
    }

    /** What is below it, whatever somebody has made of it meanwhile; a link goes, what it leads to does not. */
    void remove(Path path) {
        if (!path.startsWith(folder)) {
            throw new IllegalArgumentException(path + " is not below " + folder);
        }
        if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        try {
            Files.walkFileTree(path, new Removal());
        } catch (IOException failure) {
            throw DxException.io(path.toString(), failure);
        }
    }

    private static final class Removal extends SimpleFileVisitor<Path> {
        @Override
        public FileVisitResult preVisitDirectory(Path visited, BasicFileAttributes attributes) {
            // Caches are sometimes made unwritable by those they belong to.
            return visited.toFile().canWrite() || visited.toFile().setWritable(true, true)
                    ? FileVisitResult.CONTINUE
                    : FileVisitResult.SKIP_SUBTREE;
        }

        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
            Files.deleteIfExists(file);
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult visitFileFailed(Path file, IOException gone) {
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult postVisitDirectory(Path visited, @Nullable IOException failure) throws IOException {
            Files.deleteIfExists(visited);
            return FileVisitResult.CONTINUE;
        }
    }

    /** What folders take on the disk, in whole blocks, each file once. */
    static long diskUse(Path... folders) {
        Set<Object> seen = new HashSet<>();
        long[] bytes = {0};
        for (Path each : folders) {
            if (!Files.isDirectory(each)) {
                continue;
            }
            try {
                long block = blockSize(each);
                Files.walkFileTree(each, new SimpleFileVisitor<>() {
                    @Override
                    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                        DxException.checkCancelled();
                        Object key = attributes.fileKey();
                        if (attributes.isRegularFile() && (key == null || seen.add(key))) {
                            bytes[0] += (attributes.size() + block - 1) / block * block;
                        }
                        return FileVisitResult.CONTINUE;
                    }

                    @Override
                    public FileVisitResult visitFileFailed(Path file, IOException gone) {
                        return FileVisitResult.CONTINUE;
                    }
                });
            } catch (IOException unreadable) {
                throw DxException.io(each.toString(), unreadable);
            }
        }
        return bytes[0];
    }

    private static long blockSize(Path path) throws IOException {
        try {
            return Math.max(1, Files.getFileStore(path).getBlockSize());
        } catch (UnsupportedOperationException unknown) {
            return USUAL_BLOCK;
        }
    }

    /** Removes all of it; what tools left running may still write for a moment. An interruption waits until it is gone. */
    @Override
    public void close() {
        boolean interrupted = Thread.interrupted();
        try {
            for (int i = 0; i < TRIES; i++) {
                try {
                    remove(folder);
                    return;
                } catch (DxException notYet) {
                    try {
                        Thread.sleep(PAUSE_MILLIS);
                    } catch (InterruptedException again) {
                        interrupted = true;
                    }
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
