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
import dev.dx.engine.link.PackageContents;
import dev.dx.engine.link.ProjectTransaction;
import dev.dx.engine.link.TreeRecipe;
import dev.dx.engine.npm.config.NpmConfig;
import dev.dx.engine.npm.lock.PackageLock;
import dev.dx.engine.store.StoredPackage;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
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
        Map<ContentRoot, StoredPackage> contents = tree == null ? null : contents(tree, its);
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
                    new Contents(contents),
                    new GuardedSource(supply.guard(SpareMaking::cannotBringAnew, log)),
                    environment.platform(),
                    FileLinking.of(config),
                    piece -> its.placed().isOwn(piece),
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

    private final class Contents implements PackageContents {
        private final Map<ContentRoot, StoredPackage> known;

        Contents(Map<ContentRoot, StoredPackage> known) {
            this.known = known;
        }

        @Override
        public StoredPackage of(TreeRecipe.Piece piece) {
            StoredPackage content = known.get(piece.root());
            if (content == null) {
                // A listed one that is looked into after all.
                content = supply.stored(piece.integrity());
            }
            if (content == null || !content.root().equals(piece.root())) {
                throw SpareMaking.missing(piece.folder());
            }
            return content;
        }

        @Override
        public Path folderOf(TreeRecipe.Piece piece) {
            return supply.folderOf(piece.root());
        }
    }

    /**
     * All its packages but those that need not be looked into; null where one is not there any more, or is to get files of its own
     * and got none then.
     */
    private @Nullable Map<ContentRoot, StoredPackage> contents(NotedTree tree, StandingTree its) {
        supply.aboutToUse(request.project(), its.roots(), Set.of());
        Set<String> edited = EditedPackages.of(request.project());
        Map<ContentRoot, StoredPackage> contents = new ConcurrentHashMap<>();
        List<TreeRecipe.Piece> pieces = tree.pieces();
        // Reading what files there are, which all cores do: it takes nearly as long as linking them.
        boolean allThere = IntStream.range(0, pieces.size()).parallel().allMatch(i -> {
            TreeRecipe.Piece piece = pieces.get(i);
            boolean shared = !edited.contains(PackageLock.nameAt(PlacedPackages.locationOf(piece)));
            if (shared && tree.isListed(i) && supply.knows(piece.integrity(), piece.root())) {
                return true;
            }
            boolean asNoted = shared || its.placed().isOwn(piece);
            StoredPackage content = asNoted ? supply.stored(piece.integrity()) : null;
            if (content == null || !content.root().equals(piece.root())) {
                return false;
            }
            contents.put(piece.root(), content);
            return true;
        });
        return allThere ? contents : null;
    }
}
