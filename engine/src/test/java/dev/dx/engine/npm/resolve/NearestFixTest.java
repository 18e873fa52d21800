package dev.dx.engine.npm.resolve;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import dev.dx.engine.DxException;
import dev.dx.engine.ErrorCode;
import dev.dx.engine.Platform;
import dev.dx.engine.npm.PackageManifest;
import dev.dx.engine.npm.tree.Hoisting;
import dev.dx.engine.npm.tree.Strictness;
import dev.dx.engine.npm.tree.TreeNode;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.Test;

class NearestFixTest {
    private static final PackageManifest WISHES =
            PackageManifest.of(PaperRegistry.manifest("project", "1.0.0", "host@^2.0.0, plugin@^1.0.0"));

    private final ResolveRules rules = new ResolveRules(
            new NpmSpecs(NpmSpecs.Peers.INSTALLED),
            new VersionChoice("latest", null, Set.of(), () -> null),
            new Platform("linux", "x64", "glibc"),
            Strictness.USUAL,
            ResolveRules.Copies.NEWEST,
            Hoisting.HOISTED,
            ResolveRules.Bundlers.OF_THIS_PLATFORM,
            false);
    private final PaperRegistry registry = PaperRegistry.of("""
        plugin@1.0.0 -> peer:host@^1.0.0
        plugin@2.0.0 -> peer:host@^2.0.0
        host@1.0.0
        host@2.0.0
        """);
    private final AtomicInteger trials = new AtomicInteger();

    @Test
    void namesWhatWasTriedAndWorks() {
        DxException advised =
                new NearestFix(registry, rules, new OneFolder(this::resolve), Duration.ofMinutes(1)).advise(conflict());

        assertEquals("Tried, and it works: dx add plugin@^2.0.0; or else: dx add host@^1.0.0.", advised.remedy());
    }

    @Test
    void aTrialThatDoesNotEndIsGivenUp() {
        NearestFix endless = new NearestFix(
                registry,
                rules,
                new OneFolder((manifest, watch) -> {
                    trials.incrementAndGet();
                    TreeNode node = TreeNode.project(manifest, rules.specs());
                    while (true) {
                        watch.placed(node, 1, 1);
                    }
                }),
                Duration.ofMillis(100));

        DxException advised = assertTimeoutPreemptively(Duration.ofSeconds(30), () -> endless.advise(conflict()));

        assertEquals(ErrorCode.DX_CONFLICT, advised.code());
        assertEquals(
                "No other version of either was found to fit. " + ConflictExplanation.LAST_RESORT, advised.remedy());
        assertEquals(1, trials.get());
    }

    /** A project without members that asks for {@link #WISHES}. */
    private record OneFolder(BiConsumer<PackageManifest, ResolveListener> resolution) implements NearestFix.Trial {
        @Override
        public PackageManifest manifestIn(String folder) {
            return WISHES;
        }

        @Override
        public Set<String> namedIn(String folder) {
            return Set.of();
        }

        @Override
        public String command(String folder) {
            return "dx add";
        }

        @Override
        public void resolve(String folder, PackageManifest manifest, ResolveListener watch) {
            resolution.accept(manifest, watch);
        }
    }

    private DxException conflict() {
        return assertThrows(DxException.class, () -> resolve(WISHES, ResolveListener.SILENT));
    }

    private void resolve(PackageManifest manifest, ResolveListener watch) {
        TreeNode project = TreeNode.project(manifest, rules.specs());
        new Resolver(rules, Requests.NONE, registry, watch).resolve(project, Resolver.Unneeded.REMOVED);
    }
}
