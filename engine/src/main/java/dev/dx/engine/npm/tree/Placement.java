package dev.dx.engine.npm.tree;

import dev.dx.engine.npm.NameOrder;
import dev.dx.engine.npm.tree.PlacementCheck.Verdict;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Puts one package, and the peers it needs, into the tree: as high as nothing objects. Whatever has to give way is
 * removed; what then has to be looked at again is in {@link #toRevisit()}.
 */
public final class Placement {
    /** What became of a package. */
    public enum Outcome {
        /** It was put where nothing stood. */
        PLACED,
        /** It was put where another stood. */
        REPLACED,
        /** The tree stays as it is: what is there serves, or the conflict was overruled. */
        UNCHANGED
    }

    private final TreeNode dep;
    private final Edge edge;
    private final PlacementRules rules;
    private final ConflictListener conflicts;
    private final @Nullable Placement parent;
    private final List<Placement> children = new ArrayList<>();
    private final Set<TreeNode> toRevisit = new LinkedHashSet<>();
    private @Nullable PlacementCheck chosen;
    private @Nullable PlacementCheck fittingAlone;
    private @Nullable TreeNode placed;
    private Outcome outcome = Outcome.UNCHANGED;

    /** Told when peers cannot agree. */
    public interface ConflictListener {
        /** The demand of {@code edge} was overruled; {@code dep} is what it would have been given. */
        void overruled(Edge edge, TreeNode dep);

        /** {@code dep} can go nowhere, and the project's own wishes are the cause. Throws. */
        void failed(Conflict conflict);
    }

    private Placement(
            TreeNode dep, Edge edge, PlacementRules rules, ConflictListener conflicts, @Nullable Placement parent) {
        this.dep = dep;
        this.edge = edge;
        this.rules = rules;
        this.conflicts = conflicts;
        this.parent = parent;
    }

    /** Places {@code dep}, a child of a virtual root, as the answer to {@code edge}. */
    public static Placement place(TreeNode dep, Edge edge, PlacementRules rules, ConflictListener conflicts) {
        Placement placement = new Placement(dep, edge, rules, conflicts, null);
        placement.run();
        return placement;
    }

    public Outcome outcome() {
        return outcome;
    }

    public Edge edge() {
        return edge;
    }

    /** The node that stands in the tree now; null if nothing was put there. */
    public @Nullable TreeNode placed() {
        return placed;
    }

    /** Packages whose dependencies have to be looked at again. */
    public Collection<TreeNode> toRevisit() {
        return toRevisit;
    }

    /** This placement and those of the peers that came along, this one first. */
    public List<Placement> withPeers() {
        List<Placement> all = new ArrayList<>();
        collect(all);
        return all;
    }

    private void collect(List<Placement> into) {
        into.add(this);
        children.forEach(child -> child.collect(into));
    }

    private void run() {
        if (edge.to() != null
                && edge.isValid()
                && !rules.explicit()
                && !rules.updating().contains(edge.name())) {
            return;
        }
        choosePlace();
        PlacementCheck place = chosen;
        if (place == null) {
            if (rules.strictness() != Strictness.NONE && (isOwn() || rules.strictness() == Strictness.ALL_PEERS)) {
                conflicts.failed(conflict());
            }
            if (fittingAlone == null) {
                overrule(edge, dep);
                return;
            }
            place = fittingAlone;
            chosen = place;
        }
        Verdict verdict = place.verdict() == Verdict.CONFLICT ? place.ownVerdict() : place.verdict();
        if (verdict == Verdict.KEEP) {
            if (edge.isPeer() && !edge.isValid()) {
                overrule(edge, dep);
            }
            pruneDuplicates(place.target(), true);
            return;
        }
        put(place);
    }

    private void choosePlace() {
        for (TreeNode target = startNode(); target != null; target = target.outer()) {
            Edge targetEdge = target.edgeOut(edge.name());
            if (!target.isTop() && targetEdge != null && targetEdge.isPeer()) {
                continue;
            }
            PlacementCheck check = new PlacementCheck(dep, target, edge, rules, parent == null ? null : parent.chosen);
            if (check.ownVerdict() != Verdict.CONFLICT) {
                fittingAlone = check;
            }
            if (check.verdict() == Verdict.CONFLICT) {
                return;
            }
            chosen = check;
            if (dep.failure() != null || isFarEnough(target)) {
                return;
            }
        }
    }

    private boolean isFarEnough(TreeNode target) {
        return switch (rules.hoisting()) {
            case HOISTED -> false;
            case SHALLOW -> {
                TreeNode outer = target.outer();
                yield outer != null && outer.isProject();
            }
            case NESTED -> true;
        };
    }

    private void put(PlacementCheck place) {
        TreeNode target = place.target();
        TreeNode virtualRoot = dep.parent();
        TreeNode ring = enclosingTwin(target);
        if (ring != null) {
            placed = TreeNode.linkTo(dep.name(), ring);
            placed.moveInto(target);
            outcome = place.ownVerdict() == Verdict.OK ? Outcome.PLACED : Outcome.REPLACED;
            return;
        }
        TreeNode node = dep.looseCopy();
        placed = node;
        TreeNode old = target.child(edge.name());
        if (old == null) {
            node.moveInto(target);
        } else {
            replace(old, node);
        }
        outcome = place.ownVerdict() == Verdict.OK ? Outcome.PLACED : Outcome.REPLACED;
        if (edge.isPeer() && !node.satisfies(edge)) {
            overrule(edge, dep);
        }
        TreeNode answer = edge.to();
        if (answer != null && answer != node && edge.isValid()) {
            pruneDuplicates(answer, false);
        }
        for (TreeNode namesake : target.root().inventory().named(edge.name())) {
            if (namesake.isWithin(target) && !namesake.isTop()) {
                pruneDuplicates(namesake, false);
                if (namesake.root() == target.root()) {
                    List.copyOf(namesake.children()).forEach(kid -> pruneDuplicates(kid, false));
                }
            }
        }
        if (virtualRoot != null) {
            placePeers(node, virtualRoot);
        }
    }

    /** a@1 → b@1 → a@2 → b@2 → a@1 … would nest without end; where it comes round, a link leads back up. */
    private @Nullable TreeNode enclosingTwin(TreeNode target) {
        for (TreeNode above = target; above != null; above = above.outer()) {
            if (!above.isTop() && above.isSamePackage(dep)) {
                return above;
            }
        }
        return null;
    }

    private void placePeers(TreeNode node, TreeNode virtualRoot) {
        for (Edge peerEdge : List.copyOf(node.edgesOut())) {
            if (!peerEdge.isPeer() || peerEdge.isPeerConflicted() || peerEdge.isValid()) {
                continue;
            }
            TreeNode peer = virtualRoot.child(peerEdge.name());
            if (peer == null || !peer.satisfies(peerEdge)) {
                continue;
            }
            Placement child = new Placement(peer, peerEdge, rules.forPlacingPeers(), conflicts, this);
            children.add(child);
            child.run();
        }
    }

    private void replace(TreeNode old, TreeNode node) {
        TreeNode target = old.parent();
        List<TreeNode> oldDependencies = new ArrayList<>();
        for (Edge out : old.edgesOut()) {
            TreeNode to = out.to();
            if (node.edgeOut(out.name()) == null && to != null) {
                oldDependencies.addAll(DependencySets.gather(List.of(to), edge -> edge.to() != to));
            }
        }
        List<TreeNode> peersToPrune = new ArrayList<>();
        for (Edge in : List.copyOf(old.edgesIn())) {
            if (!in.isPeer() || in.isPeerConflicted() || in.from().parent() != target || node.satisfies(in)) {
                continue;
            }
            for (Map.Entry<Edge, Set<TreeNode>> group :
                    PeerGroups.entriesOf(in.from()).entrySet()) {
                Edge entry = group.getKey();
                TreeNode entryNode = entry.to();
                if (entryNode == null) {
                    continue;
                }
                if (Places.deepestFor(entryNode, "") != target && !entry.from().isProjectOrMember()) {
                    peersToPrune.addAll(DependencySets.gather(
                            List.of(entryNode), edge -> edge.to() != entryNode && !edge.isPeerConflicted()));
                } else {
                    overrule(in, dep);
                }
            }
        }
        node.takePlaceOf(old);
        pruneAfterReplacing(node, oldDependencies);
        for (TreeNode pruned : peersToPrune) {
            pruned.edgesIn().forEach(in -> toRevisit.add(in.from()));
            pruned.remove();
        }
    }

    /** Removes what only the replaced node and its dependencies needed. */
    private void pruneAfterReplacing(TreeNode node, List<TreeNode> oldDependencies) {
        Set<TreeNode> doubtful = new LinkedHashSet<>();
        for (Edge out : node.edgesOut()) {
            TreeNode to = out.to();
            if (to != null && !out.isValid()) {
                doubtful.add(to);
            }
        }
        for (TreeNode old : oldDependencies) {
            doubtful.addAll(DependencySets.gather(List.of(old), edge -> edge.to() != old && edge.isValid()));
        }
        DependencySets.gather(doubtful, edge -> edge.from() != node && edge.to() != node && edge.isValid())
                .forEach(TreeNode::remove);
    }

    private void pruneDuplicates(TreeNode node, boolean descend) {
        if (canDedupe(node)) {
            DependencySets.gather(List.of(node), edge -> edge.to() != node && edge.isValid())
                    .forEach(TreeNode::remove);
            return;
        }
        if (descend) {
            List<TreeNode> kids = new ArrayList<>(node.children());
            kids.sort(Comparator.comparing(TreeNode::location, NameOrder.NPM));
            kids.forEach(kid -> pruneDuplicates(kid, true));
            List<TreeNode> folders = new ArrayList<>(node.innerFolders());
            folders.sort(Comparator.comparing(TreeNode::location, NameOrder.NPM));
            for (TreeNode folder : folders) {
                List<TreeNode> inside = new ArrayList<>(folder.children());
                inside.sort(Comparator.comparing(TreeNode::location, NameOrder.NPM));
                inside.forEach(kid -> pruneDuplicates(kid, true));
            }
        }
    }

    /** Whether everybody who finds {@code node} would be content with what they find once it is gone. */
    private boolean canDedupe(TreeNode node) {
        TreeNode place = node.outer();
        TreeNode above = place == null ? null : place.outer();
        if (above == null || node.isBundled() || node.isInShrinkwrap()) {
            return false;
        }
        if (node.edgesIn().isEmpty()) {
            return true;
        }
        TreeNode other = above.find(node.name());
        if (other == null) {
            return false;
        }
        if (other.isSamePackage(node)) {
            return true;
        }
        if (!other.canReplace(node)) {
            return false;
        }
        int newer = node.specs().compareVersions(other, node);
        return rules.prefersDedupe() || newer == 0 || (newer > 0 && !node.isOverridden()) || rules.explicit();
    }

    private void overrule(Edge demand, TreeNode offered) {
        demand.overrule();
        conflicts.overruled(demand, offered);
    }

    private Conflict conflict() {
        Placement top = top();
        PlacementCheck alone = top.fittingAlone;
        List<Conflict.Side> sides = new ArrayList<>();
        if (alone != null) {
            for (PlacementCheck peer : alone.conflictingPeers()) {
                TreeNode current = peer.current();
                if (current != null) {
                    sides.add(new Conflict.Side(peer.edge(), current));
                    break;
                }
            }
        }
        if (sides.isEmpty()) {
            TreeNode current = edge.from().find(edge.name());
            if (current != null) {
                sides.add(new Conflict.Side(edge, current));
            }
        }
        return new Conflict(top.edge, top.dep, sides);
    }

    private Placement top() {
        return parent == null ? this : parent.top();
    }

    /** Whether the project itself asked for this, directly or through peers. */
    private boolean isOwn() {
        Edge topEdge = top().edge;
        TreeNode from = topEdge.from();
        if (from.isProjectOrMember()) {
            return true;
        }
        if (!topEdge.isPeer()) {
            return false;
        }
        boolean hasPeerEdges = false;
        for (Edge in : from.edgesIn()) {
            if (in.isPeer()) {
                hasPeerEdges = true;
            } else if (in.from().isProjectOrMember()) {
                return true;
            }
        }
        return hasPeerEdges
                && PeerGroups.entriesOf(from).keySet().stream()
                        .anyMatch(entry -> entry.from().isProjectOrMember());
    }

    private TreeNode startNode() {
        TreeNode from = parent == null ? edge.from() : parent.startNode();
        return Places.deepestFor(from, edge.name());
    }
}
