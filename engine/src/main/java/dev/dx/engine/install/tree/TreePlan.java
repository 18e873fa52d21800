package dev.dx.engine.install.tree;

import dev.dx.engine.DxException;
import dev.dx.engine.ErrorCode;
import dev.dx.engine.Platform;
import dev.dx.engine.install.project.DependencyKind;
import dev.dx.engine.install.supply.InstallLog;
import dev.dx.engine.install.supply.PackageFetches;
import dev.dx.engine.install.supply.PlanContents;
import dev.dx.engine.npm.NameOrder;
import dev.dx.engine.npm.PlatformRules;
import dev.dx.engine.npm.lock.PackageLock;
import dev.dx.engine.npm.tree.Edge;
import dev.dx.engine.npm.tree.EdgeType;
import dev.dx.engine.npm.tree.NodeFlags;
import dev.dx.engine.npm.tree.TreeNode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Which packages of a resolved tree have to stand in node_modules: those for this platform whose kind is wanted.
 *
 * @param nodes packages, by location
 * @param bundled what comes inside the archives of others
 * @param links to folders and to other packages, by location
 * @param folders that links lead to
 */
public record TreePlan(List<TreeNode> nodes, List<TreeNode> bundled, List<TreeNode> links, List<TreeNode> folders) {
    public TreePlan {
        nodes = List.copyOf(nodes);
        bundled = List.copyOf(bundled);
        links = List.copyOf(links);
        folders = List.copyOf(folders);
    }

    public static TreePlan of(TreeNode project, Set<DependencyKind> omit, Platform platform) {
        List<TreeNode> nodes = new ArrayList<>();
        List<TreeNode> bundled = new ArrayList<>();
        List<TreeNode> links = new ArrayList<>();
        List<TreeNode> folders = new ArrayList<>();
        for (TreeNode node : project.everyNode()) {
            if (node.isFolder()) {
                folders.add(node);
                continue;
            }
            if (node == project || node.flags().isInert() || isOmitted(node, omit)) {
                continue;
            }
            if (node.isLink()) {
                links.add(node);
                continue;
            }
            if (node.isBundled()) {
                if (!node.flags().isExtraneous()) {
                    bundled.add(node);
                }
                continue;
            }
            nodes.add(node);
        }
        nodes.sort(Comparator.comparing(TreeNode::location, NameOrder.NPM));
        links.sort(Comparator.comparing(TreeNode::location, NameOrder.NPM));
        return new TreePlan(nodes, bundled, links, folders);
    }

    /**
     * What of it some members need, and what else of it stands already.
     *
     * @param members folders by their paths from the project's, "" for the project itself
     */
    public TreePlan forMembers(TreeNode project, Set<String> members, @Nullable PackageLock installed) {
        Set<TreeNode> needed = new HashSet<>();
        List<TreeNode> pending = new ArrayList<>();
        for (String member : members) {
            TreeNode folder = project.folderAt(member);
            if (folder == null) {
                continue;
            }
            pending.add(folder);
            pending.addAll(folder.linksIn());
        }
        while (!pending.isEmpty()) {
            TreeNode node = pending.removeLast();
            if (!needed.add(node)) {
                continue;
            }
            pending.add(node.target());
            for (Edge edge : node.edgesOut()) {
                TreeNode to = edge.to();
                if (to != null && edge.type() != EdgeType.WORKSPACE) {
                    pending.add(to);
                }
            }
        }
        Predicate<TreeNode> wanted = node -> needed.contains(node)
                || (installed != null && installed.packages().containsKey(node.location()));
        return new TreePlan(
                nodes.stream().filter(wanted).toList(),
                bundled,
                links.stream().filter(wanted).toList(),
                folders.stream().filter(wanted).toList());
    }

    /** Whether a package may be wanted on this platform, as far as it says itself. */
    public static boolean fits(TreeNode node, Platform platform) {
        return PlatformRules.allow(node.manifest(), platform);
    }

    private static boolean isOmitted(TreeNode node, Set<DependencyKind> omit) {
        TreeNode top = node;
        for (TreeNode above = node.parent(); above != null; above = above.parent()) {
            top = above;
        }
        if (!top.isProjectOrMember()) {
            return false;
        }
        NodeFlags flags = node.flags();
        boolean dev = omit.contains(DependencyKind.DEV);
        boolean optional = omit.contains(DependencyKind.OPTIONAL);
        return (flags.isPeer() && omit.contains(DependencyKind.PEER))
                || (flags.isDev() && dev)
                || (flags.isOptional() && optional)
                || (flags.isDevOptional() && dev && optional);
    }

    /**
     * @throws DxException with {@link ErrorCode#DX_UNSAFE_PATH} if one of the packages declares commands that were meant to
     *     end up elsewhere
     */
    public void refuseHostileCommands() {
        Stream.concat(nodes.stream(), bundled.stream()).forEach(node -> {
            String hostile = node.manifest().hostileCommand();
            if (hostile != null) {
                throw new DxException(
                        ErrorCode.DX_UNSAFE_PATH,
                        PackageFetches.idOf(node) + ": the package declares " + hostile,
                        "Do not install this package; tell the registry it came from.");
            }
        });
    }

    /**
     * Waits until every package is in the store that does not stand in node_modules already. Optional ones that cannot be had
     * are left out, and said.
     */
    public FilledTree fill(PackageFetches fetches, Predicate<TreeNode> stands, InstallLog log) {
        PlanContents contents = new PlanContents(nodes, fetches, log);
        contents.await(nodes.stream().filter(stands.negate()).toList());
        return new FilledTree(contents, this);
    }

    /** The folder whose node_modules a package stands in, at whatever depth; "" for the project's. */
    public static String homeOf(TreeNode node) {
        TreeNode top = node;
        for (TreeNode above = node.parent(); above != null; above = above.parent()) {
            top = above;
        }
        return top.location();
    }

    /** How many places differ between two trees. */
    public record Difference(int added, int removed, int changed) {
        public boolean isEmpty() {
            return added == 0 && removed == 0 && changed == 0;
        }
    }
}
