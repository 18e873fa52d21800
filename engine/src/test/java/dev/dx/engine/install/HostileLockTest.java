package dev.dx.engine.install;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.dx.engine.DxException;
import dev.dx.engine.ErrorCode;
import dev.dx.engine.ExitCode;
import dev.dx.engine.Integrity;
import dev.dx.engine.npm.registry.LocalRegistry;
import dev.dx.engine.npm.registry.TestPackage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Locks made to do harm. Nothing of the project changes, and nothing beside it. */
class HostileLockTest {
    private static final TestPackage LEAF =
            TestPackage.named("leaf", "1.0.0").file("index.js", "leaf").build();
    private static final String TARBALL = LocalRegistry.tarballPath("leaf", "1.0.0");

    @TempDir
    Path surroundings;

    private LocalRegistry registry;
    private TestProject project;

    @BeforeEach
    void publish() {
        registry = LocalRegistry.start().publish(LEAF);
        project = TestProject.in(surroundings.resolve("a/b"), registry.url());
        project.write("package.json", "{\"dependencies\": {\"leaf\": \"1.0.0\"}}");
    }

    @AfterEach
    void close() {
        registry.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "../../../evil",
                "1.0.0/../../../evil",
                "1.0.0\\\\..\\\\evil",
                "/tmp/evil",
                "C:\\\\evil",
                "1.0.0-../../evil",
                "..",
                "1.0.0\\u0000"
            })
    void aVersionWithPathPartsIsNoVersion(String version) throws IOException {
        Map<String, String> outside = everything();
        outside.keySet().removeIf(path -> path.startsWith("a/b/project/"));
        project.write("package-lock.json", lock(version, sri("SHA-512")));
        project.install();
        Map<String, String> after = everything();
        assertEquals("leaf", after.remove("a/b/project/node_modules/leaf/index.js"));
        String saved = project.read("package-lock.json");
        assertTrue(saved.contains("\"version\":\"1.0.0\""), saved);
        after.keySet().removeIf(path -> path.startsWith("a/b/project/"));
        assertEquals(outside, after);
    }

    @Test
    void aVersionWithPathPartsIsNotOffered() throws IOException {
        registry.publish(TestPackage.named("evil", "../../../evil").file("index.js", "evil"));
        registry.distTag("evil", "latest", "../../../evil");
        project.write("package.json", "{\"dependencies\": {\"evil\": \"latest\"}}");
        Map<String, String> before = everything();
        assertThrows(DxException.class, project::install);
        assertEquals(before, everything());
    }

    @Test
    void refusesAnEntryWithoutIntegrity() throws IOException {
        assertRefused(lock("1.0.0", null), ErrorCode.DX_INTEGRITY_MISSING);
        for (String none : new String[] {"", "md5-AAAAAAAAAAAAAAAAAAAAAA==", "sha512-AAAA", "sha512", "trust me"}) {
            assertRefused(lock("1.0.0", none), ErrorCode.DX_INTEGRITY_MISSING);
        }
        assertEquals(0, registry.requestsFor(TARBALL).size());
    }

    @Test
    void refusesALinkThatStandsInNoNodeModules() throws IOException {
        project.write("package-lock.json", """
            {"lockfileVersion": 3, "packages": {"": {}, "lib": {"resolved": "leaf", "link": true}}}
            """);
        Map<String, String> before = everything();
        assertEquals(
                ErrorCode.DX_LOCK_INVALID,
                assertThrows(DxException.class, project::install).code());
        assertEquals(before, everything());
    }

    @Test
    void aWeakDigestDoesNotMakeUpForAWrongStrongOne() throws IOException {
        String wrong = "sha512-" + "A".repeat(86) + "==";
        assertRefused(lock("1.0.0", sri("SHA-1") + " " + wrong), ErrorCode.DX_INTEGRITY_MISMATCH);
        assertRefused(lock("1.0.0", wrong + " " + sri("SHA-256")), ErrorCode.DX_INTEGRITY_MISMATCH);
    }

    @Test
    void aMismatchIsNeitherFetchedAgainNorWrittenDown() throws IOException {
        String lock = lock("1.0.0", "sha512-" + "A".repeat(86) + "==");
        assertRefused(lock, ErrorCode.DX_INTEGRITY_MISMATCH);
        assertEquals(1, registry.requestsFor(TARBALL).size());
        // Nor does having the archive that the registry offers.
        TestProject honest = TestProject.in(
                surroundings.resolve("honest"),
                registry.url(),
                Map.of("DX_HOME", project.environment().dxHome().folder().toString()));
        honest.write("package.json", "{\"dependencies\": {\"leaf\": \"1.0.0\"}}")
                .install();
        assertRefused(lock, ErrorCode.DX_INTEGRITY_MISMATCH);
    }

    private void assertRefused(String lock, ErrorCode code) throws IOException {
        project.write("package-lock.json", lock);
        Map<String, String> before = everything();
        DxException refusal = assertThrows(DxException.class, project::install, lock);
        assertEquals(code, refusal.code(), refusal.getMessage());
        assertEquals(ExitCode.REFUSED, refusal.code().exit());
        assertEquals(before, everything(), lock);
    }

    /** All files but those that the DX home has for itself. */
    private Map<String, String> everything() throws IOException {
        Path home = project.environment().dxHome().folder();
        Map<String, String> files = new TreeMap<>();
        try (Stream<Path> paths = Files.walk(surroundings)) {
            for (Path path : (Iterable<Path>) paths.filter(Files::isRegularFile)::iterator) {
                if (!path.startsWith(home)) {
                    files.put(
                            surroundings.relativize(path).toString(),
                            Files.readString(path, StandardCharsets.ISO_8859_1));
                }
            }
        }
        return files;
    }

    private static String lock(String version, @Nullable String integrity) {
        return """
            {"name": "project", "lockfileVersion": 3, "requires": true, "packages": {
              "": {"dependencies": {"leaf": "1.0.0"}},
              "node_modules/leaf": {"version": "%s"%s}}}
            """.formatted(version, integrity == null ? "" : ", \"integrity\": \"" + integrity + "\"");
    }

    private static String sri(String algorithm) {
        try {
            byte[] digest = MessageDigest.getInstance(algorithm).digest(LEAF.tarball());
            for (Integrity.Algorithm each : Integrity.Algorithm.values()) {
                if (each.jcaName().equals(algorithm)) {
                    return Integrity.of(each, digest).toString();
                }
            }
            throw new AssertionError(algorithm);
        } catch (NoSuchAlgorithmException missing) {
            throw new AssertionError(missing);
        }
    }
}
