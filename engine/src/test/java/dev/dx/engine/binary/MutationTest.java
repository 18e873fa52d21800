package dev.dx.engine.binary;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.dx.engine.InMemory;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Damaged files of every format but the pack and the store's index, which have tests of their own. */
class MutationTest {
    private static final long SEED = 20260102;

    private static final List<String> SUBJECTS = List.of(
            "dev.dx.engine.lock.BinaryLockSubject",
            "dev.dx.engine.link.LayoutIndexSubject",
            "dev.dx.engine.link.TreeListingSubject",
            "dev.dx.engine.npm.registry.PackumentCacheSubject",
            "dev.dx.engine.pack.FileTableSubject",
            "dev.dx.engine.store.TrustSubject");

    @TempDir(factory = InMemory.class)
    Path folder;

    @Test
    void damagedFileIsRefusedWithACodeAndInLittleMemory() throws IOException, InterruptedException {
        Path output = folder.resolve("output");
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx64m",
                "-XX:MaxDirectMemorySize=64m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-cp",
                System.getProperty("java.class.path"),
                Mutations.class.getName(),
                Files.createDirectory(folder.resolve("files")).toString(),
                Long.toString(SEED)));
        command.addAll(SUBJECTS);
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        try {
            assertTrue(process.waitFor(5, TimeUnit.MINUTES), "it hangs");
            assertEquals(
                    0, process.exitValue(), "seed " + SEED + ": " + Files.readString(output, StandardCharsets.UTF_8));
            assertEquals(SUBJECTS.size(), Files.readAllLines(output).size());
        } finally {
            process.destroyForcibly();
        }
    }
}
