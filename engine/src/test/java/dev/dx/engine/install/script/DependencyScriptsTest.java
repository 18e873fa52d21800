package dev.dx.engine.install.script;

import static dev.dx.engine.npm.registry.TestPackage.named;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.dx.engine.DxException;
import dev.dx.engine.ErrorCode;
import dev.dx.engine.InstallEvent;
import dev.dx.engine.install.Engine;
import dev.dx.engine.install.TestProject;
import dev.dx.engine.install.change.Change;
import dev.dx.engine.install.change.InstallReport;
import dev.dx.engine.install.change.InstallRequest;
import dev.dx.engine.install.tree.EditedPackages;
import dev.dx.engine.link.ModulesFolder;
import dev.dx.engine.npm.registry.LocalRegistry;
import dev.dx.engine.npm.source.GitFixture;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

@DisabledOnOs(OS.WINDOWS)
class DependencyScriptsTest {
    private static final String RAN = "echo $npm_package_name $npm_lifecycle_event >> $INIT_CWD/ran";

    @TempDir
    Path root;

    private LocalRegistry registry;
    private TestProject project;

    @BeforeEach
    void start() {
        registry = LocalRegistry.start();
        registry.publish(named("native", "1.0.0")
                        .file("prebuilt.txt", "before")
                        .script("preinstall", RAN)
                        .script("install", RAN)
                        .script("postinstall", RAN + "; echo $RANDOM$$ > built.txt; echo after > prebuilt.txt")
                        .dependency("base", "1"))
                .publish(named("native", "1.1.0").script("postinstall", RAN))
                .publish(named("base", "1.0.0")
                        .executable("tool.sh", "#!/bin/sh\necho tool >> $INIT_CWD/ran\n")
                        .bin("base-tool", "tool.sh")
                        .script("install", RAN + " && base-tool"))
                .publish(named("gyp", "1.0.0").file("binding.gyp", "{}").field("hasInstallScript", true))
                .publish(named("broken", "1.0.0").script("install", "echo no compiler; exit 3"))
                .publish(named("leaf", "1.0.0"));
        project = TestProject.in(root, registry);
    }

    @AfterEach
    void stop() {
        registry.close();
    }

    private List<String> ran() throws IOException {
        Path file = project.folder().resolve("ran");
        if (!Files.exists(file)) {
            return List.of();
        }
        List<String> lines = Files.readAllLines(file);
        Files.delete(file);
        return lines;
    }

    private void wants(String dependencies) {
        project.write("package.json", "{\"name\": \"app\", \"dependencies\": {" + dependencies + "}}");
    }

    private InstallReport approve(String... names) {
        return project.run(new Change.Approve(List.of(names), Change.Verdict.APPROVED));
    }

    private InstallReport with(Map<String, String> settings, Change change) {
        try (Engine engine = Engine.open(project.environment(), settings)) {
            return engine.install(InstallRequest.of(project.folder(), change), event -> {});
        }
    }

    private List<DependencyScripts> review() {
        try (Engine engine = Engine.open(project.environment())) {
            return engine.dependencyScripts(project.folder());
        }
    }

    private static boolean warns(InstallReport report, String... words) {
        return report.warnings().stream()
                .anyMatch(line -> List.of(words).stream().allMatch(line::contains));
    }

    @Test
    void noneRunsUntilItIsApproved() throws IOException {
        wants("\"native\": \"1.0.0\"");
        assertTrue(warns(project.install(), "not run", "base@1.0.0", "native@1.0.0"));
        assertEquals(List.of(), ran());
        assertEquals(
                "[base@1.0.0 OPEN [install], native@1.0.0 OPEN [preinstall, install, postinstall]]",
                review().stream()
                        .map(its -> its.id() + " " + its.verdict() + " "
                                + its.scripts().keySet())
                        .toList()
                        .toString());

        approve("native");
        assertEquals(List.of("native preinstall", "native install", "native postinstall"), ran());
        assertEquals("after\n", project.read("node_modules/native/prebuilt.txt"));
        assertTrue(project.read("package.json").contains("\"native@1.0.0\":\"sha512-"), project.read("package.json"));
        assertEquals(ScriptVerdict.APPROVED, review().getLast().verdict());

        InstallReport again = project.install();
        assertTrue(again.upToDate());
        assertEquals(List.of(), ran());
    }

    @Test
    void dependenciesAreBuiltFirstAndTheirCommandsAreFound() throws IOException {
        wants("\"native\": \"1.0.0\"");
        project.install();
        approve();
        assertEquals(
                List.of("native preinstall", "base install", "tool", "native install", "native postinstall"), ran());
    }

