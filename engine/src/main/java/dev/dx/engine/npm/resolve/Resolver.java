package dev.dx.engine.npm.resolve;

import dev.dx.engine.DxException;
import dev.dx.engine.ErrorCode;
import dev.dx.engine.npm.NameOrder;
import dev.dx.engine.npm.PackageName;
import dev.dx.engine.npm.PlatformRules;
import dev.dx.engine.npm.spec.PackageSpec;
import dev.dx.engine.npm.tree.Conflict;
import dev.dx.engine.npm.tree.DependencyFlags;
import dev.dx.engine.npm.tree.DependencySets;
import dev.dx.engine.npm.tree.Edge;
import dev.dx.engine.npm.tree.EdgeType;
import dev.dx.engine.npm.tree.Placement;
import dev.dx.engine.npm.tree.PlacementRules;
import dev.dx.engine.npm.tree.Strictness;
import dev.dx.engine.npm.tree.TreeNode;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Builds the tree of a project: looks for wishes that nothing answers, chooses a version for each together with the peers
 * it brings, and places them. Used once, by one thread.
 */
public final class Resolver {
    private final ResolveRules rules;
    private final VersionSource source;
    private final BundledPackages bundles;
    private final ResolveListener listener;
    private final Requests requests;
    private final Pins pins;
    private final DependencyQueue queue = new DependencyQueue();
    private final Set<TreeNode> seen = identitySet();
    private final Set<TreeNode> failures = identitySet();
    /** What a lock had. */
    private final Set<TreeNode> locked = identitySet();

    private final IdentityHashMap<TreeNode, TreeNode> virtualRoots = new IdentityHashMap<>();
    private final Map<String, PackageVersions.Offer> chosen = new HashMap<>();
    private final Set<TreeNode> links = new LinkedHashSet<>();
    private final PlacementRules placing;
    private final DirectSource direct;
    private final @Nullable LocalFolders folders;
    private int resolved;
    private boolean repeatable = true;

    public Resolver(ResolveRules rules, Requests requests, VersionSource source, ResolveListener listener) {
        this(
                rules,
                requests,
                new Provisions(source, DirectSource.NONE, BundledPackages.UNKNOWN, Pins.NONE, null),
                listener);
    }

    public Resolver(ResolveRules rules, Requests requests, Provisions provisions, ResolveListener listener) {
        this.rules = rules;
        this.source = provisions.registry();
        this.direct = provisions.direct();
        this.bundles = provisions.bundles();
        this.pins = provisions.pins();
        this.folders = provisions.folders();
        this.listener = listener;
        this.requests = requests;
        this.placing = new PlacementRules(
                rules.copies() == ResolveRules.Copies.FEWEST,
                false,
                rules.strictness(),
                rules.hoisting(),
                requests.updating());
    }

    /** What becomes of packages that nothing needs in the end. */
    public enum Unneeded {
        REMOVED,
        /** They stay and are marked: what npm does where it starts without a lock file. */
        MARKED
    }

    /**
     * Completes the tree below {@code project}, which may hold what a lock file had, and works out what everything in it is
     * for.
     */
    public void resolve(TreeNode project, Unneeded unneeded) {
        refuseOverriddenWishes(project);
        Set<TreeNode> reachable = reachableWithoutLinks(project);
        for (TreeNode node : project.everyNode()) {
            if (!node.isTop()) {
                locked.add(node);
            }
        }
        for (TreeNode node : project.everyNode()) {
            // What is behind a link has its turn when all else is done.
            if (requests.updating().contains(node.name())
                    && !node.isTop()
                    && !node.isBundled()
                    && !node.isInShrinkwrap()) {
                node.edgesIn().forEach(in -> queue.add(in.from()));
            }
            if (node.isFolder() && requests.named().containsKey(node.location())) {
                queue.add(node);
            }
            if (node.isWithin(project) && !isBehindLink(node) && isIncomplete(node, reachable.contains(node))) {
                queue.add(node);
            }
        }
        queue.add(project);
        do {
            for (TreeNode node = queue.poll(); node != null; node = queue.poll()) {
                DxException.checkCancelled();
                if (node.root() == project && seen.add(node)) {
                    resolveDependenciesOf(node);
                }
            }
        } while (queueLinkedFolders(project));
        DependencyFlags.calculate(project);
        for (TreeNode node : project.everyNode()) {
            if (unneeded == Unneeded.REMOVED && node.flags().isExtraneous()) {
                node.remove();
            }
        }
        dropFailedOptional();
        checkPlatforms(project);
    }

