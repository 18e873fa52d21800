package dev.dx.engine.install.tree;

import dev.dx.engine.ContentRoot;
import dev.dx.engine.Platform;
import dev.dx.engine.install.script.ScriptApprovals;
import dev.dx.engine.install.supply.InstallLog;
import dev.dx.engine.install.supply.PackageFetches;
import dev.dx.engine.install.supply.PlanContents;
import dev.dx.engine.install.tree.PlacedPackages.Kind;
import dev.dx.engine.install.tree.PlacedPackages.Placed;
import dev.dx.engine.link.BinLink;
import dev.dx.engine.link.TreeRecipe;
import dev.dx.engine.npm.NameOrder;
import dev.dx.engine.npm.PackageManifest;
import dev.dx.engine.npm.json.JsonObject;
import dev.dx.engine.npm.lock.PackageLock;
import dev.dx.engine.npm.source.IgnoreFiles;
import dev.dx.engine.npm.tree.TreeNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The plan with the content of every package at hand. */
public final class FilledTree {
    private final PlanContents contents;
    /** What came inside an archive, with the package whose archive it was. */
    private final Map<TreeNode, TreeNode> bundlers = new LinkedHashMap<>();

    private final List<TreeNode> links;
    private final List<TreeNode> folders;

    FilledTree(PlanContents contents, TreePlan plan) {
        this.contents = contents;
        this.links = new ArrayList<>(plan.links());
        this.folders = plan.folders();
        plan.bundled().forEach(node -> {
            TreeNode bundler = bundlerOf(node);
            if (bundler != null && contents.nodes().contains(bundler)) {
                bundlers.put(node, bundler);
            }
        });
    }

    private static @Nullable TreeNode bundlerOf(TreeNode node) {
        TreeNode above = node;
        while (above != null && above.isBundled()) {
            above = above.parent();
        }
        return above;
    }

    /** Adds to packages new to the lock what their archives know; answers whether any learned something. */
    public boolean completeManifests(@Nullable PackageLock lock) {
        boolean any = false;
        for (TreeNode node : contents.nodes()) {
            any |= ArchivedManifest.complete(node, contents::of, lock);
        }
        return any;
    }

    public PlanContents contents() {
        return contents;
    }

    /** Leaves out what turned out not to work, with all that stands in it. */
    public void leaveOut(Set<TreeNode> failed) {
        for (TreeNode node : failed) {
            String inside = node.location() + "/";
            contents.removeIf(other -> other == node || other.location().startsWith(inside));
            bundlers.keySet().removeIf(other -> other.location().startsWith(inside));
            links.removeIf(other -> other.location().startsWith(inside));
        }
    }

    public int size() {
        return contents.nodes().size() + links.size();
    }

    public boolean isEmpty() {
        return contents.nodes().isEmpty() && links.isEmpty();
    }

    /** Whether it is written down as part of what is installed. */
    public boolean contains(TreeNode node) {
        return contents.nodes().contains(node)
                || bundlers.containsKey(node)
                || (node.isLink() && links.contains(node))
                || (node.isFolder() && folders.contains(node));
    }

    /** The folders of links, by their paths from the project. */
    public Set<String> folderPaths() {
        Set<String> paths = new TreeSet<>();
        folders.forEach(folder -> paths.add(folder.location()));
        return paths;
    }

    /** Folders other than the project whose node_modules get something. */
    public Set<String> homes() {
        Set<String> homes = new TreeSet<>();
        everything().forEach(node -> homes.add(TreePlan.homeOf(node)));
        homes.remove("");
        return homes;
    }

    List<TreeNode> everything() {
        List<TreeNode> all = new ArrayList<>(contents.nodes());
        all.addAll(links);
        return all;
    }

    /** The names at the top of a folder's node_modules. */
    public Set<String> topEntries(String home) {
        Set<String> entries = new TreeSet<>();
        for (TreeNode node : everything()) {
            TreeNode parent = node.parent();
            if (parent != null && parent.isTop() && parent.location().equals(home)) {
                entries.add(node.name());
            }
        }
        return entries;
    }

