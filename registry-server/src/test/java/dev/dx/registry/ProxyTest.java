package dev.dx.registry;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.dx.engine.npm.json.JsonObject;
import dev.dx.engine.npm.registry.LocalRegistry;
import dev.dx.engine.npm.registry.TestPackage;
import dev.dx.registry.upstream.UpstreamSettings;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Packages of another registry, through this one. */
class ProxyTest {
    @TempDir
    Path folder;

    private final LocalRegistry upstream = LocalRegistry.start();
    private final TestPackage one = TestPackage.named("one", "1.0.0")
            .file("big.txt", "x".repeat(300_000))
            .build();
    private final TestPackage young = TestPackage.named("one", "1.1.0")
            .publishedAt(Instant.now().minus(Duration.ofHours(2)))
            .build();

    @AfterEach
    void stop() {
        upstream.close();
    }

    private void configure(String json) throws IOException {
        Files.writeString(folder.resolve("registry.json"), json);
    }

    private TestServer impatient(UpstreamSettings.Mode mode) {
        return TestServer.start(
                folder,
                settings -> settings.withUpstream(settings.upstream()
                        .withRegistry(URI.create(upstream.url()))
                        .withTimes(Duration.ZERO, Duration.ZERO)
                        .withMode(mode)));
    }

    @Test
    void packagesComeFromTheUpstreamOnce() {
        upstream.publish(one);
        try (TestServer server = TestServer.start(folder, upstream)) {
            for (int i = 0; i < 2; i++) {
                JsonObject brief = server.get("/one", "Accept", "application/vnd.npm.install-v1+json")
                        .json();
                assertTrue(brief.toString().contains(server.uri("/one/-/one-1.0.0.tgz") + "\""), brief.toString());
                assertArrayEquals(
                        one.tarball(),
                        server.get("/one/-/one-1.0.0.tgz").response().body());
            }
            assertEquals(1, upstream.requestsFor("/one").size());
            assertEquals(1, upstream.requestsFor("/one/-/one-1.0.0.tgz").size());
            assertEquals(404, server.get("/one/-/one-3.0.0.tgz").status());
            assertEquals(404, server.get("/none").status());
            assertEquals(404, server.get("/none").status());
            assertEquals(1, upstream.requestsFor("/none").size());
        }
    }

    @Test
    void ofManyWhoWantTheSameOneAsks() throws Exception {
        upstream.publish(one);
        try (TestServer server = TestServer.start(folder, upstream);
                LocalRegistry.Stall stall = upstream.stall("/one/-/one-1.0.0.tgz");
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<byte[]>> answers = new ArrayList<>();
            for (int i = 0; i < 16; i++) {
                answers.add(threads.submit(
                        () -> server.get("/one/-/one-1.0.0.tgz").response().body()));
            }
            assertTrue(stall.awaitRequest());
            Thread.sleep(200);
            stall.release();
            for (Future<byte[]> answer : answers) {
                assertArrayEquals(one.tarball(), answer.get());
            }
            assertEquals(1, upstream.requestsFor("/one/-/one-1.0.0.tgz").size());
            assertEquals(1, upstream.requestsFor("/one").size());
        }
    }

    @Test
    void whatWasFetchedOnceOutlivesTheUpstream() {
        upstream.publish(one).publish(TestPackage.named("two", "1.0.0"));
        try (TestServer server = impatient(UpstreamSettings.Mode.ONLINE)) {
            server.get("/one/-/one-1.0.0.tgz");
            server.get("/two");
            upstream.stop();
            assertEquals(200, server.get("/two").status());
            assertArrayEquals(
                    one.tarball(), server.get("/one/-/one-1.0.0.tgz").response().body());
            TestServer.Answer never = server.get("/three");
            assertEquals(504, never.status(), never.body());
            TestServer.Answer archive = server.get("/two/-/two-1.0.0.tgz");
            assertEquals(504, archive.status(), archive.body());
        }
        try (TestServer server = impatient(UpstreamSettings.Mode.OFFLINE)) {
            assertArrayEquals(
                    one.tarball(), server.get("/one/-/one-1.0.0.tgz").response().body());
            assertEquals(504, server.get("/three").status());
        }
    }

    @Test
    void unchangedPackumentIsNotFetchedAgain() {
        upstream.publish(one);
        try (TestServer server = impatient(UpstreamSettings.Mode.ONLINE)) {
            String first = server.get("/one").body();
            assertEquals(first, server.get("/one").body());
            assertTrue(upstream.requestsFor("/one").getLast().header("if-none-match") != null);
            upstream.publish(young);
            assertTrue(server.get("/one").body().contains("1.1.0"));
        }
    }

