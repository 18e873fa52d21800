package dev.dx.registry;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.dx.engine.npm.json.JsonObject;
import dev.dx.engine.npm.json.JsonStyle;
import dev.dx.engine.npm.json.JsonValue;
import dev.dx.engine.npm.json.JsonWriter;
import dev.dx.engine.npm.registry.TestPackage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is published to a registry, as its clients see it. */
class HostedPackagesTest {
    private static final String BRIEF = "application/vnd.npm.install-v1+json";

    @TempDir
    Path folder;

    private TestServer server;
    private String publisher;

    HostedPackagesTest() {}

    @BeforeEach
    void start() {
        server = TestServer.start(folder);
        publisher = server.register("publisher");
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private static TestPackage one(String version) {
        return TestPackage.named("@corp/one", version)
                .dependency("two", "^1.0.0")
                .installScript("node x.js")
                .field("description", "the first of them " + "long ".repeat(500))
                .build();
    }

    @Test
    void publishedPackageIsServedWithItsBytes() {
        TestPackage published = one("1.0.0");
        assertEquals(201, server.publish(published, publisher).status());

        JsonObject full = server.get("/@corp%2fone").json();
        JsonObject manifest = Objects.requireNonNull(
                Objects.requireNonNull(full.object("versions")).object("1.0.0"));
        JsonObject dist = Objects.requireNonNull(manifest.object("dist"));
        assertEquals(server.uri("/@corp/one/-/one-1.0.0.tgz").toString(), dist.string("tarball"));
        assertEquals(published.integrity(), dist.string("integrity"));
        assertEquals(Map.of("latest", "1.0.0"), full.strings("dist-tags"));
        assertNotNull(full.strings("time").get("1.0.0"));
        assertNull(full.get("archives"));

        TestServer.Answer brief = server.get("/@corp/one", "Accept", BRIEF + "; q=1.0, */*");
        assertEquals(BRIEF, brief.header("content-type"));
        JsonObject short1 = Objects.requireNonNull(
                Objects.requireNonNull(brief.json().object("versions")).object("1.0.0"));
        assertEquals(Map.of("two", "^1.0.0"), short1.strings("dependencies"));
        assertTrue(short1.isTruthy("hasInstallScript"));
        assertNull(short1.get("scripts"));
        assertNull(short1.get("description"));

        for (String path : List.of("/@corp/one/-/one-1.0.0.tgz", "/@corp%2fone/-/@corp/one-1.0.0.tgz")) {
            assertArrayEquals(published.tarball(), server.get(path).response().body());
        }
        assertEquals("1.0.0", server.get("/@corp%2fone/latest").json().string("version"));
        assertEquals(404, server.get("/@corp%2fone/2.0.0").status());
        assertEquals(404, server.get("/@corp/one/-/one-2.0.0.tgz").status());
    }

    @Test
    void unchangedPackumentIsNotSentAgainAndGzipHalvesIt() throws IOException {
        server.publish(one("1.0.0"), publisher);
        TestServer.Answer first = server.get("/@corp%2fone");
        String etag = Objects.requireNonNull(first.header("etag"));
        TestServer.Answer again = server.get("/@corp%2fone", "If-None-Match", etag);
        assertEquals(304, again.status());
        assertEquals("", again.body());

        TestServer.Answer packed = server.get("/@corp%2fone", "Accept-Encoding", "gzip");
        assertEquals("gzip", packed.header("content-encoding"));
        try (GZIPInputStream gzip =
                new GZIPInputStream(new ByteArrayInputStream(packed.response().body()))) {
            assertEquals(first.body(), new String(gzip.readAllBytes(), StandardCharsets.UTF_8));
        }

        server.publish(one("1.0.1"), publisher);
        assertEquals(200, server.get("/@corp%2fone", "If-None-Match", etag).status());
    }

    @Test
    void headersAloneAndRanges() {
        TestPackage published = one("1.0.0");
        server.publish(published, publisher);
        byte[] tarball = published.tarball();
        String path = "/@corp/one/-/one-1.0.0.tgz";
        TestServer.Answer head = server.send("HEAD", path, null);
        assertEquals("" + tarball.length, head.header("content-length"));
        assertEquals(0, head.response().body().length);
        assertEquals(
                server.get("/@corp%2fone").response().body().length + "",
                server.send("HEAD", "/@corp%2fone", null).header("content-length"));

        TestServer.Answer part = server.get(path, "Range", "bytes=10-19");
        assertEquals(206, part.status());
        assertArrayEquals(Arrays.copyOfRange(tarball, 10, 20), part.response().body());
        assertEquals("bytes 10-19/" + tarball.length, part.header("content-range"));
        assertArrayEquals(
                Arrays.copyOfRange(tarball, 50, tarball.length),
                server.get(path, "Range", "bytes=50-").response().body());
        assertArrayEquals(
                Arrays.copyOfRange(tarball, tarball.length - 7, tarball.length),
                server.get(path, "Range", "bytes=-7").response().body());
        assertEquals(416, server.get(path, "Range", "bytes=999999-").status());
        assertEquals(
                200,
                server.get(path, "Range", "bytes=10-", "If-Range", "\"another\"")
                        .status());
        assertEquals(
                304, server.get(path, "If-None-Match", "" + head.header("etag")).status());
    }

    @Test
    void versionIsPublishedOnce() {
        assertEquals(201, server.publish(one("1.0.0"), publisher).status());
        TestServer.Answer again = server.publish(one("1.0.0"), publisher);
        assertEquals(409, again.status());
        assertTrue(again.body().contains("1.0.0"), again.body());
    }

    @Test
    void whatDoesNotFitTogetherIsNotPublished() {
        TestPackage published = one("1.0.0");
        String good = TestServer.publication(published);
        Map<String, Integer> bad = Map.of(
                good.replace("@corp/one", "@corp/two"),
                400,
                good.replace(published.integrity(), one("9.9.9").integrity()),
                400,
                good.replace("\"data\":\"H4s", "\"data\":\"H4t"),
                400,
                good.replace("\"1.0.0\"", "\"1.0\""),
                400,
                good.replace("{\"latest\"", "{\"^1.0.0\""),
                400,
                good.substring(0, good.length() - 10),
                400,
                "[]",
                400,
                "{".repeat(100_000),
                400);
        bad.forEach((body, status) -> {
            TestServer.Answer answer = server.send("PUT", "/@corp%2fone", body, "Authorization", publisher);
            assertEquals(status, answer.status(), answer.body());
        });
        assertEquals(404, server.get("/@corp%2fone").status());
        assertEquals(201, server.publish(published, publisher).status());
    }

    @Test
    void tagsMove() {
        server.publish(one("1.0.0"), publisher);
        server.publish(one("1.1.0"), publisher);
        String tags = "/-/package/@corp%2fone/dist-tags";
        assertEquals("1.1.0", server.get(tags).json().string("latest"));
        assertEquals(
                201,
                server.send("PUT", tags + "/old", "\"1.0.0\"", "Authorization", publisher)
                        .status());
        assertEquals(
                404,
                server.send("PUT", tags + "/new", "\"3.0.0\"", "Authorization", publisher)
                        .status());
        assertEquals(401, server.send("PUT", tags + "/old", "\"1.1.0\"").status());
        assertEquals("1.0.0", server.get("/@corp%2fone/old").json().string("version"));
        assertEquals(
                200,
                server.send("DELETE", tags + "/old", null, "Authorization", publisher)
                        .status());
        assertEquals(
                400,
                server.send("DELETE", tags + "/latest", null, "Authorization", publisher)
                        .status());
        assertEquals(List.of("latest"), List.copyOf(server.get(tags).json().keys()));
    }

    @Test
    void deprecatesAndForgivesVersions() {
        server.publish(one("1.0.0"), publisher);
        JsonObject full = server.get("/@corp%2fone?write=true").json();
        String deprecated =
                full.toString().replace("\"version\":\"1.0.0\"", "\"version\":\"1.0.0\",\"deprecated\":\"use 2\"");
        assertEquals(
                200,
                server.send("PUT", "/@corp%2fone", deprecated, "Authorization", publisher)
                        .status());
        assertEquals("use 2", server.get("/@corp%2fone/1.0.0").json().string("deprecated"));
        String forgiven = deprecated.replace("use 2", "");
        assertEquals(
                200,
                server.send("PUT", "/@corp%2fone", forgiven, "Authorization", publisher)
                        .status());
        assertNull(server.get("/@corp%2fone/1.0.0").json().get("deprecated"));
    }

    @Test
    void removedVersionIsGoneAndItsNumberUsedUp() {
        server.publish(one("1.0.0"), publisher);
        server.publish(one("1.1.0"), publisher);
        JsonObject full = server.get("/@corp%2fone?write=true").json();
        JsonObject fewer = full.with(
                "versions", Objects.requireNonNull(full.object("versions")).without("1.1.0"));
        String rev = full.string("_rev");
        assertEquals(
                201,
                server.send("PUT", "/@corp%2fone/-rev/" + rev, fewer.toString(), "Authorization", publisher)
                        .status());
        assertEquals(
                409,
                server.send("PUT", "/@corp%2fone/-rev/" + rev, fewer.toString(), "Authorization", publisher)
                        .status());
        String next = server.get("/@corp%2fone?write=true").json().string("_rev");
        String archive = "/@corp/one/-/one-1.1.0.tgz";
        assertEquals(
                200,
                server.send("DELETE", archive + "/-rev/" + next, null, "Authorization", publisher)
                        .status());
        assertEquals(404, server.get(archive).status());
        assertEquals("1.0.0", server.get("/@corp%2fone/latest").json().string("version"));
        assertEquals(409, server.publish(one("1.1.0"), publisher).status());

        assertEquals(
                200,
                server.send("DELETE", "/@corp%2fone/-rev/" + next, null, "Authorization", publisher)
                        .status());
        assertEquals(404, server.get("/@corp%2fone").status());
        assertEquals(409, server.publish(one("1.0.0"), publisher).status());
        assertEquals(201, server.publish(one("2.0.0"), publisher).status());
        assertEquals("2.0.0", server.get("/@corp%2fone/latest").json().string("version"));
    }

    @Test
    void searchFindsWhatIsHosted() {
        server.publish(one("1.0.0"), publisher);
        JsonObject found = server.get("/-/v1/search?text=FIRST%20corp&size=5").json();
        assertEquals("1", Objects.requireNonNull(found.get("total")).toString().replaceAll("\\D", ""));
        assertTrue(found.toString().contains("\"name\":\"@corp/one\""));
        // Without these npm search ends in an error of its own.
        String person = "{\"name\":\"publisher\",\"username\":\"publisher\",\"email\":\"\"}";
        assertTrue(found.toString().contains("\"maintainers\":[" + person + "]"), found.toString());
        assertTrue(found.toString().contains("\"publisher\":" + person), found.toString());
        assertFalse(server.get("/-/v1/search?text=nothing").json().toString().contains("@corp/one"));
    }

    /** As npm publish --provenance sends it. */
    @Test
    void provenanceIsKeptAndGivenBack() {
        TestPackage published = one("1.0.0");
        String path = "/-/npm/v1/attestations/@corp%2fone@1.0.0";
        String of = "pkg:npm/%40corp/one@1.0.0";
        for (String wrong : List.of(
                "{}",
                bundle("pkg:npm/%40corp/two@1.0.0", hex(published)),
                bundle(of, "00"),
                "{\"dsseEnvelope\":{\"payload\":\"?\"}}")) {
            TestServer.Answer refused = publish(published, wrong);
            assertEquals(400, refused.status(), refused.body());
        }
        assertEquals(404, server.get("/@corp%2fone").status());
        assertEquals(413, publish(published, " ".repeat(2 << 20)).status());
        String bundle = bundle(of, hex(published));
        assertEquals(201, publish(published, bundle).status());
        JsonObject dist = server.get("/@corp%2fone/1.0.0").json().object("dist");
        JsonObject told = Objects.requireNonNull(Objects.requireNonNull(dist).object("attestations"));
        assertEquals(server.uri(path).toString(), told.string("url"));
        JsonObject answer = server.get(path).json();
        assertEquals(
                "{\"attestations\":[{\"predicateType\":\"https://slsa.dev/provenance/v1\",\"bundle\":" + bundle + "}]}",
                answer.toString());
        String document = server.get("/@corp%2fone").body();
        assertFalse(document.contains("dsseEnvelope"), document);
        assertEquals(201, server.publish(one("2.0.0"), publisher).status());
        assertFalse(server.get("/@corp%2fone/2.0.0").body().contains("attestations"));
        assertEquals(404, server.get(path.replace("1.0.0", "2.0.0")).status());
    }

    private TestServer.Answer publish(TestPackage published, String bundle) {
        String attached = "\"_attachments\":{\"x-1.0.0.sigstore\":" + "{\"content_type\":\"x\",\"data\":"
                + JsonWriter.write(new JsonValue.Text(bundle), JsonStyle.COMPACT) + ",\"length\":1},";
        return server.send(
                "PUT",
                TestServer.path(published.name()),
                TestServer.publication(published).replace("\"_attachments\":{", attached),
                "Authorization",
                publisher);
    }

    private static String hex(TestPackage published) {
        byte[] digest = Base64.getDecoder().decode(published.integrity().substring("sha512-".length()));
        return HexFormat.of().formatHex(digest);
    }

    private static String bundle(String subject, String digest) {
        String statement = "{\"predicateType\":\"https://slsa.dev/provenance/v1\",\"subject\":[{\"name\":\"" + subject
                + "\",\"digest\":{\"sha512\":\"" + digest + "\"}}]}";
        return "{\"mediaType\":\"application/vnd.dev.sigstore.bundle.v0.3+json\",\"dsseEnvelope\":{\"payload\":\""
                + Base64.getEncoder().encodeToString(statement.getBytes(StandardCharsets.UTF_8)) + "\"}}";
    }

    @Test
    void whatThisRegistryHasNotItSays() {
        for (String[] each : new String[][] {
            {"GET", "/-/org/corp/user"},
            {"PUT", "/-/org/corp/team"},
            {"GET", "/-/team/corp/devs/user"},
            {"PUT", "/-/team/corp/devs/package"},
            {"GET", "/-/npm/v1/hooks"},
            {"POST", "/-/npm/v1/hooks/hook"},
            {"GET", "/-/package/@corp%2fone/trust"},
            {"GET", "/-/stage"},
            {"POST", "/-/stage/package/@corp%2fone"}
        }) {
            String body = each[0].equals("GET") ? null : "{}";
            TestServer.Answer answer = server.send(each[0], each[1], body, "Authorization", publisher);
            assertEquals(400, answer.status(), each[1]);
            assertTrue(answer.body().matches("(?s).*(teams here|calls nobody|trusts no|at once).*"), answer.body());
        }
    }

    /** As npm star and npm stars do it. */
    @Test
    void whoMayReadMayStar() {
        server.publish(one("1.0.0"), publisher);
        String reader = server.register("reader");
        String path = "/@corp%2fone";
        String given = "{\"_id\":\"@corp/one\",\"_rev\":\"1-x\",\"users\":{\"reader\":true,\"publisher\":true}}";
        assertEquals(401, server.send("PUT", path, given).status());
        assertEquals(
                200, server.send("PUT", path, given, "Authorization", reader).status());
        assertEquals("{\"reader\":true}", server.get(path).json().object("users") + "", "nobody stars for others");
        String stars = "/-/_view/starredByUser?key=%22reader%22";
        assertTrue(
                server.get(stars).body().contains("\"value\":\"@corp/one\""),
                server.get(stars).body());
        server.publish(one("1.1.0"), publisher);
        assertEquals("{\"reader\":true}", server.get(path).json().object("users") + "");
        server.send("PUT", path, given.replace("\"reader\":true,", ""), "Authorization", reader);
        assertEquals("{\"rows\":[]}", server.get(stars).body());
        assertEquals(
                404,
                server.send("PUT", "/other", given, "Authorization", reader).status());
    }

    /** What npm access and npm owner ask. Rights are the rules', and are not changed from outside. */
    @Test
    void saysWhoMayDoWhat() throws IOException {
        server.close();
        Files.writeString(
                folder.resolve("registry.json"),
                "{\"packages\": [{\"pattern\": \"@corp/*\", \"read\": \"users\", \"publish\": [\"publisher\"]}]}");
        server = TestServer.start(folder);
        String reader = server.register("reader");
        server.publish(one("1.0.0"), publisher);
        server.publish(TestPackage.named("open", "1.0.0").build(), publisher);
        assertEquals(
                "{\"public\":true}", server.get("/-/package/open/visibility").body());
        String corp = "/-/package/@corp%2fone/";
        assertEquals(404, server.get(corp + "visibility").status());
        assertEquals(
                "{\"public\":false}",
                server.get(corp + "visibility", "Authorization", reader).body());
        assertEquals(401, server.get(corp + "collaborators").status());
        assertEquals(
                "{\"publisher\":\"write\",\"reader\":\"read\"}",
                server.get(corp + "collaborators", "Authorization", reader).body());
        assertEquals(
                "{\"@corp/one\":\"read\",\"open\":\"write\"}",
                server.get("/-/user/reader/package", "Authorization", reader).body());
        assertEquals(
                403,
                server.get("/-/user/publisher/package", "Authorization", reader).status());
        assertEquals(
                400,
                server.send("POST", corp + "access", "{\"access\":\"public\"}", "Authorization", publisher)
                        .status());
        String other = "/-/user/org.couchdb.user:publisher";
        assertEquals(401, server.get(other).status());
        assertEquals(
                "publisher", server.get(other, "Authorization", reader).json().string("name"));
        String owners = "{\"_id\":\"open\",\"_rev\":\"1-x\",\"maintainers\":[{\"name\":\"reader\"}]}";
        assertEquals(
                400,
                server.send("PUT", "/open/-rev/1-x", owners, "Authorization", publisher)
                        .status());
    }

    @Test
    void saysHowItIs() {
        assertEquals("{}", server.get("/-/ping").body());
        assertEquals("up", server.get("/-/health").json().string("status"));
        server.publish(one("1.0.0"), publisher);
        String metrics = server.get("/-/metrics").body();
        assertTrue(metrics.contains("dx_registry_requests_total{route=\"packument\",status=\"201\"} 1\n"), metrics);
        assertTrue(metrics.contains("dx_registry_published_total 1\n"), metrics);
        assertTrue(server.server().metrics().requests() >= 4);
    }

    @Test
    void anotherServerOnTheFolderSeesTheSame() {
        try (TestServer other = TestServer.start(folder)) {
            assertEquals(404, other.get("/@corp%2fone").status());
            server.publish(one("1.0.0"), publisher);
            assertEquals("1.0.0", other.get("/@corp%2fone/latest").json().string("version"));
            assertEquals(409, other.publish(one("1.0.0"), publisher).status());
            assertEquals(
                    "publisher",
                    other.get("/-/whoami", "Authorization", publisher).json().string("username"));
        }
    }
}
