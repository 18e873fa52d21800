package dev.dx.registry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import dev.dx.engine.npm.json.JsonObject;
import dev.dx.registry.upstream.UpstreamSettings;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Documents too large to be held, from an upstream that says anything. */
class LargePackumentsTest {
    private static final int VERSIONS = 4_000;
    private static final String ABBREVIATED = "application/vnd.npm.install-v1+json";

    @TempDir
    Path folder;

    private HttpServer upstream;
    private volatile String answer = "";

    @BeforeEach
    void start() throws IOException {
        upstream = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        upstream.createContext("/", exchange -> {
            byte[] bytes = answer.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, bytes.length);
            try (OutputStream out = exchange.getResponseBody()) {
                out.write(bytes);
            }
        });
        upstream.start();
    }

    @AfterEach
    void stop() {
        upstream.stop(0);
    }

    private TestServer server(UpstreamSettings.Mode mode) {
        return TestServer.start(
                folder,
                settings -> settings.withUpstream(settings.upstream()
                        .withRegistry(URI.create(
                                "http://localhost:" + upstream.getAddress().getPort() + "/"))
                        .withMode(mode)));
    }

    private static String packument(String name) {
        StringBuilder json = new StringBuilder("{\"_id\": \"" + name + "\", \"readme\": \"caf\u00e9 \\u00e9 {[\\\"\",");
        json.append("\"versions\" : {");
        for (int i = 0; i < VERSIONS; i++) {
            String version = "1." + i + ".0";
            json.append(i == 0 ? "" : ",")
                    .append('"')
                    .append(version)
                    .append("\": {\"name\":\"")
                    .append(name);
            json.append("\", \"version\":\"")
                    .append(version)
                    .append("\", \"description\":\"")
                    .append("words ".repeat(90));
            json.append("\", \"scripts\":{\"install\":\"")
                    .append(i % 2 == 0 ? "" : "make")
                    .append("\"},");
            json.append("\"dist\":{\"integrity\":\"sha512-")
                    .append("x".repeat(86))
                    .append("==\",");
            json.append("\"tarb\\u0061ll\":\"http://elsewhere.test/")
                    .append(version)
                    .append(".tgz\"}}");
        }
        json.append("}, \"dist-tags\":{\"latest\":\"1.7.0\"},\"name\":\"").append(name);
        return json.append("\",\"time\":{\"modified\":\"2020-01-01T00:00:00.000Z\"}}")
                .toString();
    }

    @Test
    void areSentWithOurAddressesAndKeptAsTheyAreSent() throws IOException {
        answer = packument("big");
        try (TestServer server = server(UpstreamSettings.Mode.ONLINE)) {
            TestServer.Answer full = server.get("/big");
            assertEquals(full.body(), unpacked(server.get("/big", "Accept-Encoding", "gzip")));
            assertFalse(full.body().contains("elsewhere"));
            JsonObject json = full.json();
            assertEquals(
                    VERSIONS,
                    Objects.requireNonNull(json.object("versions")).keys().size());
            assertEquals("caf\u00e9 \u00e9 {[\"", json.string("readme"));
            JsonObject one = server.get("/big/latest").json();
            assertEquals("1.7.0", one.string("version"));
            assertEquals(
                    server.uri("/big/-/big-1.7.0.tgz").toString(),
                    Objects.requireNonNull(one.object("dist")).string("tarball"));
            TestServer.Answer brief = server.get("/big", "Accept", ABBREVIATED);
            JsonObject versions = Objects.requireNonNull(brief.json().object("versions"));
            assertFalse(brief.body().contains("words"));
            assertTrue(Objects.requireNonNull(versions.object("1.7.0")).isTruthy("hasInstallScript"));
            assertFalse(Objects.requireNonNull(versions.object("1.8.0")).isTruthy("hasInstallScript"));
            String etag = Objects.requireNonNull(full.header("etag"));
            assertEquals(304, server.get("/big", "If-None-Match", etag).status());
        }
    }

    @Test
    void damagedOneInTheCacheIsMadeAgain() throws IOException {
        answer = packument("big");
        Files.writeString(folder.resolve("registry.json"), "{\"publicUrl\": \"https://packages.test/npm/\"}");
        String first;
        try (TestServer server = server(UpstreamSettings.Mode.ONLINE)) {
            first = server.get("/big").body();
            assertTrue(first.contains("https://packages.test/npm/big/-/big-1.0.0.tgz"));
        }
        Path rendered;
        try (Stream<Path> all = Files.walk(folder.resolve("cache/data/rendered"))) {
            rendered = all.filter(Files::isRegularFile).findFirst().orElseThrow();
        }
        long written = Files.getLastModifiedTime(rendered).toMillis();
        try (TestServer server = server(UpstreamSettings.Mode.OFFLINE)) {
            assertEquals(first, unpacked(server.get("/big", "Accept-Encoding", "gzip")));
            assertTrue(Files.exists(rendered)
                    && Files.getLastModifiedTime(rendered).toMillis() >= written);
            Files.delete(rendered);
            assertEquals(first, server.get("/big").body());
        }
        byte[] bytes = Files.readAllBytes(rendered);
        bytes[bytes.length / 2] ^= 0x10;
        Files.write(rendered, bytes);
        try (TestServer server = server(UpstreamSettings.Mode.OFFLINE)) {
            assertEquals(first, unpacked(server.get("/big", "Accept-Encoding", "gzip")));
        }
    }

    @Test
    void whatIsNoPackumentIsNotPassedOn() {
        String good = packument("big");
        try (TestServer server = server(UpstreamSettings.Mode.ONLINE)) {
            for (String bad : new String[] {
                "",
                "[]",
                "{\"name\": \"big\"}",
                "{\"name\": \"other\", \"versions\": {}}",
                good + "{}",
                good.substring(0, good.length() / 2),
                good.replace("\"1.9.0\":", "\"1.9.0\" "),
                "{\"name\": \"big\", \"versions\": {\"1.0.0\": {\"x\": [}]}}}",
                "{\"name\": \"big\", \"versions\": {}, \"deep\": " + "[".repeat(10_000) + "]".repeat(10_000) + "}"
            }) {
                answer = bad;
                assertEquals(502, server.get("/big").status(), bad.substring(0, Math.min(80, bad.length())));
            }
            answer = good;
            assertEquals(200, server.get("/big").status());
        }
    }

    private static String unpacked(TestServer.Answer packed) throws IOException {
        assertEquals("gzip", packed.header("content-encoding"));
        assertNotNull(packed.header("content-length"));
        try (GZIPInputStream in =
                new GZIPInputStream(new ByteArrayInputStream(packed.response().body()))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
