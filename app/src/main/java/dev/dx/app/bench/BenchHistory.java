package dev.dx.app.bench;

import dev.dx.engine.DxException;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Reports that were made here, each a file of {@link BenchJson}, named for when it was begun. Any of them can be deleted. */
public final class BenchHistory {
    private static final int KEPT = 200;
    private static final int LARGEST = 8 << 20;
    private static final DateTimeFormatter NAME =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH-mm-ss-SSS'Z'").withZone(ZoneOffset.UTC);

    private final Path folder;

    /** @param home the folder of {@link dev.dx.engine.DxHome} */
    public BenchHistory(Path home) {
        this.folder = home.resolve("benchmarks");
    }

    /** Where it is kept. */
    public Path add(BenchReport report) {
        Path file = folder.resolve(NAME.format(report.at()) + ".json");
        try {
            Files.createDirectories(folder);
            Path written = Files.createTempFile(folder, "writing-", ".tmp");
            Files.writeString(written, BenchJson.write(report) + "\n");
            Files.move(written, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            List<Path> files = files();
            for (Path old : files.subList(0, Math.max(0, files.size() - KEPT))) {
                Files.deleteIfExists(old);
            }
            return file;
        } catch (IOException unwritable) {
            throw DxException.io(file.toString(), unwritable);
        }
    }

    /** The oldest first; what cannot be read as a report is passed over. */
    public List<BenchReport> read() {
        List<BenchReport> reports = new ArrayList<>();
        try {
            for (Path file : files()) {
                BenchReport report = Files.size(file) > LARGEST ? null : BenchJson.read(Files.readString(file));
                if (report != null) {
                    reports.add(report);
                }
            }
        } catch (IOException gone) {
            DxException.checkCancelled();
        }
        reports.sort(Comparator.comparing(BenchReport::at));
        return reports;
    }

    private List<Path> files() throws IOException {
        List<Path> files = new ArrayList<>();
        if (Files.isDirectory(folder)) {
            try (DirectoryStream<Path> all = Files.newDirectoryStream(folder, "*.json")) {
                all.forEach(files::add);
            }
        }
        files.sort(Comparator.comparing(file -> file.getFileName().toString()));
        return files;
    }
}
