package dev.dx.registry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.dx.engine.npm.json.JsonObject;
import dev.dx.engine.npm.registry.TestPackage;
import dev.dx.registry.access.AddressRange;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

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
    void loginIsConfirmedInABrowserAndItsTokenHandedOutOnce() {
        try (TestServer server = TestServer.start(folder)) {
            server.register("jane");
            // As from somebody whose last token has expired.
            JsonObject begun = server.send("POST", "/-/v1/login", "{}", "Authorization", "Bearer dx_0")
                    .json();
            String page = pathOf(begun.string("loginUrl"));
            String done = pathOf(begun.string("doneUrl"));
            assertEquals(202, server.get(done).status());
            assertEquals("1", server.get(done).header("retry-after"));

            TestServer.Answer shown = server.get(page);
            assertEquals(200, shown.status());
            assertTrue(shown.body().contains("127.0.0.1"), shown.body());
            assertFalse(shown.body().contains("<script"), shown.body());
            assertFalse(shown.body().contains(done.substring(done.lastIndexOf('/') + 1)), shown.body());
            String form = formOf(server, page);
            String right = "name=jane&password=secret+of+jane&form=" + form;
            // Neither a page of another site, nor one that could not read this, nor a wrong password.
            assertEquals(
                    403,
                    form(server, page, right, "Origin", "https://evil.example").status());
            assertEquals(
                    403,
                    form(server, page, right, "Sec-Fetch-Site", "cross-site").status());
            assertEquals(403, form(server, page, right + "0").status());
            assertEquals(415, server.send("POST", page, "{}").status());
            assertEquals(401, form(server, page, right.replace("of", "for")).status());
            assertEquals(202, server.get(done).status());
            // Another name of the same machine is another address.
            String elsewhere = "127.0.0.1:" + server.uri("/").getPort();
            assertEquals(404, statusAt(server, elsewhere, page));
            assertEquals(404, statusAt(server, elsewhere, done));

            String origin = "http://localhost:" + server.uri("/").getPort();
            assertEquals(200, form(server, page, right, "Origin", origin).status());
            assertEquals(404, server.get(page).status());
            TestServer.Answer token = server.get(done);
            assertEquals("no-store", token.header("cache-control"));
            String secret = Objects.requireNonNull(token.json().string("token"));
            assertEquals(404, server.get(done).status());
            assertEquals(
                    "jane",
                    server.get("/-/whoami", "Authorization", "Bearer " + secret)
                            .json()
                            .string("username"));
        }
    }

    @Test
    void loginInABrowserCanBeRefusedAndRegistersWhoAsksForThat() {
        try (TestServer server = TestServer.start(folder)) {
            JsonObject begun = server.send("POST", "/-/v1/login", "{}").json();
            String page = pathOf(begun.string("loginUrl"));
            String form = formOf(server, page);
            assertEquals(
                    401, form(server, page, "name=new&password=p&form=" + form).status());
            assertEquals(200, form(server, page, "refuse=1&form=" + form).status());
            assertEquals(404, server.get(pathOf(begun.string("doneUrl"))).status());

            begun = server.send("POST", "/-/v1/login", "{\"create\": true}").json();
            page = pathOf(begun.string("loginUrl"));
            form = formOf(server, page);
            assertEquals(
                    200, form(server, page, "name=new&password=p&form=" + form).status());
            assertEquals(200, server.get(pathOf(begun.string("doneUrl"))).status());
        }
    }

    private static String pathOf(@Nullable String url) {
        return URI.create(Objects.requireNonNull(url)).getPath();
    }

    /** What the page of a login has its form send along. */
    private static String formOf(TestServer server, String page) {
        return server.get(page).body().replaceAll("(?s).*name=\"form\" value=\"([0-9a-f]+)\".*", "$1");
    }

    private static TestServer.Answer form(TestServer server, String path, String body, String... headers) {
        String[] all = Arrays.copyOf(headers, headers.length + 2);
        all[headers.length] = "Content-Type";
        all[headers.length + 1] = "application/x-www-form-urlencoded";
        return server.sendAs("POST", path, body, all);
    }

    /** The status that the same server answers with under another name. */
    private static int statusAt(TestServer server, String host, String path) {
        try (Socket socket =
                new Socket(InetAddress.getLoopbackAddress(), server.uri("/").getPort())) {
            String request = "GET " + path + " HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n";
            socket.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
            String answer = new String(socket.getInputStream().readNBytes(12), StandardCharsets.UTF_8);
            return Integer.parseInt(answer.substring(9));
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
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
                    403,
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
    void tokensMayBeBoundToAddresses() {
        try (TestServer server = TestServer.start(folder)) {
            String publisher = server.register("publisher");
            String path = "/-/npm/v1/tokens";
            String begin = "{\"password\": \"secret of publisher\", \"cidr_whitelist\": ";
            JsonObject here = server.send(
                            "POST", path, begin + "[\"127.0.0.0/8\", \"::1\"]}", "Authorization", publisher)
                    .json();
            JsonObject elsewhere = server.send("POST", path, begin + "[\"192.0.2.0/24\"]}", "Authorization", publisher)
                    .json();
            assertEquals(
                    List.of("192.0.2.0/24"),
                    Objects.requireNonNull(elsewhere.array("cidr_whitelist")).strings());
            assertEquals(
                    201,
                    server.publish(named("one"), "Bearer " + here.string("token"))
                            .status());
            TestServer.Answer refused = server.publish(named("two"), "Bearer " + elsewhere.string("token"));
            assertEquals(403, refused.status());
            assertTrue(refused.body().contains("may not be used from"), refused.body());
            assertEquals(
                    403,
                    server.get("/one", "Authorization", "Bearer " + elsewhere.string("token"))
                            .status());
            assertEquals(
                    201,
                    server.send("POST", path, begin + "[]}", "Authorization", publisher)
                            .status());
            assertEquals(
                    400,
                    server.send("POST", path, begin + "[\"nowhere\"]}", "Authorization", publisher)
                            .status());
        }
    }

    @ParameterizedTest
    @CsvSource({
        "10.1.0.0/16, 10.1.255.3, true",
        "10.1.0.0/16, 10.2.0.0, false",
        "10.1.128.0/17, 10.1.127.255, false",
        "10.1.128.0/17, 10.1.200.1, true",
        "10.0.0.1, 10.0.0.1, true",
        "10.0.0.1, 10.0.0.2, false",
        "0.0.0.0/0, 203.0.113.9, true",
        "0.0.0.0/0, ::1, false",
        "10.0.0.1/32, ::ffff:10.0.0.1, true",
        "2001:db8::/33, 2001:db8:7fff::1, true",
        "2001:db8::/33, 2001:db8:8000::1, false",
        "fe80::/10, fe80::1%eth0, true",
        "10.0.0.0/8, localhost, false"
    })
    void rangesHoldTheAddressesThatBeginAlike(String range, String address, boolean holds) {
        assertEquals(holds, AddressRange.parse(range).holds(address));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "10.0.0.0/33", "::/129", "localhost", "10.1/8", "1.2.3.4.5", "10.0.0.0/-1", "a:b:c/8"})
    void whatIsNoRangeIsRefused(String text) {
        assertThrows(IllegalArgumentException.class, () -> AddressRange.parse(text));
    }

    @Test
    void usersChangeTheirPasswords() {
        try (TestServer server = TestServer.start(folder)) {
            String jane = server.register("jane");
            String path = "/-/npm/v1/user";
            String basic = "Basic "
                    + Base64.getEncoder().encodeToString("jane:secret of jane".getBytes(StandardCharsets.UTF_8));
            assertEquals(200, server.get("/-/whoami", "Authorization", basic).status());
            String guess = "{\"email\": null, \"password\": {\"old\": \"guess\", \"new\": \"other\"}}";
            assertEquals(
                    403, server.send("POST", path, guess, "Authorization", jane).status());
            String change = guess.replace("guess", "secret of jane");
            assertEquals(
                    200,
                    server.send("POST", path, change, "Authorization", jane).status());
            assertEquals(401, server.get("/-/whoami", "Authorization", basic).status());
            assertEquals(401, server.login("jane", "secret of jane").status());
            assertEquals(201, server.login("jane", "other").status());
            assertEquals(200, server.get(path, "Authorization", jane).status());

            for (String other : List.of("{\"email\": \"a@b.c\"}", "{\"tfa\": {\"mode\": \"auth-only\"}}", "{}")) {
                assertEquals(
                        400,
                        server.send("POST", path, other, "Authorization", jane).status(),
                        other);
            }
            assertEquals(401, server.send("POST", path, change).status());
        }
    }

    @Test
    void tokensForReadingDoAwayWithNothingButThemselves() {
        try (TestServer server = TestServer.start(folder)) {
            String jane = server.register("jane");
            String path = "/-/npm/v1/tokens";
            String reading = "{\"password\": \"secret of jane\", \"readonly\": true}";
            String secret = Objects.requireNonNull(server.send("POST", path, reading, "Authorization", jane)
                    .json()
                    .string("token"));
            String bearer = "Bearer " + secret;
            String other = path + "/token/" + jane.substring("Bearer ".length());
            assertEquals(
                    403,
                    server.send("DELETE", other, null, "Authorization", bearer).status());
            String password = "{\"password\": {\"old\": \"secret of jane\", \"new\": \"other\"}}";
            assertEquals(
                    403,
                    server.send("POST", "/-/npm/v1/user", password, "Authorization", bearer)
                            .status());
            assertEquals(
                    200,
                    server.send("DELETE", path + "/token/" + secret, null, "Authorization", bearer)
                            .status());
            assertEquals(401, server.get("/-/whoami", "Authorization", bearer).status());
            assertEquals(
                    200,
                    server.send("DELETE", other, null, "Authorization", jane).status());
        }
    }

    @Test
    void secretsAreNotInTheFolder() throws IOException {
        String publisher;
        try (TestServer server = TestServer.start(folder)) {
            publisher = server.register("publisher");
            server.publish(named("one"), publisher);
        }
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                String text = Files.readString(file, StandardCharsets.ISO_8859_1);
                assertFalse(
                        text.contains("secret of publisher") || text.contains(publisher.substring(7)), file.toString());
            }
        }
        String audit = Files.readString(folder.resolve("audit.jsonl"));
        assertTrue(audit.contains("\"what\":\"publish\",\"about\":\"one@1.0.0\""), audit);
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
