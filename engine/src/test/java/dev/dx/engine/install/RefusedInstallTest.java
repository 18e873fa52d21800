package dev.dx.engine.install;

import static dev.dx.engine.npm.registry.TestPackage.named;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.dx.engine.DxException;
import dev.dx.engine.ErrorCode;
import dev.dx.engine.ExitCode;
import dev.dx.engine.install.change.InstallReport;
import dev.dx.engine.npm.ImitatedNpm;
import dev.dx.engine.npm.registry.LocalRegistry;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Installs that are refused: which code they end with, what they name, and that nothing was touched. */
class RefusedInstallTest {
    @TempDir
    Path root;

    private LocalRegistry registry;

    private TestProject project;

    @BeforeEach
    void start() {
        registry = UsualPackages.published();
        project = TestProject.in(root, registry);
    }

    @AfterEach
    void stop() {
        registry.close();
    }

    @Test
    void refusesAPackageForAnotherPlatform() {
        registry.publish(named("windows-only", "1.0.0").os("win32"));
        project.write("package.json", "{\"dependencies\": {\"windows-only\": \"*\"}}");

        assertFails(ErrorCode.DX_PLATFORM, project::install, "windows-only@1.0.0");
    }

    @Test
    void explainsAConflictBetweenPeers() {
        registry.publish(named("plugin", "1.0.0").peerDependency("host", "^1.0.0"))
                .publish(named("host", "1.0.0"))
                .publish(named("host", "2.0.0"));
        project.write("package.json", "{\"dependencies\": {\"plugin\": \"*\", \"host\": \"^2.0.0\"}}");

        DxException failure = assertFails(ErrorCode.DX_CONFLICT, project::install, "host@^1.0.0");

        assertEquals(ExitCode.CONFLICT, failure.code().exit());
        assertTrue(failure.what().contains("plugin@1.0.0"), failure.what());
        assertTrue(failure.what().contains("host@^2.0.0"), failure.what());
    }

    @Test
    void refusesAnExactVersionThatIsTooYoung() {
        registry.publish(named("fresh", "1.1.0").publishedAt(Instant.now().minus(Duration.ofHours(2))));
        project.write("package.json", "{\"dependencies\": {\"fresh\": \"1.1.0\"}}");

        DxException failure = assertFails(ErrorCode.DX_TOO_YOUNG, project::install, "fresh@1.1.0");

        assertEquals(ExitCode.REFUSED, failure.code().exit());
    }

    @Test
    void saysWhichPackageDoesNotExist() {
        project.write("package.json", "{\"dependencies\": {\"leaf\": \"*\", \"no-such-thing\": \"*\"}}");

        DxException failure = assertFails(ErrorCode.DX_NOT_FOUND, project::install, "no-such-thing");

        assertEquals(ExitCode.NOT_FOUND, failure.code().exit());
    }

    @Test
    void saysWhichHostDidNotAnswer() throws IOException {
        int port;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }
        project.write("package.json", "{\"dependencies\": {\"leaf\": \"^1.0.0\"}}");
        project.install();
        TestProject cut = TestProject.in(Files.createDirectory(root.resolve("cut")), "http://127.0.0.1:" + port + "/");
        cut.write("package.json", "{\"dependencies\": {\"leaf\": \"^1.0.0\"}}");
        Map<String, String> before = cut.snapshot();

        DxException failure = assertFails(ErrorCode.DX_NETWORK, cut::install, "127.0.0.1");

