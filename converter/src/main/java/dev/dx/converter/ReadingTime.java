package dev.dx.converter;

import dev.dx.engine.DxException;
import dev.dx.engine.pack.Pack;
import dev.dx.engine.pack.PackReader;
import dev.dx.engine.store.ArchiveReading;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * How long it takes to get at all files of one package: gunzip and untar from memory, or opening, checking and decoding the
 * mapped pack. The processor's time of one thread, the best of a few rounds: a hint, where {@link Measurement} measures.
 */
public final class ReadingTime {
    private static final int ROUNDS = 4;

    private ReadingTime() {}

    public static long ofArchive(Path file) {
        try {
            byte[] tgz = Files.readAllBytes(file);
            return best(() -> ArchiveReading.read(file.toString(), new ByteArrayInputStream(tgz), ReadingTime::drop));
        } catch (IOException failure) {
            throw DxException.io(file.toString(), failure);
        }
    }

    public static long ofPack(Path file) {
        try {
            return best(() -> {
                try (Pack pack = Pack.open(file);
                        PackReader reader = pack.reader()) {
                    reader.visitAll((entry, contents) -> contents.read(ReadingTime::drop));
                }
            });
        } catch (IOException failure) {
            throw DxException.io(file.toString(), failure);
        }
    }

    private interface Reading {
        void run() throws IOException;
    }

    private static long best(Reading reading) throws IOException {
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        long best = Long.MAX_VALUE;
        for (int round = 0; round < ROUNDS; round++) {
            DxException.checkCancelled();
            long started = threads.getCurrentThreadCpuTime();
            reading.run();
            best = Math.min(best, threads.getCurrentThreadCpuTime() - started);
        }
        return best;
    }

    @SuppressWarnings("UnusedVariable") // what is read is dropped
    private static void drop(byte[] bytes, int offset, int length) {}
}
