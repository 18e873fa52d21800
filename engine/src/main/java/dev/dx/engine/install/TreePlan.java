package dev.dx.engine.install;

import dev.dx.engine.DxException;
import dev.dx.engine.ErrorCode;
import dev.dx.engine.InstallEvent;
import dev.dx.engine.Platform;
import dev.dx.engine.link.BinLink;
import dev.dx.engine.link.BinLinks;
import dev.dx.engine.link.LinkStrategy;
import dev.dx.engine.link.TreeWriter;
import dev.dx.engine.npm.NameOrder;
import dev.dx.engine.npm.PackageManifest;
import dev.dx.engine.npm.PlatformRules;
import dev.dx.engine.npm.json.JsonObject;
import dev.dx.engine.npm.lock.PackageLock;
import dev.dx.engine.npm.tree.TreeNode;
import dev.dx.engine.store.StoredPackage;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Which packages of a resolved tree have to stand in node_modules: those for this platform whose kind is wanted.
 *
 * @param nodes by location
 */
record TreePlan(List<TreeNode> nodes) {
    TreePlan {
        nodes = List.copyOf(nodes);
    }

    static TreePlan of(TreeNode project, Set<DependencyKind> omit, Platform platform) {
        List<TreeNode> nodes = new ArrayList<>();
        for (TreeNode node : project.everyNode()) {
            if (node == project || node.flags().isInert() || node.isBundled() || isOmitted(node, omit)) {
                continue;
            }
            if (node.manifest().hasShrinkwrap()) {
                throw new DxException(
                        ErrorCode.DX_UNSUPPORTED,
                        node.manifest() + ": brings an npm-shrinkwrap.json, which is not understood yet",
                        "Use npm for this project until DX does.");
            }
            nodes.add(node);
        }
        nodes.sort(Comparator.comparing(TreeNode::location, NameOrder.NPM));
        return new TreePlan(nodes);
    }

    /** Whether a package may be wanted on this platform, as far as it says itself. */
    static boolean fits(TreeNode node, Platform platform) {
        return PlatformRules.allow(node.manifest(), platform);
    }

    private static boolean isOmitted(TreeNode node, Set<DependencyKind> omit) {
        TreeNode.Flags flags = node.flags();
        boolean dev = omit.contains(DependencyKind.DEV);
        boolean optional = omit.contains(DependencyKind.OPTIONAL);
        return (flags.isPeer() && omit.contains(DependencyKind.PEER))
                || (flags.isDev() && dev)
                || (flags.isOptional() && optional)
                || (flags.isDevOptional() && dev && optional);
    }

    /** Waits until every package is in the store. Optional ones that cannot be had are left out, and said. */
    Filled fill(PackageFetches fetches, InstallLog log) {
        Map<TreeNode, StoredPackage> contents = new LinkedHashMap<>();
        for (TreeNode node : nodes) {
            StoredPackage content = fetches.await(node);
            if (content == null) {
                log.warning("optional package " + node.manifest() + " cannot be had and is left out");
            } else {
                contents.put(node, content);
            }
        }
        return new Filled(contents);
    }

    /** How many places differ between two trees. */
    record Difference(int added, int removed, int changed) {
        boolean isEmpty() {
            return added == 0 && removed == 0 && changed == 0;
        }
    }

    /** The plan with the content of every package at hand. */
    static final class Filled {
        private final Map<TreeNode, StoredPackage> contents;

        private Filled(Map<TreeNode, StoredPackage> contents) {
            this.contents = contents;
        }

        int size() {
            return contents.size();
        }

        boolean isEmpty() {
            return contents.isEmpty();
        }

        boolean contains(TreeNode node) {
            return contents.containsKey(node);
        }

        /** The names at the top of node_modules, {@code .bin} among them if there is one. */
        Set<String> topEntries() {
            Set<String> entries = new TreeSet<>();
            for (TreeNode node : contents.keySet()) {
                TreeNode parent = node.parent();
                if (parent != null && parent.isTop()) {
                    entries.add(node.name());
                }
            }
            return entries;
        }