        assertEquals(ExitCode.NETWORK, failure.code().exit());
        assertEquals(before, cut.snapshot());
    }

    @Test
    void refusesAnArchiveWithAChangedByte() {
        registry.corrupt("leaf", "1.1.0");
        project.write("package.json", "{\"dependencies\": {\"leaf\": \"^1.0.0\"}}");
        Map<String, String> before = project.snapshot();

        DxException failure = assertFails(ErrorCode.DX_INTEGRITY_MISMATCH, project::install, "leaf 1.1.0");

        assertEquals(ExitCode.REFUSED, failure.code().exit());
        assertEquals(before, project.snapshot());
        assertEquals(Map.of(), project.store());
    }

    @Test
    void frozenRefusesALockThatDoesNotFit() {
        project.write("package.json", "{\"dependencies\": {\"leaf\": \"^1.0.0\"}}");
        project.install();
        project.write("package.json", "{\"dependencies\": {\"leaf\": \"^2.0.0\"}}");
        Map<String, String> before = project.snapshot();

        DxException failure = assertFails(ErrorCode.DX_LOCK_OUT_OF_DATE, () -> project.installFrozen(), "leaf");

        assertEquals(ExitCode.LOCK_OUT_OF_DATE, failure.code().exit());
        assertEquals(before, project.snapshot());
    }

    @Test
    void frozenNamesAWishTheLockCannotMeetEvenIfNobodyCan() {
        project.write("package.json", "{\"dependencies\": {\"leaf\": \"^1.0.0\"}}");
        project.install();
        project.write("package.json", "{\"dependencies\": {\"leaf\": \"^9.0.0\"}}");

        assertFails(ErrorCode.DX_LOCK_OUT_OF_DATE, () -> project.installFrozen(), "leaf@^9.0.0");
    }

    @Test
    void refusesWhatItDoesNotUnderstandByName() {
        for (String manifest : List.of(
                "{\"dependencies\": {\"leaf\": \"workspace:*\"}}",
                "{\"dependencies\": {\"leaf\": \"workspace:^1.0.0\"}}")) {
            project.write("package.json", manifest);

            DxException failure = assertThrows(DxException.class, project::install, manifest);

            assertEquals(ErrorCode.DX_UNSUPPORTED, failure.code(), manifest + " " + failure.what());
            assertEquals(ExitCode.FAILED, failure.code().exit());
        }
    }

    @Test
    void refusesALockWhoseKeysLeadOutside() {
        project.write("package.json", "{\"dependencies\": {\"leaf\": \"^1.0.0\"}}");
        for (String location : List.of(
                "node_modules/../../evil",
                "node_modules/.bin",
                "node_modules/..",
                "node_modules/a/../../x",
                "/etc/x")) {
            project.write(
                    "package-lock.json",
                    "{\"lockfileVersion\": 3, \"packages\": {\"" + location + "\": {\"version\": \"1.0.0\"}}}");

            DxException failure = assertThrows(DxException.class, project::install, location);

            assertTrue(
                    Set.of(ErrorCode.DX_UNSAFE_PATH, ErrorCode.DX_UNSUPPORTED).contains(failure.code()),
                    location + " " + failure);
        }
    }

    @Test
    void refusesALockEntryWithoutIntegrity() {
        project.write("package.json", "{\"dependencies\": {\"leaf\": \"^1.0.0\"}}");
        project.write(
                "package-lock.json",
                "{\"lockfileVersion\": 3, \"packages\": {\"\": {\"dependencies\": {\"leaf\": \"^1.0.0\"}},"
                        + "\"node_modules/leaf\": {\"version\": \"1.0.0\"}}}");

        DxException failure = assertFails(ErrorCode.DX_INTEGRITY_MISSING, project::install, "leaf 1.0.0");

        assertEquals(ExitCode.REFUSED, failure.code().exit());
    }

    @Test
    void refusesAProjectThatIsNotForThisNode() {
        project.write("package.json", "{\"name\": \"p\", \"version\": \"1.0.0\", \"engines\": {\"node\": \">99\"}}")
                .write(".npmrc", "engine-strict=true\n");

        DxException refused = assertThrows(DxException.class, project::install);

        assertEquals(ErrorCode.DX_ENGINE, refused.code());
    }

    @Test
    void countsAsTheNpmThatItBehavesLike() {
        registry.publish(named("old", "1.0.0").engine("npm", ">=8"))
                .publish(named("old", "1.1.0").engine("npm", "please-use-yarn"))
                .publish(named("fussy", "1.0.0").engine("npm", "<3"))
                .publish(named("spare", "1.0.0").engine("npm", ">=99"));
        project.write("package.json", """
            {"dependencies": {"old": "1"}, "optionalDependencies": {"spare": "1"}, "engines": {"npm": ">=11 <12", "yarn": "1"}}
            """);

        InstallReport report = project.install();

        assertEquals(List.of(), report.warnings());
        assertTrue(project.read("node_modules/old/package.json").contains("1.0.0"), "the newest that fits");
        assertFalse(project.has("node_modules/spare"));

        assertEquals(
                List.of("fussy@1.0.0 wants npm <3, and DX is like npm " + ImitatedNpm.VERSION),
                project.add("fussy").warnings());
        project.write(".npmrc", "engine-strict=true\n");
        assertEquals(
                ErrorCode.DX_ENGINE,
                assertThrows(DxException.class, () -> project.add("fussy@1.0.0"))
                        .code());
    }

    @Test
    void asksForThePackageManagerThatTheProjectIsDevelopedWith() {
        String wants = "{\"engines\": {\"npm\": \"<3\"}, \"devEngines\": {\"packageManager\": %s}}";
        project.write("package.json", wants.formatted("{\"name\": \"pnpm\", \"onFail\": \"warn\"}"));
        assertEquals(
                List.of("devEngines.packageManager: the project is developed with pnpm, and DX is like npm "
                        + ImitatedNpm.VERSION),
                project.install().warnings());
        for (String met : List.of(
                "{\"name\": \"npm\", \"version\": \"^11.0.0\"}",
                "{\"name\": \"dx\", \"version\": \"99\"}",
                "[{\"name\": \"yarn\"}, {\"name\": \"npm\"}]",
                "{\"name\": \"pnpm\", \"onFail\": \"ignore\"}",
                "[]")) {
            project.write("package.json", wants.formatted(met));
            assertEquals(List.of(), project.install().warnings(), met);
        }
        for (String unmet : List.of("{\"name\": \"pnpm\"}", "{\"name\": \"npm\", \"version\": \"<11\"}")) {
            project.write("package.json", wants.formatted(unmet));
            assertEquals(
                    ErrorCode.DX_ENGINE,
                    assertThrows(DxException.class, project::install).code());
        }
    }

    @Test
    void asksForWhatTheProjectIsDevelopedWith() {
        project.write("package.json", """
            {"devEngines": {"packageManager": {"name": "npm", "version": ">=10"}, "os": [{"name": "linux"}, {"name": "win32"}, {"name": "darwin"}],
             "runtime": {"name": "node", "version": ">99", "onFail": "warn"}}}\
            """);
        assertTrue(project.install().warnings().toString().contains("node >99"));

        project.write("package.json", "{\"devEngines\": {\"runtime\": [{\"name\": \"bun\"}, {\"name\": \"deno\"}]}}");
        DxException refused = assertThrows(DxException.class, project::install);
        assertEquals(ErrorCode.DX_ENGINE, refused.code());
        assertTrue(refused.what().contains("bun or deno"), refused.what());
    }

    @Test
    void refusesWishesThatAreNoText() {
        for (String list : List.of("[\"a\"]", "{\"a\": 1}", "{\"a\": null}")) {
            project.write("package.json", "{\"dependencies\": " + list + "}");
            DxException refused = assertThrows(DxException.class, project::install);
            assertEquals(ErrorCode.DX_MANIFEST, refused.code(), list);
        }
    }

    static DxException assertFails(ErrorCode code, Runnable action, String naming) {
        DxException failure = assertThrows(DxException.class, action::run);
        assertEquals(code, failure.code(), failure.what());
        assertTrue(failure.what().contains(naming), failure.what());
        return failure;
    }
}
