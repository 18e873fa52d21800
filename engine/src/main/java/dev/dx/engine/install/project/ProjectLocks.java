package dev.dx.engine.install.project;

import dev.dx.engine.DxException;
import dev.dx.engine.ErrorCode;
import dev.dx.engine.lock.BinaryLock;
import dev.dx.engine.lock.BinaryLockFormat;
import dev.dx.engine.lock.BinaryLockWriter;
import dev.dx.engine.lock.LockSource;
import dev.dx.engine.lock.NotForBinaryException;
import dev.dx.engine.npm.lock.GraphLock;
import dev.dx.engine.npm.lock.LockMerge;
import dev.dx.engine.npm.lock.LockWriter;
import dev.dx.engine.npm.lock.PackageLock;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;

/**
 * The two forms a project may keep its lock in. Each is made of the other without loss; what is installed never depends on
 * which it is.
 */
public final class ProjectLocks {
    private ProjectLocks() {}

    /** Whether a file is a binary lock, by its first bytes. */
    static boolean isBinary(byte[] bytes) {
        return bytes.length >= 4 && bytes[0] == 'D' && bytes[1] == 'X' && bytes[2] == 'L' && bytes[3] == 0;
    }

    /** What a lock file says, as the text of package-lock.json. */
    public static String text(Path file) {
        byte[] bytes = ProjectFiles.readLock(file);
        if (bytes == null) {
            throw new DxException(ErrorCode.DX_NOT_FOUND, "there is no file " + file, "Name a lock file.");
        }
        return isBinary(bytes)
                ? LockWriter.text(read(file), folderName(file))
                : new String(bytes, StandardCharsets.UTF_8);
    }

    /** The lock a project keeps, whether it is there or not. */
    public static Path file(Path project) {
        return project.resolve(ProjectFiles.lockName(project));
    }

    private static String folderName(Path lock) {
        Path folder = lock.toAbsolutePath().normalize().getParent();
        Path name = folder == null ? null : folder.getFileName();
        return name == null ? "" : name.toString();
    }

    /** What a lock file says; it may be of either form. */
    private static PackageLock read(Path file) {
        byte[] bytes = ProjectFiles.readLock(file);
        String name = String.valueOf(file.getFileName());
        if (bytes == null || bytes.length == 0) {
            return PackageLock.parse(name, "{\"lockfileVersion\": 3, \"packages\": {}}");
        }
        if (!isBinary(bytes)) {
            return PackageLock.parse(name, new String(bytes, StandardCharsets.UTF_8));
        }
        try (BinaryLock lock = BinaryLock.open(file)) {
            return GraphLock.of(name, lock.toGraph());
        }
    }

    /** The binary form of a lock's text. The same text is always the same bytes. */
    static byte[] binary(String name, String text) {
        return binary(PackageLock.parse(name, text));
    }

    private static byte[] binary(PackageLock lock) {
        try {
            return BinaryLockWriter.encode(GraphLock.withStyle(lock.inVersion(3)), LockSource.NONE);
        } catch (NotForBinaryException tooOdd) {
            throw new DxException(
                    ErrorCode.DX_UNSUPPORTED,
                    BinaryLockFormat.FILE_NAME + " cannot hold " + tooOdd.getMessage(),
                    "Keep package-lock.json.");
        }
    }

    /** Makes {@code lock.dxl} the project's lock, in place of its text. */
    public static Path keepBinary(Path project) {
        String name = ProjectFiles.lockName(project);
        Path binary = project.resolve(BinaryLockFormat.FILE_NAME);
        if (name.equals(BinaryLockFormat.FILE_NAME)) {
            return binary;
        }
        String text = ProjectFiles.readLockText(project.resolve(name));
        if (text == null) {
            throw missing(project);
        }
        PackageLock lock = PackageLock.parse(name, text);
        if (lock.version() == 1) {
            throw new DxException(
                    ErrorCode.DX_UNSUPPORTED,
                    project.resolve(name) + ": lockfileVersion 1 says too little of its packages",
                    "Run dx install once; it completes the lock.");
        }
        byte[] bytes = binary(lock);
        replace(binary, bytes);
        requireSame(binary, lock);
        remove(project.resolve(name));
        return binary;
    }

    /** Makes {@code package-lock.json} the project's lock again. */
    public static Path keepText(Path project) {
        String name = ProjectFiles.lockName(project);
        Path text = project.resolve(PackageLock.FILE_NAME);
        if (!name.equals(BinaryLockFormat.FILE_NAME)) {
            if (ProjectFiles.readLock(project.resolve(name)) == null) {
                throw missing(project);
            }
            return project.resolve(name);
        }
        replace(text, text(project.resolve(name)).getBytes(StandardCharsets.UTF_8));
        remove(project.resolve(name));
        return text;
    }

    /** The old form is only removed once the new one is known to say the same. */
    private static void requireSame(Path binary, PackageLock lock) {
        PackageLock back = read(binary);
        if (!back.packages().equals(lock.packages())
                || !back.project().json().equals(lock.project().json())) {
            remove(binary);
            throw new DxException(
                    ErrorCode.DX_UNSUPPORTED,
                    BinaryLockFormat.FILE_NAME + " cannot hold all that package-lock.json says",
                    "Keep package-lock.json; or let dx install write it anew first.");
        }
    }

    /**
     * Merges as git's merge drivers do: what either side changed since the base, into our side's file.
     *
     * @return the places both changed, each in its own way: they are left out, for the next install to choose anew
     */
    public static List<String> merge(Path base, Path ours, Path theirs) {
        LockMerge merge = LockMerge.of(read(base), read(ours), read(theirs));
        byte[] bytes = ProjectFiles.readLock(ours);
        boolean text = bytes != null && bytes.length > 0 && !isBinary(bytes);
        replace(
                ours,
                text
                        ? LockWriter.text(merge.lock(), folderName(ours)).getBytes(StandardCharsets.UTF_8)
                        : binary(merge.lock()));
        return merge.disagreeing();
    }

    private static DxException missing(Path project) {
        return new DxException(
                ErrorCode.DX_NOT_FOUND, project + ": has no lock", "Run dx install once; it writes package-lock.json.");
    }

    private static void replace(Path file, byte[] bytes) {
        Path temporary = file.resolveSibling(
                "." + file.getFileName() + "." + ProcessHandle.current().pid() + ".tmp");
        try {
            try {
                Files.write(temporary, bytes);
                Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
            } catch (AtomicMoveNotSupportedException elsewhere) {
                Files.move(temporary, file, StandardCopyOption.REPLACE_EXISTING);
            } finally {
                Files.deleteIfExists(temporary);
            }
        } catch (IOException e) {
            throw DxException.io(file.toString(), e);
        }
    }

    private static void remove(Path file) {
        try {
            Files.delete(file);
        } catch (IOException e) {
            throw DxException.io(file.toString(), e);
        }
    }
}
