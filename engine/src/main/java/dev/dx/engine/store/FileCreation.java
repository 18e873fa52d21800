package dev.dx.engine.store;

import dev.dx.engine.pack.FileMode;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/** Creates files with exactly the permissions of their mode, where the file system has permissions. */
final class FileCreation {
    private static final Set<OpenOption> NEW = Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    private static final Set<PosixFilePermission> REGULAR = PosixFilePermissions.fromString("rw-r--r--");
    private static final Set<PosixFilePermission> EXECUTABLE = PosixFilePermissions.fromString("rwxr-xr-x");
    private static final FileAttribute<?>[] NONE = {};
    private static final FileAttribute<?>[] REGULAR_ATTRIBUTES = {PosixFilePermissions.asFileAttribute(REGULAR)};
    private static final FileAttribute<?>[] EXECUTABLE_ATTRIBUTES = {PosixFilePermissions.asFileAttribute(EXECUTABLE)};

    private final boolean permissions;
    /** Whether the process's umask takes away what the modes want. */
    private final boolean masked;

    private FileCreation(boolean permissions, boolean masked) {
        this.permissions = permissions;
        this.masked = masked;
    }

    /** @param scratch a path that does not exist, on the file system in question */
    static FileCreation probe(Path scratch) throws IOException {
        if (!scratch.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            return new FileCreation(false, false);
        }
        try {
            FileChannel.open(scratch, NEW, EXECUTABLE_ATTRIBUTES).close();
            return new FileCreation(
                    true, !Files.getPosixFilePermissions(scratch).equals(EXECUTABLE));
        } finally {
            Files.deleteIfExists(scratch);
        }
    }

    FileChannel create(Path file, FileMode mode) throws IOException {
        if (!permissions) {
            return FileChannel.open(file, NEW, NONE);
        }
        FileChannel created = FileChannel.open(
                file,
                NEW,
                switch (mode) {
                    case REGULAR -> REGULAR_ATTRIBUTES;
                    case EXECUTABLE -> EXECUTABLE_ATTRIBUTES;
                });
        if (masked) {
            Files.setPosixFilePermissions(
                    file,
                    switch (mode) {
                        case REGULAR -> REGULAR;
                        case EXECUTABLE -> EXECUTABLE;
                    });
        }
        return created;
    }
}
