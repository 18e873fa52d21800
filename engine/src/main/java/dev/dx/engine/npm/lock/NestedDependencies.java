package dev.dx.engine.npm.lock;

import dev.dx.engine.npm.json.JsonObject;
import dev.dx.engine.npm.json.JsonValue;
import dev.dx.engine.npm.spec.PackageSpec;
import dev.dx.engine.npm.tree.Bundling;
import dev.dx.engine.npm.tree.Edge;
import dev.dx.engine.npm.tree.NodeFlags;
import dev.dx.engine.npm.tree.TreeNode;
import java.util.Collections;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A tree as locks of version 1, and of version 2 beside their packages, have it: each package within what it stands in. */
final class NestedDependencies {
    private final LockWriter.Addresses addresses;
    /** The folders on the way here, since links can lead back to them. */
    private final Set<TreeNode> within = Collections.newSetFromMap(new IdentityHashMap<>());

    private NestedDependencies(LockWriter.Addresses addresses) {
        this.addresses = addresses;
    }

    /** What stands directly in the project, each with what stands in it. */
    static JsonObject of(TreeNode project, LockWriter.Addresses addresses) {
        return new NestedDependencies(addresses).below(project);
    }

    private JsonObject below(TreeNode node) {
        Map<String, JsonValue> dependencies = new LinkedHashMap<>();
        within.add(node);
        for (TreeNode child : node.children()) {
            if (!within.contains(child.target())) {
                dependencies.put(child.name(), entry(child));
            }
        }
        within.remove(node);
        return JsonObject.of(dependencies);
    }

    private JsonObject entry(TreeNode node) {
        Map<String, JsonValue> entry = node.isLink() ? link(node) : installed(node);
        TreeNode target = node.target();
        if (!target.edgesOut().isEmpty()) {
            Map<String, JsonValue> requires = new LinkedHashMap<>();
            for (Edge edge : target.edgesOut()) {
                if (!edge.isPeer()) {
                    requires.put(edge.name(), new JsonValue.Text(edge.spec()));
                }
            }
            entry.put("requires", JsonObject.of(requires));
        }
        JsonObject dependencies = below(target);
        if (!dependencies.isEmpty()) {
            entry.put("dependencies", dependencies);
        }
        return JsonObject.of(entry);
    }

    private static Map<String, JsonValue> link(TreeNode link) {
        Map<String, JsonValue> entry = new LinkedHashMap<>();
        put(entry, "version", "file:" + link.linkedFolder());
        flag(entry, "extraneous", link.flags().isExtraneous());
        return entry;
    }

    private Map<String, JsonValue> installed(TreeNode node) {
        Map<String, JsonValue> entry = new LinkedHashMap<>();
        PackageSpec spec = specOf(node);
        boolean fromRegistry =
                spec == null || spec instanceof PackageSpec.Registry || spec instanceof PackageSpec.Alias;
        String resolved = node.resolved();
        String packageName = node.manifest().name();
        if (spec instanceof PackageSpec.Git git) {
            put(entry, "version", resolved);
            put(entry, "from", git.asked().raw());
        } else if (spec instanceof PackageSpec.TarballUrl url) {
            put(entry, "version", url.url());
        } else if (spec instanceof PackageSpec.TarballFile file) {
            put(entry, "version", file.saveSpec());
        } else if (!packageName.isEmpty() && !packageName.equals(node.name())) {
            put(entry, "version", "npm:" + packageName + "@" + node.version());
        } else if (!node.version().isEmpty()) {
            put(entry, "version", node.version());
        }
        flag(entry, "bundled", isInBundleOfPackage(node));
        if (fromRegistry && addresses == LockWriter.Addresses.WRITTEN) {
            put(entry, "resolved", resolved);
        }
        put(entry, "integrity", node.integrity());
        NodeFlags flags = node.flags();
        if (flags.isExtraneous()) {
            flag(entry, "extraneous", true);
        } else {
            flag(entry, "peer", flags.isPeer());
            flag(entry, "dev", flags.isDev());
            flag(entry, "optional", flags.isOptional());
            flag(entry, "devOptional", flags.isDevOptional() && !flags.isDev() && !flags.isOptional());
        }
        return entry;
    }

    /** What the project itself bundles is not said here. */
    private static boolean isInBundleOfPackage(TreeNode node) {
        TreeNode bundler = Bundling.bundlerOf(node);
        return node.isBundled() || (bundler != null && bundler != node.root());
    }

    /** How it was asked for by whoever stands nearest to the top. */
    private static @Nullable PackageSpec specOf(TreeNode node) {
        return node.edgesIn().stream()
                .filter(Edge::isValid)
                .min(Comparator.<Edge>comparingInt(edge -> edge.from().depth())
                        .thenComparing(edge -> edge.from().name()))
                .map(edge -> PackageSpec.resolve(edge.name(), edge.spec()))
                .orElse(null);
    }

    private static void put(Map<String, JsonValue> entry, String key, @Nullable String value) {
        if (value != null) {
            entry.put(key, new JsonValue.Text(value));
        }
    }

    private static void flag(Map<String, JsonValue> entry, String key, boolean value) {
        if (value) {
            entry.put(key, JsonValue.Literal.TRUE);
        }
    }
}