    @Test
    void privateNamesAreNeverAskedForUpstream() throws IOException {
        configure("{\"packages\": [{\"pattern\": \"@corp/*\", \"upstream\": false}]}");
        upstream.publish(TestPackage.named("@corp/secret", "1.0.0"))
                .publish(one)
                .publish(TestPackage.named("mine", "9.0.0"));
        try (TestServer server = TestServer.start(folder, upstream)) {
            String publisher = server.register("publisher");
            assertEquals(404, server.get("/@corp%2fsecret").status());
            assertEquals(404, server.get("/@corp/secret/-/secret-1.0.0.tgz").status());
            assertEquals(404, server.get("/@corp%2fsecret/1.0.0").status());
            server.send(
                    "POST",
                    "/-/npm/v1/security/advisories/bulk",
                    "{\"@corp/secret\": [\"1.0.0\"], \"one\": [\"1.0.0\"]}");
            server.publish(TestPackage.named("mine", "1.0.0").build(), publisher);
            upstream.forgetRequests();
            assertEquals("1.0.0", server.get("/mine/latest").json().string("version"));
            assertEquals(404, server.get("/mine/-/mine-9.0.0.tgz").status());
            assertEquals(List.of(), upstream.requests());
            String rev = server.get("/mine?write=true").json().string("_rev");
            assertEquals(
                    200,
                    server.send("DELETE", "/mine/-rev/" + rev, null, "Authorization", publisher)
                            .status());
            assertEquals(404, server.get("/mine").status());
            assertEquals(List.of(), upstream.requests());
        }
        assertTrue(
                upstream.requests().stream().noneMatch(request -> request.path().contains("corp")));
    }

    @Test
    void youngAndDeniedVersionsAreNotToBeHad() throws IOException {
        configure("{\"minimumAge\": \"1d\", \"deny\": [\"evil\", \"two@>=2\"]}");
        upstream.publish(one)
                .publish(young)
                .publish(TestPackage.named("evil", "1.0.0"))
                .publish(TestPackage.named("two", "1.0.0"))
                .publish(TestPackage.named("two", "2.0.0"));
        try (TestServer server = TestServer.start(folder, upstream)) {
            for (String accept : List.of("application/json", "application/vnd.npm.install-v1+json")) {
                JsonObject told = server.get("/one", "Accept", accept).json();
                assertEquals(
                        List.of("1.0.0"),
                        List.copyOf(
                                Objects.requireNonNull(told.object("versions")).keys()));
                assertEquals(Map.of("latest", "1.0.0"), told.strings("dist-tags"));
            }
            assertEquals(403, server.get("/one/-/one-1.1.0.tgz").status());
            assertEquals(200, server.get("/one/-/one-1.0.0.tgz").status());
            assertEquals(403, server.get("/evil/-/evil-1.0.0.tgz").status());
            assertEquals(403, server.get("/two/-/two-2.0.0.tgz").status());
            assertEquals("1.0.0", server.get("/two/latest").json().string("version"));
            assertTrue(upstream.requestsFor("/one/-/one-1.1.0.tgz").isEmpty());
            String publisher = server.register("publisher");
            server.publish(TestPackage.named("fresh", "1.0.0").build(), publisher);
            assertEquals("1.0.0", server.get("/fresh/latest").json().string("version"));
        }
    }

    @Test
    void wrongArchiveIsNeverSentWhole() {
        upstream.publish(one);
        upstream.corrupt("one", "1.0.0");
        try (TestServer server = TestServer.start(folder, upstream)) {
            for (int i = 0; i < 2; i++) {
                boolean whole;
                try {
                    whole = server.get("/one/-/one-1.0.0.tgz").status() == 200;
                } catch (java.io.UncheckedIOException brokenOff) {
                    whole = false;
                }
                assertFalse(whole);
            }
            upstream.publish(one);
            assertArrayEquals(
                    one.tarball(), server.get("/one/-/one-1.0.0.tgz").response().body());
        }
    }

    @Test
    void damagedArchiveInTheCacheIsFetchedAgain() throws IOException {
        upstream.publish(one);
        try (TestServer server = TestServer.start(folder, upstream)) {
            server.get("/one/-/one-1.0.0.tgz");
        }
        Path kept = folder.resolve("cache/data/archives/one/1.0.0");
        byte[] damaged = Files.readAllBytes(kept);
        damaged[damaged.length / 2] ^= 1;
        Files.write(kept, damaged);
        try (TestServer server = TestServer.start(folder, upstream)) {
            assertArrayEquals(
                    one.tarball(), server.get("/one/-/one-1.0.0.tgz").response().body());
            assertEquals(2, upstream.requestsFor("/one/-/one-1.0.0.tgz").size());
        }
    }

    @Test
    void registryThatIsItsOwnUpstreamSaysSo() throws IOException {
        Files.writeString(folder.resolve(".npmrc"), "");
        try (TestServer server = TestServer.start(
                folder,
                settings ->
                        settings.withUpstream(settings.upstream().withRegistry(URI.create("http://localhost:1/"))))) {
            assertEquals(504, server.get("/one").status());
        }
    }
}
