package dev.dx.engine.install.tree;

import dev.dx.engine.ContentHash;
import dev.dx.engine.ContentRoot;
import dev.dx.engine.Environment;
import dev.dx.engine.InstallEvent.Stage;
import dev.dx.engine.Platform;
import dev.dx.engine.install.change.Change;
import dev.dx.engine.install.change.InstallReport;
import dev.dx.engine.install.change.InstallRequest;
import dev.dx.engine.install.project.ForeignEntries;
import dev.dx.engine.install.project.InstalledState;
import dev.dx.engine.install.project.ProjectFiles;
import dev.dx.engine.install.supply.InstallLog;
import dev.dx.engine.install.supply.PackageSupply;
import dev.dx.engine.link.LayoutLinks;
import dev.dx.engine.link.ParkedTrees;
import dev.dx.engine.link.ProjectTransaction;
import dev.dx.engine.link.SpareTrees;
import dev.dx.engine.link.TreeListing;
import dev.dx.engine.link.TreeRecipe;
import dev.dx.engine.npm.config.NpmConfig;
import dev.dx.engine.npm.lock.PackageLock;
import dev.dx.engine.npm.tree.TreeNode;
import dev.dx.engine.store.PackageRoots;
import dev.dx.engine.store.StoredPackage;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Trees that go with their lock and come back with it: when a lock changes, the tree it replaces is put aside, caches
 * included, and when that lock returns, so does the tree. A tree whose packages stand in the folders of members as well is
 * not one that can be put aside.
 */
public final class TreeSwitch {
    private static final int USUAL_NUMBER = 3;
    private static final SpareTrees.Limits NOTES_OF_LINKS = new SpareTrees.Limits(16, 0);

    private final InstallRequest request;
    private final PackageSupply supply;
    private final InstallLog log;
    private final Path modules;
    private final ParkedTrees parked;
    private final SpareTrees spares;
    private final SpareTrees linked;
    private final Platform platform;
    private final SharedLayouts layouts;
    private final RepeatedTree repeated;
    /** What the tree leads to that is put aside once all is done. */
    private PackageRoots asideRoots = PackageRoots.NONE;

    private final Set<ContentHash> asideLayouts = new HashSet<>();

    public TreeSwitch(
            InstallRequest request, NpmConfig config, Environment environment, PackageSupply supply, InstallLog log) {
        this.request = request;
        this.supply = supply;
        this.log = log;
        this.modules = request.project().resolve("node_modules");
        this.platform = environment.platform();
        this.spares = new SpareTrees(environment.dxHome().spares(), SpareMaking.limits(config, environment));
        this.linked = new SpareTrees(environment.dxHome().linked(), NOTES_OF_LINKS);
        this.layouts = new SharedLayouts(environment, supply, log);
        this.repeated = new RepeatedTree(request, config, environment, supply, log);
        this.parked = new ParkedTrees(environment.dxHome().parked(), request.project(), most(config, environment));
    }

    /** How many trees of a project are kept; none on a build server, where nobody switches. */
    static int most(NpmConfig config, Environment environment) {
        String number = config.get("parked-trees");
        if (number != null && number.matches("\\d{1,3}")) {
            return Integer.parseInt(number);
        }
        return environment.isCi() && !"1".equals(environment.get("DX_SPARES")) ? 0 : USUAL_NUMBER;
    }

    /** Whether anything stands ready that may fit, where there is no node_modules. */
    public boolean hasReadyTree() {
        return !readyTrees(true).isEmpty();
    }

