package dev.dx.registry.dxrp;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.dx.engine.DxException;
import dev.dx.engine.ErrorCode;
import dev.dx.engine.fetch.ConnectionTrial;
import dev.dx.engine.install.Engine;
import dev.dx.engine.install.PublishRequest;
import dev.dx.engine.install.TestProject;
import dev.dx.engine.install.change.InstallReport;
import dev.dx.engine.npm.publish.RegistryAccount;
import dev.dx.engine.npm.registry.LocalRegistry;
import dev.dx.engine.npm.registry.PackageHits;
import dev.dx.engine.npm.registry.TestPackage;
import dev.dx.engine.script.Caller;
import dev.dx.registry.TestServer;
import dev.dx.registry.activity.Metrics;
import dev.dx.registry.tls.Certificate;
import dev.dx.registry.upstream.UpstreamSettings;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whole installs over DXRP. */
class DxrpInstallTest {
    @TempDir
    Path folder;

    private final LocalRegistry upstream = LocalRegistry.start();

    @BeforeEach
    void publish() {
        upstream.publish(TestPackage.named("one", "1.2.0")
                .dependency("@s/two", "^1.0.0")
                .file("big.txt", "x".repeat(300_000))
                .build());
        upstream.publish(TestPackage.named("one", "2.0.0").build());
        upstream.publish(
                TestPackage.named("@s/two", "1.0.5").file("index.js", "2").build());
    }

    @AfterEach
    void stop() {
        upstream.close();
    }

    private TestServer serve() {
        return TestServer.start(folder.resolve("registry"), upstream);
    }

    private TestProject project(String name, TestServer server, Map<String, String> more) {
        return TestProject.in(
                        folder.resolve(name),
                        String.valueOf(server.server().status().dxrp()),
                        more)
                .write(
                        "package.json",
                        "{\"name\": \"p\", \"version\": \"1.0.0\", \"dependencies\": {\"one\": \"^1.0.0\"}}");
    }

    private static long archivesAsked(TestServer server) {
        return server.get("/-/metrics")
                .body()
                .lines()
                .filter(line -> line.contains("route=\"tarball\""))
                .count();
    }

    @Test
    void packagesComeAsPacksAndTheLockNamesTheUpstream() {
        try (TestServer server = serve()) {
            TestProject project = project("a", server, Map.of());
            InstallReport report = project.install();
            assertEquals(2, report.fetched(), "also what came unasked was fetched");
            assertTrue(report.bytes() > 0 && report.bytes() < 300_000, "packs count, not their files");
            assertEquals(300_000, project.read("node_modules/one/big.txt").length());
            assertEquals("2", project.read("node_modules/@s/two/index.js"));
            String lock = project.read("package-lock.json");
            assertTrue(lock.contains("\"resolved\": \"" + upstream.tarballUri("one", "1.2.0") + "\""), lock);
            assertFalse(lock.contains("dxrp"), lock);
            assertEquals(0, archivesAsked(server));
            assertEquals(
                    1,
                    upstream.requestsFor(LocalRegistry.tarballPath("one", "1.2.0"))
                            .size());
            assertTrue(server.server().metrics().counts().getOrDefault(Metrics.Count.DXRP_REQUESTS, 0L) >= 2);

            Map<String, Long> asked = routes(server);
            // One request brought all of it.
            assertEquals(1L, asked.get("dxrp-closure"), asked.toString());
            assertFalse(asked.containsKey("dxrp-meta"), asked.toString());
            assertFalse(asked.containsKey("dxrp-pack"), asked.toString());

            // The same lock, by somebody who has nothing yet; the upstream is not asked again.
            upstream.forgetRequests();
            TestProject other = project("b", server, Map.of());
            other.write("package-lock.json", lock);
            other.install();
            assertEquals(lock, other.read("package-lock.json"));
            assertEquals(300_000, other.read("node_modules/one/big.txt").length());
            assertEquals(0, archivesAsked(server));
            assertTrue(upstream.requests().isEmpty(), upstream.requests().toString());
            assertEquals(2L, routes(server).get("dxrp-closure"));
            assertFalse(routes(server).containsKey("dxrp-pack"));
        }
    }

