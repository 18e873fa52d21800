package dev.dx.engine.install;

import static dev.dx.engine.npm.registry.TestPackage.named;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.dx.engine.DxException;
import dev.dx.engine.ErrorCode;
import dev.dx.engine.install.change.Change;
import dev.dx.engine.install.change.InstallRequest;
import dev.dx.engine.link.ModulesFolder;
import dev.dx.engine.npm.registry.LocalRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Projects of several folders, and rules that reach into the packages of others. */
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "symbolic links want a privilege there")
class WorkspaceInstallTest {
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
                .publish(named("branch", "1.0.0").dependency("leaf", "^1.0.0"));
        project = TestProject.in(root, registry)
                .write("package.json", """
                    {
                      "name": "mono",
                      "workspaces": ["packages/*"],
                      "dependencies": {"leaf": "^2.0.0"}
                    }
                    """)
                .write("packages/a/package.json", """
                    {"name": "@m/a", "version": "1.0.0", "bin": {"a-cli": "cli.js"}, "dependencies": {"leaf": "1.0.0"}}
                    """)
                .write("packages/a/cli.js", "#!/usr/bin/env node\n")
                .write("packages/b/package.json", """
                    {"name": "b", "version": "1.2.0", "dependencies": {"@m/a": "^1.0.0", "branch": "*"}}
                    """);
    }

    @AfterEach
    void stop() {
        registry.close();
    }

    /** Members are there before anything is placed, so one that is at odds with the project has its turn first. */
    @Test
    void aMemberAtOddsWithTheProjectComesBeforeThePackages() {
        registry.publish(named("bee", "1.0.0").dependency("tee", "3.0.0"))
                .publish(named("tee", "3.0.0"))
                .publish(named("tee", "1.0.0"));
        project.write("package.json", """
            {"name": "mono", "workspaces": ["packages/*"], "dependencies": {"bee": "1.0.0", "leaf": "^2.0.0"}}
            """).write("packages/a/package.json", """
                {"name": "@m/a", "version": "1.0.0", "dependencies": {"leaf": "1.0.0", "tee": "1.0.0"}}
                """);

        project.install();

        assertTrue(project.read("node_modules/tee/package.json").contains("1.0.0"));
        assertTrue(
                project.read("node_modules/bee/node_modules/tee/package.json").contains("3.0.0"));
    }

    /** npm does not look behind links for what a lock lacks, and a lock it wrote itself may lack something optional. */
    @Test
    void aLockMayLackWhatIsOptionalToThePackagesOfMembers() {
        registry.publish(named("native", "1.0.0").optionalDependency("native-late", "1.0.0"));
        project.write("packages/a/package.json", """
            {"name": "@m/a", "version": "1.0.0", "dependencies": {"native": "1.0.0"}}
            """);
        project.install();
        String lock = project.read("package-lock.json");
        assertFalse(lock.contains("node_modules/native-late"));
        registry.publish(named("native-late", "1.0.0"));

        InstallRequest usual = InstallRequest.of(project.folder(), new Change.Sync());
        project.run(
                new InstallRequest(
                        usual.project(),
                        usual.change(),
                        usual.omit(),
                        InstallRequest.LockPolicy.FROZEN,
                        usual.network(),
                        null),
                event -> {});

        assertEquals(lock, project.read("package-lock.json"));
        assertFalse(project.has("node_modules/native-late"));
    }

    @Test
    void theLockRepeatsAnEmptyListOfDevDependencies() {
        project.write("packages/a/package.json", """
            {"name": "@m/a", "version": "1.0.0", "dependencies": {}, "devDependencies": {}}
            """);

        project.install();

        String lock = project.read("package-lock.json");
        assertTrue(lock.contains("\"version\": \"1.0.0\",\n      \"devDependencies\": {}\n    }"), lock);
    }

    @Test
    void overridesMayNotContradictTheProjectItself() {
        project.write("package.json", """
            {"name": "mono", "dependencies": {"leaf": "^2.0.0"}, "overrides": {"leaf": "1.0.0"}}
            """);

        DxException failure = assertThrows(DxException.class, project::install);

        assertEquals(ErrorCode.DX_MANIFEST, failure.code());
        assertTrue(failure.what().contains("leaf"), failure.what());
    }

    @Test
    void aReferenceInOverridesHoldsWherePeersAreTriedOut() {
        registry.publish(named("host", "1.0.0").peerDependency("peer", "*"))
                .publish(named("peer", "1.0.0").dependency("leaf", "^1.0.0"))
                .publish(named("outer", "1.0.0").dependency("host", "*"));
        project.write("package.json", """
            {
              "name": "mono",
              "dependencies": {"branch": "*", "outer": "*", "wanted": "npm:leaf@2.0.0"},
              "overrides": {"leaf": "$wanted"}
            }
            """);

        project.install();

        assertTrue(project.read("node_modules/leaf/package.json").contains("2.0.0"));
        assertFalse(project.has("node_modules/peer/node_modules"));
    }

    @Test
    void linksMembersAndGivesEachWhatItNeedsForItself() throws IOException {
        project.install();

        assertEquals(
                Path.of("../../packages/a"),
                Files.readSymbolicLink(project.folder().resolve("node_modules/@m/a")));
        assertEquals(
                Path.of("../packages/b"),
                Files.readSymbolicLink(project.folder().resolve("node_modules/b")));
        assertTrue(project.read("node_modules/leaf/package.json").contains("2.0.0"));
        assertTrue(project.read("packages/a/node_modules/leaf/package.json").contains("1.0.0"));
        assertTrue(project.read("node_modules/branch/node_modules/leaf/package.json")
                .contains("1.1.0"));
        assertFalse(project.has("packages/b/node_modules"));
        assertTrue(Files.isExecutable(project.folder().resolve("node_modules/.bin/a-cli")));
        String lock = project.read("package-lock.json");
        assertTrue(
                lock.contains("\"node_modules/@m/a\": {\n      \"resolved\": \"packages/a\",\n      \"link\": true"),
                lock);
        assertTrue(lock.contains("\"packages/a/node_modules/leaf\""), lock);
    }

    @Test
    void doesNothingUntilAMemberWishesForSomethingElse() {
        project.install();
        String lock = project.read("package-lock.json");

        assertTrue(project.install().upToDate());
        project.write("packages/a/package.json", """
            {"name": "@m/a", "version": "1.0.0", "dependencies": {"leaf": "^2.0.0"}}
            """);
        assertFalse(project.install().upToDate());

        assertFalse(project.has("packages/a/node_modules/leaf"));
        assertFalse(lock.equals(project.read("package-lock.json")));
    }

    @Test
    void restoresWhatWasDeletedInAMember() {
        project.install();
        ModulesFolder.delete(project.folder(), project.folder().resolve("packages/a/node_modules"));

        project.install();

        assertTrue(project.has("packages/a/node_modules/leaf/package.json"));
    }

    @Test
    void rulesReachThroughMembersAndStayWhenTheLockIsRead() {
        project.write("package.json", """
            {
              "name": "mono",
              "workspaces": ["packages/*"],
              "overrides": {"branch": {"leaf": "1.0.0"}}
            }
            """);

        project.install();
        String lock = project.read("package-lock.json");
        project.add("leaf@2.0.0");

        assertTrue(lock.contains("\"node_modules/leaf\": {\n      \"version\": \"1.0.0\""), lock);
        assertTrue(project.read("packages/a/node_modules/leaf/package.json").contains("1.0.0"));
        assertTrue(project.read("node_modules/branch/node_modules/leaf/package.json")
                .contains("1.0.0"));
    }

    @Test
    void linksAFolderAndInstallsWhatItNeeds() throws IOException {
        project.write("package.json", "{\"dependencies\": {\"lib\": \"file:./tools/lib\"}}")
                .write("tools/lib/package.json", "{\"name\": \"lib\", \"dependencies\": {\"branch\": \"*\"}}");

        project.install();

        assertEquals(
                Path.of("../tools/lib"), Files.readSymbolicLink(project.folder().resolve("node_modules/lib")));
        assertTrue(project.has("node_modules/branch/package.json"));
        assertTrue(project.install().upToDate());
    }

    @Test
    void namesAFolderThatIsNotThere() {
        project.write("package.json", "{\"dependencies\": {\"lib\": \"file:../nowhere\"}}");

        DxException failure = assertThrows(DxException.class, project::install);

        assertEquals(ErrorCode.DX_NOT_FOUND, failure.code(), failure.what());
    }

    @Test
    void understandsWorkspaceAndCatalogWishes() {
        project.write("pnpm-workspace.yaml", "packages:\n  - packages/*\ncatalog:\n  leaf: 1.0.0\n")
                .write("package.json", "{\"name\": \"mono\", \"dependencies\": {\"leaf\": \"catalog:\"}}")
                .write("packages/b/package.json", """
                    {"name": "b", "version": "1.2.0", "dependencies": {"@m/a": "workspace:^", "leaf": "catalog:"}}
                    """);

        project.install();

        assertTrue(project.read("node_modules/leaf/package.json").contains("1.0.0"));
        assertFalse(project.has("packages/b/node_modules"));
    }

    @Test
    void saysWhichMemberWantsWhatIsNotThere() {
        project.write("package.json", "{\"workspaces\": [\"m\"]}");
        project.write(
                "m/package.json",
                "{\"name\": \"m\", \"version\": \"1.0.0\", \"dependencies\": {\"leaf\": \"^9.0.0\"}}");

        DxException missing = assertThrows(DxException.class, project::install);

        assertEquals("leaf@^9.0.0: no such version, wanted by m@1.0.0", missing.what());
    }
}
