package dev.dx.engine.install;

import static dev.dx.engine.npm.registry.TestPackage.named;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.dx.engine.DxException;
import dev.dx.engine.ErrorCode;
import dev.dx.engine.install.change.Change;
import dev.dx.engine.install.project.DependencyKind;
import dev.dx.engine.npm.registry.LocalRegistry;
import dev.dx.engine.npm.resolve.ConflictReport;
import dev.dx.engine.npm.resolve.ConflictReport.Fix;
import dev.dx.engine.npm.resolve.ConflictReport.Side;
import dev.dx.engine.npm.resolve.ConflictReport.Step;
import dev.dx.engine.npm.resolve.ConflictReport.Wish;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is said about a conflict between peers: who asked for what, and a change that was tried and ends it. */
class ConflictAdviceTest {
    @TempDir
    Path root;

    private LocalRegistry registry;
    private TestProject project;

    @BeforeEach
    void start() {
        registry = LocalRegistry.start();
        registry.publish(named("view", "17.0.0"))
                .publish(named("view", "18.2.0"))
                .publish(named("view", "19.1.0"))
                .publish(named("view-dom", "18.2.0").peerDependency("view", "^18.0.0"))
                .publish(named("view-dom", "19.1.0").peerDependency("view", "^19.0.0"))
                .publish(named("ancient", "0.1.0"))
                .publish(named("ancient", "1.0.0").peerDependency("view", "^17.0.0 || ^18.0.0"))
                .publish(named("lively", "4.0.0").peerDependency("view", "^18.0.0"))
                .publish(named("lively", "5.3.0").peerDependency("view", "^19.0.0"));
        project = TestProject.in(root, registry).write("package.json", "{\"dependencies\": {\"view\": \"^19.0.0\"}}");
    }

    @AfterEach
    void stop() {
        registry.close();
    }

    private DxException conflict(Change change) {
        DxException conflict = assertThrows(DxException.class, () -> project.run(change));
        assertEquals(ErrorCode.DX_CONFLICT, conflict.code());
        assertFalse(project.has("node_modules"));
        return conflict;
    }

    private static Change add(DependencyKind kind, String spec) {
        return new Change.Add(List.of(spec), kind, Change.Precision.CARET);
    }

    @Test
    void namesBothSidesAndTheNewerVersionThatFits() {
        DxException conflict = conflict(add(DependencyKind.DEV, "lively@4"));

        assertEquals(
                "the project > lively@4.0.0 > view@^18.0.0 (peer); but the project > view@^19.0.0 is view@19.1.0",
                conflict.what());
        assertEquals(
                "Tried, and it works: dx add -D lively@^5.3.0; or else: dx add -D lively@4 view@^18.2.0.",
                conflict.remedy());
        ConflictReport report = Objects.requireNonNull(ConflictReport.of(conflict));
        assertEquals(
                List.of(
                        new Step("", "lively", "4", Wish.USUAL),
                        new Step("lively@4.0.0", "view", "^18.0.0", Wish.PEER)),
                report.demand());
        assertEquals(
                List.of(new Side(List.of(new Step("", "view", "^19.0.0", Wish.USUAL)), "view@19.1.0")), report.sides());
        assertEquals(
                List.of(new Fix("", List.of("lively@^5.3.0")), new Fix("", List.of("lively@4", "view@^18.2.0"))),
                report.fixes());
    }

    @Test
    void whatIsInTheWayGoesBackTogetherWithWhatGoesWithIt() {
        project.write("package.json", "{\"dependencies\": {\"view\": \"^19.0.0\", \"view-dom\": \"^19.0.0\"}}");

        DxException conflict = conflict(new Change.Add(List.of("ancient"), null, Change.Precision.CARET));

        assertEquals("Tried, and it works: dx add ancient view@^18.2.0 view-dom@^18.2.0.", conflict.remedy());
    }

    @Test
    void whatIsSaidWorks() {
        project.write("package.json", "{\"dependencies\": {\"view\": \"^19.0.0\", \"lively\": \"^4.0.0\"}}");
        assertEquals(
                "Tried, and it works: dx add lively@^5.3.0; or else: dx add view@^18.2.0.",
                conflict(new Change.Sync()).remedy());

        project.add("lively@^5.3.0");

        assertTrue(project.has("node_modules/lively"));
    }

    @Test
    void proposesARuleWhereNoVersionFits() {
        registry.publish(named("stubborn", "1.0.0").peerDependency("view", "^16.0.0"))
                .publish(named("view", "16.0.0").peerDependency("gone", "1.0.0"));

        DxException conflict = conflict(new Change.Add(List.of("stubborn"), null, Change.Precision.CARET));

        assertEquals(
                "No other version of either fits. Tried, and it resolves, at your own risk:"
                        + " \"overrides\": {\"stubborn\": {\"view\": \"$view\"}} in package.json.",
                conflict.remedy());
    }

    @Test
    void namesTheMemberWhoseManifestIsToChange() {
        project.write("package.json", "{\"workspaces\": [\"packages/*\"]}").write("packages/a/package.json", """
            {"name": "a", "version": "1.0.0", "dependencies": {"view": "^19.0.0", "lively": "^4.0.0"}}
            """);

        DxException conflict = conflict(new Change.Sync());

        assertEquals(
                "a@1.0.0 > lively@4.0.0 > view@^18.0.0 (peer); but a@1.0.0 > view@^19.0.0 is view@19.1.0",
                conflict.what());
        assertEquals(
                "Tried, and it works: dx add -w packages/a lively@^5.3.0; or else: dx add -w packages/a view@^18.2.0.",
                conflict.remedy());
    }
}