    /** What stands at the top of the node_modules of members, by paths from the project. */
    public Set<String> entriesElsewhere() {
        Set<String> paths = new TreeSet<>();
        for (String home : homes()) {
            topEntries(home).forEach(entry -> paths.add(home + "/node_modules/" + entry));
        }
        return paths;
    }

    /**
     * Whether packages got to their places in the way they should, and what nothing promises to stay the same is the same, as
     * far as that is known.
     */
    public boolean isAsPlaced(PlacedPackages placed, Set<TreeNode> edited, SharedTree shared) {
        return contents.nodes().stream().allMatch(node -> {
            Placed its = placed.at(node.location());
            return its == null
                    || its.root() == null
                    || (its.kind() == kind(node, edited, shared)
                            && (PackageFetches.promiseOf(node) != null
                                    || its.root().equals(contents.of(node).root())));
        });
    }

    public TreePlan.Difference differenceTo(@Nullable PackageLock before) {
        Map<String, JsonObject> old = before == null ? Map.of() : before.packages();
        Set<String> seen = new HashSet<>();
        int added = 0;
        int changed = 0;
        for (TreeNode node : everything()) {
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
                .filter(entry -> !PackageLock.isArchived(entry.getValue()))
                .filter(entry -> !PackageLock.isFolder(entry.getKey()))
                .count();
        return new TreePlan.Difference(added, removed, changed);
    }

    private static boolean isSame(JsonObject entry, TreeNode node) {
        if (node.isLink() || entry.isTruthy("link")) {
            return node.isLink() && node.linkedFolder().equals(entry.string("resolved"));
        }
        String integrity = entry.string("integrity");
        return node.version().equals(entry.string("version"))
                && (integrity == null || integrity.equals(node.integrity()));
    }

    /**
     * What is where once it is written.
     *
     * @param before what is where now: what that holds already need not be looked up in the store
     * @param edited packages that get files of their own
     * @param shared what is linked to
     */
    PlacedPackages placed(PlacedPackages before, Set<TreeNode> edited, SharedTree shared, Path project) {
        Map<String, Placed> packages = new TreeMap<>();
        Map<TreeNode, Set<String>> executables = executables();
        for (TreeNode node : contents.nodes()) {
            Placed now = before.at(node.location());
            ContentRoot root = now != null && now.root() != null && before.holds(node)
                    ? now.root()
                    : contents.of(node).root();
            String commands = Integer.toHexString(new TreeSet<>(executables.getOrDefault(node, Set.of()))
                    .toString()
                    .hashCode());
            packages.put(
                    node.location(),
                    new Placed(kind(node, edited, shared), PackageFetches.keyOf(node), commands, root));
        }
        for (TreeNode link : links) {
            packages.put(
                    link.location(),
                    new Placed(Kind.FOLDER_LINK, linkText(link, project).toString(), "", null));
        }
        return new PlacedPackages(packages);
    }

    private static Kind kind(TreeNode node, Set<TreeNode> edited, SharedTree shared) {
        return shared.has(node) ? Kind.SHARED : edited.contains(node) ? Kind.OWN : Kind.LINKED;
    }

    List<TreeNode> links() {
        return links;
    }

    /** Whether it stands in one node_modules, and nothing in there is a link. */
    boolean isOfPackagesAlone() {
        return links.isEmpty()
                && folders.isEmpty()
                && homes().isEmpty()
                && !contents.nodes().isEmpty();
    }

    /** Everything that stands in node_modules, what came inside of archives included. */
    List<TreeNode> installed() {
        List<TreeNode> all = everything();
        all.addAll(bundlers.keySet());
        return all;
    }

    /** What the project's own node_modules is made of, links aside. */
    TreeRecipe recipe(Platform platform) {
        Map<TreeNode, Set<String>> executables = executables();
        List<TreeRecipe.Piece> pieces = new ArrayList<>();
        contents.all().forEach((node, content) -> {
            if (TreePlan.homeOf(node).isEmpty()) {
                pieces.add(new TreeRecipe.Piece(
                        node.location().substring(prefixOf("").length()),
                        content.root(),
                        content.integrity(),
                        executables.getOrDefault(node, Set.of()),
                        IgnoreFiles.renamed(content.files())));
            }
        });
        List<TreeRecipe.Commands> commands = new ArrayList<>();
        commands("", TreeNode::isLink).forEach((folder, links) -> commands.add(new TreeRecipe.Commands(folder, links)));
        return new TreeRecipe(platform.toString(), pieces, commands);
    }

    /** The commands of each node_modules of a home, by its path from the one at the top. */
    Map<String, List<BinLink>> commands(String home, Predicate<TreeNode> without) {
        Map<String, List<BinLink>> byFolder = new TreeMap<>();
        List<TreeNode> nodes = installed();
        nodes.sort(Comparator.comparing(TreeNode::location, NameOrder.NPM));
        for (TreeNode node : nodes) {
            TreeNode parent = node.parent();
            if (parent == null || !TreePlan.homeOf(node).equals(home) || without.test(node)) {
                continue;
            }
            String folder = folderOf(home, parent);
            node.target()
                    .manifest()
                    .bins()
                    .forEach((name, target) -> byFolder.computeIfAbsent(folder, key -> new ArrayList<>())
                            .add(BinLink.declared(name, node.name(), target)));
        }
        return byFolder;
    }

    /** The node_modules that what stands in a package is in, by its path from the one at the top. */
    static String folderOf(String home, TreeNode parent) {
        return parent.isTop() ? "" : parent.location().substring(prefixOf(home).length()) + "/node_modules";
    }

    /** What a link says. It says where to look from where it will be, not from where it is written. */
    static Path linkText(TreeNode link, Path project) {
        Path there = project.resolve(link.location()).normalize();
        Path target = project.resolve(link.linkedFolder()).normalize();
        Path above = there.getParent();
        return above == null || !Objects.equals(above.getRoot(), target.getRoot()) ? target : above.relativize(target);
    }

    /** What commands run of each archive, also of the packages it brings along. */
    Map<TreeNode, Set<String>> executables() {
        Map<TreeNode, Set<String>> executables = new HashMap<>();
        contents.nodes()
                .forEach(node -> executables.put(
                        node, new HashSet<>(node.manifest().bins().values())));
        bundlers.forEach((node, bundler) -> {
            String inside = node.location().substring(bundler.location().length() + 1);
            node.manifest()
                    .bins()
                    .values()
                    .forEach(path -> executables
                            .computeIfAbsent(bundler, key -> new HashSet<>())
                            .add(inside + "/" + path));
        });
        return executables;
    }

    public static Path inModules(String home, TreeNode node) {
        return Path.of(node.location().substring(prefixOf(home).length()));
    }

    /** What all locations in the node_modules of a folder start with. */
    static String prefixOf(String home) {
        return home.isEmpty() ? "node_modules/" : home + "/node_modules/";
    }

    /** Says what the user should know of packages that were not there before. */
    public void warnAbout(@Nullable PackageLock before, ScriptApprovals approvals, InstallLog log) {
        Map<String, JsonObject> old = before == null ? Map.of() : before.packages();
        Set<String> withScripts = new TreeSet<>(NameOrder.NPM);
        Set<String> otherwise = new TreeSet<>(NameOrder.NPM);
        for (TreeNode node : contents.nodes()) {
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
                switch (approvals.verdict(
                        PackageFetches.idOf(node), contents.of(node).integrity(), node.resolved())) {
                    case OPEN -> withScripts.add(manifest.toString());
                    case CHANGED -> otherwise.add(manifest.toString());
                    case APPROVED, REFUSED -> {}
                }
            }
        }
        if (!withScripts.isEmpty()) {
            log.warning("scripts of dependencies are not run: " + String.join(", ", withScripts)
                    + " (dx approve says what they would run, dx approve NAME approves it)");
        }
        if (!otherwise.isEmpty()) {
            log.warning("scripts are not run, since another version or content was approved: "
                    + String.join(", ", otherwise) + " (dx approve NAME approves this one)");
        }
    }
}
