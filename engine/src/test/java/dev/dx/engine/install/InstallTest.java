package dev.dx.engine.install;

import static dev.dx.engine.install.RefusedInstallTest.assertFails;
import static dev.dx.engine.npm.registry.TestPackage.named;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.dx.engine.DxException;
import dev.dx.engine.ErrorCode;
import dev.dx.engine.InstallEvent;
import dev.dx.engine.install.change.Change;
import dev.dx.engine.install.change.InstallReport;
import dev.dx.engine.install.change.InstallRequest;
import dev.dx.engine.install.overview.ProjectOverview;
import dev.dx.engine.install.project.DependencyKind;
import dev.dx.engine.install.project.InstalledState;
import dev.dx.engine.link.ModulesFolder;
import dev.dx.engine.npm.registry.LocalRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InstallTest {
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
    void laysOutTheTreeAndWritesTheLock() {
        project.write(
                "package.json",
                "{\"name\": \"app\", \"dependencies\": {\"branch\": \"^1.0.0\", \"leaf\": \"^2.0.0\"}}");

        InstallReport report = project.install();

        assertEquals("module.exports = 2", project.read("node_modules/leaf/index.js"));
        assertEquals("module.exports = 1.1", project.read("node_modules/branch/node_modules/leaf/index.js"));
        assertEquals(3, report.packages());
        assertEquals(3, report.fetched());
        assertTrue(project.read("package-lock.json").contains("\"node_modules/branch/node_modules/leaf\": {"));
        assertTrue(project.has("node_modules/.package-lock.json"));
    }

    @Test
    void doesNothingWhenNothingChanged() {
        project.write("package.json", "{\"dependencies\": {\"branch\": \"*\"}}");
        project.install();
        Map<String, String> before = project.snapshot();
        registry.forgetRequests();

        InstallReport report = project.install();

        assertTrue(report.upToDate());
        assertEquals(2, report.packages());
        assertEquals(before, project.snapshot());
        assertEquals(List.of(), registry.requests());
    }

    @Test
    void takesALockWithPackagesNobodyNeedsForWhatWasInstalledFromIt() {
        project.write("package.json", "{\"dependencies\": {\"leaf\": \"^2.0.0\"}}");
        project.install();
        String lock = project.read("package-lock.json");
        String fuller = lock.replace(
                "\"node_modules/leaf\": {",
                "\"node_modules/leaf/node_modules/tool\": {\"version\": \"3.0.0\", \"extraneous\": true},\n"
                        + "    \"node_modules/leaf\": {");
        project.write("package-lock.json", fuller);
        project.install();
        assertEquals(lock, project.read("package-lock.json"));
        project.write("package-lock.json", fuller);
        Map<String, String> before = project.snapshot();
        before.put("package-lock.json", lock);
        int events = project.events().size();

        assertTrue(project.install().upToDate());

        assertEquals(before, project.snapshot());
        assertFalse(
                project.events().stream()
                        .skip(events)
                        .anyMatch(event -> event.equals(new InstallEvent.StageStarted(InstallEvent.Stage.RESOLVE))),
                "nothing had to be resolved");
        project.write("package-lock.json", fuller.replace("extraneous", "peer"));
        project.install();
        assertEquals(lock, project.read("package-lock.json"), "of this lock nothing was installed");
    }

    @Test
    void noticesThatAPackageWasDeleted() throws IOException {
        project.write("package.json", "{\"dependencies\": {\"leaf\": \"^1.0.0\"}}");
        project.install();
        Files.delete(project.modules().resolve("leaf/index.js"));
        Files.delete(project.modules().resolve("leaf/package.json"));
        Files.delete(project.modules().resolve("leaf"));

        project.install();

        assertEquals("module.exports = 1.1", project.read("node_modules/leaf/index.js"));
    }

    @Test
    void installsFromTheLockWithoutChangingIt() throws IOException {
        project.write("package.json", "{\"dependencies\": {\"leaf\": \"^1.0.0\"}}");
        project.install();
        String lock = project.read("package-lock.json");
        registry.publish(named("leaf", "1.2.0"));
        TestProject elsewhere = TestProject.in(Files.createDirectory(root.resolve("elsewhere")), registry);
        elsewhere.write("package.json", project.read("package.json")).write("package-lock.json", lock);

        elsewhere.install();

        assertEquals("module.exports = 1.1", elsewhere.read("node_modules/leaf/index.js"));
        assertEquals(lock, elsewhere.read("package-lock.json"));
    }

    @Test
    void addsTheLatestWithACaretAndSortsTheList() {
        project.write(
                "package.json",
                "{\n    \"name\": \"app\",\n    \"dependencies\": {\n        \"tool\": \"3.0.0\"\n    }\n}\n");

        InstallReport report = project.add("leaf");

        assertEquals("""
            {
                "name": "app",
                "dependencies": {
                    "leaf": "^2.0.0",
                    "tool": "3.0.0"
                }
            }
            """, project.read("package.json"));
        assertEquals("leaf@2.0.0", report.direct().getFirst().toString());
    }

    @Test
    void addsToAFolderWithoutManifest() {
        project.add("leaf@1.0.0");

        assertEquals("{\n  \"dependencies\": {\n    \"leaf\": \"^1.0.0\"\n  }\n}\n", project.read("package.json"));
    }

    @Test
    void findsAVersionThatIsNewerThanWhatItRemembers() {
        project.write("package.json", "{\"dependencies\": {\"leaf\": \"^1.0.0\"}}");
        project.install();
        registry.publish(named("leaf", "3.0.0"));

        project.add("leaf@3.0.0");

        assertTrue(project.read("node_modules/leaf/package.json").contains("3.0.0"));
    }

    @Test
    void keepsARangeThatWasTyped() {
        project.write("package.json", "{}");

        project.add("leaf@>=1.0.0 <1.1.0");

        assertTrue(project.read("package.json").contains("\"leaf\": \">=1.0.0 <1.1.0\""));
        assertEquals("module.exports = 1", project.read("node_modules/leaf/index.js"));
    }

    @Test
    void movesADependencyToTheListThatIsNamed() {
        project.write("package.json", "{\"dependencies\": {\"leaf\": \"^1.0.0\"}}");

        project.run(new Change.Add(List.of("leaf"), DependencyKind.DEV, Change.Precision.EXACT));

        assertFalse(project.read("package.json").contains("\"dependencies\""));
        assertTrue(project.read("package.json").contains("\"devDependencies\""));
    }

    @Test
    void removesWhatNothingElseNeeds() {
        project.write("package.json", "{\"dependencies\": {\"branch\": \"*\", \"tool\": \"*\"}}");
        project.install();

        InstallReport report = project.remove("branch");

        assertEquals(2, report.removed());
        assertFalse(project.has("node_modules/branch"));
        assertFalse(project.has("node_modules/leaf"));
        assertTrue(project.has("node_modules/tool"));
    }

    @Test
    void removingTheLastDependencyLeavesAnEmptyTree() {
        project.write("package.json", "{\"dependencies\": {\"leaf\": \"*\"}}");
        project.install();

        project.remove("leaf");

        assertFalse(project.has("node_modules/leaf"));
        assertEquals("{}", project.read("package.json"));
    }

    @Test
    void linksCommands() throws IOException {
        project.write("package.json", "{\"dependencies\": {\"tool\": \"*\"}}");

        project.install();

        Path command = project.modules().resolve(".bin/tool");
        assertEquals(Path.of("../tool/cli.js"), Files.readSymbolicLink(command));
        assertTrue(Files.isExecutable(command));
    }

    @Test
    void takesOptionalPackagesForThisPlatformOnly() {
        registry.publish(named("native-linux", "1.0.0").os("linux").cpu("x64"))
                .publish(named("native-darwin", "1.0.0").os("darwin"))
                .publish(named("native-musl", "1.0.0").os("linux").libc("musl"))
                .publish(named("fast", "1.0.0")
                        .optionalDependency("native-linux", "1.0.0")
                        .optionalDependency("native-darwin", "1.0.0")
                        .optionalDependency("native-musl", "1.0.0")
                        .optionalDependency("gone", "1.0.0"));
        project.write("package.json", "{\"dependencies\": {\"fast\": \"*\"}}");

        project.install();

        assertTrue(project.has("node_modules/native-linux"));
        assertFalse(project.has("node_modules/native-darwin"));
        assertFalse(project.has("node_modules/native-musl"));
        assertTrue(project.read("package-lock.json").contains("node_modules/native-darwin"));
        assertFalse(project.read("package-lock.json").contains("node_modules/gone"));
        assertEquals(List.of(), registry.requestsFor(LocalRegistry.tarballPath("native-darwin", "1.0.0")));
    }

    @Test
    void theSecondInstallTouchesNothing() throws IOException {
        registry.publish(named("leaf", "1.0.0"));
        project.write("package.json", "{\"dependencies\": {\"leaf\": \"*\"}}");
        project.install();
        Path lock = project.folder().resolve("package-lock.json");
        Path folder = project.modules().resolve(".dx");
        InstalledState state = Objects.requireNonNull(InstalledState.read(project.modules()));
        assertTrue(state.isOfFile(InstalledState.stampOfFile(lock)), "nothing is left to be written down later");
        FileTime old = FileTime.fromMillis(1_000_000_000_000L);
        Files.setLastModifiedTime(folder, old);

        project.install();

        assertEquals(old, Files.getLastModifiedTime(folder));
    }

    @Test
    void anOptionalPackageThatALockDoesWithoutIsNotAskedForEveryTime() throws IOException {
        registry.maxAge(Duration.ZERO)
                .publish(named("native", "1.0.0"))
                .publish(named("fast", "1.0.0").optionalDependency("native", "9.9.9"));
        project.write("package.json", "{\"dependencies\": {\"fast\": \"*\"}}");
        project.install();
        String lock = project.read("package-lock.json");
        int asked = registry.requests().size();

        ModulesFolder.delete(project.folder(), project.modules());
        project.install();

        assertEquals(asked, registry.requests().size());
        assertEquals(lock, project.read("package-lock.json"));

        registry.publish(named("native", "9.9.9"));
        project.write("package.json", "{\"dependencies\": {\"fast\": \"*\", \"native\": \"9.9.9\"}}");
        project.install();

        assertTrue(project.has("node_modules/native"));
    }

    @Test
    void installsPeersBesideWhoWantsThem() {
        registry.publish(named("plugin", "1.0.0").peerDependency("host", "^1.0.0"))
                .publish(named("host", "1.0.0"))
                .publish(named("host", "2.0.0"));
        project.write("package.json", "{\"dependencies\": {\"plugin\": \"*\"}}");

        project.install();

        assertTrue(project.read("node_modules/host/package.json").contains("1.0.0"));
    }

    @Test
    void leavesOutWhatIsNotWanted() {
        project.write("package.json", "{\"dependencies\": {\"leaf\": \"*\"}, \"devDependencies\": {\"tool\": \"*\"}}");

        project.run(
                new InstallRequest(
                        project.folder(),
                        new Change.Sync(),
                        Set.of(DependencyKind.DEV),
                        InstallRequest.LockPolicy.UPDATE,
                        InstallRequest.NetworkPolicy.ONLINE,
                        null),
                event -> {});

        assertTrue(project.has("node_modules/leaf"));
        assertFalse(project.has("node_modules/tool"));
        assertTrue(project.read("package-lock.json").contains("node_modules/tool"));
    }

    @Test
    void keepsWhatOthersPutIntoNodeModules() throws IOException {
        project.write("package.json", "{\"dependencies\": {\"leaf\": \"^1.0.0\"}}");
        project.install();
        project.write("node_modules/.cache/x", "warm");
        Files.createSymbolicLink(project.modules().resolve("linked"), root);

        project.add("tool");

        assertEquals("warm", project.read("node_modules/.cache/x"));
        assertTrue(Files.isSymbolicLink(project.modules().resolve("linked")));
    }

    @Test
    void passesOverVersionsThatAreTooYoung() {
        registry.publish(named("fresh", "1.0.0"))
                .publish(named("fresh", "1.1.0").publishedAt(Instant.now().minus(Duration.ofHours(2))));
        project.write("package.json", "{\"dependencies\": {\"fresh\": \"^1.0.0\"}}");

        InstallReport report = project.install();

        assertTrue(project.read("node_modules/fresh/package.json").contains("1.0.0"));
        assertTrue(report.warnings().stream().anyMatch(line -> line.contains("fresh 1.1.0")), "" + report.warnings());
    }

    @Test
    void whatCameAfterANamedDayIsAsIfItDidNotExist() {
        Instant day = Instant.parse("2026-03-01T00:00:00Z");
        registry.publish(named("dated", "1.0.0").publishedAt(day.minus(Duration.ofHours(1))))
                .publish(named("dated", "1.1.0").publishedAt(day.plus(Duration.ofHours(1))));
        project.write("package.json", "{\"dependencies\": {\"dated\": \"^1.0.0\"}}");

        InstallReport report = project.run(before(day), event -> {});

        assertTrue(project.read("node_modules/dated/package.json").contains("1.0.0"));
        assertEquals(List.of(), report.warnings());
        project.write("package.json", "{\"dependencies\": {\"dated\": \"1.1.0\"}}");
        DxException failure =
                assertFails(ErrorCode.DX_NOT_FOUND, () -> project.run(before(day), event -> {}), "dated@1.1.0");
        assertTrue(failure.what().contains(day.toString()), failure.what());
    }

    private InstallRequest before(Instant day) {
        InstallRequest usual = InstallRequest.of(project.folder(), new Change.Sync());
        return new InstallRequest(usual.project(), usual.change(), usual.omit(), usual.lock(), usual.network(), day);
    }

    @Test
    void laysPackagesOutAsTheStrategySays() {
        registry.publish(named("twig", "1.0.0").dependency("leaf", "^1.0.0"))
                .publish(named("bough", "1.0.0").dependency("twig", "1.0.0"));
        project.write("package.json", "{\"dependencies\": {\"bough\": \"1.0.0\"}}");
        project.write(".npmrc", "install-strategy=shallow\n");
        project.install();
        assertFalse(project.has("node_modules/twig"));
        assertTrue(project.has("node_modules/bough/node_modules/twig"));
        assertTrue(project.has("node_modules/bough/node_modules/leaf"));

        project.write("package-lock.json", "{\"lockfileVersion\": 3, \"packages\": {}}");
        project.write(".npmrc", "install-strategy=nested\n");
        project.install();
        assertTrue(project.has("node_modules/bough/node_modules/twig/node_modules/leaf"));
        assertFalse(project.has("node_modules/bough/node_modules/leaf"));
    }

    /** The short form of a registry's document has no licences; npm's lock does. */
    @Test
    void theLockNamesLicencesHoweverShortTheDocumentWas() {
        registry.publish(named("licensed", "1.0.0").field("license", "MIT").field("workspaces", List.of("x")));
        project.write("package.json", "{\"dependencies\": {\"licensed\": \"^1.0.0\"}}");

        project.install();

        String lock = project.read("package-lock.json");
        assertTrue(lock.contains("\"license\": \"MIT\",\n      \"workspaces\": [\n        \"x\"\n      ]"), lock);
        String without = lock.replace("      \"license\": \"MIT\",\n", "");
        project.write("package-lock.json", without);
        project.install();
        assertEquals(without, project.read("package-lock.json"), "what a lock holds stays as it is");
    }

    @Test
    void leavesEverythingAsItWasWhenCancelled() throws InterruptedException {
        project.write("package.json", "{\"dependencies\": {\"leaf\": \"^1.0.0\"}}");
        project.install();
        Map<String, String> before = project.snapshot();
        AtomicReference<Throwable> outcome = new AtomicReference<>();

        try (LocalRegistry.Stall stall = registry.stall(LocalRegistry.tarballPath("tool", "3.0.0"))) {
            Thread worker = Thread.ofPlatform().start(() -> {
                try {
                    project.add("tool", "branch");
                } catch (DxException cancelled) {
                    outcome.set(cancelled);
                }
            });
            assertTrue(stall.awaitRequest());
            worker.interrupt();
            worker.join(Duration.ofSeconds(10));
            assertFalse(worker.isAlive());
        }

        assertEquals(ErrorCode.DX_CANCELLED, ((DxException) outcome.get()).code());
        assertEquals(before, project.snapshot());
    }

    @Test
    void frozenInstallsALockThatFits() throws IOException {
        project.write("package.json", "{\"dependencies\": {\"branch\": \"^1.0.0\"}}");
        project.install();
        String lock = project.read("package-lock.json");
        TestProject elsewhere = TestProject.in(Files.createDirectory(root.resolve("elsewhere")), registry);
        elsewhere.write("package.json", project.read("package.json")).write("package-lock.json", lock);

        elsewhere.run(
                new InstallRequest(
                        elsewhere.folder(),
                        new Change.Sync(),
                        Set.of(),
                        InstallRequest.LockPolicy.FROZEN,
                        InstallRequest.NetworkPolicy.ONLINE,
                        null),
                event -> {});

        assertTrue(elsewhere.has("node_modules/branch"));
        assertEquals(lock, elsewhere.read("package-lock.json"));
    }

    @Test
    void warnsOfDeprecatedPackagesAndOfScriptsThatAreNotRun() {
        registry.publish(named("old", "1.0.0").deprecated("use something else"))
                .publish(named("builder", "1.0.0").installScript("exit 1"));
        project.write("package.json", "{\"dependencies\": {\"old\": \"*\", \"builder\": \"*\"}}");

        InstallReport report = project.install();

        assertTrue(report.warnings().contains("old@1.0.0 is deprecated: use something else"), "" + report.warnings());
        assertTrue(
                report.warnings().stream().anyMatch(line -> line.contains("not run") && line.contains("builder@1.0.0")),
                "" + report.warnings());
    }

    @Test
    void tellsWhatHappensInOrder() {
        project.write("package.json", "{\"dependencies\": {\"leaf\": \"*\"}}");

        project.install();

        List<InstallEvent.Stage> stages = project.events().stream()
                .filter(InstallEvent.StageStarted.class::isInstance)
                .map(event -> ((InstallEvent.StageStarted) event).stage())
                .toList();
        assertEquals(
                List.of(
                        InstallEvent.Stage.READ,
                        InstallEvent.Stage.RESOLVE,
                        InstallEvent.Stage.FETCH,
                        InstallEvent.Stage.LINK,
                        InstallEvent.Stage.COMMIT),
                stages);
    }

    @Test
    void overviewTellsHowTheProjectStands() {
        project.write(
                "package.json",
                "{\"name\": \"app\", \"version\": \"1.2.3\", \"dependencies\": {\"leaf\": \"^1.0.0\"}}");
        assertEquals(ProjectOverview.LockState.ABSENT, project.inspect().lock());
        assertEquals(ProjectOverview.ModulesState.ABSENT, project.inspect().modules());

        project.install();
        ProjectOverview installed = project.inspect();
        assertEquals("app", installed.name());
        assertEquals(ProjectOverview.LockState.CURRENT, installed.lock());
        assertEquals(ProjectOverview.ModulesState.CURRENT, installed.modules());
        assertEquals("1.1.0", installed.dependencies().getFirst().installed());

        project.write("package.json", "{\"dependencies\": {\"leaf\": \"^2.0.0\"}}");
        ProjectOverview stale = project.inspect();
        assertEquals(ProjectOverview.LockState.OUT_OF_DATE, stale.lock());
        assertEquals(
                ProjectOverview.InstalledState.MISMATCH,
                stale.dependencies().getFirst().state());
    }

    @Test
    void triesWithoutWritingAnything() {
        registry.publish(named("a", "1.0.0")).publish(named("b", "1.0.0"));
        project.write("package.json", "{\"dependencies\": {\"a\": \"1\"}}");
        project.install();
        project.write(".npmrc", "dry-run=true\n");
        Map<String, String> before = project.snapshot();

        InstallReport report = project.add("b");

        assertEquals(1, report.added());
        assertEquals(before, project.snapshot());
    }

    @Test
    void addsToTheListThatIsConfigured() {
        registry.publish(named("a", "1.0.0"));
        project.write("package.json", "{\"name\": \"p\"}")
                .write(".npmrc", "save-dev=true\nformat-package-lock=false\n");

        project.add("a");

        assertTrue(project.read("package.json").contains("\"devDependencies\""));
        assertFalse(project.read("package-lock.json").contains("\n"));
    }
}
