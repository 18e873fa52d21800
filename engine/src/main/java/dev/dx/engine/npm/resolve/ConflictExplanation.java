package dev.dx.engine.npm.resolve;

import dev.dx.engine.DxException;
import dev.dx.engine.ErrorCode;
import dev.dx.engine.npm.tree.Conflict;
import dev.dx.engine.npm.tree.Edge;
import dev.dx.engine.npm.tree.TreeNode;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Turns a conflict between peers into the chain of who asked for what. */
final class ConflictExplanation {
    private ConflictExplanation() {}

    static DxException of(Conflict conflict) {
        StringBuilder what = new StringBuilder(chain(conflict.demand()));
        for (Conflict.Side side : conflict.sides()) {
            what.append("; but ")
                    .append(chain(side.demand()))
                    .append(" finds ")
                    .append(side.present().manifest());
        }
        Edge own = ownEdge(conflict);
        String remedy = own == null
                ? "Change one of the two, or set legacy-peer-deps=true to install without peers."
                : "Change " + own.name()
                        + " in package.json to a version that fits both, or set legacy-peer-deps=true.";
        return new DxException(ErrorCode.DX_CONFLICT, what.toString(), remedy);
    }

    private static @Nullable Edge ownEdge(Conflict conflict) {
        List<Edge> edges = new ArrayList<>();
        conflict.sides().forEach(side -> edges.addAll(side.present().edgesIn()));
        edges.add(conflict.demand());
        for (Edge edge : edges) {
            if (original(edge.from()).isRoot()) {
                return edge;
            }
        }
        return null;
    }

    /** {@code the project > a@1.0.0 > b@^2}, from the outside in. */
    private static String chain(Edge edge) {
        List<String> steps = new ArrayList<>();
        steps.add(edge.name() + "@" + edge.spec());
        Set<TreeNode> seen = new HashSet<>();
        TreeNode node = edge.from();
        while (seen.add(node)) {
            TreeNode real = original(node);
            if (real.isRoot() && real.parent() == null && real.source() == null) {
                break;
            }
            steps.add(real.manifest().toString());
            Edge in = real.edgesIn().stream().filter(Edge::isValid).findFirst().orElse(null);
            if (in == null) {
                TreeNode root = real.root().source();
                if (root == null || root == real) {
                    break;
                }
                node = root;
            } else {
                node = in.from();
            }
        }
        steps.add("the project");
        Collections.reverse(steps);
        return String.join(" > ", steps);
    }

    private static TreeNode original(TreeNode node) {
        TreeNode source = node.source();
        return source == null ? node : original(source);
    }
}
