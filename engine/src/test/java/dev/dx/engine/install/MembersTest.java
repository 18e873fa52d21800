package dev.dx.engine.install;

import static dev.dx.engine.npm.registry.TestPackage.named;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.dx.engine.DxException;
import dev.dx.engine.ErrorCode;
import dev.dx.engine.install.change.Change;
import dev.dx.engine.install.change.InstallReport;
import dev.dx.engine.install.change.InstallRequest;
import dev.dx.engine.install.project.MemberChoice;
import dev.dx.engine.install.project.WorkspaceRoot;
import dev.dx.engine.npm.registry.LocalRegistry;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Commands for some members of a workspace. */
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "symbolic links want a privilege there")
class MembersTest {
    private static final String ROOT = "{\"name\": \"mono\", \"workspaces\": [\"packages/*\"]}";
    private static final String A =
            "{\"name\": \"@m/a\", \"version\": \"1.0.0\", \"dependencies\": {\"leaf\": \"1.0.0\"}}";
    private static final String B =
            "{\"name\": \"b\", \"version\": \"1.2.0\", \"dependencies\": {\"@m/a\": \"^1.0.0\"}}";

    @TempDir
    Path root;

    private LocalRegistry registry;
    private TestProject project;

    @BeforeEach
    void start() {
        registry = LocalRegistry.start();
        registry.publish(named("leaf", "1.0.0"))
                .publish(named("leaf", "1.1.0"))
                .publish(named("twig", "1.0.0"))
                .publish(named("other", "1.0.0"));
        project = TestProject.in(root, registry)
                .write("package.json", ROOT)
                .write("packages/a/package.json", A)
                .write("packages/b/package.json", B);
    }

    @AfterEach
    void stop() {
        registry.close();
    }

    private InstallReport run(Change change, MemberChoice members) {
        InstallRequest request = InstallRequest.of(project.folder(), change).of(members);
        return project.run(request, event -> {});
    }

    private static Change add(String... specs) {
        return new Change.Add(List.of(specs), null, Change.Precision.CARET);
    }

    private static MemberChoice filtered(String... filters) {
        return new MemberChoice(MemberChoice.Members.CHOSEN, List.of(), List.of(filters), MemberChoice.Root.LEFT_OUT);
    }

    private static MemberChoice all(MemberChoice.Root itself) {
        return new MemberChoice(MemberChoice.Members.ALL, List.of(), List.of(), itself);
    }

    @Test
    void addingToAMemberWritesItsManifestAndTheLockOfTheProject() {
        run(add("twig"), MemberChoice.named(List.of("@m/a")));

        assertEquals(
                "{\"name\":\"@m/a\",\"version\":\"1.0.0\",\"dependencies\":{\"leaf\":\"1.0.0\",\"twig\":\"^1.0.0\"}}",
                project.read("packages/a/package.json").replaceAll("\\s", ""));
        assertEquals(ROOT, project.read("package.json"));
        assertEquals(B, project.read("packages/b/package.json"));
        assertTrue(project.has("node_modules/twig/package.json"));
        String lock = project.read("package-lock.json");
        assertTrue(lock.contains("\"twig\": \"^1.0.0\""), lock);
        assertFalse(project.has("packages/a/package-lock.json"));
        assertFalse(project.install().upToDate(), "the rest was not installed yet");
        assertTrue(project.install().upToDate());
        assertEquals(lock, project.read("package-lock.json"));
    }

    @Test
    void membersAreNamedByFolderToo() {
        run(add("twig"), MemberChoice.named(List.of("./packages/b")));

        assertTrue(project.read("packages/b/package.json").contains("twig"));
    }

    @Test
    void whatIsInstalledForOneLeavesOutWhatOthersNeed() {
        project.write("packages/b/package.json", "{\"name\": \"b\", \"dependencies\": {\"other\": \"*\"}}");

        run(new Change.Sync(), MemberChoice.named(List.of("@m/a")));

        assertTrue(project.has("node_modules/leaf"));
        assertTrue(project.has("node_modules/@m/a"));
        assertFalse(project.has("node_modules/other"));
        assertFalse(project.has("node_modules/b"));
        assertTrue(project.read("package-lock.json").contains("node_modules/other"));
        assertTrue(run(new Change.Sync(), MemberChoice.named(List.of("@m/a"))).upToDate());
        project.install();
        assertTrue(project.has("node_modules/other"));
        assertTrue(run(new Change.Sync(), MemberChoice.named(List.of("@m/a"))).upToDate());
    }