    /** How often each was asked for, once what was answered just now is counted. */
    private static Map<String, Long> routes(TestServer server) {
        long end = System.nanoTime() + 2_000_000_000L;
        while (server.server().metrics().running() > 0 && System.nanoTime() < end) {
            Thread.onSpinWait();
        }
        Map<String, Long> routes = new TreeMap<>();
        Pattern line = Pattern.compile("dx_registry_requests_total\\{route=\"([^\"]+)\",status=\"\\d+\"} (\\d+)");
        Matcher matcher = line.matcher(server.get("/-/metrics").body());
        while (matcher.find()) {
            routes.merge(matcher.group(1), Long.parseLong(matcher.group(2)), Long::sum);
        }
        return routes;
    }

    @Test
    void whatWasNotForeseenIsAskedForByItself() {
        upstream.publish(TestPackage.named("@s/two", "1.0.1").build());
        upstream.distTag("@s/two", "latest", "1.0.5");
        try (TestServer server = serve()) {
            TestProject project = project("a", server, Map.of());
            project.write(
                    "package.json",
                    "{\"name\": \"p\", \"version\": \"1.0.0\", \"dependencies\": {\"one\": \"^1.0.0\"},"
                            + " \"overrides\": {\"@s/two\": \"1.0.1\"}}");
            project.install();
            assertTrue(project.read("node_modules/@s/two/package.json").contains("1.0.1"));
            Map<String, Long> asked = routes(server);
            assertEquals(1L, asked.get("dxrp-closure"), asked.toString());
            // By its key, and by its name once that was not known.
            assertEquals(2L, asked.get("dxrp-pack"), asked.toString());
        }
    }

    @Test
    void searchAsksOverTheSameProtocol() {
        try (TestServer server = TestServer.start(folder.resolve("registry"))) {
            String jane = server.register("jane");
            server.publish(TestPackage.named("@jane/own", "1.1.0").build(), jane);
            server.publish(TestPackage.named("@jane/other", "1.0.0").build(), jane);
            TestProject project = project("a", server, Map.of());
            PackageHits found = Objects.requireNonNull(project.search("jane", 1));
            assertEquals(2, found.total());
            assertEquals("@jane/other", found.hits().getFirst().name());
            assertNotNull(found.hits().getFirst().published());
            assertEquals(1L, routes(server).get("dxrp-search"));
            assertFalse(routes(server).containsKey("search"));
        }
    }

    @Test
    void predictionIsKeptUntilAPackumentChanges() throws IOException {
        Path closures = folder.resolve("registry/cache/data/closures");
        String wish = "{\"name\": \"p\", \"version\": \"1.0.0\", \"dependencies\": {\"@jane/own\": \"^1.0.0\"}}";
        // Where archives are said to be is part of what is told; the ports are others each time.
        Files.createDirectories(folder.resolve("registry"));
        Files.writeString(folder.resolve("registry/registry.json"), "{\"publicUrl\": \"http://registry.invalid/\"}");
        String token;
        FileTime made;
        try (TestServer server = TestServer.start(folder.resolve("registry"))) {
            token = server.register("jane");
            server.publish(TestPackage.named("@jane/own", "1.0.0").build(), token);
            server.publish(TestPackage.named("@jane/own", "1.0.1").build(), token);
            project("a", server, Map.of()).write("package.json", wish).install();
            made = Files.getLastModifiedTime(onlyFileOf(closures));
        }
        try (TestServer server = TestServer.start(folder.resolve("registry"))) {
            TestProject again = project("b", server, Map.of()).write("package.json", wish);
            again.install();
            assertTrue(again.read("node_modules/@jane/own/package.json").contains("1.0.1"));
            // It was read, not made.
            assertTrue(Files.getLastModifiedTime(onlyFileOf(closures)).compareTo(made) > 0);
            assertFalse(routes(server).containsKey("dxrp-meta"), "a packument was asked for by itself");

            server.publish(TestPackage.named("@jane/own", "1.1.0").build(), token);
            TestProject later = project("c", server, Map.of()).write("package.json", wish);
            later.install();
            assertTrue(later.read("node_modules/@jane/own/package.json").contains("1.1.0"));

            Path kept = onlyFileOf(closures);
            byte[] damaged = Files.readAllBytes(kept);
            damaged[damaged.length / 2] ^= 1;
            Files.write(kept, damaged);
        }
        try (TestServer server = TestServer.start(folder.resolve("registry"))) {
            TestProject last = project("d", server, Map.of()).write("package.json", wish);
            last.install();
            assertTrue(last.read("node_modules/@jane/own/package.json").contains("1.1.0"));
        }
    }

