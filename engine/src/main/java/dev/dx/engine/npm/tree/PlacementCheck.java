package dev.dx.engine.npm.tree;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Answers whether a package may stand in a given place, with all its peers. Looks only; the tree is the same afterwards.
 * The package lives in a virtual root whose other children are the peers chosen for it.
 */
final class PlacementCheck {
    enum Verdict {
        /** Nothing is in the way. */
        OK,
        /** What stands there gives way. */
        REPLACE,
        /** What stands there serves as well. */
        KEEP,
        CONFLICT
    }

    private final TreeNode dep;
    private final TreeNode target;
    private final Edge edge;
    private final PlacementRules rules;
    private final boolean prefersDedupe;
    private final boolean explicit;
    private final @Nullable PlacementCheck parent;
    private final List<TreeNode> peerPath;
    private final List<PlacementCheck> children = new ArrayList<>();
    private final @Nullable TreeNode current;
    private @Nullable Verdict peersVerdict;
    private final Verdict verdict;
    private Verdict ownVerdict = Verdict.CONFLICT;
    private boolean ownVerdictKnown;

    PlacementCheck(TreeNode dep, TreeNode target, Edge edge, PlacementRules rules, @Nullable PlacementCheck parent) {
        this(dep, target, edge, rules, parent, List.of());
    }

    private PlacementCheck(
            TreeNode dep,
            TreeNode target,
            Edge edge,
            PlacementRules rules,
            @Nullable PlacementCheck parent,
            List<TreeNode> peerPath) {
        this.dep = dep;
        this.target = target;
        this.edge = edge;
        this.rules = rules;
        this.prefersDedupe = rules.prefersDedupe() || edge.isPeer();
        this.explicit = rules.explicit();
        this.parent = parent;
        this.peerPath = peerPath;
        this.current = target.child(edge.name());
        this.verdict = check();
        if (!ownVerdictKnown) {
            ownVerdict = verdict;
        }
    }

    TreeNode target() {
        return target;
    }

    Verdict verdict() {
        return verdict;
    }

    /** The verdict without regard to the peers. */
    Verdict ownVerdict() {
        return ownVerdict;
    }

    /** The peers, at any depth, that cannot come along. */
    List<PlacementCheck> conflictingPeers() {
        Set<PlacementCheck> all = new LinkedHashSet<>(children);
        Deque<PlacementCheck> pending = new ArrayDeque<>(children);
        while (!pending.isEmpty()) {
            for (PlacementCheck child : pending.pop().children) {
                if (all.add(child)) {
                    pending.add(child);
                }
            }
        }
        return all.stream().filter(check -> check.verdict == Verdict.CONFLICT).toList();
    }

    Edge edge() {
        return edge;
    }

    TreeNode dep() {
        return dep;
    }

    @Nullable
    TreeNode current() {
        return current;
    }

    private Verdict check() {
        if (dep.failure() != null) {
            return current == null ? Verdict.OK : Verdict.REPLACE;
        }
        Edge targetEdge = target.edgeOut(edge.name());
        if (targetEdge != null && targetEdge.isPeer() && !target.isTop()) {
            return Verdict.CONFLICT;
        }
        if (current != null) {
            return checkAgainst(current);
        }
        if (targetEdge != null && targetEdge != edge && !dep.satisfies(targetEdge)) {
            return Verdict.CONFLICT;
        }
        return checkEmptyPlace();
    }

    private Verdict checkEmptyPlace() {
        TreeNode shadowed = target == entryEdge().from() ? null : target.find(edge.name());
        if (shadowed != null) {
            for (Edge other : shadowed.edgesIn()) {
                if (other.from().isWithin(target) && other.isValid() && !dep.satisfies(other)) {
                    return Verdict.CONFLICT;
                }
            }
        }
        return withPeers(Verdict.OK);
    }

