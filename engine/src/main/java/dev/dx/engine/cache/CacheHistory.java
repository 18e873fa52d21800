package dev.dx.engine.cache;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * What was done and what caches did for it, a line of JSON for each operation. A line is written at once, so that processes do
 * not write into each other's; when the file has grown it is put aside, and the one put aside before goes. It can be deleted
 * at any time.
 */
public final class CacheHistory {
    private static final long LARGEST = 1 << 20;
    private static final int LONGEST_LINE = 1 << 16;

    private final Path file;

    /**
     * One operation.
     *
     * @param where the project's folder
     * @param what was done, in a word
     */
    public record Run(Instant at, String where, String what, long millis, int packages, CacheUse use) {}

    public CacheHistory(Path file) {
        this.file = file;
    }

    /** A history that cannot be written is no reason to fail. */
    public void append(Run run) {
        byte[] line = HistoryLine.write(run).getBytes(StandardCharsets.UTF_8);
        try {
            try {
                if (Files.size(file) > LARGEST) {
                    Files.move(file, older(), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
                }
            } catch (NoSuchFileException first) {
                Files.createDirectories(file.toAbsolutePath().getParent());
            }
            Files.write(file, line, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException unwritable) {
            // It tells less, then.
        }
    }

    /** What is written down, the oldest first; lines that cannot be read are passed over. */
    public List<Run> read() {
        List<Run> runs = new ArrayList<>();
        for (Path part : List.of(older(), file)) {
            try (BufferedReader reader = Files.newBufferedReader(part)) {
                for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                    Run run = line.length() > LONGEST_LINE ? null : HistoryLine.read(line);
                    if (run != null) {
                        runs.add(run);
                    }
                }
            } catch (IOException none) {
                // Nothing was written yet, or it is no text.
            }
        }
        return runs;
    }

    private Path older() {
        return file.resolveSibling(file.getFileName() + ".1");
    }
}
