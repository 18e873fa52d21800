package dev.dx.engine.store;

import dev.dx.engine.pack.FileMode;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/** Creates files with exactly the permissions of their mode, where the file system has permissions. */
final class FileCreation {
    private static final Set<OpenOption> NEW = Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    private static final FileAttribute<?>[] NONE = {};
    private static final Map<FileMode, FileAttribute<?>[]> ATTRIBUTES = attributes();

    private final boolean permissions;
    /** Whether the process's umask takes away what the modes want. */
    private final boolean masked;

    private FileCreation(boolean permissions, boolean masked) {
        this.permissions = permissions;
        this.masked = masked;
    }

    private static Map<FileMode, FileAttribute<?>[]> attributes() {
        Map<FileMode, FileAttribute<?>[]> attributes = new EnumMap<>(FileMode.class);
        for (FileMode mode : FileMode.values()) {
            attributes.put(mode, new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(mode.permissions())});
        }
        return attributes;
    }

    private static FileAttribute<?>[] attributesOf(FileMode mode) {
        return Objects.requireNonNull(ATTRIBUTES.get(mode));
    }

    /** @param scratch a path that does not exist, on the file system in question */
    static FileCreation probe(Path scratch) throws IOException {
        if (!scratch.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            return new FileCreation(false, false);
        }
        try {
            FileChannel.open(scratch, NEW, attributesOf(FileMode.EXECUTABLE)).close();
            return new FileCreation(
                    true, !Files.getPosixFilePermissions(scratch).equals(FileMode.EXECUTABLE.permissions()));
        } finally {
            Files.deleteIfExists(scratch);
        }
    }

    FileChannel create(Path file, FileMode mode) throws IOException {
        if (!permissions) {
            return FileChannel.open(file, NEW, NONE);
        }
        FileChannel created = FileChannel.open(file, NEW, attributesOf(mode));
        if (masked) {
            Files.setPosixFilePermissions(file, mode.permissions());
        }
        return created;
    }
}