    @Test
    void whatWasBuiltIsTakenOverIntoTheNextTree() throws IOException {
        wants("\"native\": \"1.0.0\"");
        project.install();
        approve("native");
        ran();
        String built = project.read("node_modules/native/built.txt");
        project.add("leaf");
        assertEquals(List.of(), ran());
        assertEquals(built, project.read("node_modules/native/built.txt"));
        assertEquals("after\n", project.read("node_modules/native/prebuilt.txt"));

        project.run(new Change.Rebuild(List.of("native")));
        assertEquals(3, ran().size());
        assertFalse(built.equals(project.read("node_modules/native/built.txt")));

        ModulesFolder.delete(root, project.modules());
        project.install();
        assertEquals(3, ran().size(), "what is gone is built again");
    }

    @Test
    void scriptsNeverWriteToTheStore() {
        wants("\"native\": \"1.0.0\"");
        project.install();
        Map<String, String> store = project.store();
        approve("native");
        assertEquals(store, project.store());
        wants("\"native\": \"1.0.0\"");
        project.install();
        assertEquals("before", project.read("node_modules/native/prebuilt.txt"), "no approval, no edit");
        assertFalse(project.has("node_modules/native/built.txt"));
    }

    @Test
    void anApprovalIsForOneVersionAlone() throws IOException {
        wants("\"native\": \"1.0.0\"");
        project.install();
        approve("native");
        ran();
        InstallReport updated = project.add("native@1.1.0");
        assertTrue(warns(updated, "another version or content was approved", "native@1.1.0"), "" + updated.warnings());
        assertEquals(List.of(), ran());
        assertEquals(ScriptVerdict.CHANGED, review().getLast().verdict());
        approve("native");
        assertEquals(List.of("native postinstall"), ran());
        assertFalse(project.read("package.json").contains("native@1.0.0"), "the old approval is gone");
    }

    @Test
    void anApprovalIsForOneContentAlone() throws IOException {
        wants("\"native\": \"1.0.0\"");
        project.install();
        approve("native");
        ran();
        String manifest = project.read("package.json");
        // The same name and version from elsewhere: a folder packed by somebody else.
        project.write(
                "evil/package.json",
                "{\"name\":\"native\",\"version\":\"1.0.0\",\"scripts\":{\"install\":\"" + RAN + "\"}}");
        project.write("package.json", manifest.replace("\"native\":\"1.0.0\"", "\"native\":\"file:evil\""));
        InstallReport report = with(Map.of("install-links", "true"), new Change.Sync());
        assertEquals(List.of(), ran());
        assertTrue(project.has("node_modules/native/package.json"));
        assertFalse(project.has("node_modules/native/prebuilt.txt"));
        assertTrue(warns(report, "another version or content was approved"), "" + report.warnings());
    }

    @Test
    void aFailureLeavesEverythingAsItWas() {
        wants("\"leaf\": \"*\"");
        project.install();
        wants("\"leaf\": \"*\", \"broken\": \"*\"");
        project.install();
        Map<String, String> before = project.snapshot();
        DxException failure = assertThrows(DxException.class, () -> approve("broken"));
        assertEquals(ErrorCode.DX_SCRIPT, failure.code());
        assertTrue(failure.what().contains("broken@1.0.0: its script install exited with 3"), failure.what());
        assertEquals(before, project.snapshot());
        List<InstallEvent> events = project.events();
        assertTrue(events.contains(new InstallEvent.ScriptLine("broken@1.0.0", "no compiler")), "" + events);
        assertTrue(events.contains(new InstallEvent.ScriptEnded("broken@1.0.0", "install", 3)));
    }

    @Test
    void anOptionalPackageThatCannotBeBuiltIsLeftOut() {
        project.write(
                "package.json", "{\"dependencies\": {\"leaf\": \"*\"}, \"optionalDependencies\": {\"broken\": \"*\"}}");
        project.install();
        InstallReport report = approve("broken");
        assertTrue(warns(report, "broken@1.0.0", "exited with 3", "optional"), "" + report.warnings());
        assertFalse(project.has("node_modules/broken"));
        assertTrue(project.has("node_modules/leaf"));
        assertTrue(project.read("package-lock.json").contains("node_modules/broken"));
        assertTrue(project.install().upToDate());
    }

    @Test
    void nativeCodeWithoutAScriptIsBuiltWithNodeGyp() {
        wants("\"gyp\": \"*\"");
        project.install();
        assertEquals(Map.of("install", "node-gyp rebuild"), review().getFirst().scripts());
    }

    @Test
    void whatIsNotWantedIsNotSpokenOf() throws IOException {
        wants("\"native\": \"1.0.0\"");
        project.install();
        project.run(new Change.Approve(List.of("native", "base"), Change.Verdict.REFUSED));
        assertTrue(project.read("package.json").contains("\"native\":false"));
        ModulesFolder.delete(root, project.modules());
        assertEquals(List.of(), project.install().warnings());
        assertEquals(List.of(), ran());
        assertThrows(DxException.class, () -> approve("leaf"));
    }

