package dev.dx.engine.npm.source;

import dev.dx.engine.DxException;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import org.jspecify.annotations.Nullable;

/** A folder for as long as something is made in it. */
record TemporaryFolder(Path path) implements AutoCloseable {
    static TemporaryFolder create() {
        try {
            return new TemporaryFolder(Files.createTempDirectory("dx-source-"));
        } catch (IOException failure) {
            throw DxException.io("a temporary folder", failure);
        }
    }

    /** Removes what can be removed; the rest is for the system to clear away. */
    @Override
    public void close() {
        try {
            delete(path);
        } catch (IOException left) {
            return;
        }
    }

    /** Removes a file or a folder with all that is in it; links are not followed. */
    static void delete(Path tree) throws IOException {
        Files.walkFileTree(tree, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                try {
                    Files.delete(file);
                } catch (java.nio.file.AccessDeniedException readOnly) {
                    // git writes its objects read-only, which Windows takes for a reason not to delete them.
                    if (!file.toFile().setWritable(true)) {
                        throw readOnly;
                    }
                    Files.delete(file);
                }
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path folder, @Nullable IOException failure) throws IOException {
                Files.delete(folder);
                return FileVisitResult.CONTINUE;
            }
        });
    }
}