    /**
     * Whether the same wishes, rules and documents of registries give the same tree again: nothing came from anywhere
     * else.
     */
    public boolean isRepeatable() {
        return repeatable;
    }

    private static void refuseOverriddenWishes(TreeNode project) {
        if (project.manifest().json().object("overrides") == null) {
            return;
        }
        for (Edge edge : project.edgesOut()) {
            if (edge.asksForSomethingElse()) {
                throw new DxException(
                        ErrorCode.DX_MANIFEST,
                        "overrides: " + edge.name() + " is to be " + edge.spec() + ", but the project itself wants "
                                + edge.rawSpec(),
                        "Ask for the same in both places, or write \"$" + edge.name() + "\" in the overrides.");
            }
        }
    }

    private static Set<TreeNode> reachableWithoutLinks(TreeNode project) {
        Set<TreeNode> reachable = identitySet();
        Deque<TreeNode> pending = new ArrayDeque<>(List.of(project));
        for (TreeNode node = pending.poll(); node != null; node = pending.poll()) {
            if (reachable.add(node) && !node.isLink()) {
                for (Edge edge : node.edgesOut()) {
                    TreeNode to = edge.to();
                    if (to != null) {
                        pending.add(to);
                    }
                }
            }
        }
        return reachable;
    }

    /**
     * Whether a lock left something out. npm does not follow links when it looks for that, and so takes a lock as it is in
     * which the packages of members lack something; where that is optional there is no harm in it.
     */
    private static boolean isIncomplete(TreeNode node, boolean reachable) {
        for (Edge edge : node.edgesOut()) {
            boolean missing = edge.to() == null;
            if ((missing || !edge.isValid())
                    && (reachable || !(missing && edge.type().isOptional()))) {
                return true;
            }
        }
        return false;
    }

    private static boolean isBehindLink(TreeNode node) {
        TreeNode top = node;
        for (TreeNode above = top; above != null; above = above.parent()) {
            top = above;
        }
        return top.isFolder();
    }

    /** Folders in the project that links lead to; those elsewhere are somebody else's to install. */
    private boolean queueLinkedFolders(TreeNode project) {
        List<TreeNode> waiting = List.copyOf(links);
        links.clear();
        for (TreeNode link : waiting) {
            TreeNode target = link.target();
            if (link.root() == project && target.outer() != null && !seen.contains(target)) {
                target.takeOverridesOfLink(link);
                queue.add(target);
            }
        }
        return queue.size() > 0;
    }

    private void resolveDependenciesOf(TreeNode node) {
        record Task(Edge edge, TreeNode dep) {}
        List<Task> tasks = new ArrayList<>();
        if (BundledTree.isMissingBelow(node)
                && (rules.bundlers() == ResolveRules.Bundlers.ALL
                        || PlatformRules.allow(node.manifest(), rules.platform()))) {
            BundledTree.attach(node, bundles.in(node), rules.specs());
        }
        if (node.manifest().hasShrinkwrap() && !node.isTop()) {
            // What its own lock does not give it, nobody does.
            return;
        }
        List<Edge> problems = problemsOf(node);
        problems.forEach(edge -> source.expect(edge.name(), edge.spec()));
        for (Edge edge : problems) {
            if (edge.isPeerConflicted()) {
                continue;
            }
            TreeNode virtualRoot = virtualRoots.computeIfAbsent(node, TreeNode::virtualRoot);
            Edge virtualEdge = virtualRoot.edgeOut(edge.name());
            TreeNode known = virtualEdge != null && virtualEdge.isValid() ? virtualEdge.to() : null;
            TreeNode dep = known != null && known.satisfies(edge) ? known : null;
            if (dep == null && edge.type() == EdgeType.PEER_OPTIONAL && !isToBeChosenAnew(edge)) {
                TreeNode above = edge.from().outer();
                dep = findHoistable(above == null ? edge.from() : above, edge);
            }
            if (dep == null) {
                Set<TreeNode> required = identitySet();
                required.add(edge.from());
                dep = choose(edge, edge.isPeer() ? virtualRoot : freshVirtualRoot(edge.from()), null, required);
            }
            tasks.add(new Task(edge, dep));
        }
        tasks.sort(Comparator.comparing(task -> task.edge().name(), NameOrder.NPM));
        for (Task task : tasks) {
            Placement placement = Placement.place(
                    task.dep(), task.edge(), placing.explicitly(isExplicit(task.edge())), new PeerConflicts());
            for (Placement each : placement.withPeers()) {
                followUp(each);
            }
        }
        for (Edge edge : node.edgesOut()) {
            TreeNode to = edge.to();
            if (to != null && to.isLink()) {
                links.add(to);
            }
        }
    }

