package dev.dx.engine.install.tree;

import static dev.dx.engine.npm.registry.TestPackage.named;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.dx.engine.DxException;
import dev.dx.engine.ErrorCode;
import dev.dx.engine.InMemory;
import dev.dx.engine.install.Engine;
import dev.dx.engine.install.InstallingProcess;
import dev.dx.engine.install.TestProject;
import dev.dx.engine.install.change.Change;
import dev.dx.engine.install.change.InstallReport;
import dev.dx.engine.install.change.InstallReport.Way;
import dev.dx.engine.link.LayoutEntry;
import dev.dx.engine.link.LayoutIndex;
import dev.dx.engine.link.LayoutKeeper;
import dev.dx.engine.link.ParkedTrees;
import dev.dx.engine.npm.registry.LocalRegistry;
import dev.dx.engine.store.StoreKeeper;
import dev.dx.engine.store.StoreKeeper.Mode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SharedLayoutsTest {
    private static final String MANIFEST =
            "{\"name\": \"p\", \"dependencies\": {\"top\": \"1\", \"@s/scoped\": \"1\", \"leaf\": \"1\"}}";

    @TempDir(factory = InMemory.class)
    Path root;

    private LocalRegistry registry;
    private TestProject project;

    @BeforeEach
    void start() {
        registry = LocalRegistry.start();
        registry.publish(named("leaf", "1.0.0").file("index.js", "module.exports = 'leaf 1'"));
        registry.publish(named("leaf", "2.0.0").file("index.js", "module.exports = 'leaf 2'"));
        registry.publish(named("top", "1.0.0")
                .dependency("leaf", "2")
                .dependency("@s/scoped", "1")
                .bin("top", "cli.js")
                .file("cli.js", "#!/usr/bin/env node\nconsole.log(require('./index.js'))")
                .file("index.js", "module.exports = 'top with ' + require('leaf') + ' and ' + require('@s/scoped')"));
        registry.publish(named("@s/scoped", "1.0.0").file("index.js", "module.exports = 'scoped'"));
        project = project("one", "shared");
    }

    @AfterEach
    void stop() {
        registry.close();
    }

    private TestProject project(String name, String mode) {
        return TestProject.in(
                root.resolve(name),
                registry.url(),
                Map.of("DX_HOME", root.resolve("home").toString(), "npm_config_node_modules", mode));
    }

    private TestProject again(String name, String mode) {
        return project(name, mode);
    }

    private List<Path> layouts() throws IOException {
        Path folder = root.resolve("home/store/v1/layouts");
        if (!Files.exists(folder)) {
            return List.of();
        }
        try (Stream<Path> found = Files.list(folder)) {
            return found.map(path -> path.resolve("node_modules")).toList();
        }
    }

    private static String node(TestProject project, String... arguments) throws Exception {
        Process process = new ProcessBuilder(
                        Stream.concat(Stream.of("node"), Stream.of(arguments)).toList())
                .directory(project.folder().toFile())
                .redirectErrorStream(true)
                .start();
        String said = new String(process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        assertTrue(process.waitFor(1, TimeUnit.MINUTES));
        return said.strip();
    }

    /** Every file that can be read through node_modules, by its path, whatever is a link and whatever is not. */
    private static Map<String, String> seen(TestProject project) throws IOException {
        Map<String, String> files = new TreeMap<>();
        try (Stream<Path> paths = Files.walk(project.modules(), java.nio.file.FileVisitOption.FOLLOW_LINKS)) {
            for (Path path : (Iterable<Path>) paths::iterator) {
                String name = project.modules().relativize(path).toString();
                if (Files.isRegularFile(path) && !name.startsWith(".dx")) {
                    files.put(name, Files.readString(path) + (Files.isExecutable(path) ? " x" : ""));
                }
            }
        }
        return files;
    }

    @Test
    void projectsLinkToOneTree() throws Exception {
        project.write("package.json", MANIFEST).install();
        assertEquals(1, layouts().size());
        Path layout = layouts().getFirst();
        for (String entry : List.of("top", "leaf", "@s/scoped")) {
            assertEquals(
                    layout.resolve(entry),
                    Files.readSymbolicLink(project.modules().resolve(entry)));
        }
        assertTrue(Files.isDirectory(project.modules().resolve("@s"), LinkOption.NOFOLLOW_LINKS));
        assertTrue(Files.isDirectory(project.modules().resolve(".bin"), LinkOption.NOFOLLOW_LINKS));
        assertEquals("top with leaf 2 and scoped", node(project, "-p", "require('top')"));
        assertEquals("leaf 1", node(project, "-p", "require('leaf')"));
        assertEquals("top with leaf 2 and scoped", node(project, "node_modules/.bin/top"));

        TestProject other = project("other", "shared");
        other.write("package.json", MANIFEST.replace("\"p\"", "\"q\"")).install();
        assertEquals(1, layouts().size());
        assertEquals(
                layout.resolve("top"), Files.readSymbolicLink(other.modules().resolve("top")));

        TestProject own = project("own", "own");
        own.write("package.json", MANIFEST).install();
        assertEquals(seen(own), seen(project));
    }

    @Test
    void nobodyWritesToALayout() throws IOException {
        project.write("package.json", MANIFEST).install();
        try (Stream<Path> paths = Files.walk(layouts().getFirst())) {
            for (Path folder : (Iterable<Path>) paths.filter(Files::isDirectory)::iterator) {
                assertFalse(
                        Files.getPosixFilePermissions(folder).contains(PosixFilePermission.OWNER_WRITE),
                        folder.toString());
            }
        }
    }

    @Test
    void nothingToDoIsNoticedAndSoIsASwappedLink() throws IOException {
        project.write("package.json", MANIFEST).install();
        Map<String, String> before = project.snapshot();
        assertEquals(Way.STOOD, project.install().way());
        assertEquals(before, project.snapshot());

        Path link = project.modules().resolve("leaf");
        Files.delete(link);
        Files.createSymbolicLink(link, Files.createDirectory(root.resolve("evil")));
        assertFalse(project.install().way() == Way.STOOD);
        assertEquals(before, project.snapshot());

        Files.delete(link);
        Files.createDirectory(link);
        project.install();
        assertEquals(before, project.snapshot());
    }

    @Test
    void aLayoutThatIsGoneIsMadeAgain() throws IOException {
        project.write("package.json", MANIFEST).install();
        Map<String, String> before = seen(project);
        dev.dx.engine.link.ModulesFolder.delete(root, root.resolve("home/store/v1/layouts"));
        project.install();
        assertEquals(before, seen(project));
        assertEquals(1, layouts().size());
    }

    @Test
    void ownAndSharedTakeEachOthersPlace() throws IOException {
        project.write("package.json", MANIFEST).install();
        project.write("node_modules/.cache/tool", "warm").write("node_modules/mine/index.js", "by hand");
        Map<String, String> linked = project.snapshot();
        TestProject own = again("one", "own");
        assertEquals(Way.LINKED, own.install().way());
        assertFalse(Files.isSymbolicLink(project.modules().resolve("top")));
        assertTrue(Files.isRegularFile(project.modules().resolve("top/index.js")));
        assertEquals("warm", project.read("node_modules/.cache/tool"));
        assertEquals("by hand", project.read("node_modules/mine/index.js"));
        assertEquals(Way.STOOD, own.install().way());

        project.install();
        assertEquals(linked, project.snapshot());
        assertEquals(Way.STOOD, project.install().way());
    }

    @Test
    void whatIsTheProjectsOwnStaysInTheProjectWithAllThatDependsOnIt() throws Exception {
        registry.publish(named("user", "1.0.0")
                .peerDependency("member", "*")
                .dependency("leaf", "1")
                .file("index.js", "module.exports = 'user of ' + require('member')"));
        registry.publish(
                named("above", "1.0.0").dependency("user", "1").file("index.js", "module.exports = require('user')"));
        project.write("packages/member/package.json", "{\"name\": \"member\", \"version\": \"1.0.0\"}")
                .write("packages/member/index.js", "module.exports = 'member with ' + require('leaf')")
                .write(
                        "package.json",
                        "{\"workspaces\": [\"packages/*\"], \"dependencies\": {\"above\": \"1\", \"top\": \"1\","
                                + " \"leaf\": \"1\"}}")
                .install();
        assertFalse(Files.isSymbolicLink(project.modules().resolve("user")));
        assertFalse(Files.isSymbolicLink(project.modules().resolve("above")));
        assertTrue(Files.isSymbolicLink(project.modules().resolve("leaf")));
        assertTrue(Files.isSymbolicLink(project.modules().resolve("top")));
        assertEquals("user of member with leaf 1", node(project, "-p", "require('above')"));
    }

    @Test
    void packagesWithApprovedScriptsAreBuiltInTheProject() throws IOException {
        registry.publish(named("built", "1.0.0")
                .installScript("node -e \"require('fs').writeFileSync('made', require('leaf'))\"")
                .dependency("leaf", "1"));
        project.write("package.json", "{\"dependencies\": {\"built\": \"1\", \"top\": \"1\"}}")
                .install();
        assertTrue(Files.isSymbolicLink(project.modules().resolve("built")));
        project.run(new Change.Approve(List.of("built"), Change.Verdict.APPROVED));
        assertFalse(Files.isSymbolicLink(project.modules().resolve("built")));
        assertEquals("leaf 1", project.read("node_modules/built/made"));
        assertTrue(Files.isSymbolicLink(project.modules().resolve("top")));
        assertEquals(Way.STOOD, project.install().way());
    }

    @Test
    void toolsThatDoNotBearLinksGetFiles() throws IOException {
        registry.publish(named("patch-package", "8.0.0"));
        registry.publish(named("brings", "1.0.0").dependency("patch-package", "8"));
        project.write("package.json", "{\"dependencies\": {\"brings\": \"1\"}}");
        InstallReport report = project.install();
        assertFalse(Files.isSymbolicLink(project.modules().resolve("brings")));
        assertTrue(
                report.warnings().toString().contains("patch-package@8.0.0 edits packages in place"),
                report.warnings().toString());
        assertEquals(Way.STOOD, project.install().way());

        TestProject forced = TestProject.in(
                root.resolve("one"),
                registry.url(),
                Map.of(
                        "DX_HOME",
                        root.resolve("home").toString(),
                        "npm_config_node_modules",
                        "shared",
                        "npm_config_force_shared",
                        "true"));
        forced.install();
        assertTrue(Files.isSymbolicLink(project.modules().resolve("brings")));
    }

    @Test
    void aDockerfileThatComesLaterIsNoticed() throws IOException {
        project.write("package.json", MANIFEST).install();
        assertTrue(Files.isSymbolicLink(project.modules().resolve("top")));
        project.write("Dockerfile", "FROM node");
        InstallReport report = project.install();
        assertTrue(
                report.warnings().toString().contains("Dockerfile"),
                report.warnings().toString());
        assertFalse(Files.isSymbolicLink(project.modules().resolve("top")));
        Files.delete(project.folder().resolve("Dockerfile"));
        project.install();
        assertTrue(Files.isSymbolicLink(project.modules().resolve("top")));
    }

    @Test
    void aModeThatIsNoneIsRefused() {
        TestProject wrong = project("wrong", "mine").write("package.json", MANIFEST);
        DxException refusal = assertThrows(DxException.class, wrong::install);
        assertEquals(ErrorCode.DX_USAGE, refusal.code());
        assertFalse(wrong.has("node_modules"));
    }

    @Test
    void twoProcessesMakeOneLayout() throws Exception {
        List<Process> processes = new java.util.ArrayList<>();
        for (int i = 0; i < 2; i++) {
            project("p" + i, "shared").write("package.json", MANIFEST).write(".npmrc", "node-modules=shared\n");
            processes.add(InstallingProcess.start(
                    root.resolve("p" + i), registry.url(), root.resolve("home"), root.resolve("said" + i)));
        }
        for (int i = 0; i < 2; i++) {
            assertTrue(processes.get(i).waitFor(2, TimeUnit.MINUTES));
            assertEquals(0, processes.get(i).exitValue(), Files.readString(root.resolve("said" + i)));
            assertTrue(Files.isSymbolicLink(root.resolve("p" + i + "/project/node_modules/top")));
        }
        assertEquals(1, layouts().size());
    }

    private int materialize(TestProject of) {
        try (Engine engine = Engine.open(of.environment())) {
            return engine.materialize(of.folder(), event -> {});
        }
    }

    @Test
    void materializedItIsWhatAnOwnTreeIs() throws Exception {
        project.write("package.json", MANIFEST).install();
        project.write("node_modules/.cache/tool", "warm").write("node_modules/mine/index.js", "by hand");
        assertEquals(3, materialize(project));
        Map<String, String> files = project.snapshot();
        TestProject own = again("one", "own");
        assertEquals(Way.STOOD, own.install().way());
        assertEquals(files, project.snapshot());
        assertEquals("warm", project.read("node_modules/.cache/tool"));
        assertEquals("by hand", project.read("node_modules/mine/index.js"));
        assertEquals("top with leaf 2 and scoped", node(project, "node_modules/.bin/top"));
        assertEquals(0, materialize(project));

        TestProject fresh = project("fresh", "own");
        fresh.write("package.json", MANIFEST).install();
        files.keySet().removeIf(path -> path.contains(".cache") || path.contains("/mine/") || path.contains(".dx/"));
        Map<String, String> expected = fresh.snapshot();
        expected.keySet().removeIf(path -> path.contains(".dx/"));
        assertEquals(expected, files);
    }

    @Test
    void withoutItsLayoutItIsNotMaterialized() {
        project.write("package.json", MANIFEST).install();
        dev.dx.engine.link.ModulesFolder.delete(root, root.resolve("home/store/v1/layouts"));
        Map<String, String> before = project.snapshot();
        assertEquals(
                ErrorCode.DX_NOT_FOUND,
                assertThrows(DxException.class, () -> materialize(project)).code());
        assertEquals(before, project.snapshot());
    }

    private StoreKeeper keeper() {
        return StoreKeeper.open(root.resolve("home/store/v1"));
    }

    private LayoutKeeper layoutKeeper() {
        return new LayoutKeeper(keeper(), project.environment().platform());
    }

    /** As somebody would who may do anything. */
    private static void edit(Path file, String text) throws IOException {
        Path folder = file.getParent();
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        if (Files.exists(file)) {
            Files.delete(file);
        }
        Files.writeString(file, text);
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("r-xr-xr-x"));
    }

    @Test
    void aLayoutThatSomebodyEditedIsMadeAgain() throws Exception {
        project.write("package.json", MANIFEST).install();
        Map<String, String> whole = seen(project);
        Path layout = layouts().getFirst();
        assertEquals(List.of(), layoutKeeper().verify(Mode.PREVIEW).findings());
        record Damage(String path, String text) {}
        for (Damage damage : List.of(
                new Damage("leaf/index.js", "module.exports = 'evil 1'"),
                new Damage("leaf/more.js", "more"),
                new Damage("top/node_modules/leaf/index.js", ""))) {
            edit(layout.resolve(damage.path()), damage.text());
            LayoutKeeper.Condition preview = layoutKeeper().verify(Mode.PREVIEW);
            assertEquals(1, preview.findings().size(), damage.path());
            assertTrue(preview.findings().getFirst().what().contains(damage.path()));
            assertEquals(0, preview.remade());
            assertEquals(1, layoutKeeper().verify(Mode.DO).remade());
            assertEquals(List.of(), layoutKeeper().verify(Mode.PREVIEW).findings());
            assertEquals(whole, seen(project));
        }
        Files.delete(layout.resolve(".bin/top"));
        Files.createSymbolicLink(layout.resolve(".bin/top"), root);
        assertEquals(1, layoutKeeper().verify(Mode.DO).remade());
        Files.writeString(layout.resolveSibling("recipe"), "not a recipe");
        assertEquals(1, layoutKeeper().verify(Mode.DO).removed());
        assertEquals(List.of(), layouts());
        project.install();
        assertEquals(whole, seen(project));
    }

    @Test
    void aLayoutStaysAsLongAsAProjectUsesIt() throws Exception {
        project.write("package.json", MANIFEST).install();
        TestProject other = project("other", "shared");
        other.write(".npmrc", "parked-trees=0");
        other.write("package.json", "{\"dependencies\": {\"leaf\": \"2\"}}").install();
        assertEquals(2, layouts().size());
        assertEquals(2, layoutKeeper().users().size());
        assertEquals(List.of(), layoutKeeper().collect(Duration.ZERO, Mode.DO).layouts());
        other.write("package.json", "{}").install();
        assertEquals(
                List.of(), layoutKeeper().collect(Duration.ofDays(30), Mode.DO).layouts(), "it was used a moment ago");
        LayoutKeeper.Removal preview = layoutKeeper().collect(Duration.ZERO, Mode.PREVIEW);
        assertEquals(1, preview.layouts().size());
        assertEquals(2, layouts().size());
        assertEquals(Set.of(project.folder().toString()), preview.kept());
        layoutKeeper().collect(Duration.ZERO, Mode.DO);
        assertEquals(1, layouts().size());
        assertEquals("leaf 1", node(project, "-p", "require('leaf')"));
        assertEquals(1, layoutKeeper().list().size());
        layoutKeeper().clear(Mode.DO);
        assertEquals(List.of(), layouts());
        Way way = project.install().way();
        assertFalse(way == Way.STOOD);
        assertEquals("leaf 1", node(project, "-p", "require('leaf')"));
    }

    @Test
    void aLayoutStaysAsLongAsATreeThatWasPutAsideLeadsToIt() throws IOException {
        project.write("package.json", MANIFEST).install();
        String lock = project.read("package-lock.json");
        project.write("package.json", "{\"dependencies\": {\"leaf\": \"2\"}}")
                .write("package-lock.json", "{\"lockfileVersion\": 3, \"packages\": {}}")
                .install();
        assertEquals(2, layouts().size());
        assertEquals(List.of(), layoutKeeper().collect(Duration.ZERO, Mode.DO).layouts());
        project.write("package.json", MANIFEST).write("package-lock.json", lock);
        assertEquals(Way.CAME_BACK, project.install().way());
        ParkedTrees.clear(project.environment().dxHome().parked(), Mode.DO, keeper().freeing());
        project.write("package.json", "{}").install();
        ParkedTrees.clear(project.environment().dxHome().parked(), Mode.DO, keeper().freeing());
        project.add("leaf@2");
        assertEquals(1, layoutKeeper().collect(Duration.ZERO, Mode.DO).layouts().size());
    }

    @Test
    void theIndexIsMadeAnewFromTheLayouts() throws Exception {
        project.write("package.json", MANIFEST).install();
        project("other", "shared").write("package.json", MANIFEST).install();
        List<LayoutEntry> known = layoutKeeper().list();
        assertEquals(1, known.size());
        assertEquals(4, known.getFirst().packages());
        assertEquals(1, known.getFirst().uses());
        Path index = root.resolve("home/store/v1/layouts.dxlc");
        Files.write(index, new byte[] {1, 2, 3});
        LayoutEntry anew = layoutKeeper().list().getFirst();
        assertEquals(known.getFirst().files(), anew.files());
        assertEquals(known.getFirst().bytes(), anew.bytes());
        try (LayoutIndex read = LayoutIndex.open(index)) {
            assertEquals(List.of(anew), read.entries());
        }
    }

    @Test
    void aDeletedTreeOfLinksIsMadeWithoutReadingTheLock() throws Exception {
        project.write("package.json", MANIFEST).install();
        Map<String, String> before = project.snapshot();
        dev.dx.engine.link.ModulesFolder.delete(root, project.modules());
        assertEquals(Way.SPARE, project.install().way());
        assertEquals(before, project.snapshot());
        assertEquals(Way.STOOD, project.install().way());

        TestProject clone = project("clone", "shared")
                .write("package.json", project.read("package.json"))
                .write("package-lock.json", project.read("package-lock.json"));
        assertEquals(Way.SPARE, clone.install().way());
        assertEquals(2, layoutKeeper().users().size());
        assertEquals("top with leaf 2 and scoped", node(clone, "node_modules/.bin/top"));

        dev.dx.engine.link.ModulesFolder.delete(root, project.modules());
        clone.write("package.json", "{}").install();
        layoutKeeper().clear(Mode.DO);
        assertEquals(Way.LINKED, project.install().way());
        assertEquals(before, project.snapshot());
    }

    @Test
    void aSwappedLinkIsNoticedAlsoWhereAllWereLookedAtBefore() throws Exception {
        project.write("package.json", MANIFEST).install();
        Thread.sleep(2100);
        project.install();
        assertTrue(project.has("node_modules/.dx/checked"));
        Map<String, String> before = project.snapshot();
        assertEquals(Way.STOOD, project.install().way());
        for (String entry : List.of("leaf", "@s/scoped")) {
            Path link = project.modules().resolve(entry);
            Files.delete(link);
            Files.createSymbolicLink(link, root);
            assertFalse(project.install().way() == Way.STOOD, entry);
            Map<String, String> after = project.snapshot();
            after.put("node_modules/.dx/checked", before.get("node_modules/.dx/checked"));
            assertEquals(before, after);
        }
    }
}
