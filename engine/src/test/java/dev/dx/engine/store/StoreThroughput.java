package dev.dx.engine.store;

import com.sun.management.OperatingSystemMXBean;
import dev.dx.engine.DxException;
import dev.dx.engine.Integrity;
import dev.dx.engine.PackageId;
import dev.dx.engine.pack.FileEntry;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Stream;

/**
 * Prints how long a store takes over every gzip file below a folder, from memory: {@code ARCHIVES STORE THREADS ROUNDS}. The
 * store's folder is made and removed.
 */
final class StoreThroughput {
    private record Archive(PackageId id, Integrity integrity, ByteBuffer bytes) {}

    private StoreThroughput() {}

    public static void main(String[] arguments) throws IOException, InterruptedException {
        List<Archive> archives = read(Path.of(arguments[0]));
        for (int round = 0; round < Integer.parseInt(arguments[3]); round++) {
            measure(archives, Path.of(arguments[1]), Integer.parseInt(arguments[2]));
        }
    }

    private static List<Archive> read(Path folder) throws IOException {
        List<Archive> archives = new ArrayList<>();
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                byte[] bytes = Files.readAllBytes(file);
                if (bytes.length > 2 && bytes[0] == 0x1f && bytes[1] == (byte) 0x8b) {
                    PackageId id = new PackageId("archive", Integer.toString(archives.size()));
                    archives.add(new Archive(id, Archives.sha512(bytes), ByteBuffer.wrap(bytes)));
                }
            }
        }
        return archives;
    }

    private static void measure(List<Archive> archives, Path folder, int threads)
            throws IOException, InterruptedException {
        FolderRemoval.removeWhatCanBe(folder);
        OperatingSystemMXBean system = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
        LongAdder files = new LongAdder();
        LongAdder bytes = new LongAdder();
        AtomicInteger refused = new AtomicInteger();
        long cpu = system.getProcessCpuTime();
        long start = System.nanoTime();
        Store store = Store.open(folder);
        try (ExecutorService workers = Executors.newFixedThreadPool(threads)) {
            for (Archive archive : archives) {
                workers.execute(() -> {
                    try {
                        StoredPackage stored = store.unpack(
                                archive.id(),
                                archive.integrity(),
                                new ByteArrayInputStream(archive.bytes().array()));
                        files.add(stored.files().entries().size());
                        bytes.add(stored.files().entries().stream()
                                .mapToLong(FileEntry::size)
                                .sum());
                    } catch (DxException refusal) {
                        refused.incrementAndGet();
                        System.out.println(refusal.getMessage());
                    }
                });
            }
            workers.shutdown();
            workers.awaitTermination(1, TimeUnit.HOURS);
        }
        double unpacking = (System.nanoTime() - start) / 1e9;
        double unpackingCpu = (system.getProcessCpuTime() - cpu) / 1e9;
        start = System.nanoTime();
        Store again = Store.open(folder);
        long found = archives.stream()
                .filter(archive -> again.find(archive.integrity()) != null)
                .count();
        double finding = (System.nanoTime() - start) / 1e9;
        System.out.printf(
                "%d archives (%d refused), %d files, %.0f MB: %.2f s, %.2f s CPU; found %d again in %.3f s%n",
                archives.size(),
                refused.get(),
                files.sum(),
                bytes.sum() / 1e6,
                unpacking,
                unpackingCpu,
                found,
                finding);
        FolderRemoval.removeWhatCanBe(folder);
    }
}
