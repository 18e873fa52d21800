package dev.dx.registry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.dx.engine.npm.json.JsonObject;
import dev.dx.engine.npm.registry.TestPackage;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who may do what. */
class AccessTest {
    @TempDir
    Path folder;

    private static TestPackage named(String name) {
        return TestPackage.named(name, "1.0.0").build();
    }

    private void configure(String json) throws IOException {
        Files.writeString(folder.resolve("registry.json"), json);
    }

    @Test
    void writingWantsAToken() {
        try (TestServer server = TestServer.start(folder)) {
            String body = TestServer.publication(named("one"));
            assertEquals(401, server.send("PUT", "/one", body).status());
            assertEquals(
                    401,
                    server.send("PUT", "/one", body, "Authorization", "Bearer dx_0")
                            .status());
            assertEquals(401, server.get("/-/whoami").status());
            assertEquals(404, server.get("/one").status());
            String ann = server.register("ann");
            assertEquals(
                    "ann", server.get("/-/whoami", "Authorization", ann).json().string("username"));
            assertEquals(201, server.publish(named("one"), ann).status());
        }
    }

    @Test
    void loginWantsTheRightPasswordAndNotForever() {
        try (TestServer server = TestServer.start(folder)) {
            server.register("ann");
            assertEquals(201, server.login("ann", "secret of ann").status());
            assertEquals(401, server.login("ann", "guess").status());
            int refused = 0;
            for (int i = 0; i < 12; i++) {
                refused += server.login("ann", "guess " + i).status() == 429 ? 1 : 0;
            }
            assertTrue(refused > 0);
        }
    }

    @Test
    void nobodyRegistersWhereThatIsClosed() throws IOException {
        configure("{\"registration\": \"closed\"}");
        try (TestServer server = TestServer.start(folder)) {
            assertEquals(401, server.login("ann", "x").status());
            assertTrue(Objects.requireNonNull(server.server().parts()).users().add("ann", "secret of ann"));
            server.register("ann");
        }
    }

    @Test
    void passwordWithEveryRequestWillDo() {
        try (TestServer server = TestServer.start(folder)) {
            server.register("ann");
            String basic = Base64.getEncoder().encodeToString("ann:secret of ann".getBytes(StandardCharsets.UTF_8));
            for (int i = 0; i < 30; i++) {
                assertEquals(
                        200,
                        server.get("/-/whoami", "Authorization", "Basic " + basic)
                                .status());
            }
        }
    }

    @Test
    void rulesSayWhoReadsAndWho() throws IOException {
        configure("""
            {
              // the first that fits
              "packages": [
                {"pattern": "@corp/*", "read": "users", "publish": ["ann"]},
                {"pattern": "*", "publish": []}
              ]
            }
            """);
        try (TestServer server = TestServer.start(folder)) {
            String ann = server.register("ann");
            String bob = server.register("bob");
            assertEquals(403, server.publish(named("@corp/one"), bob).status());
            assertEquals(201, server.publish(named("@corp/one"), ann).status());
            assertEquals(403, server.publish(named("other"), ann).status());
            assertEquals(401, server.get("/@corp%2fone").status());
            assertEquals(401, server.get("/@corp/one/-/one-1.0.0.tgz").status());
            assertEquals(200, server.get("/@corp%2fone", "Authorization", bob).status());
            assertFalse(server.get("/-/v1/search?text=corp").body().contains("@corp/one"));
            assertTrue(server.get("/-/v1/search?text=corp", "Authorization", bob)
                    .body()
                    .contains("@corp/one"));
            String rev = server.get("/@corp%2fone?write=true", "Authorization", bob)
                    .json()
                    .string("_rev");
            assertEquals(
                    403,
                    server.send("DELETE", "/@corp%2fone/-rev/" + rev, null, "Authorization", bob)
                            .status());
        }
    }

