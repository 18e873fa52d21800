package dev.dx.engine.npm.resolve;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.dx.engine.DxException;
import dev.dx.engine.ErrorCode;
import dev.dx.engine.Platform;
import dev.dx.engine.npm.NameOrder;
import dev.dx.engine.npm.PackageManifest;
import dev.dx.engine.npm.json.JsonStyle;
import dev.dx.engine.npm.lock.LockWriter;
import dev.dx.engine.npm.lock.PackageLock;
import dev.dx.engine.npm.tree.Hoisting;
import dev.dx.engine.npm.tree.Strictness;
import dev.dx.engine.npm.tree.TreeNode;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ResolverTest {
    @Test
    void hoistsWhatEverybodyCanShare() {
        assertTree("a@1.0.0 -> c@^1.0.0\n b@1.0.0 -> c@^1.0.0\n c@1.0.0\n c@1.1.0", "a@*, b@*", """
            a@1.0.0
            b@1.0.0
            c@1.1.0
            """);
    }

    @Test
    void nestsWhatSomebodyNeedsInAnotherVersion() {
        assertTree("a@1.0.0 -> c@^1.0.0\n b@1.0.0 -> c@^2.0.0\n c@1.0.0\n c@2.0.0", "a@*, b@*", """
            a@1.0.0
            b@1.0.0
              c@2.0.0
            c@1.0.0
            """);
    }

    @Test
    void prefersTheProjectsOwnWishAtTheTop() {
        assertTree("a@1.0.0 -> c@^1.0.0\n c@1.0.0\n c@2.0.0", "a@*, c@^2.0.0", """
            a@1.0.0
              c@1.0.0
            c@2.0.0
            """);
    }

    @Test
    void givesPeersTheVersionThatStandsBesideThem() {
        assertTree(
                "plugin@1.0.0 -> peer:host@^1.0.0\n host@1.0.0\n host@1.5.0\n host@2.0.0", "host@1.0.0, plugin@*", """
                host@1.0.0
                plugin@1.0.0
                """);
    }

    @Test
    void keepsApartPeersThatCannotAgreeBelowAPackageThatBearsIt() {
        assertTree("""
            kit@1.0.0 -> plugin@*, host@^1.0.0
            plugin@1.0.0 -> peer:host@^1.0.0
            host@1.0.0
            host@2.0.0
            """, "host@^2.0.0, kit@*", """
            host@2.0.0
            kit@1.0.0
              host@1.0.0
              plugin@1.0.0
            """);
    }

    @Test
    void leavesOptionalPeersOut() {
        assertTree("plugin@1.0.0 -> peerOptional:host@^1.0.0\n host@1.0.0", "plugin@*", """
            plugin@1.0.0
            """);
    }

    @Test
    void bearsCycles() {
        assertTree("a@1.0.0 -> b@*\n b@1.0.0 -> a@*", "a@*", """
            a@1.0.0
            b@1.0.0
            """);
    }

    @Test
    void followsAliases() {
        TreeNode project = resolve(PaperRegistry.of("real@1.0.0"), "fake@npm:real@^1.0.0");

        assertEquals("fake@1.0.0\n", drawn(project));
        TreeNode fake = project.child("fake");
        assertEquals("real", fake == null ? "" : fake.manifest().name());
    }

    @Test
    void leavesOutAnOptionalPackageThatDoesNotExist() {
        assertTree("a@1.0.0 -> optional:gone@1.0.0", "a@*", """
            a@1.0.0
            """);
    }

    @Test
    void failsForARequiredPackageThatDoesNotExist() {
        DxException failure =
                assertThrows(DxException.class, () -> resolve(PaperRegistry.of("a@1.0.0 -> gone@1.0.0"), "a@*"));

        assertEquals(ErrorCode.DX_NOT_FOUND, failure.code());
    }

    @Test
    void namesTheChainToBothSidesOfAConflict() {
        DxException failure = assertThrows(
                DxException.class,
                () -> resolve(
                        PaperRegistry.of("plugin@1.0.0 -> peer:host@^1.0.0\n host@1.0.0\n host@2.0.0"),
                        "host@^2.0.0, plugin@*"));

        assertEquals(ErrorCode.DX_CONFLICT, failure.code());
        assertTrue(failure.what().contains("the project > plugin@1.0.0 > host@^1.0.0"), failure.what());
        assertTrue(failure.what().contains("the project > host@^2.0.0"), failure.what());
    }

    @Test
    void keepsToALockThatStillFitsAndAsksForNothing() {
        PaperRegistry old = PaperRegistry.of("a@1.0.0 -> c@^1.0.0\n c@1.0.0");
        PaperRegistry now = PaperRegistry.of("a@1.0.0 -> c@^1.0.0\n c@1.0.0\n c@1.1.0");

        TreeNode project = resolveLocked(lockOf(resolve(old, "a@*"), "a@*"), now, "a@*", Set.of());

        assertEquals("a@1.0.0\nc@1.0.0\n", drawn(project));
        assertEquals(List.of(), now.asked());
    }

    @Test
    void changesNoMoreOfALockThanItMust() {
        PaperRegistry old = PaperRegistry.of("a@1.0.0 -> c@^1.0.0\n c@1.0.0");
        PaperRegistry now = PaperRegistry.of("a@1.0.0 -> c@^1.0.0\n c@1.0.0\n c@1.1.0\n d@1.0.0 -> c@^1.0.0");

        TreeNode project = resolveLocked(lockOf(resolve(old, "a@*"), "a@*"), now, "a@*, d@*", Set.of());

        assertEquals("a@1.0.0\nc@1.0.0\nd@1.0.0\n", drawn(project));
        assertEquals(List.of("d"), now.asked());
    }

    @Test
    void choosesANamedPackageAnewAlthoughTheLockHasOne() {
        PaperRegistry old = PaperRegistry.of("a@1.0.0");
        PaperRegistry now = PaperRegistry.of("a@1.0.0\n a@1.1.0");

        TreeNode project = resolveLocked(lockOf(resolve(old, "a@^1.0.0"), "a@^1.0.0"), now, "a@^1.0.0", Set.of("a"));

        assertEquals("a@1.1.0\n", drawn(project));
    }

    @Test
    void removesFromALockWhatNothingNeedsAnyMore() {
        PaperRegistry registry = PaperRegistry.of("a@1.0.0 -> c@*\n b@1.0.0\n c@1.0.0");

        TreeNode project = resolveLocked(lockOf(resolve(registry, "a@*, b@*"), "a@*, b@*"), registry, "b@*", Set.of());

        assertEquals("b@1.0.0\n", drawn(project));
    }

    @Test
    void aLockReadAndWrittenIsTheSameBytes() {
        PaperRegistry registry = PaperRegistry.of(
                "a@1.0.0 -> c@^1.0.0, optional:o@*\n b@1.0.0 -> c@^2.0.0, peer:a@*\n c@1.0.0\n c@2.0.0\n o@1.0.0");
        String wishes = "a@*, dev:b@*";
        String lock = lockOf(resolve(registry, wishes), wishes);

        TreeNode again = resolveLocked(lock, registry, wishes, Set.of());

        assertEquals(lock, lockOf(again, wishes));
        assertTrue(lock.contains("\"devOptional\"") || lock.contains("\"dev\": true"), lock);
    }

    private void assertTree(String registry, String wishes, String expected) {
        assertEquals(expected, drawn(resolve(PaperRegistry.of(registry), wishes)));
    }

    private TreeNode resolve(PaperRegistry registry, String wishes) {
        ResolveRules rules = rules();
        TreeNode project = TreeNode.project(manifest(wishes), rules.specs());
        new Resolver(rules, Requests.NONE, registry, new Listener()).resolve(project, Resolver.Unneeded.REMOVED);
        return project;
    }

    private TreeNode resolveLocked(String lock, PaperRegistry registry, String wishes, Set<String> named) {
        ResolveRules rules = rules();
        TreeNode project = PackageLock.parse("package-lock.json", lock).toTree(manifest(wishes), rules.specs());
        new Resolver(rules, Requests.naming(named), registry, new Listener())
                .resolve(project, Resolver.Unneeded.REMOVED);
        return project;
    }

    private static PackageManifest manifest(String wishes) {
        return PackageManifest.of(PaperRegistry.manifest("project", "1.0.0", wishes));
    }

    private static String lockOf(TreeNode project, String wishes) {
        return LockWriter.projectLock(
                project, manifest(wishes), "project", LockWriter.Addresses.WRITTEN, JsonStyle.NPM, 3);
    }

    private static ResolveRules rules() {
        return new ResolveRules(
                new NpmSpecs(NpmSpecs.Peers.INSTALLED),
                new VersionChoice("latest", null, Set.of(), () -> null),
                new Platform("linux", "x64", "glibc"),
                Strictness.USUAL,
                ResolveRules.Copies.NEWEST,
                Hoisting.HOISTED,
                ResolveRules.Bundlers.OF_THIS_PLATFORM,
                false);
    }

    private static String drawn(TreeNode project) {
        StringBuilder drawing = new StringBuilder();
        draw(project, 0, drawing);
        return drawing.toString();
    }

    private static void draw(TreeNode node, int depth, StringBuilder drawing) {
        node.children().stream()
                .filter(child -> !child.flags().isInert())
                .sorted(Comparator.comparing(TreeNode::name, NameOrder.NPM))
                .forEach(child -> {
                    drawing.repeat("  ", depth)
                            .append(child.name())
                            .append('@')
                            .append(child.version())
                            .append('\n');
                    draw(child, depth + 1, drawing);
                });
    }

    private static final class Listener implements ResolveListener {
        @Override
        public void placed(TreeNode node, int resolved, int pending) {}

        @Override
        public void note(String text) {}

        @Override
        public void warning(String text) {}
    }
}