    private static Path onlyFileOf(Path folder) throws IOException {
        try (var files = Files.list(folder)) {
            List<Path> all = files.toList();
            assertEquals(1, all.size(), all.toString());
            return all.getFirst();
        }
    }

    @Test
    void strictIntegrityTakesArchives() {
        try (TestServer server = serve()) {
            TestProject project = project("a", server, Map.of());
            project.install();
            assertEquals(0, archivesAsked(server));
            TestProject strict = project("a", server, Map.of("npm_config_strict_integrity", "true"));
            assertTrue(deleteTree(strict.modules()));
            strict.install();
            assertEquals(300_000, strict.read("node_modules/one/big.txt").length());
            assertEquals(1, archivesAsked(server));
        }
    }

    @Test
    void installsOverTls() {
        try (TestServer server = TestServer.start(
                folder.resolve("registry"),
                settings -> settings.withUpstream(UpstreamSettings.STANDARD.withRegistry(URI.create(upstream.url())))
                        .withCertificate(new Certificate.SelfMade()))) {
            String address = String.valueOf(server.server().status().dxrp());
            assertTrue(address.startsWith("dxrps://"), address);
            TestProject stranger = project("a", server, Map.of());
            assertEquals(
                    ErrorCode.DX_NETWORK,
                    assertThrows(DxException.class, stranger::install).code());
            Path certificate = folder.resolve("registry/tls/certificate.pem");
            TestProject project = project("b", server, Map.of("npm_config_cafile", certificate.toString()));
            project.install();
            assertEquals(300_000, project.read("node_modules/one/big.txt").length());
            assertFalse(project.read("package-lock.json").contains("dxrp"));
        }
    }

    @Test
    void packsAreFilesForCachesInFront() throws IOException {
        try (TestServer server = serve()) {
            project("a", server, Map.of()).install();
            List<Path> packs;
            try (var found = Files.list(folder.resolve("registry/cache/data/dxp"))) {
                packs = found.toList();
            }
            assertEquals(2, packs.size());
            for (Path pack : packs) {
                TestServer.Answer answer = server.get("/dxp/" + pack.getFileName() + ".dxp");
                assertEquals(200, answer.status());
                assertEquals("public, max-age=31536000, immutable", answer.header("cache-control"));
                assertArrayEquals(Files.readAllBytes(pack), answer.response().body());
            }
            assertEquals(404, server.get("/dxp/" + "0".repeat(64) + ".dxp").status());
            assertEquals(404, server.get("/dxp/..%2fx.dxp").status());
        }
    }

    /** A pack whose bytes changed in the registry's cache is not taken for the package. */
    @Test
    void packOfOtherFilesNeverSatisfiesALock() throws IOException {
        String lock;
        try (TestServer server = serve()) {
            TestProject project = project("a", server, Map.of());
            project.install();
            lock = project.read("package-lock.json");
        }
        // The pack of another package, which says that it has one's root and hash.
        Path records = folder.resolve("registry/cache/data/packs/upstream");
        String ofOne = Files.readString(records.resolve("one/1.2.0"));
        String ofTwo = Files.readString(records.resolve("@s/two/1.0.5"));
        String root = ofOne.replaceAll(".*\"root\":\"([^\"]+)\".*", "$1");
        String other = ofTwo.replaceAll(".*\"root\":\"([^\"]+)\".*", "$1");
        Path data = folder.resolve("registry/cache/data/dxp");
        Files.copy(data.resolve(other), data.resolve(root), StandardCopyOption.REPLACE_EXISTING);
        String sri = ofOne.replaceAll(".*\"integrity\":\"([^\"]+)\".*", "$1");
        Files.writeString(
                records.resolve("one/1.2.0"),
                ofTwo.replace(other, root).replaceAll("\"integrity\":\"[^\"]+\"", "\"integrity\":\"" + sri + "\""));
        try (TestServer server = serve()) {
            TestProject victim = project("b", server, Map.of()).write("package-lock.json", lock);
            victim.install();
            // The archive was taken instead.
            assertEquals(300_000, victim.read("node_modules/one/big.txt").length());
            assertEquals(1, archivesAsked(server));
        }
    }

