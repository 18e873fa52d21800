package dev.dx.engine.install.project;

import dev.dx.engine.DxException;
import dev.dx.engine.ErrorCode;
import dev.dx.engine.lock.BinaryLockFormat;
import dev.dx.engine.npm.lock.ImportedLock;
import dev.dx.engine.npm.lock.PackageLock;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The files of a project that say what is, or should be, installed. */
public final class ProjectFiles {
    private static final long MAX_LOCK_BYTES = 256L * 1024 * 1024;

    /** Lock files of other tools that can be taken over. */
    private static final List<String> FOREIGN_LOCKS = List.of("bun.lock", "pnpm-lock.yaml", "yarn.lock");

    /** The lock of older versions of Bun, which only Bun can read. */
    private static final String BINARY_BUN_LOCK = "bun.lockb";

    private ProjectFiles() {}

    /**
     * The name of the project's lock: lock.dxl where the project keeps that, else npm-shrinkwrap.json where there is one,
     * else package-lock.json.
     *
     * @throws DxException if it keeps more than one form, since they will not say the same for long
     */
    public static String lockName(Path project) {
        if (Files.exists(project.resolve(BinaryLockFormat.FILE_NAME))) {
            for (String text : List.of(PackageLock.FILE_NAME, PackageLock.SHRINKWRAP_NAME)) {
                if (Files.exists(project.resolve(text))) {
                    throw new DxException(
                            ErrorCode.DX_LOCK_INVALID,
                            project + ": has both " + BinaryLockFormat.FILE_NAME + " and " + text,
                            "Remove the one that is out of date.");
                }
            }
            return BinaryLockFormat.FILE_NAME;
        }
        return Files.exists(project.resolve(PackageLock.SHRINKWRAP_NAME))
                ? PackageLock.SHRINKWRAP_NAME
                : PackageLock.FILE_NAME;
    }

    /** The bytes of a lock; null if there is none. */
    public static byte @Nullable [] readLock(Path file) {
        try {
            requireBelievable(file);
            return Files.readAllBytes(file);
        } catch (NoSuchFileException none) {
            return null;
        } catch (IOException e) {
            throw DxException.io(file.toString(), e);
        }
    }

    private static void requireBelievable(Path file) throws IOException {
        if (Files.size(file) > MAX_LOCK_BYTES) {
            throw new DxException(
                    ErrorCode.DX_LOCK_INVALID,
                    file + ": larger than " + MAX_LOCK_BYTES + " bytes",
                    "Restore the file, or delete it and run dx install.");
        }
    }

    /** The text of a lock; null if there is none. */
    public static @Nullable String readLockText(Path file) {
        try {
            requireBelievable(file);
            return file.endsWith(BinaryLockFormat.FILE_NAME) ? ProjectLocks.text(file) : Files.readString(file);
        } catch (NoSuchFileException none) {
            return null;
        } catch (IOException e) {
            throw DxException.io(file.toString(), e);
        }
    }

    /** What stands in node_modules as the tool that put it there wrote it down; null if nothing legible says so. */
    public static @Nullable PackageLock readHiddenLock(Path modules) {
        Path file = modules.resolve(PackageLock.HIDDEN_FILE_NAME);
        try {
            return Files.size(file) > MAX_LOCK_BYTES
                    ? null
                    : PackageLock.parse(PackageLock.HIDDEN_FILE_NAME, Files.readString(file));
        } catch (IOException none) {
            return null;
        } catch (DxException illegible) {
            return null;
        }
    }

    /** Refuses a project whose versions are pinned by another tool's lock, where package-lock.json is not there. */
    public static void refuseForeignLocks(Path project) {
        if (Files.exists(project.resolve(PackageLock.FILE_NAME))
                || Files.exists(project.resolve(BinaryLockFormat.FILE_NAME))
                || Files.exists(project.resolve(PackageLock.SHRINKWRAP_NAME))) {
            return;
        }
        refuseBinaryLock(project);
        for (String name : FOREIGN_LOCKS) {
            if (Files.exists(project.resolve(name))) {
                throw new DxException(
                        ErrorCode.DX_UNSUPPORTED,
                        project + ": has a " + name + " and no package-lock.json",
                        "dx import takes its versions over; without it DX would choose them anew.");
            }
        }
    }

    private static void refuseBinaryLock(Path project) {
        if (Files.exists(project.resolve(BINARY_BUN_LOCK)) && !Files.exists(project.resolve("bun.lock"))) {
            throw new DxException(
                    ErrorCode.DX_UNSUPPORTED,
                    project.resolve(BINARY_BUN_LOCK) + ": only Bun can read it",
                    "Write it as text with bun install --save-text-lockfile --frozen-lockfile --lockfile-only, then run"
                            + " dx import.");
        }
    }

    /**
     * The lock of another tool.
     *
     * @param named which one; null for the only one
     */
    public static ImportedLock readForeignLock(Path project, @Nullable String named) {
        for (String own : List.of(PackageLock.FILE_NAME, PackageLock.SHRINKWRAP_NAME, BinaryLockFormat.FILE_NAME)) {
            if (Files.exists(project.resolve(own))) {
                throw new DxException(
                        ErrorCode.DX_USAGE,
                        project + ": has a " + own + " already",
                        "Remove it first if the other lock is the one that counts.");
            }
        }
        if (named == null) {
            refuseBinaryLock(project);
        }
        List<String> there = named != null
                ? List.of(named)
                : FOREIGN_LOCKS.stream()
                        .filter(name -> Files.exists(project.resolve(name)))
                        .toList();
        if (there.isEmpty()) {
            throw new DxException(
                    ErrorCode.DX_NOT_FOUND,
                    project + ": has no lock of another tool",
                    "Those that can be taken over are " + String.join(", ", FOREIGN_LOCKS) + ".");
        }
        if (there.size() > 1) {
            throw new DxException(
                    ErrorCode.DX_USAGE,
                    project + ": has " + String.join(" and ", there),
                    "Say which one counts, as in dx import " + there.getFirst() + ".");
        }
        String name = there.getFirst();
        if (!FOREIGN_LOCKS.contains(name)) {
            throw new DxException(
                    ErrorCode.DX_USAGE,
                    name + ": is not a lock file that can be taken over",
                    "Those are " + String.join(", ", FOREIGN_LOCKS) + ", in the project's folder.");
        }
        String text = readLockText(project.resolve(name));
        if (text == null) {
            throw new DxException(
                    ErrorCode.DX_NOT_FOUND, project.resolve(name) + ": is not there", "Name a lock file that is.");
        }
        return ImportedLock.parse(name, text);
    }

    /** The bytes of a lock with this name and this text. */
    public static byte[] lockBytes(String name, String text) {
        return name.equals(BinaryLockFormat.FILE_NAME)
                ? ProjectLocks.binary(name, text)
                : text.getBytes(StandardCharsets.UTF_8);
    }

    public static void write(Path file, String text) {
        try {
            Files.write(file, text.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw DxException.io(file.toString(), e);
        }
    }
}
