package dev.dx.engine.npm.resolve;

import dev.dx.engine.DxException;
import dev.dx.engine.npm.tree.Conflict;
import dev.dx.engine.npm.tree.Edge;
import dev.dx.engine.npm.tree.EdgeType;
import dev.dx.engine.npm.tree.TreeNode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A conflict in its parts: what a failure with the code {@code DX_CONFLICT} says in words.
 *
 * @param demand the wishes that lead to the one that cannot be met, the project's own first
 * @param sides what is in its way
 * @param fixes changes that were tried to the end and resolve, the nearest first; none were found where this is empty
 */
public record ConflictReport(List<Step> demand, List<Side> sides, List<Fix> fixes) {
    public ConflictReport {
        demand = List.copyOf(demand);
        sides = List.copyOf(sides);
        fixes = List.copyOf(fixes);
    }

    /**
     * One wish.
     *
     * @param from who has it, as {@code name@version}; empty for the project
     */
    public record Step(String from, String name, String range, Wish wish) {}

    /** How a package is wished for. */
    public enum Wish {
        USUAL,
        /** Beside the one who wishes. */
        PEER,
        OPTIONAL_PEER
    }

    /**
     * What is there instead.
     *
     * @param chain the wishes that brought it there
     * @param present as {@code name@version}
     */
    public record Side(List<Step> chain, String present) {
        public Side {
            chain = List.copyOf(chain);
        }
    }

    /**
     * What {@code dx add} ends the conflict with, besides all that was asked for already.
     *
     * @param folder of the member whose manifest it is about; "" for the project's
     */
    public record Fix(String folder, List<String> specs) {
        public Fix {
            specs = List.copyOf(specs);
        }
    }

    /** Null if the failure is something else. */
    public static @Nullable ConflictReport of(DxException failure) {
        if (!(failure.getCause() instanceof PeerConflict cause)) {
            return null;
        }
        Conflict conflict = cause.conflict();
        return new ConflictReport(
                steps(ConflictExplanation.chain(conflict.demand())),
                conflict.sides().stream()
                        .map(side -> new Side(
                                steps(ConflictExplanation.chain(ConflictExplanation.holding(conflict, side))),
                                side.present().manifest().toString()))
                        .toList(),
                cause.fixes());
    }

    private static List<Step> steps(List<Edge> chain) {
        return chain.stream()
                .map(edge -> {
                    TreeNode from = ConflictExplanation.original(edge.from());
                    boolean isProject = from.isTop() && !from.isFolder();
                    Wish wish =
                            !edge.isPeer() ? Wish.USUAL : edge.type() == EdgeType.PEER ? Wish.PEER : Wish.OPTIONAL_PEER;
                    return new Step(isProject ? "" : from.manifest().toString(), edge.name(), edge.spec(), wish);
                })
                .toList();
    }
}
