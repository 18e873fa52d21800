package dev.dx.engine.npm.tree;

import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which folders with packages of their own lie in which, other than in a node_modules: Node.js goes on looking in the next
 * one further out.
 */
final class FolderNesting {
    private final TreeNode node;
    private final Set<TreeNode> inner = new LinkedHashSet<>();
    private @Nullable TreeNode outer;

    FolderNesting(TreeNode node) {
        this.node = node;
    }

    /** The folders right in this one. */
    Collection<TreeNode> inner() {
        return Collections.unmodifiableSet(inner);
    }

    /** The nearest folder this one lies in; null for the project, and for a folder outside it. */
    @Nullable
    TreeNode outer() {
        return outer;
    }

    /** Finds the folder's place among those of the project. */
    void putInto(TreeNode project) {
        String path = node.location();
        TreeNode nearest = nearest(project, path);
        outer = nearest;
        if (nearest != null) {
            Set<TreeNode> beside = nearest.nesting().inner;
            for (TreeNode other : List.copyOf(beside)) {
                if (other.location().startsWith(path + "/")) {
                    beside.remove(other);
                    other.nesting().outer = node;
                    inner.add(other);
                }
            }
            beside.add(node);
        }
    }

    /** What lies in it lies in the project then. */
    void takeOutOf(TreeNode project) {
        if (outer != null) {
            outer.nesting().inner.remove(node);
            outer = null;
        }
        inner.forEach(folder -> folder.nesting().outer = project);
        project.nesting().inner.addAll(inner);
        inner.clear();
    }

    private static @Nullable TreeNode nearest(TreeNode project, String path) {
        if (path.equals("..") || path.startsWith("../") || path.startsWith("/") || path.indexOf(':') == 1) {
            return null;
        }
        for (int slash = path.lastIndexOf('/'); slash > 0; slash = path.lastIndexOf('/', slash - 1)) {
            TreeNode known = project.inventory().folder(path.substring(0, slash));
            if (known != null) {
                return known;
            }
        }
        return project;
    }
}
