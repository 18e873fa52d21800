package dev.dx.engine.npm.tree;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Every node below one root, in the order they came, found by name. */
final class Inventory {
    private final Set<TreeNode> nodes = new LinkedHashSet<>();
    private final Map<String, TreeNode> folders = new HashMap<>();
    private final Map<String, Set<TreeNode>> byName = new LinkedHashMap<>();

    void add(TreeNode node) {
        nodes.add(node);
        if (node.isFolder()) {
            folders.put(node.location(), node);
        }
        byName.computeIfAbsent(node.name(), name -> new LinkedHashSet<>()).add(node);
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
