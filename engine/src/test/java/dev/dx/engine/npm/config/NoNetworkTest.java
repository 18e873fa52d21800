package dev.dx.engine.npm.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.dx.engine.Environment;
import dev.dx.engine.Platform;
import dev.dx.engine.npm.registry.CachePolicy;
import dev.dx.engine.npm.registry.RegistryClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NoNetworkTest {
    @TempDir
    private Path temp;

    @Test
    void aClientThatAsksNothingDoesNotLoadTheHttpClient() throws IOException, InterruptedException {
        Path log = temp.resolve("classes");
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xlog:class+load:file=" + log,
                        "-cp",
                        System.getProperty("java.class.path"),
                        Opens.class.getName(),
                        temp.toString())
                .inheritIO()
                .start();
        assertEquals(0, process.waitFor());
        List<String> loaded = Files.readAllLines(log);
        assertTrue(loaded.stream().anyMatch(line -> line.contains("dev.dx.engine.npm.registry.RegistryClient ")));
        assertEquals(
                List.of(),
                loaded.stream()
                        .filter(line -> line.contains(" java.net.http.HttpClient ")
                                || line.contains("jdk.internal.net.http")
                                || line.contains("javax.net.ssl"))
                        .toList());
    }

    /** Does what a command does that turns out to need no network. */
    static final class Opens {
        private Opens() {}

        public static void main(String[] arguments) {
            Path folder = Path.of(arguments[0]);
            Environment environment = new Environment(
                    Map.of("DX_HOME", folder.resolve("dx").toString()), folder, new Platform("linux", "x64", "glibc"));
            NpmConfig config = NpmConfig.load(environment, folder, Map.of("registry", "http://127.0.0.1:1/"));
            new RegistryClient(config, environment, CachePolicy.ONLINE).close();
        }
    }
}