        Difference differenceTo(@Nullable PackageLock before) {
            Map<String, JsonObject> old = before == null ? Map.of() : before.packages();
            Set<String> seen = new HashSet<>();
            int added = 0;
            int changed = 0;
            for (TreeNode node : contents.keySet()) {
                String location = node.location();
                seen.add(location);
                JsonObject entry = old.get(location);
                if (entry == null) {
                    added++;
                } else if (!isSame(entry, node)) {
                    changed++;
                }
            }
            int removed = (int) old.entrySet().stream()
                    .filter(entry -> !seen.contains(entry.getKey()))
                    .filter(entry -> !entry.getValue().isTruthy("inBundle"))
                    .count();
            return new Difference(added, removed, changed);
        }

        private static boolean isSame(JsonObject entry, TreeNode node) {
            String integrity = entry.string("integrity");
            return node.version().equals(entry.string("version"))
                    && (integrity == null || integrity.equals(node.integrity()));
        }

        /** Writes everything into an empty node_modules. */
        void write(Path modules, Platform platform, InstallLog log) {
            List<dev.dx.engine.link.Placement> placements = new ArrayList<>();
            Map<Path, TreeNode> places = new LinkedHashMap<>();
            contents.forEach((node, content) -> {
                Path folder = inModules(node);
                places.put(folder, node);
                placements.add(new dev.dx.engine.link.Placement(
                        folder, content, Set.copyOf(node.manifest().bins().values())));
            });
            if (!placements.isEmpty()) {
                LinkStrategy strategy =
                        LinkStrategy.between(placements.getFirst().content().folder(), modules);
                AtomicInteger done = new AtomicInteger();
                new TreeWriter(strategy).write(modules, placements, placement -> {
                    TreeNode node = places.get(placement.folder());
                    if (node != null) {
                        log.accept(new InstallEvent.Linked(
                                PackageFetches.idOf(node), done.incrementAndGet(), placements.size()));
                    }
                });
            }
            writeBins(modules, platform);
        }

        private void writeBins(Path modules, Platform platform) {
            Map<Path, List<BinLink>> byFolder = new TreeMap<>();
            for (TreeNode node : contents.keySet()) {
                TreeNode parent = node.parent();
                if (parent == null) {
                    continue;
                }
                Path folder = parent.isTop()
                        ? modules
                        : modules.resolve(inModules(parent)).resolve("node_modules");
                node.manifest()
                        .bins()
                        .forEach((name, target) -> byFolder.computeIfAbsent(folder, key -> new ArrayList<>())
                                .add(BinLink.declared(name, node.name(), target)));
            }
            byFolder.forEach((folder, links) -> BinLinks.create(folder, links, platform));
        }

        private static Path inModules(TreeNode node) {
            return Path.of(node.location().substring("node_modules/".length()));
        }

        /** Says what the user should know of packages that were not there before. */
        void warnAbout(@Nullable PackageLock before, InstallLog log) {
            Map<String, JsonObject> old = before == null ? Map.of() : before.packages();
            Set<String> withScripts = new TreeSet<>(NameOrder.NPM);
            for (TreeNode node : contents.keySet()) {
                JsonObject entry = old.get(node.location());
                if (entry != null && isSame(entry, node)) {
                    continue;
                }
                PackageManifest manifest = node.manifest();
                String deprecated = manifest.deprecated();
                if (deprecated != null) {
                    log.warning(manifest + " is deprecated: " + deprecated.strip());
                }
                if (manifest.hasInstallScript()) {
                    withScripts.add(manifest.toString());
                }
            }
            if (!withScripts.isEmpty()) {
                log.warning("scripts of dependencies are not run: " + String.join(", ", withScripts)
                        + " (npm rebuild NAME runs those of a package you trust)");
            }
        }
    }
}
