package dev.dx.converter;

import dev.dx.engine.DxException;
import dev.dx.engine.ErrorCode;
import dev.dx.engine.PackageId;
import dev.dx.engine.pack.Pack;
import dev.dx.engine.pack.PackReader;
import dev.dx.engine.pack.PackSettings;
import dev.dx.engine.store.ArchiveReading;
import dev.dx.engine.store.FolderRemoval;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * How large packs are beside the archives they were made of, and how long it takes to get at the files of either: gunzip
 * and untar from memory against opening the mapped pack, its checks included, and decoding its blocks. One thread, and the
 * processor's time that it takes; each file's bytes are handed out and not kept; all packages together, the median of
 * several rounds, after some in which the JVM compiles what it runs.
 */
public final class Measurement {
    private static final int WARM_UP = 12;
    private static final int ROUNDS = 15;

    /**
     * One form of all packages.
     *
     * @param bytes of all files of this form
     * @param nanos of the processor's time to read all of them
     */
    public record Row(String form, long bytes, long nanos) {}

    /**
     * @param unpacked bytes of all files in them
     * @param rows the archives first
     */
    public record Table(int packages, long unpacked, List<Row> rows) {
        public Table {
            rows = List.copyOf(rows);
        }
    }

    private final List<Path> archives;
    private final Path scratch;
    private final Consumer<String> progress;
    private long unpacked;

    private Measurement(List<Path> archives, Path scratch, Consumer<String> progress) {
        this.archives = archives;
        this.scratch = scratch;
        this.progress = progress;
    }

    /** Measures over every {@code .tgz} in a folder. */
    public static Table of(Path folder, Consumer<String> progress) {
        Path scratch;
        try (Stream<Path> files = Files.list(folder)) {
            List<Path> archives = files.filter(file -> file.toString().endsWith(".tgz"))
                    .sorted()
                    .toList();
            if (archives.isEmpty()) {
                throw new DxException(
                        ErrorCode.DX_NOT_FOUND,
                        "there is no .tgz file in " + folder,
                        "Fetch some: dx-convert batch LIST -o DIR --keep-archives.");
            }
            scratch = Files.createTempDirectory("dx-measure");
            try {
                return new Measurement(archives, scratch, progress).run();
            } finally {
                FolderRemoval.removeWhatCanBe(scratch);
            }
        } catch (IOException failure) {
            throw DxException.io(folder.toString(), failure);
        }
    }

    /** A form, and how all packages are read in it. */
    private record Form(String name, long bytes, Runnable reading) {}

    private Table run() throws IOException {
        Map<Path, byte[]> bytes = new TreeMap<>();
        long archiveBytes = 0;
        for (Path archive : archives) {
            byte[] all = Files.readAllBytes(archive);
            bytes.put(archive, all);
            archiveBytes += all.length;
        }
        List<Form> forms = new ArrayList<>();
        forms.add(new Form(".tgz", archiveBytes, () -> bytes.forEach(this::gunzip)));
        forms.add(packed("LZ4, Zstd where LZ4 does little", PackSettings.lz4(PackSettings.BEST_LZ4)));
        forms.add(packed("LZ4 alone", PackSettings.lz4Alone(PackSettings.BEST_LZ4)));
        forms.add(packed("Zstd 19", PackSettings.archival()));
        progress.accept("reading");
        List<Row> rows = timed(forms);
        return new Table(archives.size(), unpacked, rows);
    }

    private Form packed(String name, PackSettings settings) throws IOException {
        progress.accept("packing: " + name);
        List<Path> packs = new ArrayList<>();
        long bytes = 0;
        try (PackageConverter converter = new PackageConverter(scratch.resolve("form-" + name), settings, progress)) {
            for (Path archive : archives) {
                PackageId id = new PackageId("package", Integer.toString(packs.size()));
                Converted made = converter.publish(converter.archive(archive, id, null), System.nanoTime());
                packs.add(made.file());
                bytes += made.packLength();
            }
        }
        return new Form(name, bytes, () -> packs.forEach(this::decode));
    }

    /** One form after the other in each round, so that whatever else the machine does meets all of them. */
    private List<Row> timed(List<Form> forms) {
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        long[][] nanos = new long[forms.size()][ROUNDS];
        for (int round = -WARM_UP; round < ROUNDS; round++) {
            for (int form = 0; form < nanos.length; form++) {
                DxException.checkCancelled();
                unpacked = 0;
                long started = threads.getCurrentThreadCpuTime();
                forms.get(form).reading().run();
                if (round >= 0) {
                    nanos[form][round] = threads.getCurrentThreadCpuTime() - started;
                }
            }
        }
        List<Row> rows = new ArrayList<>();
        for (int form = 0; form < nanos.length; form++) {
            Arrays.sort(nanos[form]);
            rows.add(new Row(forms.get(form).name(), forms.get(form).bytes(), nanos[form][ROUNDS / 2]));
        }
        return rows;
    }

    private void gunzip(Path archive, byte[] tgz) {
        try {
            ArchiveReading.read(archive.toString(), new ByteArrayInputStream(tgz), this::take);
        } catch (IOException failure) {
            throw DxException.io(archive.toString(), failure);
        }
    }

    private void decode(Path file) {
        try (Pack pack = Pack.open(file);
                PackReader reader = pack.reader()) {
            reader.visitAll((entry, contents) -> contents.read(this::take));
        } catch (IOException failure) {
            throw DxException.io(file.toString(), failure);
        }
    }

    private void take(byte[] bytes, int offset, int length) {
        unpacked += length;
    }
}
