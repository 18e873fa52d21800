package dev.dx.engine.install;

import dev.dx.engine.DxException;
import dev.dx.engine.link.ModulesFolder;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;

/** The folder of a package that its scripts have changed. What stands in its own node_modules is not part of it. */
final class BuiltFolder {
    private static final String INNER = "node_modules";

    private BuiltFolder() {}

    /** Gives the new folder the files of the old one, which keeps them. */
    static void takeOver(Path old, Path fresh) {
        try {
            try (DirectoryStream<Path> entries = Files.newDirectoryStream(fresh)) {
                for (Path entry : entries) {
                    if (!entry.endsWith(INNER)) {
                        delete(fresh, entry);
                    }
                }
            }
            Files.walkFileTree(old, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes)
                        throws IOException {
                    DxException.checkCancelled();
                    if (folder.equals(old.resolve(INNER))) {
                        return FileVisitResult.SKIP_SUBTREE;
                    }
                    Files.createDirectories(fresh.resolve(old.relativize(folder)));
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                    Files.copy(
                            file,
                            fresh.resolve(old.relativize(file)),
                            LinkOption.NOFOLLOW_LINKS,
                            StandardCopyOption.COPY_ATTRIBUTES);
                    return FileVisitResult.CONTINUE;
                }
            });
        } catch (IOException e) {
            throw DxException.io(fresh.toString(), e);
        }
    }

    static void delete(Path root, Path folder) {
        ModulesFolder.delete(root, folder);
    }
}
