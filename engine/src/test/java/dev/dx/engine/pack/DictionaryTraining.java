package dev.dx.engine.pack;

import com.github.luben.zstd.ZstdDictTrainer;
import dev.dx.engine.PackageId;
import dev.dx.engine.binary.Blake3;
import dev.dx.engine.store.Store;
import dev.dx.engine.store.StoredPackage;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Trains a dictionary on the packages of a folder: {@code ARCHIVES SCRATCH DICTIONARY}. The same archives make the same
 * dictionary. No address of a registry gets into it. Packages that sizes are going to be measured on must not be among them.
 */
final class DictionaryTraining {
    private static final int DICTIONARY = 112 << 10;
    private static final int SAMPLES = 32 << 20;
    private static final int SAMPLE = 16 << 10;
    /** So that no package is more than a few of the samples. */
    private static final int FILES_OF_ONE = 24;

    private DictionaryTraining() {}

    public static void main(String[] arguments) throws IOException {
        Store store = Store.open(Path.of(arguments[1]));
        ZstdDictTrainer trainer = new ZstdDictTrainer(SAMPLES, DICTIONARY);
        Set<String> seen = new HashSet<>();
        int packages = 0;
        int samples = 0;
        for (Path archive : archives(Path.of(arguments[0]))) {
            packages++;
            for (byte[] sample : samples(archive, store)) {
                if (seen.add(HexFormat.of().formatHex(Blake3.hash(sample))) && trainer.addSample(sample)) {
                    samples++;
                }
            }
        }
        byte[] dictionary = trainer.trainSamples();
        Files.write(Path.of(arguments[2]), dictionary);
        System.out.println(packages + " packages, " + samples + " samples, " + dictionary.length + " bytes, BLAKE3 "
                + HexFormat.of().formatHex(Blake3.hash(dictionary)));
    }

    private static List<Path> archives(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.sorted().toList();
        }
    }

    private static List<byte[]> samples(Path archive, Store store) throws IOException {
        StoredPackage unpacked;
        try (InputStream in = Files.newInputStream(archive)) {
            unpacked =
                    store.unpackUnpromised(new PackageId(archive.getFileName().toString(), "0.0.0"), in, warning -> {});
        }
        List<FileEntry> entries = unpacked.files().entries();
        int step = Math.max(1, entries.size() / FILES_OF_ONE);
        List<byte[]> samples = new ArrayList<>();
        for (int i = 0; i < entries.size(); i++) {
            FileEntry entry = entries.get(i);
            boolean always = entry.path().equals("package.json");
            if (entry.size() >= 64 && (always || i % step == 0)) {
                try (InputStream in = Files.newInputStream(unpacked.folder().resolve(entry.path()))) {
                    byte[] sample = in.readNBytes(SAMPLE);
                    if (!new String(sample, StandardCharsets.ISO_8859_1).contains("registry.")) {
                        samples.add(sample);
                    }
                }
            }
        }
        return samples;
    }
}
