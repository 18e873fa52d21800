package dev.dx.engine.install;

import dev.dx.engine.ContentRoot;
import dev.dx.engine.DxException;
import dev.dx.engine.ErrorCode;
import dev.dx.engine.InstallEvent;
import dev.dx.engine.Platform;
import dev.dx.engine.link.BinLink;
import dev.dx.engine.link.BinLinks;
import dev.dx.engine.link.LinkStrategy;
import dev.dx.engine.link.TreeRecipe;
import dev.dx.engine.link.TreeWriter;
import dev.dx.engine.npm.NameOrder;
import dev.dx.engine.npm.PackageManifest;
import dev.dx.engine.npm.PlatformRules;
import dev.dx.engine.npm.json.JsonObject;
import dev.dx.engine.npm.lock.PackageLock;
import dev.dx.engine.npm.source.IgnoreFiles;
import dev.dx.engine.npm.tree.Edge;
import dev.dx.engine.npm.tree.EdgeType;
import dev.dx.engine.npm.tree.NodeFlags;
import dev.dx.engine.npm.tree.TreeNode;
import dev.dx.engine.store.PackageGuard;
import dev.dx.engine.store.StoredPackage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
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
record TreePlan(List<TreeNode> nodes, List<TreeNode> bundled, List<TreeNode> links, List<TreeNode> folders) {
    TreePlan {
        nodes = List.copyOf(nodes);
        bundled = List.copyOf(bundled);
        links = List.copyOf(links);
        folders = List.copyOf(folders);
    }

