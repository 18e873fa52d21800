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
import dev.dx.engine.install.change.InstallRequest;
import dev.dx.engine.install.project.DependencyKind;
import dev.dx.engine.link.ModulesFolder;
import dev.dx.engine.npm.registry.LocalRegistry;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Choosing versions anew in a project that has a lock: update, dedupe and prune. */
class UpdateTest {
    private static final String MANIFEST = """
        {
          "name": "app",
          "dependencies": {
            "branch": "^1.0.0",
            "leaf": "~1.0.0",
            "pinned": "1.0.0"
          }
        }
        """;

    @TempDir
    Path root;

    private LocalRegistry registry;
    private TestProject project;

    @BeforeEach
    void installWhatThereIs() {
        registry = LocalRegistry.start();
        registry.publish(named("leaf", "1.0.0"))
                .publish(named("branch", "1.0.0").dependency("twig", "^1.0.0"))
                .publish(named("twig", "1.0.0"))
                .publish(named("pinned", "1.0.0"));
        project = TestProject.in(root, registry).write("package.json", MANIFEST);
        project.install();
        // What the registry said before is believed for a while; this is a later day.
        ModulesFolder.delete(root, root.resolve("dx-home/cache"));
        registry.publish(named("leaf", "1.0.7"))
                .publish(named("leaf", "2.0.0"))
                .publish(named("branch", "1.3.0").dependency("twig", "^1.0.0"))
                .publish(named("twig", "1.9.0"))
                .publish(named("pinned", "1.1.0"));
    }

    @AfterEach
    void stop() {
        registry.close();
    }

    private static Change.Update update(String... names) {
        return new Change.Update(List.of(names), Change.Reach.RANGES);
    }

    private static Change.Update latest(String... names) {
        return new Change.Update(List.of(names), Change.Reach.LATEST);
    }

    private String installed(String location) {
        String text = project.read(location + "/package.json");
        return text.replaceAll("(?s).*\"version\"\\s*:\\s*\"([^\"]*)\".*", "$1");
    }

    private InstallReport with(Map<String, String> settings, Change change) {
        try (Engine engine = Engine.open(project.environment(), settings)) {
            return engine.install(InstallRequest.of(project.folder(), change), event -> {});
        }
    }

    @Test
    void takesTheNewestThatRangesAllowAndLeavesTheManifest() {
        project.run(update());

        assertEquals("1.0.7", installed("node_modules/leaf"));
        assertEquals("1.3.0", installed("node_modules/branch"));
        assertEquals("1.9.0", installed("node_modules/twig"));
        assertEquals("1.0.0", installed("node_modules/pinned"));
        assertEquals(MANIFEST, project.read("package.json"));
        assertTrue(project.read("package-lock.json").contains("twig-1.9.0.tgz"));
    }

    @Test
    void takesOnlyWhatIsNamed() {
        project.run(update("twig"));

        assertEquals("1.9.0", installed("node_modules/twig"));
        assertEquals("1.0.0", installed("node_modules/leaf"));
        assertEquals("1.0.0", installed("node_modules/branch"));
    }

    @Test
    void takesNamesAndNoRanges() {
        DxException refusal = assertThrows(DxException.class, () -> project.run(update("leaf@2")));

        assertEquals(ErrorCode.DX_USAGE, refusal.code());
        assertEquals("1.0.0", installed("node_modules/leaf"));
    }

    @Test
    void savesRaisedRangesWhenAsked() {
        with(Map.of("save", "true"), update());

        String manifest = project.read("package.json");
        assertTrue(manifest.contains("\"branch\": \"^1.3.0\""), manifest);
        assertTrue(manifest.contains("\"pinned\": \"1.0.0\""), manifest);
    }

    @Test
    void latestRaisesRangesAndKeepsTheirKind() {
        project.run(latest());

        String manifest = project.read("package.json");
        assertTrue(manifest.contains("\"leaf\": \"~2.0.0\""), manifest);
        assertTrue(manifest.contains("\"branch\": \"^1.3.0\""), manifest);
        assertTrue(manifest.contains("\"pinned\": \"1.1.0\""), manifest);
        assertEquals("2.0.0", installed("node_modules/leaf"));
        assertEquals("1.9.0", installed("node_modules/twig"));
    }

    @Test
    void latestOfOneLeavesTheOthers() {
        project.run(latest("leaf"));

        assertEquals(MANIFEST.replace("~1.0.0", "~2.0.0"), project.read("package.json"));
        assertEquals("1.0.0", installed("node_modules/branch"));
    }

