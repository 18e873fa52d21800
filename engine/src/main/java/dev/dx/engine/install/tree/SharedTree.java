package dev.dx.engine.install.tree;

import dev.dx.engine.ContentHash;
import dev.dx.engine.Platform;
import dev.dx.engine.link.LayoutLinks;
import dev.dx.engine.link.TreeRecipe;
import dev.dx.engine.npm.tree.Edge;
import dev.dx.engine.npm.tree.TreeNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which entries of a project's node_modules can be links into a layout. A package there sees the layout, and not the project: so
 * what is the project's own alone stands in the project as files, and so does whatever depends on such. What is left says by
 * itself what the layout is, whoever else uses it.
 *
 * @param recipe of the layout; empty where every entry is the project's own
 * @param entries names at the top of node_modules
 */
public record SharedTree(TreeRecipe recipe, Set<String> entries) {
    /** Nothing is linked. */
    static final SharedTree NONE = new SharedTree(new TreeRecipe("", List.of(), List.of()), Set.of());

    public SharedTree {
        entries = Set.copyOf(entries);
    }

    /** @param edited packages that somebody is going to change */
    static SharedTree of(FilledTree filled, Set<TreeNode> edited, Platform platform) {
        Map<String, List<TreeNode>> byEntry = new HashMap<>();
        Set<String> own = new HashSet<>();
        filled.installed().forEach(node -> {
            String entry = entryOf(node);
            if (entry != null) {
                byEntry.computeIfAbsent(entry, none -> new ArrayList<>()).add(node);
                if (node.isLink() || edited.contains(node)) {
                    own.add(entry);
                }
            }
        });
        Map<String, Set<String>> dependents = new HashMap<>();
        byEntry.forEach((entry, nodes) -> {
            for (TreeNode node : nodes) {
                for (Edge edge : node.edgesOut()) {
                    TreeNode to = edge.to();
                    String needed = to == null ? null : entryOf(to);
                    if (to != null && (needed == null || !byEntry.containsKey(needed))) {
                        if (filled.contains(to)) {
                            own.add(entry);
                        }
                    } else if (needed != null && !needed.equals(entry)) {
                        dependents
                                .computeIfAbsent(needed, none -> new HashSet<>())
                                .add(entry);
                    }
                }
            }
        });
        List<String> pending = new ArrayList<>(own);
        while (!pending.isEmpty()) {
            for (String dependent : dependents.getOrDefault(pending.removeLast(), Set.of())) {
                if (own.add(dependent)) {
                    pending.add(dependent);
                }
            }
        }
        Set<String> shared = new HashSet<>(byEntry.keySet());
        shared.removeAll(own);
        return shared.isEmpty() ? NONE : new SharedTree(filled.recipe(platform).only(shared), shared);
    }

    /** The entry of the project's own node_modules that it is or stands in; null if it stands elsewhere. */
    static @Nullable String entryOf(TreeNode node) {
        return TreePlan.homeOf(node).isEmpty() && node.location().startsWith("node_modules/")
                ? TreeRecipe.entryOf(node.location().substring("node_modules/".length()))
                : null;
    }

    public boolean isEmpty() {
        return entries.isEmpty();
    }

    /** Whether the package stands in the layout and not in the project. */
    public boolean has(TreeNode node) {
        String entry = isEmpty() ? null : entryOf(node);
        return entry != null && entries.contains(entry);
    }

    LayoutLinks links() {
        return new LayoutLinks(recipe.hash(), entries);
    }

    /** The layout that is used, if one is. */
    public Set<ContentHash> layouts() {
        return isEmpty() ? Set.of() : Set.of(recipe.hash());
    }
}
