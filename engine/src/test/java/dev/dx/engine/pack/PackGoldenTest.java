package dev.dx.engine.pack;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Packs that were written once, and have to be read for good. */
class PackGoldenTest {
    private static final Map<String, PackSettings> GOLDEN = new TreeMap<>(Map.of(
            "stored", PackSettings.stored(),
            "lz4", PackSettings.lz4(PackSettings.BEST_LZ4),
            "zstd", PackSettings.archival(),
            "external", PackSettings.external()));

    @TempDir
    Path folder;

    /** Writes them anew, for a new version of the format: {@code FOLDER}. */
    public static void main(String[] arguments) throws IOException {
        for (Map.Entry<String, PackSettings> golden : GOLDEN.entrySet()) {
            Path file = Path.of(arguments[0], "small-" + golden.getKey() + ".dxp");
            PackedFiles.small().write(file, golden.getValue());
            try (Pack pack = Pack.open(file)) {
                String dump = String.join("\n", PackDump.lines(pack)) + "\n";
                Files.writeString(file.resolveSibling("small-" + golden.getKey() + ".txt"), dump);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"stored", "lz4", "zstd", "external"})
    void readsWhatWasWrittenOnce(String kind) throws IOException {
        Path file = Files.write(folder.resolve("golden.dxp"), resource("small-" + kind + ".dxp"));
        PackedFiles files = PackedFiles.small();
        try (Pack pack = Pack.open(file, files.table().root());
                PackReader reader = pack.reader()) {
            reader.verify();
            assertEquals(PackedFiles.MANIFEST, pack.manifest());
            assertEquals(files.table(), pack.files());
            if (!pack.isExternal()) {
                PackedFiles.read(pack)
                        .forEach((path, bytes) -> assertArrayEquals(files.bytes(path), bytes, kind + " " + path));
            }
            String dump = new String(resource("small-" + kind + ".txt"), StandardCharsets.UTF_8);
            assertEquals(dump, String.join("\n", PackDump.lines(pack)) + "\n");
        }
    }

    /** A codec may find a shorter form one day; what is stored is the same bytes for ever. */
    @Test
    void writesStoredPacksAsItDidOnce() throws IOException {
        Path written = PackedFiles.small().write(folder.resolve("new.dxp"), PackSettings.stored());
        assertArrayEquals(resource("small-stored.dxp"), Files.readAllBytes(written));
    }

    private static byte[] resource(String name) throws IOException {
        try (InputStream in = PackGoldenTest.class.getResourceAsStream(name)) {
            assertNotNull(in, name);
            return in.readAllBytes();
        }
    }
}