    private TreeNode freshVirtualRoot(TreeNode node) {
        TreeNode root = TreeNode.virtualRoot(node);
        virtualRoots.put(node, root);
        return root;
    }

    /** Queues whatever has to be looked at because of a placement. */
    private void followUp(Placement placement) {
        TreeNode placed = placement.placed();
        if (placed == null) {
            return;
        }
        if (placed.failure() != null) {
            failures.add(placed);
        }
        for (Edge in : List.copyOf(placed.edgesIn())) {
            if (in != placement.edge() && !in.isValid() && !in.isPeerConflicted()) {
                seen.remove(in.from());
                queue.add(in.from());
            }
        }
        queue.add(placed);
        for (TreeNode node : placement.toRevisit()) {
            seen.remove(node);
            queue.add(node);
        }
        for (Edge edge : problemsOf(placed)) {
            source.expect(edge.name(), edge.spec());
        }
        if (placed.failure() == null) {
            resolved++;
            listener.placed(placed, resolved, queue.size());
        }
    }

    private List<Edge> problemsOf(TreeNode node) {
        Set<String> bundled =
                node.isProjectOrMember() ? Set.of() : node.manifest().bundled();
        List<Edge> problems = new ArrayList<>();
        for (Edge edge : node.edgesOut()) {
            TreeNode to = edge.to();
            if (bundled.contains(edge.name()) || (to != null && (failures.contains(to) || to.isInShrinkwrap()))) {
                continue;
            }
            if (to == null) {
                boolean wanted =
                        edge.type() != EdgeType.PEER_OPTIONAL && !(locked.contains(node) && isKnownToLack(edge));
                if (wanted || isExplicit(edge)) {
                    problems.add(edge);
                }
            } else if (!edge.isValid() || (isToBeChosenAnew(edge) && !to.isMember())) {
                problems.add(edge);
            }
        }
        return problems;
    }

    /**
     * Whether an optional package that a lock does without was not to be had lately. It is not asked for at every install, and
     * is found soon enough if it comes.
     */
    private boolean isKnownToLack(Edge edge) {
        if (edge.type() != EdgeType.OPTIONAL || isToBeChosenAnew(edge)) {
            return false;
        }
        try {
            RegistrySpec wanted = rules.specs().registrySpec(edge.name(), edge.spec());
            PackageVersions recent = wanted == null ? null : source.recentVersionsOf(wanted.name());
            return wanted != null && recent != null && !rules.choice().isThere(recent, wanted);
        } catch (DxException toBeSaidWhenItIsChosen) {
            return false;
        }
    }

    private boolean isExplicit(Edge edge) {
        TreeNode from = edge.from();
        return from.source() == null
                && (from.isRoot() || from.isFolder())
                && requests.named().getOrDefault(from.location(), Set.of()).contains(edge.name());
    }

    private boolean isToBeChosenAnew(Edge edge) {
        return isExplicit(edge) || requests.updating().contains(edge.name());
    }

