package dev.dx.engine.npm.tree;

import java.util.List;

/**
 * Why a package can go nowhere.
 *
 * @param demand who asks for it
 * @param dep what was chosen for that
 * @param sides demands that what stands in the tree does not meet
 */
public record Conflict(Edge demand, TreeNode dep, List<Side> sides) {
    public Conflict {
        sides = List.copyOf(sides);
    }

    /** {@code demand} finds {@code present}, which is not what it asks for. */
    public record Side(Edge demand, TreeNode present) {}
}