    @Test
    void tokensReachAsFarAsTheySayAndEnd() {
        try (TestServer server = TestServer.start(folder)) {
            String ann = server.register("ann");
            String path = "/-/npm/v1/tokens";
            String reading = "{\"password\": \"secret of ann\", \"readonly\": true}";
            JsonObject read =
                    server.send("POST", path, reading, "Authorization", ann).json();
            assertEquals(
                    403,
                    server.publish(named("one"), "Bearer " + read.string("token"))
                            .status());
            String limited = "{\"password\": \"secret of ann\", \"scopes\": [\"@corp\"], \"expires\": 3}";
            JsonObject some =
                    server.send("POST", path, limited, "Authorization", ann).json();
            String bearer = "Bearer " + some.string("token");
            assertEquals(403, server.publish(named("one"), bearer).status());
            assertEquals(201, server.publish(named("@corp/one"), bearer).status());
            String wrong = "{\"password\": \"guess\"}";
            assertEquals(
                    401, server.send("POST", path, wrong, "Authorization", ann).status());
            String past = "{\"password\": \"secret of ann\", \"expires\": \"2020-01-01T00:00:00Z\"}";
            JsonObject expired =
                    server.send("POST", path, past, "Authorization", ann).json();
            assertEquals(
                    401,
                    server.get("/-/whoami", "Authorization", "Bearer " + expired.string("token"))
                            .status());

            String listed = server.get(path, "Authorization", ann).body();
            assertTrue(listed.contains("" + some.string("key")));
            assertFalse(listed.contains("" + some.string("token")));
            assertEquals(
                    200,
                    server.send("DELETE", path + "/token/" + some.string("key"), null, "Authorization", ann)
                            .status());
            assertEquals(401, server.publish(named("@corp/two"), bearer).status());
            assertEquals(
                    200,
                    server.send("DELETE", "/-/user/token/" + ann.substring(7), null, "Authorization", ann)
                            .status());
            assertEquals(401, server.get("/-/whoami", "Authorization", ann).status());
        }
    }

    @Test
    void secretsAreNotInTheFolder() throws IOException {
        try (TestServer server = TestServer.start(folder)) {
            String ann = server.register("ann");
            server.publish(named("one"), ann);
            try (Stream<Path> files = Files.walk(folder)) {
                for (Path file : files.filter(Files::isRegularFile).toList()) {
                    String text = Files.readString(file, StandardCharsets.ISO_8859_1);
                    assertFalse(text.contains("secret of ann") || text.contains(ann.substring(7)), file.toString());
                }
            }
            String audit = Files.readString(folder.resolve("audit.jsonl"));
            assertTrue(audit.contains("\"what\":\"publish\",\"about\":\"one@1.0.0\""), audit);
        }
    }

    private static String raw(URI address, String request) throws IOException {
        try (Socket socket = new Socket(address.getHost(), address.getPort())) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
            socket.getOutputStream().flush();
            InputStream in = socket.getInputStream();
            byte[] bytes = new byte[4096];
            int got = in.read(bytes);
            return got < 0 ? "" : new String(bytes, 0, got, StandardCharsets.ISO_8859_1);
        }
    }

    @Test
    void otherHostsAndOtherSitesAreTurnedAway() throws IOException {
        try (TestServer server = TestServer.start(folder)) {
            String ann = server.register("ann");
            URI address = server.uri("/");
            for (String host :
                    List.of("evil.example", "evil.example:" + address.getPort(), "localhost.evil.example", "")) {
                String answer = raw(
                        address, "GET /-/whoami HTTP/1.1\r\nHost: " + host + "\r\nAuthorization: " + ann + "\r\n\r\n");
                assertFalse(answer.contains("username") || answer.startsWith("HTTP/1.1 2"), answer);
            }
            String own = "localhost:" + address.getPort();
            assertTrue(raw(address, "GET /-/ping HTTP/1.1\r\nHost: " + own + "\r\n\r\n")
                    .startsWith("HTTP/1.1 200"));
            for (String header : List.of("Origin: http://evil.example", "Origin: null", "Sec-Fetch-Site: cross-site")) {
                String answer = raw(
                        address,
                        "GET /-/whoami HTTP/1.1\r\nHost: " + own + "\r\n" + header + "\r\nAuthorization: " + ann
                                + "\r\n\r\n");
                assertTrue(answer.startsWith("HTTP/1.1 403"), answer);
                assertFalse(answer.toLowerCase(java.util.Locale.ROOT).contains("access-control"), answer);
            }
            assertEquals(405, server.send("OPTIONS", "/one", null).status());
            assertNull(server.get("/-/ping").header("access-control-allow-origin"));
        }
    }

    @Test
    void misspelledRulesAreAnError() throws IOException {
        for (String json : List.of(
                "{\"package\": []}",
                "{\"packages\": [{\"pattern\": \"*\", \"raed\": \"users\"}]}",
                "{\"packages\": [{\"pattern\": \"*\", \"read\": \"anybody\"}]}",
                "{\"minimumAge\": \"soon\"}",
                "{\"deny\": [\"x@y z !\"]}",
                "{")) {
            configure(json);
            dev.dx.engine.DxException refused = org.junit.jupiter.api.Assertions.assertThrows(
                    dev.dx.engine.DxException.class, () -> RegistryConfig.settings(folder), json);
            assertEquals(dev.dx.engine.ErrorCode.DX_CONFIG, refused.code());
        }
    }
}