    /** The package nearest to the top below {@code start} that would do. */
    private static @Nullable TreeNode findHoistable(TreeNode start, Edge edge) {
        Deque<TreeNode> pending = new ArrayDeque<>(start.children());
        while (!pending.isEmpty()) {
            TreeNode node = pending.poll();
            if (node.name().equals(edge.name()) && !node.isBundled() && node.satisfies(edge)) {
                return node;
            }
            pending.addAll(node.children());
        }
        return null;
    }

    /**
     * Chooses a version for {@code edge} and puts it, with all the peers it brings, below a virtual root.
     *
     * @param alternative a second wish for the same name; where the first choice does not meet it and a choice made for it
     *     meets both, that one is taken
     * @param required what has to be there for sure, as opposed to what only optional peers lead to
     */
    private TreeNode choose(Edge edge, TreeNode parent, @Nullable Edge alternative, Set<TreeNode> required) {
        TreeNode first = load(edge);
        first.moveInto(parent);
        TreeNode node = first;
        if (alternative != null && !alternative.isValid()) {
            TreeNode second = load(alternative);
            second.moveInto(parent);
            if (edge.isValid()) {
                node = second;
            } else {
                first.moveInto(parent);
            }
        }
        if ((required.contains(edge.from()) && edge.type() != EdgeType.PEER_OPTIONAL)
                || (alternative != null
                        && required.contains(alternative.from())
                        && alternative.type() != EdgeType.PEER_OPTIONAL)) {
            required.add(node);
        }
        loadPeers(node, required);
        return node;
    }

    /** Brings the peers of {@code node} into its virtual root, and theirs. */
    private void loadPeers(TreeNode node, Set<TreeNode> required) {
        List<Edge> peers = new ArrayList<>();
        for (Edge edge : node.edgesOut()) {
            if (edge.isPeer() && !(edge.to() != null && edge.isValid())) {
                peers.add(edge);
            }
        }
        peers.sort(Comparator.comparing(Edge::name, NameOrder.NPM));
        for (Edge edge : peers) {
            if (required.contains(node) && edge.type() != EdgeType.PEER_OPTIONAL) {
                source.expect(edge.name(), edge.spec());
            } else {
                source.expectBeside(edge.name(), edge.spec());
            }
        }
        for (Edge edge : peers) {
            TreeNode parent = node.parent();
            // Bringing in a peer can replace the very package whose peers these are.
            if (parent == null) {
                return;
            }
            TreeNode current = edge.to();
            if (current != null && edge.isValid()) {
                continue;
            }
            TreeNode asking = parent.source();
            boolean own = asking != null && asking.isProjectOrMember();
            boolean mayOverrule =
                    rules.strictness() == Strictness.NONE || (!own && rules.strictness() != Strictness.ALL_PEERS);
            Edge parentEdge = parent.edgeOut(edge.name());
            if (current == null) {
                if (parentEdge == null) {
                    choose(edge, parent, null, required);
                    continue;
                }
                TreeNode dep = choose(parentEdge, parent, edge, required);
                if (edge.isValid()) {
                    continue;
                }
                if (mayOverrule || !required.contains(dep)) {
                    edge.overrule();
                    continue;
                }
                if (node.parent() == null) {
                    return;
                }
                throw conflict(new Conflict(edge, node, List.of(new Conflict.Side(parentEdge, dep))));
            }
            TreeNode wanted = choose(edge, freshVirtualRoot(edge.from()), null, required);
            if (wanted.canReplace(current)) {
                choose(edge, parent, null, required);
                continue;
            }
            if (!mayOverrule && required.contains(edge.from())) {
                Edge other = parentEdge;
                if (other == null) {
                    other = current.edgesIn().stream()
                            .filter(Edge::isValid)
                            .findFirst()
                            .orElse(edge);
                }
                throw conflict(new Conflict(edge, wanted, List.of(new Conflict.Side(other, current))));
            }
        }
    }

