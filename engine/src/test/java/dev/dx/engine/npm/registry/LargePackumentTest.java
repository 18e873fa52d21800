package dev.dx.engine.npm.registry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LargePackumentTest {
    private static final int SIZE = 10_000_000;

    @TempDir
    Path folder;

    /** A JVM of its own, whose heap has no room for the document as text. */
    @Test
    void readsTenMegabytesInAHeapThatCouldNotHoldThemAsText() throws IOException, InterruptedException {
        Path json = Files.write(folder.resolve("packument.json"), LargePackument.json("large", SIZE));
        Path output = folder.resolve("output");
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx20m",
                        "-XX:+UseSerialGC",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Reading.class.getName(),
                        json.toString())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        boolean ended = process.waitFor(2, TimeUnit.MINUTES);
        process.destroyForcibly();
        String said = Files.readString(output);
        assertTrue(ended, said);
        assertEquals(0, process.exitValue(), said);
    }

    /** Each byte is asked for once. */
    @Test
    void takesOnePass() throws IOException {
        byte[] json = LargePackument.json("large", SIZE / 10);
        Counting counting = new Counting(json);
        Packument packument = PackumentJson.read(counting, "large", "localhost", PackumentLimits.STANDARD);
        assertEquals(json.length, counting.handedOut);
        assertEquals(packument.versions().size(), packument.orderedCount());
        assertEquals(packument.distTags().get("latest"), packument.ordered(0));
    }

    private static final class Counting extends java.io.ByteArrayInputStream {
        private long handedOut;

        Counting(byte[] bytes) {
            super(bytes);
        }

        @Override
        public synchronized int read(byte[] into, int offset, int length) {
            int read = super.read(into, offset, length);
            handedOut += Math.max(0, read);
            return read;
        }

        @Override
        public boolean markSupported() {
            return false;
        }
    }

    static final class Reading {
        private Reading() {}

        public static void main(String[] arguments) throws IOException {
            try (InputStream in = Files.newInputStream(Path.of(arguments[0]))) {
                Packument packument = PackumentJson.read(in, "large", "localhost", PackumentLimits.STANDARD);
                VersionManifest latest = Objects.requireNonNull(packument.version(packument.ordered(0)));
                System.out.println(packument + ", latest " + latest.version());
            }
        }
    }
}