    /**
     * Brings back a tree, if there is one that fits.
     *
     * @param now what node_modules was made from; null if that is not known
     * @param fits whether a tree was made from what the manifest and the lock say now
     * @param basis tells the transaction what was read, and what else has to be written for this tree
     */
    @Nullable
    public InstallReport comeBack(
            @Nullable InstalledState now,
            Predicate<InstalledState> fits,
            BiConsumer<ProjectTransaction, InstalledState> basis,
            Instant started) {
        boolean empty = !Files.exists(modules, LinkOption.NOFOLLOW_LINKS);
        if (now == null ? !empty : !isWhole(now)) {
            return null;
        }
        List<ReadyTree> ready = readyTrees(empty);
        if (ready.isEmpty()) {
            return null;
        }
        try (ProjectTransaction transaction = ProjectTransaction.begin(request.project(), log)) {
            for (ReadyTree candidate : ready) {
                Path tree = candidate.tree();
                StandingTree standing = StandingTree.read(tree);
                InstalledState state = standing.state();
                if (state == null || !isWhole(state) || !fits.test(state)) {
                    continue;
                }
                PackageRoots roots = standing.roots();
                if (candidate.kind() == Kind.RECIPE) {
                    if (!repeated.make(tree, standing, transaction)) {
                        // Half of it may be in the transaction.
                        return null;
                    }
                } else if (!stage(candidate, standing, transaction)) {
                    continue;
                }
                basis.accept(transaction, state);
                // Caches go with their lock; another way to install the same one is no reason to lose them.
                boolean sameLock = now != null && now.lockHash().equals(state.lockHash());
                transaction.carryOver(new ForeignEntries(
                        modules,
                        now == null ? Set.of() : now.entries().keySet(),
                        sameLock ? ForeignEntries.Keep.PACKAGES : ForeignEntries.Keep.PACKAGES_ALONE));
                log.stage(Stage.COMMIT);
                commit(transaction, now != null && !now.isMadeFromTheSame(state));
                if (!roots.isEmpty()) {
                    uses(roots, SharedLayouts.usedBy(modules));
                }
                log.note("node_modules: " + candidate.said());
                return report(now, state, candidate.way(), started);
            }
        }
        return null;
    }

    /** Makes the candidate the new node_modules, if it is whole still. */
    private boolean stage(ReadyTree candidate, StandingTree standing, ProjectTransaction transaction) {
        Path tree = candidate.tree();
        LayoutLinks links = LayoutLinks.read(tree);
        if (links != null) {
            // From here on nobody removes what they lead to.
            supply.aboutToUse(request.project(), standing.roots(), Set.of(links.layout()));
        }
        if (candidate.kind() == Kind.LINKS) {
            return links != null && layouts.link(tree, links, transaction);
        }
        return standing.damaged(supply).isEmpty() && layouts.stand(tree) && transaction.stageTree(tree);
    }

    private enum Kind {
        /** It becomes node_modules by a rename. */
        TREE,
        /** It says of what it is to be made. */
        RECIPE,
        /** It says what is to be linked. */
        LINKS
    }

    /** What can become node_modules without the lock being read. */
    private record ReadyTree(Path tree, Kind kind, InstallReport.Way way, String said) {}

    /** What stands ready for this project, the cheapest first. */
    private List<ReadyTree> readyTrees(boolean empty) {
        List<ReadyTree> ready = new ArrayList<>();
        parked.trees()
                .forEach(tree -> ready.add(new ReadyTree(
                        tree,
                        Kind.TREE,
                        InstallReport.Way.CAME_BACK,
                        "the tree of this lock was put aside, and is back")));
        spares.ready()
                .forEach(tree -> ready.add(
                        new ReadyTree(tree, Kind.TREE, InstallReport.Way.SPARE, "a tree of this lock stood ready")));
        linked.noted()
                .forEach(noted -> ready.add(new ReadyTree(
                        noted, Kind.LINKS, InstallReport.Way.SPARE, "linked to the layout of this lock, as before")));
        if (empty) {
            // Of a tree that stands, what differs is made with less.
            spares.noted()
                    .forEach(noted -> ready.add(new ReadyTree(
                            noted, Kind.RECIPE, InstallReport.Way.LINKED, "every file is linked, as noted before")));
        }
        return ready;
    }

    private static boolean isWhole(InstalledState state) {
        return state.elsewhere().isEmpty();
    }

    private InstallReport report(
            @Nullable InstalledState before, InstalledState after, InstallReport.Way way, Instant started) {
        Set<String> old = before == null ? Set.of() : before.entries().keySet();
        Set<String> added = new HashSet<>(after.entries().keySet());
        added.removeAll(old);
        Set<String> removed = new HashSet<>(old);
        removed.removeAll(after.entries().keySet());
        return new InstallReport(
                after.packages(),
                List.of(),
                before == null ? after.packages() : added.size(),
                removed.size(),
                0,
                0,
                0,
                Duration.between(started, Instant.now()),
                log.warnings(),
                way);
    }