    @Test
    void whatIsNotThereIsNotFound() {
        try (TestServer server = serve()) {
            TestProject project = project("a", server, Map.of());
            project.write(
                    "package.json",
                    "{\"name\": \"p\", \"version\": \"1.0.0\", \"dependencies\": {\"none\": \"^1.0.0\"}}");
            DxException failure = assertThrows(DxException.class, project::install);
            assertEquals(ErrorCode.DX_NOT_FOUND, failure.code());
        }
    }

    @Test
    void whatMayNotBeReadIsNotHandedOut() throws IOException {
        Files.createDirectories(folder.resolve("registry"));
        Files.writeString(
                folder.resolve("registry/registry.json"),
                "{\"packages\": [{\"pattern\": \"@s/*\", \"read\": \"users\"}], \"deny\": [\"one@1.2.0\"]}");
        try (TestServer server = serve()) {
            TestProject denied = project("a", server, Map.of());
            assertThrows(DxException.class, denied::install);
            String wish = "{\"name\": \"p\", \"version\": \"1.0.0\", \"dependencies\": {\"@s/two\": \"1\"}}";
            TestProject nobody = project("b", server, Map.of()).write("package.json", wish);
            assertEquals(
                    ErrorCode.DX_AUTH,
                    assertThrows(DxException.class, nobody::install).code());
            String token = server.register("jane").substring("Bearer ".length());
            int port = Objects.requireNonNull(server.server().status().dxrp()).getPort();
            int http = server.uri("/").getPort();
            TestProject jane = project("c", server, Map.of())
                    .write("package.json", wish)
                    .write(
                            ".npmrc",
                            "//localhost:" + port + "/:_authToken=" + token + "\n//localhost:" + http + "/:_authToken="
                                    + token + "\n");
            jane.install();
            assertEquals("2", jane.read("node_modules/@s/two/index.js"));
        }
    }

    /** Accounts are a matter of its HTTP, where it says that is. */
    @Test
    void accountIsWhereItsHttpIs() {
        try (TestServer server = serve()) {
            String token = server.register("jane").substring("Bearer ".length());
            TestProject project = project("a", server, Map.of());
            String http = "//localhost:" + server.uri("/").getPort() + "/";
            String dxrp = "//localhost:"
                    + Objects.requireNonNull(server.server().status().dxrp()).getPort() + "/";
            project.write(".npmrc", http + ":_authToken=" + token + "\n");
            try (Engine engine = Engine.open(project.environment());
                    RegistryAccount account = engine.account(project.folder(), null)) {
                assertEquals(List.of(dxrp, http), account.keyPrefixes());
                assertEquals("jane", account.whoAmI());
                assertTrue(account.login("jane", "secret of jane").length() > 20);
                Path mine = folder.resolve("mine");
                TestProject its = TestProject.in(mine, "dxrp:" + dxrp, Map.of());
                its.write("package.json", "{\"name\": \"@jane/mine\", \"version\": \"1.0.0\"}");
                its.write(".npmrc", http + ":_authToken=" + token + "\n");
                PublishRequest wish = new PublishRequest(
                        its.folder(),
                        null,
                        null,
                        null,
                        PublishRequest.Trial.REAL,
                        new Caller(its.folder(), "publish", null));
                engine.publish(wish, ready -> {}, script -> {
                    throw new AssertionError(script);
                });
                assertEquals(200, server.get("/@jane%2fmine").status());
                List<ConnectionTrial.Step> steps = new ArrayList<>();
                engine.tryConnection(project.folder(), steps::add);
                assertTrue(
                        steps.stream().allMatch(step -> step.state() == ConnectionTrial.State.GOOD), steps.toString());
                assertTrue(steps.getLast().found().contains("jane"), steps.toString());
            }
        }
        TestProject alone = TestProject.in(folder.resolve("b"), "dxrp://localhost:1/");
        try (Engine engine = Engine.open(alone.environment())) {
            List<ConnectionTrial.Step> steps = new ArrayList<>();
            engine.tryConnection(alone.folder(), steps::add);
            assertEquals(ConnectionTrial.State.FAILED, steps.getLast().state());
            assertFalse(steps.getLast().remedy().isEmpty());
        }
    }

    private static boolean deleteTree(Path tree) {
        try (var paths = Files.walk(tree)) {
            paths.sorted(Comparator.reverseOrder())
                    .forEach(path -> path.toFile().delete());
            return !Files.exists(tree);
        } catch (IOException failure) {
            throw new AssertionError(failure);
        }
    }
}