    private TreeNode load(Edge edge) {
        try {
            return load(edge, specOf(edge));
        } catch (DxException failure) {
            return switch (failure.code()) {
                case DX_NOT_FOUND,
                        DX_REGISTRY,
                        DX_NETWORK,
                        DX_AUTH,
                        DX_OFFLINE,
                        DX_TOO_YOUNG,
                        DX_UNSUPPORTED,
                        DX_USAGE -> TreeNode.failed(edge.name(), failure, rules.specs());
                default -> throw failure;
            };
        }
    }

    private TreeNode load(Edge edge, PackageSpec spec) {
        return switch (spec) {
            case PackageSpec.Registry registry -> offered(edge, registry);
            case PackageSpec.Alias alias -> offered(edge, alias.target());
            case PackageSpec.Folder folder ->
                rules.specs().isCopied(folder)
                        ? found(edge, folder)
                        : linkTo(edge, rules.specs().fromProject(folder.path()));
            case PackageSpec.Link link -> linkTo(edge, rules.specs().fromProject(link.path()));
            case PackageSpec.Workspace workspace -> member(edge, workspace);
            case PackageSpec.Git git -> found(edge, git);
            case PackageSpec.TarballFile file -> found(edge, file);
            case PackageSpec.TarballUrl url -> found(edge, url);
            case PackageSpec.Catalog catalog ->
                throw refused(edge, "a catalog is something the project's own packages use");
        };
    }

    /** What the wish means; what nobody can wish for is the fault of the registry, if it offers a package that does. */
    private PackageSpec specOf(Edge edge) {
        try {
            return rules.specs().specOf(edge);
        } catch (DxException refused) {
            if (edge.from().isTop() || refused.code() != ErrorCode.DX_USAGE) {
                throw refused;
            }
            throw new DxException(ErrorCode.DX_REGISTRY, refused.what() + by(edge.from()), refused.remedy(), refused);
        }
    }

    private TreeNode offered(Edge edge, PackageSpec.Registry registry) {
        String key = edge.name() + "@" + edge.spec();
        // Where something is pinned, the answer depends on who asks.
        PackageVersions.Offer version = pins.equals(Pins.NONE) ? chosen.get(key) : null;
        if (version == null) {
            version = chooseVersion(edge, rules.specs().ofRegistry(registry));
            chosen.put(key, version);
        }
        return TreeNode.loose(edge.name(), version.manifest(), version.tarball(), version.integrity(), rules.specs());
    }

    private TreeNode found(Edge edge, PackageSpec spec) {
        repeatable = false;
        String key = edge.name() + "@" + spec;
        PackageVersions.Offer version = chosen.get(key);
        if (version == null) {
            version = direct.find(spec, edge.from());
            chosen.put(key, version);
        }
        return TreeNode.loose(edge.name(), version.manifest(), version.tarball(), version.integrity(), rules.specs());
    }

    private TreeNode linkTo(Edge edge, String folder) {
        repeatable &= isMember(folder);
        if (folders == null) {
            throw refused(edge, "there is no folder to start from");
        }
        if (!folders.exists(folder)) {
            throw new DxException(
                    ErrorCode.DX_NOT_FOUND,
                    edge.name() + "@" + edge.rawSpec() + by(edge.from()) + ": there is no such folder",
                    "Put the folder there, or change what asks for it.");
        }
        return TreeNode.link(edge.name(), folder, folders.manifestOf(folder), rules.specs());
    }

    private boolean isMember(String folder) {
        NpmSpecs.ProjectLayout layout = rules.specs().layout();
        return layout != null && layout.members().containsValue(folder);
    }

    private TreeNode member(Edge edge, PackageSpec.Workspace workspace) {
        NpmSpecs.ProjectLayout layout = rules.specs().layout();
        PackageName target = workspace.target();
        String name = target == null ? edge.name() : target.value();
        String folder = layout == null ? null : layout.members().get(name);
        if (folder == null) {
            throw refused(edge, "the workspace has no member " + name);
        }
        return linkTo(edge, folder);
    }

    private static DxException refused(Edge edge, String why) {
        return new DxException(
                ErrorCode.DX_UNSUPPORTED,
                edge.name() + "@" + edge.rawSpec() + by(edge.from()) + ": " + why,
                "Ask for a published version, or add what is missing.");
    }