    @Test
    void ignoreScriptsGoesBeforeApprovals() throws IOException {
        wants("\"native\": \"1.0.0\"");
        project.install();
        with(Map.of("ignore-scripts", "true"), new Change.Approve(List.of("native"), Change.Verdict.APPROVED));
        assertEquals(List.of(), ran());
        project.install();
        assertEquals(3, ran().size(), "without the setting they run after all");
    }

    @Test
    void packagesWithPatchesGetFilesOfTheirOwn() throws IOException {
        assertEquals("@s/b", EditedPackages.patched("a++@s+b+1.0.0"));
        assertEquals("left-pad", EditedPackages.patched("left-pad+1.3.0"));
        project.write("patches/leaf+1.0.0.patch", "");
        wants("\"leaf\": \"*\", \"base\": \"*\"");
        project.install();
        assertEquals(1, Files.getAttribute(project.modules().resolve("leaf/package.json"), "unix:nlink"));
    }

    /** A repository whose package is nothing until its script has run, with something that is needed for that alone. */
    private GitFixture repository(String script) {
        registry.publish(named("compiler", "1.0.0")
                .executable("compile.sh", "#!/bin/sh\nmkdir dist; echo made $RANDOM$$ > dist/index.js\n")
                .bin("compile", "compile.sh"));
        return GitFixture.in(root.resolve("repository"))
                .write(
                        "package.json",
                        "{\"name\": \"made\", \"version\": \"1.0.0\", \"files\": [\"dist\"], \"main\":"
                                + " \"dist/index.js\",\"scripts\": {\"prepare\": \"" + script + "\"},"
                                + " \"devDependencies\": {\"compiler\": \"1\"}}")
                .write("yarn.lock", "# of another tool\n");
    }

    @Test
    void aRepositoryIsMadeIntoItsPackageOnceItsCommitIsApproved() throws IOException {
        GitFixture repository = repository("compile");
        String commit = repository.commit("first");
        wants("\"made\": \"" + repository.url() + "\"");
        assertTrue(warns(project.install(), "made@1.0.0", "prepare", "not run", "dx approve made"));
        assertFalse(project.has("node_modules/made/dist"));
        assertEquals("{prepare=compile}", review().getFirst().scripts().toString());
        assertEquals(ScriptVerdict.OPEN, review().getFirst().verdict());

        approve("made");
        String made = project.read("node_modules/made/dist/index.js");
        assertFalse(project.has("node_modules/compiler"), "that is for making it alone");
        assertFalse(project.has("node_modules/made/node_modules"));
        assertTrue(project.read("package.json").contains("\"made@1.0.0\":\"git#" + commit + "\""));
        assertEquals(ScriptVerdict.APPROVED, review().getFirst().verdict());
        assertTrue(project.install().upToDate());

        TestProject clone = TestProject.in(
                root.resolve("clone"),
                registry.url(),
                Map.of("DX_HOME", root.resolve("dx-home").toString()));
        clone.write("package.json", project.read("package.json"))
                .write("package-lock.json", project.read("package-lock.json"))
                .install();
        assertEquals(made, clone.read("node_modules/made/dist/index.js"), "it was made before");

        String second = repository.write("more.txt", "").commit("second");
        project.write("package-lock.json", project.read("package-lock.json").replace(commit, second));
        project.install();
        assertFalse(project.has("node_modules/made/dist"), "that commit nobody approved");
        assertEquals(ScriptVerdict.CHANGED, review().getFirst().verdict());
        approve("made");
        assertTrue(project.has("node_modules/made/dist/index.js"));

        project.run(new Change.Approve(List.of("made"), Change.Verdict.REFUSED));
        assertFalse(project.has("node_modules/made/dist"));
        assertEquals(ScriptVerdict.REFUSED, review().getFirst().verdict());
    }

    @Test
    void aRepositoryThatCannotBeMadeChangesNothing() {
        GitFixture repository = repository("echo no compiler; exit 3");
        repository.commit("first");
        wants("\"made\": \"" + repository.url() + "\"");
        project.install();
        Map<String, String> before = project.snapshot();
        DxException failure = assertThrows(DxException.class, () -> approve("made"));
        assertEquals(ErrorCode.DX_SCRIPT, failure.code());
        assertTrue(failure.what().startsWith("made@1.0.0 from git could not be made"), failure.what());
        assertEquals(before, project.snapshot());
        assertTrue(project.events().stream()
                .anyMatch(event -> event instanceof InstallEvent.ScriptLine line
                        && line.line().equals("no compiler")));
    }
}
