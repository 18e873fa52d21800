package dev.dx.engine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.extension.AnnotatedElementContext;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.io.TempDirFactory;

/**
 * Folders of tests that make very many files: in memory where the machine has a file system there with room for them and runs
 * programs from it, else where all are. No disk is waited for, and nothing that a test says depends on one.
 */
public final class InMemory implements TempDirFactory {
    private static final Path MEMORY = Path.of("/dev/shm");
    private static final long ROOM = 1L << 30;

    @Override
    public Path createTempDirectory(AnnotatedElementContext element, ExtensionContext context) throws IOException {
        if (Files.isWritable(MEMORY) && Files.getFileStore(MEMORY).getUsableSpace() > ROOM) {
            Path folder = Files.createTempDirectory(MEMORY, "junit-");
            if (runsPrograms(folder)) {
                return folder;
            }
            Files.delete(folder);
        }
        return Files.createTempDirectory("junit-");
    }

    private static boolean runsPrograms(Path folder) throws IOException {
        Path program = Files.createFile(
                folder.resolve("program"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        try {
            return Files.isExecutable(program);
        } finally {
            Files.delete(program);
        }
    }
}