    private static String by(TreeNode asking) {
        return asking.isRoot() ? "" : ", wanted by " + asking.manifest();
    }

    private PackageVersions.Offer chooseVersion(Edge edge, RegistrySpec wanted) {
        PackageVersions known = source.versionsOf(wanted.name());
        for (String version : pins.versionsFor(edge.from(), edge.name(), edge.spec(), wanted.name())) {
            PackageVersions.Offer pinned = rules.choice().exactly(known, wanted, version);
            if (pinned != null) {
                return pinned;
            }
        }
        try {
            return rules.choice().choose(known, wanted, edge.from(), listener::warning);
        } catch (DxException notAmongThose) {
            if (notAmongThose.code() != ErrorCode.DX_NOT_FOUND) {
                throw notAmongThose;
            }
            // What was remembered of the registry may be older than the version.
            PackageVersions confirmed = edge.type().isOptional()
                    ? source.freshVersionsOf(wanted.name())
                    : source.confirmedVersionsOf(wanted.name());
            return rules.choice().choose(confirmed, wanted, edge.from(), listener::warning);
        }
    }

    private void dropFailedOptional() {
        for (TreeNode node : failures) {
            DxException failure = node.failure();
            if (failure == null || node.root() == node) {
                continue;
            }
            if (!node.flags().isOptional() || failure.code() == ErrorCode.DX_USAGE) {
                throw failure;
            }
            listener.note("optional package " + node.name() + " is left out: " + failure.what());
            DependencySets.fallingWith(node).forEach(fallen -> fallen.flags().markInert());
        }
    }

    private void checkPlatforms(TreeNode project) {
        for (TreeNode node : project.everyNode()) {
            boolean fits = PlatformRules.allow(node.manifest(), rules.platform());
            String unmet = hasEnginesOfItsOwn(node) ? null : rules.choice().unmetEngine(node.manifest());
            if (!node.flags().isOptional()) {
                if (rules.strictness() == Strictness.NONE) {
                    continue;
                }
                if (!fits) {
                    throw new DxException(
                            ErrorCode.DX_PLATFORM,
                            node.manifest() + ": is not for " + rules.platform().os() + " "
                                    + rules.platform().cpu(),
                            "Remove it, or make it an optional dependency.");
                }
                if (unmet != null) {
                    unfitEngine(node, unmet);
                }
            } else if (!node.flags().isInert() && !(fits && unmet == null)) {
                DependencySets.fallingWith(node)
                        .forEach(fallen -> fallen.flags().markInert());
            }
        }
    }

    /** As for npm: what a project is developed with goes before what it says to those who use it. */
    private static boolean hasEnginesOfItsOwn(TreeNode node) {
        return node.isRoot() && node.isTop() && node.manifest().json().isTruthy("devEngines");
    }

    private void unfitEngine(TreeNode node, String unmet) {
        String text = node.manifest() + " wants " + unmet;
        if (rules.engineStrict()) {
            throw new DxException(ErrorCode.DX_ENGINE, text, "Use a version that fits, or set engine-strict=false.");
        }
        listener.warning(text);
    }

    private final class PeerConflicts implements Placement.ConflictListener {
        @Override
        public void overruled(Edge edge, TreeNode dep) {
            TreeNode to = edge.to();
            listener.warning(edge.from().name() + " wants " + edge.name() + "@" + edge.spec() + " beside it and gets "
                    + (to == null ? "none" : to.version()));
        }

        @Override
        public void failed(Conflict conflict) {
            throw conflict(conflict);
        }
    }

    /** Where nothing could be had for a side of it, that is what is wrong. */
    private static DxException conflict(Conflict conflict) {
        for (Conflict.Side side : conflict.sides()) {
            DxException failure = side.present().failure();
            if (failure != null) {
                return failure;
            }
        }
        return ConflictExplanation.of(conflict);
    }

    private static Set<TreeNode> identitySet() {
        return java.util.Collections.newSetFromMap(new IdentityHashMap<>());
    }
}