    static TreePlan of(TreeNode project, Set<DependencyKind> omit, Platform platform) {
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
    TreePlan forMembers(TreeNode project, Set<String> members, @Nullable PackageLock installed) {
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
    static boolean fits(TreeNode node, Platform platform) {
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
    void refuseHostileCommands() {
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
        return new Filled(contents, this);
    }

    /** The folder whose node_modules a package stands in, at whatever depth; "" for the project's. */
    static String homeOf(TreeNode node) {
        TreeNode top = node;
        for (TreeNode above = node.parent(); above != null; above = above.parent()) {
            top = above;
        }
        return top.location();
    }

    /** How many places differ between two trees. */
    record Difference(int added, int removed, int changed) {
        boolean isEmpty() {
            return added == 0 && removed == 0 && changed == 0;
        }
    }

    /** The plan with the content of every package at hand. */
    static final class Filled {
        private static final Set<PosixFilePermission> EXECUTABLE = PosixFilePermissions.fromString("--x--x--x");

        private final Map<TreeNode, StoredPackage> contents;
        /** What came inside an archive, with the package whose archive it was. */
        private final Map<TreeNode, TreeNode> bundlers = new LinkedHashMap<>();

        private final List<TreeNode> links;
        private final List<TreeNode> folders;

        private Filled(Map<TreeNode, StoredPackage> contents, TreePlan plan) {
            this.contents = contents;
            this.links = new ArrayList<>(plan.links());
            this.folders = plan.folders();
            plan.bundled().forEach(node -> {
                TreeNode bundler = bundlerOf(node);
                if (bundler != null && contents.containsKey(bundler)) {
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
        boolean completeManifests(@Nullable PackageLock lock) {
            boolean any = false;
            for (Map.Entry<TreeNode, StoredPackage> entry : contents.entrySet()) {
                any |= ArchivedManifest.complete(entry.getKey(), entry.getValue(), lock);
            }
            return any;
        }

        Map<TreeNode, StoredPackage> contents() {
            return contents;
        }

        /** Leaves out what turned out not to work, with all that stands in it. */
        void leaveOut(Set<TreeNode> failed) {
            for (TreeNode node : failed) {
                String inside = node.location() + "/";
                contents.keySet()
                        .removeIf(other -> other == node || other.location().startsWith(inside));
                bundlers.keySet().removeIf(other -> other.location().startsWith(inside));
                links.removeIf(other -> other.location().startsWith(inside));
            }
        }

        int size() {
            return contents.size() + links.size();
        }

        boolean isEmpty() {
            return contents.isEmpty() && links.isEmpty();
        }

        /** Whether it is written down as part of what is installed. */
        boolean contains(TreeNode node) {
            return contents.containsKey(node)
                    || bundlers.containsKey(node)
                    || (node.isLink() && links.contains(node))
                    || (node.isFolder() && folders.contains(node));
        }

        /** The folders of links, by their paths from the project. */
        Set<String> folderPaths() {
            Set<String> paths = new TreeSet<>();
            folders.forEach(folder -> paths.add(folder.location()));
            return paths;
        }

        /** Folders other than the project whose node_modules get something. */
        Set<String> homes() {
            Set<String> homes = new TreeSet<>();
            everything().forEach(node -> homes.add(homeOf(node)));
            homes.remove("");
            return homes;
        }

        private List<TreeNode> everything() {
            List<TreeNode> all = new ArrayList<>(contents.keySet());
            all.addAll(links);
            return all;
        }

        /** The names at the top of a folder's node_modules. */
        Set<String> topEntries(String home) {
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
        Set<String> entriesElsewhere() {
            Set<String> paths = new TreeSet<>();
            for (String home : homes()) {
                topEntries(home).forEach(entry -> paths.add(home + "/node_modules/" + entry));
            }
            return paths;
        }

        Difference differenceTo(@Nullable PackageLock before) {
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
                    .filter(entry -> !entry.getValue().isTruthy("inBundle"))
                    .filter(entry -> !PackageLock.isFolder(entry.getKey()))
                    .count();
            return new Difference(added, removed, changed);
        }

        private static boolean isSame(JsonObject entry, TreeNode node) {
            if (node.isLink() || entry.isTruthy("link")) {
                return node.isLink() && node.linkedFolder().equals(entry.string("resolved"));
            }
            String integrity = entry.string("integrity");
            return node.version().equals(entry.string("version"))
                    && (integrity == null || integrity.equals(node.integrity()));
        }

        /** The packages of the store that it is made of. */
        Set<ContentRoot> roots() {
            Set<ContentRoot> roots = new HashSet<>();
            contents.values().forEach(content -> roots.add(content.root()));
            return roots;
        }

        /** Writes everything of one folder into an empty node_modules. */
        void write(
                Path project,
                String home,
                Path modules,
                Platform platform,
                Set<TreeNode> edited,
                PackageSupply supply,
                InstallLog log) {
            write(project, home, modules, platform, edited, supply, log, SharedTree.NONE, tree -> {});
        }

        /**
         * As above, but for what is linked to.
         *
         * @param linked makes the links
         */
        void write(
                Path project,
                String home,
                Path modules,
                Platform platform,
                Set<TreeNode> edited,
                PackageSupply supply,
                InstallLog log,
                SharedTree shared,
                Consumer<SharedTree> linked) {
            List<dev.dx.engine.link.Placement> placements = new ArrayList<>();
            Map<Path, TreeNode> places = new LinkedHashMap<>();
            Map<TreeNode, Set<String>> executables = executables();
            contents.forEach((node, content) -> {
                if (!homeOf(node).equals(home) || shared.has(node)) {
                    return;
                }
                Path folder = inModules(home, node);
                places.put(folder, node);
                placements.add(new dev.dx.engine.link.Placement(
                        folder,
                        content,
                        executables.getOrDefault(node, Set.of()),
                        IgnoreFiles.renamed(content.files()),
                        edited.contains(node)
                                ? dev.dx.engine.link.Placement.Files.OWN
                                : dev.dx.engine.link.Placement.Files.SHARED));
            });
            if (!placements.isEmpty()) {
                LinkStrategy strategy =
                        LinkStrategy.between(placements.getFirst().content().folder(), modules);
                AtomicInteger done = new AtomicInteger();
                PackageGuard guard = supply.guard(contents, log);
                new TreeWriter(strategy, guard::check).write(modules, placements, placement -> {
                    TreeNode node = places.get(placement.folder());
                    if (node != null) {
                        log.accept(new InstallEvent.Linked(
                                PackageFetches.idOf(node), done.incrementAndGet(), placements.size()));
                    }
                });
            }
            linked.accept(shared);
            writeLinks(project, home, modules);
            writeBins(project, home, modules, platform, shared);
        }

        /** Whether it stands in one node_modules, and nothing in there is a link. */
        boolean isOfPackagesAlone() {
            return links.isEmpty() && folders.isEmpty() && homes().isEmpty() && !contents.isEmpty();
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
            contents.forEach((node, content) -> {
                if (homeOf(node).isEmpty()) {
                    pieces.add(new TreeRecipe.Piece(
                            slashes(inModules("", node)),
                            content.root(),
                            content.integrity(),
                            executables.getOrDefault(node, Set.of()),
                            IgnoreFiles.renamed(content.files())));
                }
            });
            List<TreeRecipe.Commands> commands = new ArrayList<>();
            commands("", TreeNode::isLink)
                    .forEach((folder, links) -> commands.add(new TreeRecipe.Commands(folder, links)));
            return new TreeRecipe(platform.toString(), pieces, commands);
        }

        private static String slashes(Path path) {
            return path.toString().replace('\\', '/');
        }

        /** The commands of each node_modules of a home, by its path from the one at the top. */
        private Map<String, List<BinLink>> commands(String home, Predicate<TreeNode> without) {
            Map<String, List<BinLink>> byFolder = new TreeMap<>();
            List<TreeNode> nodes = installed();
            nodes.sort(Comparator.comparing(TreeNode::location, NameOrder.NPM));
            for (TreeNode node : nodes) {
                TreeNode parent = node.parent();
                if (parent == null || !homeOf(node).equals(home) || without.test(node)) {
                    continue;
                }
                String folder = parent.isTop() ? "" : slashes(inModules(home, parent)) + "/node_modules";
                node.target()
                        .manifest()
                        .bins()
                        .forEach((name, target) -> byFolder.computeIfAbsent(folder, key -> new ArrayList<>())
                                .add(BinLink.declared(name, node.name(), target)));
            }
            return byFolder;
        }

        /** Links say where to look from where they will be, not from where they are written. */
        private void writeLinks(Path project, String home, Path modules) {
            for (TreeNode link : links) {
                if (!homeOf(link).equals(home)) {
                    continue;
                }
                Path inside = inModules(home, link);
                Path there = project.resolve(link.location()).normalize();
                Path target = project.resolve(link.linkedFolder()).normalize();
                Path above = there.getParent();
                Path text = above == null || !java.util.Objects.equals(above.getRoot(), target.getRoot())
                        ? target
                        : above.relativize(target);
                Path written = modules.resolve(inside);
                try {
                    Files.createDirectories(written.getParent());
                    Files.createSymbolicLink(written, text);
                } catch (IOException e) {
                    throw DxException.io(written.toString(), e);
                }
            }
        }

        /** What commands run of each archive, also of the packages it brings along. */
        private Map<TreeNode, Set<String>> executables() {
            Map<TreeNode, Set<String>> executables = new HashMap<>();
            contents.keySet()
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

        private void writeBins(Path project, String home, Path modules, Platform platform, SharedTree shared) {
            Map<String, Map<String, Path>> linked = new HashMap<>();
            for (TreeNode link : links) {
                TreeNode parent = link.parent();
                if (parent != null && homeOf(link).equals(home)) {
                    Path folder = project.resolve(link.linkedFolder());
                    String inside = parent.isTop() ? "" : slashes(inModules(home, parent)) + "/node_modules";
                    linked.computeIfAbsent(inside, key -> new TreeMap<>()).put(link.name(), folder.normalize());
                    makeExecutable(folder, link.target().manifest(), platform);
                }
            }
            // What stands in a package that is linked to has its commands there.
            commands(home, node -> shared.has(node) && !isAtTop(node))
                    .forEach((folder, bins) -> BinLinks.create(
                            modules.resolve(folder), bins, platform, linked.getOrDefault(folder, Map.of())));
        }

        private static boolean isAtTop(TreeNode node) {
            TreeNode parent = node.parent();
            return parent != null && parent.isTop();
        }

        /** A command in a folder of the user's may lack the permission to be one; npm gives it too. */
        static void makeExecutable(Path folder, PackageManifest manifest, Platform platform) {
            if (platform.isWindows()) {
                return;
            }
            for (String target : manifest.bins().values()) {
                Path file = folder.resolve(target).normalize();
                try {
                    if (file.startsWith(folder.normalize()) && Files.isRegularFile(file)) {
                        Set<PosixFilePermission> permissions = new HashSet<>(Files.getPosixFilePermissions(file));
                        if (permissions.addAll(EXECUTABLE)) {
                            Files.setPosixFilePermissions(file, permissions);
                        }
                    }
                } catch (IOException e) {
                    throw DxException.io(file.toString(), e);
                }
            }
        }

        static Path inModules(String home, TreeNode node) {
            String prefix = home.isEmpty() ? "node_modules/" : home + "/node_modules/";
            return Path.of(node.location().substring(prefix.length()));
        }

        /** Says what the user should know of packages that were not there before. */
        void warnAbout(@Nullable PackageLock before, ScriptApprovals approvals, InstallLog log) {
            Map<String, JsonObject> old = before == null ? Map.of() : before.packages();
            Set<String> withScripts = new TreeSet<>(NameOrder.NPM);
            Set<String> otherwise = new TreeSet<>(NameOrder.NPM);
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
                    switch (approvals.verdict(
                            PackageFetches.idOf(node), contents.get(node).integrity())) {
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
}
