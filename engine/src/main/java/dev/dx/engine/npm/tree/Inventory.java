package dev.dx.engine.npm.tree;

import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Every node below one root, in the order they came, found by name and by what they ask for. */
final class Inventory {
    private final Set<TreeNode> nodes = new LinkedHashSet<>();
    private final Map<String, TreeNode> folders = new HashMap<>();
    private final Map<String, Set<TreeNode>> byName = new LinkedHashMap<>();
    /** By the key of a name: the nodes with an edge of that name. */
    private final Map<String, Set<TreeNode>> wishing = new HashMap<>();

    void add(TreeNode node) {
        nodes.add(node);
        if (node.isFolder()) {
            folders.put(node.location(), node);
        }
        byName.computeIfAbsent(node.name(), name -> new LinkedHashSet<>()).add(node);
        node.wishKeys().forEach(key -> addWish(key, node));
    }

    /** A node that is here already asks for one thing more. */
    void addWish(String key, TreeNode node) {
        wishing.computeIfAbsent(key, wished -> new HashSet<>()).add(node);
    }

    void remove(TreeNode node) {
        nodes.remove(node);
        if (node.isFolder()) {
            folders.remove(node.location(), node);
        }
        Set<TreeNode> namesakes = byName.get(node.name());
        if (namesakes != null) {
            namesakes.remove(node);
        }
        for (String key : node.wishKeys()) {
            Set<TreeNode> nodesWishing = wishing.get(key);
            if (nodesWishing != null) {
                nodesWishing.remove(node);
            }
        }
    }

    /** The nodes with an edge of this name, and all that those stand in. */
    Set<TreeNode> wishing(String key) {
        Set<TreeNode> nodesWishing = wishing.getOrDefault(key, Set.of());
        Set<TreeNode> withOuter = HashSet.newHashSet(2 * nodesWishing.size());
        for (TreeNode node : nodesWishing) {
            for (TreeNode at = node; at != null && withOuter.add(at); ) {
                at = at.outer();
            }
        }
        return withOuter;
    }

    @Nullable
    TreeNode folder(String path) {
        return folders.get(path);
    }

    List<TreeNode> all() {
        return List.copyOf(nodes);
    }

    List<TreeNode> named(String name) {
        return List.copyOf(byName.getOrDefault(name, Set.of()));
    }
}
