package dev.dx.engine.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Where what was found broken goes, out of everybody's way and not lost: {@code quarantine/<time>-<number>/} with the thing
 * under its own name and {@code why.txt}.
 */
final class Quarantine {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss", Locale.ROOT).withZone(ZoneOffset.UTC);

    private final Path folder;

    Quarantine(Path folder) {
        this.folder = folder;
    }

    Path folder() {
        return folder;
    }

    /** Moves things there that are on the same file system; what is gone already is left out. */
    void take(String why, Path... broken) throws IOException {
        Files.createDirectories(folder);
        String name = TIME.format(Instant.now()) + "-"
                + Long.toHexString(ThreadLocalRandom.current().nextLong() | Long.MIN_VALUE);
        Path cell = Files.createDirectory(folder.resolve(name));
        Files.writeString(cell.resolve("why.txt"), why + "\n");
        for (Path each : broken) {
            try {
                Files.move(each, cell.resolve(each.getFileName()), StandardCopyOption.ATOMIC_MOVE);
            } catch (NoSuchFileException gone) {
                // Somebody else was here first.
            }
        }
    }
}
