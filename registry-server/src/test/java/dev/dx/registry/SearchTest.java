package dev.dx.registry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import dev.dx.engine.npm.json.JsonArray;
import dev.dx.engine.npm.json.JsonObject;
import dev.dx.engine.npm.json.JsonValue;
import dev.dx.engine.npm.registry.LocalRegistry;
import dev.dx.engine.npm.registry.TestPackage;
import dev.dx.registry.upstream.UpstreamSettings;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is found here, in the cache and beyond. */
class SearchTest {
    private static final String SEARCH = "/-/v1/search";

    @TempDir
    Path folder;

    private final LocalRegistry upstream = LocalRegistry.start();

    @AfterEach
    void stop() {
        upstream.close();
    }

    private static List<String> names(TestServer server, String query, String... headers) {
        JsonArray objects = Objects.requireNonNull(
                server.get(SEARCH + query, headers).json().array("objects"));
        List<String> names = new ArrayList<>();
        for (JsonValue item : objects.items()) {
            JsonObject about = ((JsonObject) item).object("package");
            names.add(String.valueOf(about == null ? null : about.string("name")));
        }
        return names;
    }

    private static String total(TestServer server, String query) {
        return Objects.requireNonNull(server.get(SEARCH + query).json().get("total"))
                .toString()
                .replaceAll("\\D", "");
    }

    private int searches() {
        return upstream.requestsFor(SEARCH).size();
    }

    @Test
    void hostedComesFirstThenTheCacheThenTheUpstreamEachOnce() {
        for (String name : List.of("color-a", "color-b", "color-mine", "color-kept")) {
            upstream.publish(TestPackage.named(name, "1.0.0"));
        }
        try (TestServer server = TestServer.start(folder, upstream)) {
            String publisher = server.register("publisher");
            server.publish(TestPackage.named("color-mine", "2.0.0").build(), publisher);
            server.get("/color-kept");
            assertEquals(List.of("color-mine", "color-kept", "color-a", "color-b"), names(server, "?text=color"));
            assertTrue(server.get(SEARCH + "?text=color-kept").body().contains("\"date\":\"2"), "npm shows it");
            assertEquals("6", total(server, "?text=color"));
            assertEquals(List.of("color-mine"), names(server, "?text=color&size=1"));
            assertEquals(List.of("color-kept", "color-a"), names(server, "?text=color&size=2&from=1"));
        }
    }

    @Test
    void whatIsPrivateOrHostedIsNotTold() throws IOException {
        Files.writeString(
                folder.resolve("registry.json"),
                "{\"packages\": [{\"pattern\": \"@corp/*\", \"upstream\": false},"
                        + " {\"pattern\": \"internal-*\", \"upstream\": false}],"
                        + " \"upstreams\": {\"@other\": \"http://127.0.0.1:1/\"}}");
        upstream.publish(TestPackage.named("@corp/leaked", "1.0.0"))
                .publish(TestPackage.named("public", "1.0.0").field("description", "corp-like internal-things"));
        try (TestServer server = TestServer.start(
                folder,
                settings -> settings.withUpstream(settings.upstream().withRegistry(URI.create(upstream.url()))))) {
            server.publish(TestPackage.named("mine", "1.0.0").build(), server.register("publisher"));
            for (String text : List.of(
                    "@corp/secret",
                    "@CORP",
                    "corp",
                    "scope:corp",
                    "public%20internal-x",
                    "@corp/",
                    "mine",
                    "@other/x")) {
                names(server, "?text=" + text);
            }
            assertEquals(0, searches());
            assertEquals(List.of("public"), names(server, "?text=public&x=@corp/secret"));
            assertEquals(1, searches());
            assertEquals(List.of(), names(server, "?text=leaked"));
        }
    }

    @Test
    void whatMayNotBeHadIsNotShown() throws IOException {
        Files.writeString(
                folder.resolve("registry.json"),
                "{\"deny\": [\"thing-evil\"], \"packages\": [{\"pattern\": \"thing-users\", \"read\": \"users\"}]}");
        for (String name : List.of("thing-evil", "thing-users", "thing-good")) {
            upstream.publish(TestPackage.named(name, "1.0.0"));
        }
        try (TestServer server = TestServer.start(folder, upstream)) {
            String reader = server.register("reader");
            assertEquals(List.of("thing-good"), names(server, "?text=thing"));
            assertEquals(List.of("thing-good", "thing-users"), names(server, "?text=thing", "Authorization", reader));
            server.get("/thing-users", "Authorization", reader);
            assertEquals(List.of("thing-good"), names(server, "?text=thing"));
        }
    }

    @Test
    void upstreamThatIsAwayOrSlowCostsOneWait() throws Exception {
        upstream.publish(TestPackage.named("color", "1.0.0").field("description", "about colors"));
        try (TestServer server = TestServer.start(folder, upstream);
                LocalRegistry.Stall stall = upstream.stall(SEARCH)) {
            server.get("/color");
            long begun = System.nanoTime();
            assertEquals(List.of("color"), names(server, "?text=color"));
            assertTrue(stall.awaitRequest());
            assertEquals(List.of("color"), names(server, "?text=color"));
            Duration took = Duration.ofNanos(System.nanoTime() - begun);
            assertTrue(took.compareTo(Duration.ofSeconds(12)) < 0, took.toString());
            assertEquals(1, searches());
        }
        TestServer.Answer offline;
        try (TestServer server = TestServer.start(
                folder,
                settings -> settings.withUpstream(settings.upstream()
                        .withRegistry(URI.create(upstream.url()))
                        .withMode(UpstreamSettings.Mode.OFFLINE)))) {
            offline = server.get(SEARCH + "?text=color");
        }
        assertEquals(200, offline.status());
        assertTrue(offline.body().contains("\"version\":\"1.0.0\""), offline.body());
        assertEquals(1, searches());
    }

    /** A hostile answer is no answer, and never an error of this registry's. */
    @Test
    void whatTheUpstreamAnswersIsNotBelieved() throws IOException {
        String many =
                String.join(",", Collections.nCopies(500, "{\"package\":{\"name\":\"same\",\"version\":\"1.0.0\"}}"));
        List<String> answers = List.of(
                "{\"total\":99999999999999999999,\"objects\":[" + many + "]}",
                "{\"total\":-1e999,\"objects\":[7,null,[],{\"package\":{\"name\":\"../x y\",\"version\":\"1\"}}]}",
                "{\"total\":{},\"objects\":{}}");
        HttpServer hostile = HttpServer.create(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0), 0);
        List<String> rest = new ArrayList<>(answers);
        hostile.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        hostile.createContext("/", exchange -> {
            byte[] body = rest.removeFirst().getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        hostile.start();
        URI address = URI.create("http://127.0.0.1:" + hostile.getAddress().getPort() + "/");
        try (TestServer server = TestServer.start(
                folder, settings -> settings.withUpstream(UpstreamSettings.STANDARD.withRegistry(address)))) {
            assertEquals(List.of("same"), names(server, "?text=x&size=50"));
            assertEquals(List.of(), names(server, "?text=x"));
            assertEquals(List.of(), names(server, "?text=x"));
            assertEquals(List.of(), rest);
        } finally {
            hostile.stop(0);
        }
    }
}
