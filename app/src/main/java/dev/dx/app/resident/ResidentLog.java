package dev.dx.app.resident;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * What a resident engine did, a line for each thing; no arguments and no variables of anybody, which may hold secrets. When
 * the file has grown it is put aside, and the one put aside before goes.
 */
public final class ResidentLog {
    private static final long LARGEST = 1 << 20;

    private final Path file;

    private ResidentLog(Path file) {
        this.file = file;
    }

    public static ResidentLog in(Path home) {
        return new ResidentLog(Endpoint.folder(home).resolve("log"));
    }

    public Path file() {
        return file;
    }

    /** A log that cannot be written is no reason to fail. */
    public synchronized void say(String text) {
        String line = Instant.now().truncatedTo(ChronoUnit.MILLIS) + " " + text + "\n";
        try {
            if (Files.exists(file) && Files.size(file) > LARGEST) {
                Files.move(
                        file,
                        file.resolveSibling("log.1"),
                        StandardCopyOption.ATOMIC_MOVE,
                        StandardCopyOption.REPLACE_EXISTING);
            }
            Files.write(
                    file, line.getBytes(StandardCharsets.UTF_8), StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException unwritable) {
            // It tells less, then.
        }
    }
}
