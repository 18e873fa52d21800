package dev.dx.registry.dxrp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.dx.engine.DxException;
import dev.dx.engine.ErrorCode;
import dev.dx.engine.install.TestProject;
import dev.dx.engine.npm.registry.LocalRegistry;
import dev.dx.engine.npm.registry.TestPackage;
import dev.dx.registry.TestServer;
import dev.dx.registry.activity.Metrics;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
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
            project.install();
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
            assertTrue(server.server().metrics().counts().getOrDefault(Metrics.Count.DXRP_REQUESTS, 0L) >= 4);

            // The same lock, by somebody who has nothing yet; the upstream is not asked again.
            upstream.forgetRequests();
            TestProject other = project("b", server, Map.of());
            other.write("package-lock.json", lock);
            other.install();
            assertEquals(lock, other.read("package-lock.json"));
            assertEquals(300_000, other.read("node_modules/one/big.txt").length());
            assertEquals(0, archivesAsked(server));
            assertTrue(upstream.requests().isEmpty(), upstream.requests().toString());
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
            int port = java.util.Objects.requireNonNull(server.server().status().dxrp())
                    .getPort();
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

    private static boolean deleteTree(Path tree) {
        try (var paths = Files.walk(tree)) {
            paths.sorted(java.util.Comparator.reverseOrder())
                    .forEach(path -> path.toFile().delete());
            return !Files.exists(tree);
        } catch (IOException failure) {
            throw new AssertionError(failure);
        }
    }
}
