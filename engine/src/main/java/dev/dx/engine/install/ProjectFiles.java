package dev.dx.engine.install;

import dev.dx.engine.DxException;
import dev.dx.engine.ErrorCode;
import dev.dx.engine.npm.lock.PackageLock;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The files of a project that say what is, or should be, installed. */
final class ProjectFiles {
    private static final long MAX_LOCK_BYTES = 256L * 1024 * 1024;

    /** Lock files of other tools: what they pin is not understood yet, and must not be passed over. */
    private static final List<String> FOREIGN_LOCKS =
            List.of("npm-shrinkwrap.json", "pnpm-lock.yaml", "yarn.lock", "bun.lock", "bun.lockb");

    private ProjectFiles() {}

    /** The text of package-lock.json; null if there is none. */
    static @Nullable String readLockText(Path project) {
        Path file = project.resolve(PackageLock.FILE_NAME);
        try {
            if (Files.size(file) > MAX_LOCK_BYTES) {
                throw new DxException(
                        ErrorCode.DX_LOCK_INVALID,
                        file + ": larger than " + MAX_LOCK_BYTES + " bytes",
                        "Restore the file, or delete it and run dx install.");
            }
            return Files.readString(file);
        } catch (NoSuchFileException none) {
            return null;
        } catch (IOException e) {
            throw DxException.io(file.toString(), e);
        }
    }

    /** What stands in node_modules as the tool that put it there wrote it down; null if nothing legible says so. */
    static @Nullable PackageLock readHiddenLock(Path modules) {
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

    /** Refuses a project whose versions are pinned by a file that is not read, where package-lock.json is not there. */
    static void refuseForeignLocks(Path project) {
        if (Files.exists(project.resolve(PackageLock.FILE_NAME))
                && !Files.exists(project.resolve("npm-shrinkwrap.json"))) {
            return;
        }
        for (String name : FOREIGN_LOCKS) {
            if (Files.exists(project.resolve(name))) {
                throw new DxException(
                        ErrorCode.DX_UNSUPPORTED,
                        project.resolve(name) + ": is not understood yet",
                        "Use the tool that wrote it, or remove it to let DX choose versions anew.");
            }
        }
    }

    static void write(Path file, String text) {
        try {
            Files.write(file, text.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw DxException.io(file.toString(), e);
        }
    }
}