    @Test
    void whatStandsForOthersStays() {
        project.write("packages/b/package.json", "{\"name\": \"b\", \"dependencies\": {\"other\": \"*\"}}");
        project.install();

        run(add("twig"), MemberChoice.named(List.of("@m/a")));

        assertTrue(project.has("node_modules/other"));
        assertTrue(project.install().upToDate(), "all of it was installed before");
    }

    @Test
    void everyMemberIsChangedAndWhereAskedTheProjectToo() {
        run(add("twig"), all(MemberChoice.Root.LEFT_OUT));
        assertTrue(project.read("packages/a/package.json").contains("twig"));
        assertTrue(project.read("packages/b/package.json").contains("twig"));
        assertEquals(ROOT, project.read("package.json"));

        run(new Change.Remove(List.of("twig")), all(MemberChoice.Root.INCLUDED));
        assertFalse(project.read("packages/a/package.json").contains("twig"));
        assertFalse(project.read("packages/b/package.json").contains("twig"));
        assertFalse(project.has("node_modules/twig"));
    }

    @Test
    void filtersFollowWhatMembersDependOn() {
        run(add("twig"), filtered("b..."));
        assertTrue(project.read("packages/a/package.json").contains("twig"));

        run(new Change.Remove(List.of("twig")), filtered("!b"));
        assertFalse(project.read("packages/a/package.json").contains("twig"));
        assertTrue(project.read("packages/b/package.json").contains("twig"));
    }

    @Test
    void refusesMembersThatAreNotThere() {
        for (MemberChoice choice : List.of(MemberChoice.named(List.of("nobody")), filtered("nobody-*"))) {
            DxException refusal = assertThrows(DxException.class, () -> run(add("twig"), choice));
            assertEquals(ErrorCode.DX_NOT_FOUND, refusal.code());
        }
        assertFalse(project.has("node_modules"));
    }

    @Test
    void anotherMemberIsSavedByItsVersionAndAFolderByItsPath() {
        project.write("tools/own/package.json", "{\"name\": \"own\"}");
        run(add("b", "own@file:tools/own", "@m/a@workspace:^"), MemberChoice.named(List.of("@m/a")));

        String manifest = project.read("packages/a/package.json");
        assertTrue(manifest.contains("\"b\":\"^1.2.0\""), manifest);
        assertTrue(manifest.contains("\"own\":\"file:../../tools/own\""), manifest);
        assertTrue(manifest.contains("\"@m/a\":\"workspace:^\""), manifest);
    }

    @Test
    void updatesTheRangesOfAMember() {
        run(new Change.Update(List.of(), Change.Reach.LATEST), MemberChoice.named(List.of("@m/a")));

        assertEquals(
                A.replace("1.0.0\"}}", "1.1.0\"}}").replaceAll("\\s", ""),
                project.read("packages/a/package.json").replaceAll("\\s", ""));
        assertEquals(B, project.read("packages/b/package.json"));
    }

    @Test
    void aFailureLeavesEveryManifestAsItWas() {
        assertThrows(DxException.class, () -> run(add("no-such-thing"), all(MemberChoice.Root.INCLUDED)));

        assertEquals(A, project.read("packages/a/package.json"));
        assertEquals(B, project.read("packages/b/package.json"));
        assertEquals(ROOT, project.read("package.json"));
    }

    @Test
    void findsTheProjectAMemberBelongsTo() {
        Path member = project.folder().resolve("packages/a");

        assertEquals(new WorkspaceRoot(project.folder(), "packages/a"), WorkspaceRoot.above(member));
        assertNull(WorkspaceRoot.above(project.folder().resolve("packages")));
        assertNull(WorkspaceRoot.above(project.folder()));
    }
}
