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
            String publisher = server.register("publisher");
            assertEquals(
                    "publisher",
                    server.get("/-/whoami", "Authorization", publisher).json().string("username"));
            assertEquals(201, server.publish(named("one"), publisher).status());
        }
    }

    @Test
    void loginWantsTheRightPasswordAndNotForever() {
        try (TestServer server = TestServer.start(folder)) {
            server.register("publisher");
            assertEquals(201, server.login("publisher", "secret of publisher").status());
            assertEquals(401, server.login("publisher", "guess").status());
            int refused = 0;
            for (int i = 0; i < 12; i++) {
                refused += server.login("publisher", "guess " + i).status() == 429 ? 1 : 0;
            }
            assertTrue(refused > 0);
        }
    }

    @Test
    void nobodyRegistersWhereThatIsClosed() throws IOException {
        configure("{\"registration\": \"closed\"}");
        try (TestServer server = TestServer.start(folder)) {
            assertEquals(401, server.login("publisher", "x").status());
            assertTrue(Objects.requireNonNull(server.server().parts()).users().add("publisher", "secret of publisher"));
            server.register("publisher");
        }
    }

    @Test
    void passwordWithEveryRequestWillDo() {
        try (TestServer server = TestServer.start(folder)) {
            server.register("publisher");
            String basic = Base64.getEncoder()
                    .encodeToString("publisher:secret of publisher".getBytes(StandardCharsets.UTF_8));
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
                {"pattern": "@corp/*", "read": "users", "publish": ["publisher"]},
                {"pattern": "*", "publish": []}
              ]
            }
            """);
        try (TestServer server = TestServer.start(folder)) {
            String publisher = server.register("publisher");
            String reader = server.register("reader");
            assertEquals(403, server.publish(named("@corp/one"), reader).status());
            assertEquals(201, server.publish(named("@corp/one"), publisher).status());
            assertEquals(403, server.publish(named("other"), publisher).status());
            assertEquals(401, server.get("/@corp%2fone").status());
            assertEquals(401, server.get("/@corp/one/-/one-1.0.0.tgz").status());
            assertEquals(
                    200, server.get("/@corp%2fone", "Authorization", reader).status());
            assertFalse(server.get("/-/v1/search?text=corp").body().contains("@corp/one"));
            assertTrue(server.get("/-/v1/search?text=corp", "Authorization", reader)
                    .body()
                    .contains("@corp/one"));
            String rev = server.get("/@corp%2fone?write=true", "Authorization", reader)
                    .json()
                    .string("_rev");
            assertEquals(
                    403,
                    server.send("DELETE", "/@corp%2fone/-rev/" + rev, null, "Authorization", reader)
                            .status());
        }
    }

    @Test
    void tokensReachAsFarAsTheySayAndEnd() {
        try (TestServer server = TestServer.start(folder)) {
            String publisher = server.register("publisher");
            String path = "/-/npm/v1/tokens";
            String reading = "{\"password\": \"secret of publisher\", \"readonly\": true}";
            JsonObject read = server.send("POST", path, reading, "Authorization", publisher)
                    .json();
            assertEquals(
                    403,
                    server.publish(named("one"), "Bearer " + read.string("token"))
                            .status());
            String limited = "{\"password\": \"secret of publisher\", \"scopes\": [\"@corp\"], \"expires\": 3}";
            JsonObject some = server.send("POST", path, limited, "Authorization", publisher)
                    .json();
            String bearer = "Bearer " + some.string("token");
            assertEquals(403, server.publish(named("one"), bearer).status());
            assertEquals(201, server.publish(named("@corp/one"), bearer).status());
            String wrong = "{\"password\": \"guess\"}";
            assertEquals(
                    401,
                    server.send("POST", path, wrong, "Authorization", publisher).status());
            String past = "{\"password\": \"secret of publisher\", \"expires\": \"2020-01-01T00:00:00Z\"}";
            JsonObject expired =
                    server.send("POST", path, past, "Authorization", publisher).json();
            assertEquals(
                    401,
                    server.get("/-/whoami", "Authorization", "Bearer " + expired.string("token"))
                            .status());

            String listed = server.get(path, "Authorization", publisher).body();
            assertTrue(listed.contains("" + some.string("key")));
            assertFalse(listed.contains("" + some.string("token")));
            assertEquals(
                    200,
                    server.send("DELETE", path + "/token/" + some.string("key"), null, "Authorization", publisher)
                            .status());
            assertEquals(401, server.publish(named("@corp/two"), bearer).status());
            assertEquals(
                    200,
                    server.send("DELETE", "/-/user/token/" + publisher.substring(7), null, "Authorization", publisher)
                            .status());
            assertEquals(
                    401, server.get("/-/whoami", "Authorization", publisher).status());
        }
    }

    @Test
    void secretsAreNotInTheFolder() throws IOException {
        try (TestServer server = TestServer.start(folder)) {
            String publisher = server.register("publisher");
            server.publish(named("one"), publisher);
            try (Stream<Path> files = Files.walk(folder)) {
                for (Path file : files.filter(Files::isRegularFile).toList()) {
                    String text = Files.readString(file, StandardCharsets.ISO_8859_1);
                    assertFalse(
                            text.contains("secret of publisher") || text.contains(publisher.substring(7)),
                            file.toString());
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
            String publisher = server.register("publisher");
            URI address = server.uri("/");
            for (String host :
                    List.of("evil.example", "evil.example:" + address.getPort(), "localhost.evil.example", "")) {
                String answer = raw(
                        address,
                        "GET /-/whoami HTTP/1.1\r\nHost: " + host + "\r\nAuthorization: " + publisher + "\r\n\r\n");
                assertFalse(answer.contains("username") || answer.startsWith("HTTP/1.1 2"), answer);
            }
            String own = "localhost:" + address.getPort();
            assertTrue(raw(address, "GET /-/ping HTTP/1.1\r\nHost: " + own + "\r\n\r\n")
                    .startsWith("HTTP/1.1 200"));
            for (String header : List.of("Origin: http://evil.example", "Origin: null", "Sec-Fetch-Site: cross-site")) {
                String answer = raw(
                        address,
                        "GET /-/whoami HTTP/1.1\r\nHost: " + own + "\r\n" + header + "\r\nAuthorization: " + publisher
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
