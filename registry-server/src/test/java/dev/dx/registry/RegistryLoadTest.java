package dev.dx.registry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.dx.engine.npm.registry.TestPackage;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * How many small metadata requests a second this registry answers, and Verdaccio in turn where {@code -Ddx.verdaccio=FILE}
 * says where it is, or {@code -Ddx.peers=DIR} has it as DIR/bin/verdaccio. Both host the same package. {@code
 * -Ddx.seconds=N} is how long each is asked, after half as long to warm up.
 */
@Tag("e2e")
class RegistryLoadTest {
    private static final int CONNECTIONS = 100;
    private static final Duration TIME = Duration.ofSeconds(Integer.getInteger("dx.seconds", 8));
    private static final TestPackage SMALL =
            TestPackage.named("small", "1.0.0").dependency("other", "^2.0.0").build();

    @TempDir
    Path folder;

    @Test
    void answersSmallRequestsFast() throws Exception {
        HttpLoad.Result ours = ours();
        print("", "requests/s", "p50 ms", "p99 ms", "server CPU s", "client CPU s");
        print("DX", ours);
        // What one thread on a busy machine manages; far below what there is.
        assertTrue(ours.perSecond() > 300, ours.perSecond() + " requests a second");
        Path verdaccio = Path.of(
                System.getProperty("dx.verdaccio", System.getProperty("dx.peers", "/nowhere") + "/bin/verdaccio"));
        if (Files.exists(verdaccio)) {
            HttpLoad.Result theirs = verdaccio(verdaccio);
            print("Verdaccio", theirs);
            double ratio = ours.perSecond() / theirs.perSecond();
            System.out.printf(Locale.ROOT, "ratio %.1f%n", ratio);
            assertTrue(ratio > 1, "Verdaccio answers more: " + ratio);
        }
    }

    private static void print(String name, HttpLoad.Result result) {
        print(
                name,
                "%.0f".formatted(result.perSecond()),
                "%.2f".formatted(result.latencies().millis(50)),
                "%.2f".formatted(result.latencies().millis(99)),
                "%.1f".formatted(result.serverCpu().toMillis() / 1e3),
                "%.1f".formatted(result.clientCpu().toMillis() / 1e3));
    }

    private static void print(String... cells) {
        System.out.printf(Locale.ROOT, "%-12s%12s%10s%10s%14s%14s%n", (Object[]) cells);
    }

    private static HttpLoad.Result load(URI address, ProcessHandle server) throws Exception {
        HttpLoad load = new HttpLoad(address.getPort(), "/" + SMALL.name(), CONNECTIONS);
        load.run(TIME.dividedBy(2), server);
        return load.run(TIME, server);
    }

    private HttpLoad.Result ours() throws Exception {
        Path data = Files.createDirectories(folder.resolve("dx"));
        Files.writeString(data.resolve("registry.json"), "{\"upstream\": \"none\"}");
        try (TestServer server = TestServer.start(data)) {
            assertEquals(
                    201, server.publish(SMALL, server.register("publisher")).status());
        }
        // As dx-registry is started.
        // With the collector that dx-registry is started with.
        try (SeparateServer server = SeparateServer.start(data, "-Xmx512m", "-XX:+UseSerialGC")) {
            return load(server.http(), server.handle());
        }
    }

    private HttpLoad.Result verdaccio(Path program) throws Exception {
        Path data = Files.createDirectories(folder.resolve("verdaccio"));
        Path config = data.resolve("config.yaml");
        Files.writeString(
                config,
                "storage: " + data.resolve("storage") + "\nauth: {htpasswd: {file: " + data.resolve("htpasswd")
                        + "}}\nuplinks: {}\npackages: {'**': {access: $all, publish: $all}}\n"
                        + "log: {type: stdout, format: pretty, level: error}\n");
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        URI address = URI.create("http://localhost:" + port + "/");
        Path log = data.resolve("log");
        Process process = new ProcessBuilder(
                        "node",
                        program.toRealPath().toString(),
                        "--config",
                        config.toString(),
                        "--listen",
                        "http://127.0.0.1:" + port)
                .directory(data.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        try (HttpClient client =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
            await(client, address, process, log);
            int published = client.send(
                            HttpRequest.newBuilder(address.resolve("/" + SMALL.name()))
                                    .header("Content-Type", "application/json")
                                    .PUT(BodyPublishers.ofString(TestServer.publication(SMALL)))
                                    .build(),
                            BodyHandlers.discarding())
                    .statusCode();
            assertEquals(201, published, Files.readString(log));
            return load(address, process.toHandle());
        } finally {
            process.destroyForcibly().waitFor();
        }
    }

    private static void await(HttpClient client, URI address, Process process, Path log) throws Exception {
        for (int tries = 0; tries < 600 && process.isAlive(); tries++) {
            try {
                client.send(HttpRequest.newBuilder(address.resolve("/-/ping")).build(), BodyHandlers.discarding());
                return;
            } catch (ConnectException notYet) {
                Thread.sleep(50);
            } catch (IOException other) {
                throw new AssertionError(Files.readString(log), other);
            }
        }
        throw new AssertionError(Files.readString(log));
    }
}
