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
import dev.dx.engine.install.overview.ProjectOverview.ModulesState;
import dev.dx.engine.install.project.MemberChoice;
import dev.dx.engine.npm.registry.LocalRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Packages under development in node_modules, and where they are known to all projects. */
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "symbolic links want a privilege there")
class LinkTest {
    private static final String LEAF_IN_WORK = "{\"name\": \"leaf\", \"version\": \"1.9.0\", \"bin\": \"leaf.js\"}";

    @TempDir
    Path root;

    private LocalRegistry registry;
    private TestProject project;
    private Path leaf;

    @BeforeEach
    void start() throws IOException {
        root = root.toRealPath();
        registry = LocalRegistry.start();
        registry.publish(named("leaf", "1.0.0").dependency("inner", "1"))
                .publish(named("inner", "1.0.0"))
                .publish(named("twig", "1.0.0"));
        project = TestProject.in(
                        root,
                        registry.url(),
                        Map.of("npm_config_prefix", root.resolve("global").toString()))
                .write("package.json", "{\"name\": \"app\", \"dependencies\": {\"leaf\": \"^1.0.0\"}}");
        leaf = folder("leaf-in-work", LEAF_IN_WORK);
        Files.writeString(leaf.resolve("leaf.js"), "#!/usr/bin/env node\n");
    }

    @AfterEach
    void stop() {
        registry.close();
    }