    /**
     * Whether the tree that stands can be put aside once it is replaced. One that is replaced by its like had something wrong
     * with it, and is not wanted back.
     */
    public boolean canPutAside(InstalledState next) {
        InstalledState state = InstalledState.read(modules);
        return state != null
                && isWhole(state)
                && isWhole(next)
                && !state.isMadeFromTheSame(next)
                && parked.vacancy() != null;
    }

    /** Whether the lock became another one by itself: then caches stay with the tree that goes with the old one. */
    public boolean isLockFromElsewhere() {
        InstalledState state = InstalledState.read(modules);
        byte[] lock = ProjectFiles.readLock(request.project().resolve(ProjectFiles.lockName(request.project())));
        return request.change() instanceof Change.Sync && state != null && lock != null && !state.isOfLock(lock);
    }

    /**
     * Notes what was installed, where another project could have the same tree: one of packages alone, without scripts.
     *
     * @param placed what is where now
     */
    public void installed(FilledTree filled, Set<TreeNode> built, PlacedPackages placed) {
        LayoutLinks links = LayoutLinks.read(modules);
        boolean isOfOneKind = links == null || links.entries().equals(filled.topEntries(""));
        if (!filled.isOfPackagesAlone() || !built.isEmpty() || !isOfOneKind) {
            return;
        }
        Map<String, byte[]> beside = new TreeMap<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(modules.resolve(InstalledState.FOLDER))) {
            for (Path file : files) {
                beside.put(InstalledState.FOLDER + "/" + file.getFileName(), Files.readAllBytes(file));
            }
            InstalledState state = InstalledState.read(modules);
            if (state == null) {
                return;
            }
            // Another tree of the same packages is made at another time.
            beside.put(
                    InstalledState.FOLDER + "/" + InstalledState.FILE_NAME,
                    state.unstamped().bytes());
            beside.put(PackageLock.HIDDEN_FILE_NAME, Files.readAllBytes(modules.resolve(PackageLock.HIDDEN_FILE_NAME)));
        } catch (IOException incomplete) {
            return;
        }
        TreeRecipe recipe = filled.recipe(platform);
        if (links == null) {
            spares.note(recipe, () -> listing(recipe, filled, placed), beside, request.project());
        } else {
            linked.note(recipe, () -> null, beside, request.project());
        }
    }

    private byte @Nullable [] listing(TreeRecipe recipe, FilledTree filled, PlacedPackages placed) {
        Map<ContentRoot, StoredPackage> contents = new HashMap<>();
        filled.contents().all().values().forEach(content -> contents.put(content.root(), content));
        GuardedSource source = new GuardedSource(supply.guard(SpareMaking::cannotBringAnew, log));
        return TreeListing.encoded(
                recipe,
                piece -> Objects.requireNonNull(contents.get(piece.root())),
                source::unpacked,
                placed::isLinked);
    }

    /** Says what the project uses now; and what trees of links that were put aside lead to, so that they can come back. */
    public void uses(PackageRoots packages, Set<ContentHash> layoutsNow) {
        PackageRoots roots = packages.and(asideRoots);
        Set<ContentHash> used = new HashSet<>(layoutsNow);
        used.addAll(asideLayouts);
        for (Path tree : parked.trees()) {
            roots = roots.and(addWhatItLeadsTo(tree, used));
        }
        supply.uses(request.project(), roots, used);
    }

    /** Adds the layouts, and answers the packages; nothing for a tree that stands by itself. */
    private static PackageRoots addWhatItLeadsTo(Path tree, Set<ContentHash> used) {
        Set<ContentHash> leadsTo = SharedLayouts.usedBy(tree);
        used.addAll(leadsTo);
        return leadsTo.isEmpty() ? PackageRoots.NONE : PlacedPackages.rootsIn(tree);
    }

    /** Commits, and puts the tree aside that is replaced, if that can be. */
    public void commit(ProjectTransaction transaction, boolean putsAside) {
        Path place = putsAside ? parked.vacancy() : null;
        if (place != null) {
            asideRoots = asideRoots.and(addWhatItLeadsTo(modules, asideLayouts));
            transaction.putAside(place);
        }
        transaction.commit();
        if (place != null) {
            parked.makeRoom();
        }
    }
}
