package dev.dx.engine.install.supply;

import dev.dx.engine.DxException;
import dev.dx.engine.ErrorCode;
import dev.dx.engine.npm.tree.TreeNode;
import dev.dx.engine.store.StoredPackage;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * The packages of a plan and what is in them. What stands in node_modules already is looked up only when somebody asks. For
 * one thread.
 */
public final class PlanContents {
    private final Set<TreeNode> nodes = new LinkedHashSet<>();
    private final Map<TreeNode, StoredPackage> known = new HashMap<>();
    private final PackageFetches fetches;
    private final InstallLog log;

    public PlanContents(Collection<TreeNode> nodes, PackageFetches fetches, InstallLog log) {
        this.nodes.addAll(nodes);
        this.fetches = fetches;
        this.log = log;
    }

    /** Those that are part of the tree. */
    public Set<TreeNode> nodes() {
        return nodes;
    }

    /** Waits until these are in the store; answers optional ones that cannot be had, which are part of it no more. */
    public Set<TreeNode> await(Collection<TreeNode> wanted) {
        List<TreeNode> missing =
                wanted.stream().filter(node -> !known.containsKey(node)).toList();
        missing.forEach(fetches::start);
        Set<TreeNode> lost = new HashSet<>();
        for (TreeNode node : missing) {
            StoredPackage content = fetches.await(node);
            if (content == null) {
                log.warning("optional package " + node.manifest() + " cannot be had and is left out");
                nodes.remove(node);
                lost.add(node);
            } else {
                known.put(node, content);
            }
        }
        return lost;
    }

    /** Takes what is another content now. */
    public void replace(Predicate<TreeNode> which, Function<TreeNode, StoredPackage> by) {
        for (TreeNode node : nodes) {
            if (which.test(node)) {
                known.put(node, by.apply(node));
            }
        }
    }

    public StoredPackage of(TreeNode node) {
        StoredPackage content = known.get(node);
        if (content == null) {
            content = fetches.await(node);
            if (content == null) {
                throw new DxException(
                        ErrorCode.DX_NOT_FOUND,
                        node.manifest() + ": the optional package cannot be had any more",
                        "Delete node_modules and run it again.");
            }
            known.put(node, content);
        }
        return content;
    }

    public Map<TreeNode, StoredPackage> all() {
        Map<TreeNode, StoredPackage> all = new LinkedHashMap<>();
        nodes.forEach(node -> all.put(node, of(node)));
        return all;
    }

    public void removeIf(Predicate<TreeNode> gone) {
        nodes.removeIf(gone);
    }
}
