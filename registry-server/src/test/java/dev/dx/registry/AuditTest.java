package dev.dx.registry;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.sun.net.httpserver.HttpServer;
import dev.dx.engine.npm.registry.TestPackage;
import dev.dx.registry.upstream.UpstreamSettings;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the upstream is told of packages when somebody asks for holes in them. */
class AuditTest {
    private static final String PATH = "/-/npm/v1/security/advisories/bulk";

    @TempDir
    Path folder;

    private final List<String> told = new CopyOnWriteArrayList<>();
    private HttpServer upstream;

    @BeforeEach
    void start() throws IOException {
        upstream = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        upstream.createContext(PATH, exchange -> {
            told.add(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
            byte[] answer = "{\"one\":[]}".getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, answer.length);
            try (OutputStream out = exchange.getResponseBody()) {
                out.write(answer);
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

    private static byte[] gzip(String text) throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
            gzip.write(text.getBytes(StandardCharsets.UTF_8));
        }
        return packed.toByteArray();
    }

    @Test
    void namesThatAreNobodyElsesBusinessStayHere() throws IOException, InterruptedException {
        Files.writeString(
                folder.resolve("registry.json"),
                "{\"packages\": [{\"pattern\": \"@corp/*\", \"upstream\": false}],"
                        + " \"upstreams\": {\"@other\": \"http://localhost:1/\"}}");
        try (TestServer server = server(UpstreamSettings.Mode.ONLINE)) {
            server.publish(TestPackage.named("mine", "1.0.0").build(), server.register("publisher"));
            String question = "{\"@corp/secret\":[\"1.0.0\"],\"@other/one\":[\"1.0.0\"],\"mine\":[\"1.0.0\"],"
                    + "\"one\":[\"1.0.0\"],\"../x\":[\"1\"]}";
            TestServer.Answer answer = server.send("POST", PATH, question);
            assertEquals(200, answer.status(), answer.body());
            assertEquals("{\"one\":[]}", answer.body());
            assertEquals(List.of("{\"one\":[\"1.0.0\"]}"), told);
            assertEquals(
                    "{}", server.send("POST", PATH, "{\"mine\":[\"1.0.0\"]}").body());
            assertEquals(1, told.size());
            // As npm sends it.
            HttpRequest packed = HttpRequest.newBuilder(server.uri(PATH))
                    .header("Content-Type", "application/json")
                    .header("Content-Encoding", "gzip")
                    .POST(HttpRequest.BodyPublishers.ofByteArray(gzip(question)))
                    .build();
            try (HttpClient client = HttpClient.newHttpClient()) {
                assertEquals(
                        "{\"one\":[]}",
                        client.send(packed, HttpResponse.BodyHandlers.ofString())
                                .body());
            }
            assertEquals(told.get(0), told.get(1));
            assertEquals(
                    404, server.send("POST", "/-/npm/v1/security/audits", "{}").status());
        }
        try (TestServer server = server(UpstreamSettings.Mode.OFFLINE)) {
            assertEquals(504, server.send("POST", PATH, "{\"one\":[\"1.0.0\"]}").status());
        }
    }
}
