package dev.dx.engine.fuzz;

import dev.dx.engine.DxException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicLong;

/** A file that holds one input after the other. */
public final class FuzzFile {
    private final Path folder;
    private final String ending;
    private final AtomicLong number = new AtomicLong();

    public FuzzFile(String ending) {
        try {
            this.folder = Files.createTempDirectory("fuzz");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        this.ending = ending;
    }

    /** Never the same file twice, since readers may remember those that they have checked. */
    public Path holding(byte[] bytes) {
        try {
            Path before = folder.resolve(number.get() + ending);
            Files.deleteIfExists(before);
            return Files.write(folder.resolve(number.incrementAndGet() + ending), bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public Path folder() {
        return folder;
    }

    /** What is no format is refused with one of three codes; anything else is a finding. */
    public static void requireFormatCode(DxException refused) {
        switch (refused.code()) {
            case DX_FORMAT_CORRUPT, DX_FORMAT_TOO_NEW, DX_FORMAT_TRUNCATED -> {}
            default -> throw refused;
        }
    }
}