    private Path folder(String name, String manifest) {
        try {
            Path folder = Files.createDirectories(root.resolve(name));
            Files.writeString(folder.resolve("package.json"), manifest);
            return folder;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private InstallReport link(Path... folders) {
        return project.run(new Change.Link(List.of(folders)));
    }

    private <T> T engine(Function<Engine, T> question) {
        return engine(Map.of(), question);
    }

    private <T> T engine(Map<String, String> settings, Function<Engine, T> question) {
        try (Engine engine = Engine.open(project.environment(), settings)) {
            return question.apply(engine);
        }
    }

    private GlobalLink makeKnown(Path folder) {
        return engine(engine -> engine.link(folder, MemberChoice.NONE)).getFirst();
    }

    private boolean isLinked(String name, Path folder) throws IOException {
        Path entry = project.modules().resolve(name);
        return Files.isSymbolicLink(entry) && entry.toRealPath().equals(folder);
    }

    private static ErrorCode codeOf(org.junit.jupiter.api.function.Executable doing) {
        return assertThrows(DxException.class, doing).code();
    }

    @Test
    void aLinkTakesThePlaceOfADependencyAndIsWrittenNowhere() throws IOException {
        project.install();
        String manifest = project.read("package.json");
        String lock = project.read("package-lock.json");

        link(leaf);

        assertTrue(isLinked("leaf", leaf));
        assertFalse(project.has("node_modules/inner"), "nothing needs it now");
        assertEquals(
                leaf.resolve("leaf.js"), project.modules().resolve(".bin/leaf").toRealPath());
        assertTrue(Files.isExecutable(leaf.resolve("leaf.js")));
        assertEquals(manifest, project.read("package.json"));
        assertEquals(lock, project.read("package-lock.json"));
        assertEquals(ModulesState.CURRENT, project.inspect().modules());
    }

    @Test
    void itStaysUntilSomethingIsSaidOfThePackage() throws IOException {
        project.install();
        link(leaf);

        assertTrue(project.install().upToDate());
        assertTrue(isLinked("leaf", leaf));

        project.add("twig");
        assertTrue(isLinked("leaf", leaf), "another package was added");
        assertTrue(
                project.read("package-lock.json").contains("\"node_modules/inner\""), "the lock goes by package.json");
        project.remove("twig");
        assertTrue(isLinked("leaf", leaf), "another package was removed");

        project.add("leaf");
        assertFalse(isLinked("leaf", leaf));
        assertTrue(project.has("node_modules/inner"));
        assertTrue(project.install().upToDate());
        assertFalse(project.has("node_modules/.dx/linked"));
    }

    @Test
    void aLinkThatPackageJsonAsksForIsNoneByHandAnyMore() throws IOException {
        Path other = folder("other", "{\"name\": \"other\"}");
        project.install();
        link(other);
        assertTrue(project.has("node_modules/.dx/linked"));

        project.add("../other");

        assertTrue(isLinked("other", other));
        assertFalse(project.has("node_modules/.dx/linked"));
        assertTrue(project.install().upToDate());
    }

    @Test
    void aLockThatIsWrittenAnewHasWhatTheManifestAsksFor() throws IOException {
        Path inside = Files.createDirectories(project.folder().resolve("parts/own"));
        Files.writeString(inside.resolve("package.json"), "{\"name\": \"own\", \"dependencies\": {\"twig\": \"1\"}}");
        link(leaf, inside);
        assertFalse(project.has("package-lock.json"));
        assertTrue(project.has("node_modules/twig"), "what a folder of the project needs is installed");

        project.install();

        String lock = project.read("package-lock.json");
        assertFalse(lock.contains("link"), lock);
        assertFalse(lock.contains("parts/own"), lock);
        assertTrue(lock.contains("\"node_modules/inner\""), lock);
        assertTrue(isLinked("leaf", leaf));
        assertTrue(isLinked("own", inside.toRealPath()));
        assertTrue(project.install().upToDate());
    }

    @Test
    void whatIsAskedForGloballyChangesNoProject() {
        for (Map<String, String> setting : List.of(Map.of("global", "true"), Map.of("location", "global"))) {
            assertEquals(
                    ErrorCode.DX_UNSUPPORTED,
                    codeOf(() -> engine(
                            setting,
                            engine -> engine.install(
                                    InstallRequest.of(project.folder(), new Change.Sync()), event -> {}))));
        }
        assertFalse(project.has("node_modules"));
    }

    @Test
    void severalLinksStandBesideEachOther() throws IOException {
        Path scoped = folder("scoped", "{\"name\": \"@corp/tool\", \"version\": \"2.0.0\", \"bin\": \"t.js\"}");
        Files.writeString(scoped.resolve("t.js"), "#!/usr/bin/env node\n");
        project.install();

        link(leaf);
        link(scoped);

        assertTrue(isLinked("leaf", leaf));
        assertTrue(isLinked("@corp/tool", scoped));
        assertTrue(project.has("node_modules/.bin/tool"));
        project.remove("@corp/tool");
        assertTrue(isLinked("leaf", leaf));
        assertFalse(project.has("node_modules/@corp"));
        assertFalse(project.has("node_modules/.bin/tool"));
    }

    @Test
    void anInstallFromAFrozenLockKnowsNoLinks() throws IOException {
        project.install();
        link(leaf);

        project.run(
                new InstallRequest(
                        project.folder(),
                        new Change.Sync(),
                        Set.of(),
                        InstallRequest.LockPolicy.FROZEN,
                        InstallRequest.NetworkPolicy.ONLINE,
                        null),
                event -> {});

        assertFalse(isLinked("leaf", leaf));
        assertTrue(project.has("node_modules/inner"));
    }

    @Test
    void pruningTakesLinksAwayThatNothingAsksFor() throws IOException {
        Path other = folder("other", "{\"name\": \"other\"}");
        project.install();
        link(leaf, other);

        project.run(new Change.Prune());

        assertTrue(isLinked("leaf", leaf));
        assertFalse(project.has("node_modules/other"));
    }

    @Test
    void aLinkThatBecameSomethingElseIsNoneAnyMore() throws IOException {
        project.install();
        link(leaf);
        Files.delete(project.modules().resolve("leaf"));

        project.install();

        assertTrue(Files.isDirectory(project.modules().resolve("leaf/").toRealPath()));
        assertFalse(isLinked("leaf", leaf));
        assertTrue(project.has("node_modules/inner"));
    }

    @Test
    void withoutSavingAnUnlinkedDependencyComesBackWithTheNextInstall() throws IOException {
        project.install();
        link(leaf);
        String manifest = project.read("package.json");

        engine(
                Map.of("save", "false"),
                engine -> engine.install(
                        InstallRequest.of(project.folder(), new Change.Remove(List.of("leaf"))), event -> {}));
        assertFalse(project.has("node_modules/leaf"));
        assertEquals(manifest, project.read("package.json"));

        project.install();
        assertTrue(project.has("node_modules/leaf/package.json"));
        assertFalse(isLinked("leaf", leaf));
    }

    @Test
    void removesALinkThatAnotherToolMade() throws IOException {
        project.install();
        Path other = folder("other", "{\"name\": \"other\"}");
        Files.createSymbolicLink(project.modules().resolve("other"), other);

        project.install();
        assertTrue(isLinked("other", other));
        project.remove("other");

        assertFalse(project.has("node_modules/other"));
        assertTrue(Files.exists(other.resolve("package.json")));
    }

    @Test
    void whatIsWrittenInNodeModulesNamesNothingOutsideOfIt() throws IOException {
        project.install();
        link(leaf);
        Files.createSymbolicLink(root.resolve("project/evil"), leaf);
        Files.writeString(
                project.modules().resolve(".dx/linked"), "../evil\n@a/../../evil\n.bin\nleaf\n\n" + leaf + "\n");

        project.add("twig");

        assertTrue(isLinked("leaf", leaf));
        assertEquals("leaf\n", project.read("node_modules/.dx/linked"));
        assertTrue(Files.isSymbolicLink(root.resolve("project/evil")));
    }

    @Test
    void foldersAreKnownByTheirNamesWhereNpmKeepsThem() throws IOException {
        GlobalLink made = makeKnown(leaf);

        assertEquals(root.resolve("global/lib/node_modules/leaf"), made.link());
        assertEquals(Path.of("../../../leaf-in-work"), Files.readSymbolicLink(made.link()));
        assertEquals(
                Path.of("../lib/node_modules/leaf/leaf.js"), Files.readSymbolicLink(root.resolve("global/bin/leaf")));
        assertTrue(made.changed());
        assertFalse(makeKnown(leaf).changed());
        assertEquals(List.of(leaf), engine(engine -> engine.foldersToLink(project.folder(), List.of("leaf@1"), root)));

        Path second = folder("second", "{\"name\": \"leaf\", \"version\": \"3.0.0\"}");
        assertTrue(makeKnown(second).changed());
        assertEquals(second, made.link().toRealPath());
        assertFalse(Files.exists(root.resolve("global/bin/leaf")), "the new one has no commands");
        assertFalse(engine(engine -> engine.unlink(leaf, MemberChoice.NONE))
                .getFirst()
                .changed());
        assertTrue(engine(engine -> engine.unlink(second, MemberChoice.NONE))
                .getFirst()
                .changed());
        try (var left = Files.list(root.resolve("global/lib/node_modules"))) {
            assertEquals(List.of(), left.toList());
        }
    }

    @Test
    void aFolderIsMadeKnownAndMeantAtOnce() {
        assertEquals(
                List.of(leaf),
                engine(engine -> engine.foldersToLink(project.folder(), List.of("../leaf-in-work"), project.folder())));
        assertTrue(Files.isSymbolicLink(root.resolve("global/lib/node_modules/leaf")));
    }

    @Test
    void whatIsUnknownOrOfAnotherVersionIsSaid() {
        makeKnown(leaf);

        assertEquals(ErrorCode.DX_NOT_FOUND, codeOf(() -> folders("absent")));
        assertEquals(ErrorCode.DX_NOT_FOUND, codeOf(() -> folders("leaf@2")));
        assertEquals(ErrorCode.DX_USAGE, codeOf(() -> folders("twig@npm:leaf")));
        assertEquals(ErrorCode.DX_USAGE, codeOf(() -> folders("twig@" + leaf)));
        assertEquals(
                ErrorCode.DX_NOT_FOUND,
                codeOf(() -> folders(root.resolve("nowhere").toString())));
        assertEquals(ErrorCode.DX_MANIFEST, codeOf(() -> makeKnown(folder("nameless", "{}"))));
    }

    private void folders(String spec) {
        engine(engine -> engine.foldersToLink(project.folder(), List.of(spec), root));
    }

    @Test
    void namesAndCommandsThatLeadElsewhereAreRefused() {
        assertEquals(
                ErrorCode.DX_UNSAFE_PATH, codeOf(() -> makeKnown(folder("climber", "{\"name\": \"../../climber\"}"))));
        assertEquals(
                ErrorCode.DX_UNSAFE_PATH,
                codeOf(() -> makeKnown(folder("thief", "{\"name\": \"thief\", \"bin\": {\"../../../x\": \"x.js\"}}"))));
        assertEquals(ErrorCode.DX_UNSAFE_PATH, codeOf(() -> link(folder("climber", "{\"name\": \"../../climber\"}"))));
        assertFalse(Files.exists(root.resolve("global")));
    }

    @Test
    void nothingButLinksIsReplacedAmongWhatIsGlobal() throws IOException {
        Files.createDirectories(root.resolve("global/bin"));
        Files.writeString(root.resolve("global/bin/leaf"), "mine");

        assertEquals(ErrorCode.DX_NAME_COLLISION, codeOf(() -> makeKnown(leaf)));
        assertEquals("mine", Files.readString(root.resolve("global/bin/leaf")));
        assertFalse(Files.exists(root.resolve("global/lib/node_modules/leaf")));

        engine(Map.of("force", "true"), engine -> engine.link(leaf, MemberChoice.NONE));
        assertTrue(Files.isSymbolicLink(root.resolve("global/bin/leaf")));

        Path installed = Files.createDirectories(root.resolve("global/lib/node_modules/other"));
        assertEquals(ErrorCode.DX_NAME_COLLISION, codeOf(() -> makeKnown(folder("other", "{\"name\": \"other\"}"))));
        assertTrue(Files.isDirectory(installed));
    }

    @Test
    void aGlobalFolderThatCannotBeIsSaid() throws IOException {
        Files.writeString(root.resolve("global"), "a file");

        DxException refused = assertThrows(DxException.class, () -> makeKnown(leaf));

        assertEquals(ErrorCode.DX_IO, refused.code());
        assertTrue(refused.remedy().contains("prefix"), refused.remedy());
    }

    @Test
    void aTrialWritesNothing() throws IOException {
        project.install();

        engine(Map.of("dry-run", "true"), engine -> engine.link(leaf, MemberChoice.NONE));
        InstallReport report = engine(
                Map.of("dry-run", "true"),
                engine -> engine.install(
                        InstallRequest.of(project.folder(), new Change.Link(List.of(leaf))), event -> {}));

        assertFalse(Files.exists(root.resolve("global")));
        assertFalse(isLinked("leaf", leaf));
        assertEquals(1, report.changed());
    }
}