    @Test
    void latestNeverGoesDown() {
        registry.publish(named("ahead", "1.0.0")).publish(named("ahead", "2.0.0-beta.1"));
        registry.distTag("ahead", "latest", "1.0.0");
        project.write("package.json", "{\"dependencies\": {\"ahead\": \"^2.0.0-beta.1\", \"leaf\": \"*\"}}");

        project.run(latest());

        assertEquals(
                "{\"dependencies\": {\"ahead\": \"^2.0.0-beta.1\", \"leaf\": \"*\"}}", project.read("package.json"));
    }

    @Test
    void dedupeLetsOneCopyServe() {
        registry.publish(named("old", "1.0.0").dependency("leaf", "1.0.0 || ^2.0.0"));
        project.write("package.json", "{\"dependencies\": {\"leaf\": \"1.0.7\", \"old\": \"*\"}}");
        project.install();
        project.write("package.json", "{\"dependencies\": {\"leaf\": \"1.0.0\", \"old\": \"*\"}}");
        project.install();
        assertEquals("2.0.0", installed("node_modules/old/node_modules/leaf"));

        project.run(new Change.Dedupe());

        assertFalse(project.has("node_modules/old/node_modules"));
        assertEquals("1.0.0", installed("node_modules/leaf"));
    }

    @Test
    void pruneRemovesWhatNobodyAskedFor() {
        project.write("node_modules/stray/package.json", "{\"name\": \"stray\"}")
                .write("node_modules/.cache/tool/data", "kept");
        project.run(new Change.Prune());

        assertFalse(project.has("node_modules/stray"));
        assertEquals("kept", project.read("node_modules/.cache/tool/data"));
        assertEquals("1.0.0", installed("node_modules/leaf"));
    }

    @Test
    void pruneForProductionKeepsTheLock() {
        project.write(
                "package.json", "{\"dependencies\": {\"leaf\": \"^1\"}, \"devDependencies\": {\"twig\": \"^1\"}}");
        project.install();
        String lock = project.read("package-lock.json");

        project.run(
                InstallRequest.of(project.folder(), new Change.Prune()).omitting(Set.of(DependencyKind.DEV)),
                event -> {});

        assertFalse(project.has("node_modules/twig"));
        assertEquals(lock, project.read("package-lock.json"));
    }

    @Test
    void lockOnlyLeavesNodeModulesAlone() {
        with(Map.of("package-lock-only", "true"), update());

        assertTrue(project.read("package-lock.json").contains("leaf-1.0.7.tgz"));
        assertEquals("1.0.0", installed("node_modules/leaf"));

        project.install();
        assertEquals("1.0.7", installed("node_modules/leaf"));
    }

    @Test
    void withoutSavingOnlyNodeModulesChanges() {
        String lock = project.read("package-lock.json");

        with(Map.of("save", "false"), new Change.Add(List.of("twig@1.9.0"), null, Change.Precision.CARET));

        assertEquals("1.9.0", installed("node_modules/twig"));
        assertEquals(MANIFEST, project.read("package.json"));
        assertEquals(lock, project.read("package-lock.json"));
        project.install();
        assertEquals("1.0.0", installed("node_modules/twig"));
    }

    @Test
    void withoutALockWhatIsInstalledCounts() {
        String lock = project.read("package-lock.json").replace("leaf-1.0.0.tgz", "leaf-1.0.1.tgz");
        project.write("package-lock.json", lock);

        with(
                Map.of("package-lock", "false"),
                new Change.Add(List.of("extra@npm:twig@1.9.0"), null, Change.Precision.CARET));

        assertEquals(lock, project.read("package-lock.json"));
        assertEquals("1.0.0", installed("node_modules/leaf"));
        assertEquals("1.9.0", installed("node_modules/extra"));
        assertTrue(project.read("package.json").contains("\"extra\": \"npm:twig@^1.9.0\""));
    }

    @Test
    void forceOverrulesPeers() {
        registry.publish(named("plugin", "1.0.0").peerDependency("leaf", "^2.0.0"));
        Change add = new Change.Add(List.of("plugin"), null, Change.Precision.CARET);

        DxException conflict = assertThrows(DxException.class, () -> project.run(add));
        assertEquals(ErrorCode.DX_CONFLICT, conflict.code());
        with(Map.of("force", "true"), add);

        assertEquals("1.0.0", installed("node_modules/plugin"));
        assertEquals("1.0.0", installed("node_modules/leaf"));
    }
}
