package dev.dx.engine.install;

import static dev.dx.engine.npm.registry.TestPackage.named;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.dx.engine.DxException;
import dev.dx.engine.ErrorCode;
import dev.dx.engine.install.change.Change;
import dev.dx.engine.install.change.InstallReport;
import dev.dx.engine.npm.registry.LocalRegistry;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every form of a lock that a project can come with. */
class LockFormsTest {
    private static final String MANIFEST = "{\"dependencies\": {\"branch\": \"^1.0.0\", \"leaf\": \"^2.0.0\"}}";

    @TempDir
    Path root;

    private LocalRegistry registry;
    private TestProject project;

    @BeforeEach
    void start() {
        registry = LocalRegistry.start();
        registry.publish(named("leaf", "1.0.0"))
                .publish(named("leaf", "1.1.0"))
                .publish(named("leaf", "2.0.0"))
                .publish(named("leaf", "2.1.0"))
                .publish(named("branch", "1.0.0").dependency("leaf", "^1.0.0"));
        project = TestProject.in(root, registry).write("package.json", MANIFEST);
    }

    @AfterEach
    void stop() {
        registry.close();
    }

    /** As npm does, which does not look into a lock then. */
    @Test
    void anUpdateOfEverythingWritesTheNewestForm() {
        project.write(".npmrc", "lockfile-version=2\n");
        project.install();
        project.write(".npmrc", "");

        project.run(new Change.Update(List.of("leaf"), Change.Reach.RANGES));
        assertTrue(project.read("package-lock.json").contains("\"lockfileVersion\": 2"));

        project.run(new Change.Update(List.of(), Change.Reach.RANGES));
        assertTrue(project.read("package-lock.json").contains("\"lockfileVersion\": 3"));
    }

    @Test
    void version1IsCompletedAndBecomes3() {
        project.write("package-lock.json", """
            {
              "lockfileVersion": 1, "requires": true, "dependencies": {
              "branch": {"version": "1.0.0", "requires": {"leaf": "^1.0.0"},
                "dependencies": {"leaf": {"version": "1.0.0"}}},
              "leaf": {"version": "2.0.0"}}}
            """);
        String before = project.read("package-lock.json");
        project.installFrozen();
        assertEquals(before, project.read("package-lock.json"));

        project.write("package.json", MANIFEST + "\n");
        InstallReport report = project.install();

        String lock = project.read("package-lock.json");
        assertTrue(lock.contains("\"lockfileVersion\": 3"), lock);
        assertTrue(lock.contains("\"node_modules/branch/node_modules/leaf\": {\n      \"version\": \"1.0.0\""), lock);
        assertTrue(lock.contains("\"node_modules/leaf\": {\n      \"version\": \"2.0.0\""), lock);
        assertTrue(lock.contains("\"integrity\""), lock);
        assertTrue(
                report.warnings().toString().contains("old version of npm"),
                report.warnings().toString());
    }

    @Test
    void version2StaysWhatItIs() {
        project.write(".npmrc", "lockfile-version=2\n");
        project.install();
        String lock = project.read("package-lock.json");
        assertTrue(lock.contains("\"lockfileVersion\": 2"), lock);
        assertTrue(lock.contains("\"node_modules/branch/node_modules/leaf\""), lock);
        assertTrue(lock.contains("\"requires\": {\n        \"leaf\": \"^1.0.0\"\n      }"), lock);

        project.write(".npmrc", "").write("package.json", MANIFEST + "\n");
        project.install();
        assertEquals(lock, project.read("package-lock.json"));
    }

    @Test
    void shrinkwrapGoesBeforePackageLock() {
        project.install();
        TestProject other = TestProject.in(root.resolve("other"), registry)
                .write("package.json", MANIFEST)
                .write("npm-shrinkwrap.json", project.read("package-lock.json"))
                .write("package-lock.json", "no lock at all");
        other.install();
        assertEquals("no lock at all", other.read("package-lock.json"));
        assertEquals(project.read("package-lock.json"), other.read("npm-shrinkwrap.json"));
    }

    @Test
    void bothSidesOfAMergeAreTakenAndSaid() {
        project.install();
        String lock = project.read("package-lock.json");
        String conflicted = lock.replace(
                "      \"version\": \"2.1.0\",",
                "<<<<<<< HEAD\n      \"version\": \"2.1.0\",\n=======\n      \"version\": \"2.0.0\",\n>>>>>>> other");
        assertFalse(lock.equals(conflicted));
        project.write("package-lock.json", conflicted);
        assertEquals(
                ErrorCode.DX_LOCK_OUT_OF_DATE,
                assertThrows(DxException.class, () -> project.installFrozen()).code());

        InstallReport report = project.install();

        assertEquals(lock, project.read("package-lock.json"));
        assertTrue(
                report.warnings().toString().contains("chosen anew: node_modules/leaf"),
                report.warnings().toString());
    }

    @Test
    void anotherToolsLockIsTakenOverOnlyWhenAsked() {
        project.write("yarn.lock", """
            # yarn lockfile v1

            branch@^1.0.0:
              version "1.0.0"

            leaf@^1.0.0:
              version "1.0.0"

            leaf@^2.0.0:
              version "2.0.0"

            unused@1:
              version "1.0.0"
            """);
        DxException refused = assertThrows(DxException.class, project::install);
        assertEquals(ErrorCode.DX_UNSUPPORTED, refused.code());
        assertTrue(refused.remedy().contains("dx import"), refused.remedy());

        InstallReport report = project.run(new Change.Import(null));

        String lock = project.read("package-lock.json");
        assertTrue(lock.contains("\"node_modules/branch/node_modules/leaf\": {\n      \"version\": \"1.0.0\""), lock);
        assertTrue(lock.contains("\"node_modules/leaf\": {\n      \"version\": \"2.0.0\""), lock);
        assertFalse(project.has("node_modules"));
        assertEquals(3, report.packages());
        assertTrue(
                report.warnings().toString().contains("unused@1.0.0"),
                report.warnings().toString());
        project.install();
        assertEquals(lock, project.read("package-lock.json"));
        assertEquals(
                ErrorCode.DX_USAGE,
                assertThrows(DxException.class, () -> project.run(new Change.Import(null)))
                        .code());
    }
}