    private Verdict checkAgainst(TreeNode present) {
        boolean overruled = !dep.satisfies(edge);
        if (dep.isSamePackage(present) && (present.satisfies(edge) || overruled)) {
            return explicit ? Verdict.REPLACE : Verdict.KEEP;
        }
        boolean newer = dep.specs().compareVersions(dep, present) >= 0;
        if (newer && dep.canReplace(present) && withPeers(Verdict.REPLACE) != Verdict.CONFLICT) {
            return withPeers(Verdict.REPLACE);
        }
        if (present.satisfies(edge) && (!explicit || prefersDedupe)) {
            return Verdict.KEEP;
        }
        if (prefersDedupe && !newer && dep.canReplace(present) && withPeers(Verdict.REPLACE) != Verdict.CONFLICT) {
            return withPeers(Verdict.REPLACE);
        }
        if (target != deepestTarget()) {
            return Verdict.CONFLICT;
        }
        if (!edge.isPeer() && target == edge.from()) {
            return withPeers(Verdict.REPLACE);
        }
        if (parent == null && !edge.isPeer()) {
            return Verdict.CONFLICT;
        }
        return everyGroupCanGiveWay(present) ? withPeers(Verdict.REPLACE) : Verdict.CONFLICT;
    }

    /** Whether each group of peers that {@code present} belongs to can be replaced by the new one, or nested deeper. */
    private boolean everyGroupCanGiveWay(TreeNode present) {
        TreeNode virtualRoot = dep.parent();
        if (virtualRoot == null) {
            return false;
        }
        boolean all = true;
        for (Map.Entry<Edge, Set<TreeNode>> group :
                PeerGroups.entriesOf(present).entrySet()) {
            Edge entry = group.getKey();
            TreeNode entryNode = entry.to();
            if (entry == edge || entry == entryEdge() || entryNode == null) {
                continue;
            }
            TreeNode replacement = virtualRoot.child(entryNode.name());
            boolean replaceable = replacement == null
                    ? isClobberable(entryNode, virtualRoot)
                    : replacement.canReplace(entryNode, virtualRoot.childNames());
            if (!replaceable && !canNestDeeper(entry, group.getValue())) {
                all = false;
            }
        }
        return all;
    }

    private boolean isClobberable(TreeNode entryNode, TreeNode virtualRoot) {
        Set<TreeNode> walked = new LinkedHashSet<>();
        Deque<TreeNode> pending = new ArrayDeque<>();
        walked.add(entryNode);
        pending.add(entryNode);
        while (!pending.isEmpty()) {
            for (Edge peer : pending.pop().edgesOut()) {
                if (!peer.isPeer() || !peer.isValid()) {
                    continue;
                }
                TreeNode replacement = virtualRoot.child(peer.name());
                TreeNode to = peer.to();
                if (replacement == null) {
                    if (to != null && walked.add(to)) {
                        pending.add(to);
                    }
                } else if (!replacement.satisfies(peer)) {
                    return false;
                }
            }
        }
        return true;
    }

    private boolean canNestDeeper(Edge entry, Collection<TreeNode> group) {
        for (TreeNode member : group) {
            TreeNode deepest = Places.deepestFor(entry.from(), member.name());
            if (deepest == target || target.isWithin(deepest)) {
                return false;
            }
        }
        return true;
    }

    private Verdict withPeers(Verdict state) {
        ownVerdict = state;
        ownVerdictKnown = true;
        if (peersVerdict != null) {
            return peersVerdict;
        }
        List<TreeNode> path = new ArrayList<>(peerPath);
        path.add(dep);
        boolean conflict = false;
        for (Edge peerEdge : dep.edgesOut()) {
            TreeNode peer = peerEdge.to();
            if (!peerEdge.isPeer() || peer == null || path.contains(peer)) {
                continue;
            }
            PlacementCheck check = new PlacementCheck(
                    peer, Places.deepestFor(target, peer.name()), peerEdge, rules.forPeers(), this, path);
            children.add(check);
            conflict |= check.verdict == Verdict.CONFLICT;
        }
        peersVerdict = conflict ? Verdict.CONFLICT : state;
        return peersVerdict;
    }

    private TreeNode deepestTarget() {
        TreeNode start = parent == null ? edge.from() : parent.deepestTarget();
        return Places.deepestFor(start, edge.name());
    }

    private Edge entryEdge() {
        return parent == null ? edge : parent.entryEdge();
    }
}
