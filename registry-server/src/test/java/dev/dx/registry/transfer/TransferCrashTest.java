package dev.dx.registry.transfer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.dx.engine.npm.json.JsonObject;
import dev.dx.engine.npm.json.JsonReader;
import dev.dx.engine.npm.json.JsonStyle;
import dev.dx.engine.npm.json.JsonWriter;
import dev.dx.engine.npm.registry.TestPackage;
import dev.dx.registry.access.AccessRules;
import dev.dx.registry.hosted.HostedPackage;
import dev.dx.registry.hosted.HostedPackages;
import dev.dx.registry.storage.Blob;
import dev.dx.registry.storage.FolderStorage;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.function.IntSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Exports and imports that are killed: what results is whole or says that it is not, and the next one completes it. */
class TransferCrashTest {
    private static final int PACKAGES = 60;
    private static final Duration LONG = Duration.ofMinutes(2);

    @TempDir
    Path folder;

    /** What is killed. */
    static final class Main {
        private Main() {}

        public static void main(String[] arguments) throws IOException {
            transfer(arguments[0], Path.of(arguments[1]));
        }
    }

    private static void transfer(String what, Path folder) throws IOException {
        HostedPackages hosted = hosted(folder);
        if (what.equals("import")) {
            new VerdaccioImport(hosted, 1 << 20, "owner", _ -> {})
                    .read(folder.resolve("storage"), folder.resolve("registry"));
        } else {
            new StaticExport(hosted, new AccessRules(List.of()), URI.create("https://host/"))
                    .write(folder.resolve("tree"), StaticExport.Which.ALL);
        }
    }

    private static HostedPackages hosted(Path folder) throws IOException {
        return new HostedPackages(FolderStorage.open(folder.resolve("registry/hosted"), FolderStorage.Promise.LASTING));
    }

    private static TestPackage one(int number) {
        return TestPackage.named("one" + number, "1.0." + number)
                .file("content.bin", new byte[5_000 + number])
                .build();
    }

    @BeforeEach
    void keepAsVerdaccioDoes() throws Exception {
        for (int number = 0; number < PACKAGES; number++) {
            TestPackage one = one(number);
            Path at = Files.createDirectories(folder.resolve("storage/" + one.name()));
            JsonObject manifest = JsonReader.readObject(one.packageJson())
                    .with("dist", JsonObject.ofStrings(Map.of("integrity", one.integrity(), "shasum", one.shasum())));
            JsonObject document = JsonObject.ofStrings(Map.of("name", one.name()))
                    .with("versions", JsonObject.of(Map.of(one.version(), manifest)))
                    .with("dist-tags", JsonObject.ofStrings(Map.of("latest", one.version())));
            Files.writeString(at.resolve("package.json"), JsonWriter.write(document, JsonStyle.NPM));
            Files.write(at.resolve(one.name() + "-" + one.version() + ".tgz"), one.tarball());
        }
    }

    @Test
    void whatIsKilledOnceIsCompletedByTheNext() throws Exception {
        killed(1, new Random(6));
    }

    @Test
    @Tag("e2e")
    void whatIsKilledAgainAndAgainIsCompletedByTheNext() throws Exception {
        killed(12, new Random(7));
    }

    private void killed(int kills, Random random) throws Exception {
        for (int kill = 0; kill < kills; kill++) {
            kill("import", random.nextInt(PACKAGES), this::imported);
            assertTrue(imported() == PACKAGES || isMarked("registry"), "the registry looks whole");
        }
        transfer("import", folder);
        assertEquals(PACKAGES, imported());
        assertFalse(isMarked("registry"));

        for (int kill = 0; kill < kills; kill++) {
            kill("export", random.nextInt(PACKAGES), this::exported);
            assertTrue(exported() == PACKAGES || isMarked("tree"), "the tree looks whole");
        }
        transfer("export", folder);
        assertEquals(PACKAGES, exported());
        assertFalse(isMarked("tree"));
    }

    private boolean isMarked(String where) throws IOException {
        return !Unfinished.in(folder.resolve(where)).isEmpty() || Files.exists(folder.resolve(where + "/.unfinished"));
    }

    /** Kills it as soon as so many packages are there, or it has ended. */
    private void kill(String what, int packages, IntSupplier there) throws Exception {
        Path log = folder.resolve("log");
        List<String> line = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName(),
                what,
                folder.toString()));
        Process process = new ProcessBuilder(line)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        try {
            long end = System.nanoTime() + LONG.toNanos();
            while (process.isAlive() && there.getAsInt() < packages && System.nanoTime() < end) {
                Thread.onSpinWait();
            }
        } finally {
            process.destroyForcibly().waitFor();
        }
        assertEquals("", Files.readString(log));
    }

    /** How many packages are there; each of them is whole. */
    private int imported() {
        try {
            HostedPackages hosted = hosted(folder);
            int count = 0;
            for (String name : hosted.names()) {
                TestPackage one = one(Integer.parseInt(name.substring("one".length())));
                HostedPackage found = Objects.requireNonNull(hosted.find(name));
                assertEquals(Map.of("latest", one.version()), found.tags());
                try (Blob blob = hosted.archive(found, one.version())) {
                    assertNotNull(blob, name);
                    assertArrayEquals(one.tarball(), blob.stream(0).readAllBytes());
                }
                count++;
            }
            return count;
        } catch (IOException failure) {
            throw new AssertionError(failure);
        }
    }

    private int exported() {
        Path tree = folder.resolve("tree");
        if (!Files.exists(tree)) {
            return 0;
        }
        try (Stream<Path> files = Files.list(tree)) {
            int count = 0;
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                TestPackage one =
                        one(Integer.parseInt(file.getFileName().toString().substring("one".length())));
                String address = Objects.requireNonNull(
                                JsonReader.readObject(Files.readString(file)).object("versions"))
                        .toString();
                String archive = "-/" + one.name() + "/" + one.name() + "-" + one.version() + ".tgz";
                assertTrue(address.contains("https://host/" + archive), address);
                assertArrayEquals(one.tarball(), Files.readAllBytes(tree.resolve(archive)));
                count++;
            }
            return count;
        } catch (IOException | JsonReader.MalformedJsonException failure) {
            throw new AssertionError(failure);
        }
    }
}
