package dev.dx.engine.npm.resolve;

import dev.dx.engine.DxException;
import dev.dx.engine.ErrorCode;
import dev.dx.engine.npm.tree.Conflict;
import dev.dx.engine.npm.tree.Edge;
import dev.dx.engine.npm.tree.EdgeType;
import dev.dx.engine.npm.tree.TreeNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Turns a conflict between peers into the chain of who asked for what, on either side. */
final class ConflictExplanation {
    static final String LAST_RESORT =
            "legacy-peer-deps=true in .npmrc, or --legacy-peer-deps once, installs without regard to what packages want"
                    + " beside them.";

    private ConflictExplanation() {}

    static DxException of(Conflict conflict) {
        StringBuilder what = new StringBuilder(words(chain(conflict.demand())));
        for (Conflict.Side side : conflict.sides()) {
            List<Edge> chain = chain(holding(conflict, side));
            what.append("; but ")
                    .append(words(chain))
                    .append(" is ")
                    .append(side.present().manifest());
        }
        return new DxException(ErrorCode.DX_CONFLICT, what.toString(), LAST_RESORT, new PeerConflict(conflict));
    }

    /** Who wants what is there: another than the one who does not. */
    static Edge holding(Conflict conflict, Conflict.Side side) {
        Edge demand = conflict.demand();
        Edge known = side.demand();
        if (!known.name().equals(demand.name()) || original(known.from()) != original(demand.from())) {
            return known;
        }
        return side.present().edgesIn().stream()
                .filter(in -> in.isValid() && original(in.from()) != original(demand.from()))
                .findFirst()
                .orElse(known);
    }

    /** The wishes that lead from a manifest of the project to this one, the first of them first. */
    static List<Edge> chain(Edge last) {
        List<Edge> chain = new ArrayList<>();
        Set<TreeNode> seen = new HashSet<>();
        Edge edge = last;
        while (edge != null) {
            chain.addFirst(edge);
            TreeNode real = original(edge.from());
            if (!seen.add(real) || real.isTop()) {
                break;
            }
            Edge in = real.edgesIn().stream().filter(Edge::isValid).findFirst().orElse(null);
            if (in == null) {
                // In the tree where peers are tried out, nobody but whom it is for has led here.
                TreeNode asking = real.root().source();
                in = asking == null || asking == real
                        ? null
                        : asking.edgesOut().stream()
                                .filter(out -> out.name().equals(real.name()))
                                .findFirst()
                                .orElse(null);
            }
            edge = in;
        }
        return chain;
    }

    /** {@code the project > a@1.0.0 > b@^2}, from the outside in. */
    private static String words(List<Edge> chain) {
        StringBuilder words = new StringBuilder();
        for (Edge edge : chain) {
            TreeNode from = original(edge.from());
            String who = from.isTop() && !from.isFolder()
                    ? "the project"
                    : from.manifest().toString();
            words.append(who).append(" > ");
        }
        Edge last = chain.getLast();
        words.append(last.name()).append('@').append(last.spec());
        if (last.isPeer()) {
            words.append(last.type() == EdgeType.PEER ? " (peer)" : " (optional peer)");
        }
        return words.toString();
    }

    static TreeNode original(TreeNode node) {
        TreeNode source = node.source();
        return source == null ? node : original(source);
    }
}
