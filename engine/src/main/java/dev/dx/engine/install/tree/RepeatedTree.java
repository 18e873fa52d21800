package dev.dx.engine.install.tree;

import dev.dx.engine.ContentRoot;
import dev.dx.engine.DxException;
import dev.dx.engine.Environment;
import dev.dx.engine.ErrorCode;
import dev.dx.engine.InstallEvent;
import dev.dx.engine.InstallEvent.Stage;
import dev.dx.engine.install.change.InstallRequest;
import dev.dx.engine.install.project.InstalledState;
import dev.dx.engine.install.supply.InstallLog;
import dev.dx.engine.install.supply.PackageSupply;
import dev.dx.engine.link.NotedTree;
import dev.dx.engine.link.ProjectTransaction;
import dev.dx.engine.link.TreeRecipe;
import dev.dx.engine.npm.config.NpmConfig;
import dev.dx.engine.npm.lock.PackageLock;
import dev.dx.engine.store.StoredPackage;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Makes a tree again that was installed before, where nothing stands: of which packages, with which commands, was noted then, and
 * neither the lock nor the packages have to be looked into to know it.
 */
final class RepeatedTree {
    private final InstallRequest request;
    private final NpmConfig config;
    private final Environment environment;
    private final PackageSupply supply;
    private final InstallLog log;

    RepeatedTree(
            InstallRequest request, NpmConfig config, Environment environment, PackageSupply supply, InstallLog log) {
        this.request = request;
        this.config = config;
        this.environment = environment;
        this.supply = supply;
        this.log = log;
    }

    /**
     * Makes it, and stages it; false where that cannot be done any more, and the transaction has perhaps half of it.
     *
     * @param noted where it was written down, and {@code its} what it says of itself
     */
    boolean make(Path noted, StandingTree its, ProjectTransaction transaction) {
        NotedTree tree = NotedTree.read(noted);
        InstalledState state = its.state();
        Map<ContentRoot, StoredPackage> contents = tree == null ? null : contents(tree, its.placed());
        if (tree == null || state == null || contents == null) {
            return false;
        }
        int places = tree.pieces().size();
        log.planned(places, 0);
        log.stage(Stage.LINK);
        Path modules = transaction.stagingModules();
        AtomicInteger done = new AtomicInteger();
        try {
            tree.make(
                    modules,
                    piece -> Objects.requireNonNull(contents.get(piece.root()), piece.folder()),
                    new GuardedSource(supply.guard(SpareMaking::cannotBringAnew, log)),
                    environment.platform(),
                    FileLinking.of(config),
                    piece -> isOwn(its.placed(), piece),
                    placement -> log.accept(new InstallEvent.Linked(done.incrementAndGet(), places)));
        } catch (DxException touched) {
            if (touched.code() == ErrorCode.DX_NOT_FOUND) {
                return false;
            }
            throw touched;
        }
        state.stamped(modules::resolve).write(modules);
        return true;
    }

    /** All its packages; null where one is not there any more, or is to get files of its own and got none then. */
    private @Nullable Map<ContentRoot, StoredPackage> contents(NotedTree tree, PlacedPackages placed) {
        supply.aboutToUse(request.project(), placed.roots(), Set.of());
        Set<String> edited = EditedPackages.of(request.project());
        Map<ContentRoot, StoredPackage> contents = new ConcurrentHashMap<>();
        // Reading what files there are, which all cores do: it takes nearly as long as linking them.
        boolean allThere = tree.pieces().parallelStream().allMatch(piece -> {
            boolean asNoted = isOwn(placed, piece) || !edited.contains(PackageLock.nameAt(locationOf(piece)));
            StoredPackage content = asNoted ? supply.stored(piece.integrity()) : null;
            if (content == null || !content.root().equals(piece.root())) {
                return false;
            }
            contents.put(piece.root(), content);
            return true;
        });
        return allThere ? contents : null;
    }

    private static String locationOf(TreeRecipe.Piece piece) {
        return "node_modules/" + piece.folder();
    }

    private static boolean isOwn(PlacedPackages placed, TreeRecipe.Piece piece) {
        PlacedPackages.Placed its = placed.at(locationOf(piece));
        return its != null && its.kind() == PlacedPackages.Kind.OWN;
    }
}
