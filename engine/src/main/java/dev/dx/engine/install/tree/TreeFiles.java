package dev.dx.engine.install.tree;

import dev.dx.engine.DxException;
import dev.dx.engine.InstallEvent;
import dev.dx.engine.Platform;
import dev.dx.engine.install.supply.InstallLog;
import dev.dx.engine.install.supply.PackageSupply;
import dev.dx.engine.link.BinLink;
import dev.dx.engine.link.BinLinks;
import dev.dx.engine.link.LinkStrategy;
import dev.dx.engine.link.Placement;
import dev.dx.engine.link.TreeWriter;
import dev.dx.engine.npm.PackageManifest;
import dev.dx.engine.npm.source.IgnoreFiles;
import dev.dx.engine.npm.tree.TreeNode;
import dev.dx.engine.store.PackageGuard;
import dev.dx.engine.store.StoredPackage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Writes what a tree consists of into folders that become a node_modules, or part of one.
 *
 * @param edited packages that get files of their own
 * @param shared what is linked to in the project's own node_modules
 * @param linking how files are placed, if somebody decided that
 */
public record TreeFiles(
        FilledTree tree,
        Path project,
        Platform platform,
        Set<TreeNode> edited,
        SharedTree shared,
        SharedLayouts layouts,
        @Nullable LinkStrategy linking,
        PackageSupply supply,
        InstallLog log) {
    private static final Set<PosixFilePermission> EXECUTABLE = PosixFilePermissions.fromString("--x--x--x");

    /** What is where once it is written, if this is what is where now. */
    public PlacedPackages placed(PlacedPackages before) {
        return tree.placed(before, edited, shared, project);
    }

    /** Writes everything of one folder into an empty node_modules. */
    public void write(String home, Path modules) {
        writePackages(home, modules, node -> true);
        bins(home)
                .forEach((folder, bins) ->
                        BinLinks.create(modules.resolve(folder), bins.commands(), platform, bins.linked()));
    }

    /** Writes what differs of the project's own node_modules; answers which entries that makes, and which go. */
    public TreeDifference.Entries write(TreeDifference difference, Path modules, Path staged) {
        writePackages("", staged, node -> difference.isMade(node.location()));
        TreeDifference.Entries entries = difference.entries();
        Map<String, Bins> bins = bins("");
        bins.forEach((folder, its) -> {
            if (difference.isFolderMade(folder)) {
                BinLinks.create(staged.resolve(folder), its.commands(), platform, its.linked());
            }
        });
        for (String folder : difference.foldersTouched()) {
            Bins its = bins.getOrDefault(folder, new Bins(List.of(), Map.of()));
            String prefix = folder.isEmpty() ? "" : folder + "/";
            Path standing = modules.resolve(folder);
            Path made = staged.resolve(folder);
            BinLinks.Changes changes = BinLinks.change(standing, made, its.commands(), platform, name -> {
                Path linked = its.linked().get(name);
                boolean isMade = difference.isMade("node_modules/" + prefix + name);
                return linked != null ? linked : isMade ? made.resolve(name) : standing.resolve(name);
            });
            changes.put().forEach(name -> entries.put().add(prefix + name));
            changes.dropped().forEach(name -> entries.dropped().add(prefix + name));
        }
        return entries;
    }

    private void writePackages(String home, Path modules, Predicate<TreeNode> wanted) {
        List<TreeNode> nodes = tree.contents().nodes().stream()
                .filter(node -> TreePlan.homeOf(node).equals(home) && !shared.has(node) && wanted.test(node))
                .toList();
        tree.leaveOut(tree.contents().await(nodes));
        List<Placement> placements = new ArrayList<>();
        Map<TreeNode, StoredPackage> contents = new HashMap<>();
        Map<TreeNode, Set<String>> executables = tree.executables();
        for (TreeNode node : nodes) {
            if (!tree.contents().nodes().contains(node)) {
                continue;
            }
            StoredPackage content = tree.contents().of(node);
            contents.put(node, content);
            Path folder = FilledTree.inModules(home, node);
            placements.add(new Placement(
                    folder,
                    content,
                    executables.getOrDefault(node, Set.of()),
                    IgnoreFiles.renamed(content.files()),
                    edited.contains(node) ? Placement.Files.OWN : Placement.Files.SHARED));
        }
        if (!placements.isEmpty()) {
            LinkStrategy strategy =
                    LinkStrategy.asked(linking, placements.getFirst().content().folder(), modules);
            AtomicInteger done = new AtomicInteger();
            PackageGuard guard = supply.guard(contents, log);
            new TreeWriter(strategy, new GuardedSource(guard))
                    .write(
                            modules,
                            placements,
                            placement ->
                                    log.accept(new InstallEvent.Linked(done.incrementAndGet(), placements.size())));
        }
        if (home.isEmpty()) {
            layouts.link(shared, modules);
        }
        tree.links().stream()
                .filter(link -> TreePlan.homeOf(link).equals(home) && wanted.test(link))
                .forEach(link -> writeLink(link, modules.resolve(FilledTree.inModules(home, link))));
    }

    private void writeLink(TreeNode link, Path written) {
        try {
            Files.createDirectories(written.getParent());
            Files.createSymbolicLink(written, FilledTree.linkText(link, project));
        } catch (IOException e) {
            throw DxException.io(written.toString(), e);
        }
    }

    /**
     * What belongs into the .bin of one folder.
     *
     * @param linked the folders that its entries lead to which are links
     */
    private record Bins(List<BinLink> commands, Map<String, Path> linked) {}

    /** By the folders that packages stand in, relative to the node_modules they are somewhere in. */
    private Map<String, Bins> bins(String home) {
        Map<String, Map<String, Path>> linked = new HashMap<>();
        for (TreeNode link : tree.links()) {
            TreeNode parent = link.parent();
            if (parent != null && TreePlan.homeOf(link).equals(home)) {
                Path folder = project.resolve(link.linkedFolder());
                linked.computeIfAbsent(FilledTree.folderOf(home, parent), key -> new TreeMap<>())
                        .put(link.name(), folder.normalize());
                makeExecutable(folder, link.target().manifest(), platform);
            }
        }
        Map<String, Bins> bins = new TreeMap<>();
        // What stands in a package that is linked to has its commands there.
        tree.commands(home, node -> shared.has(node) && !isAtTop(node))
                .forEach((folder, commands) ->
                        bins.put(folder, new Bins(commands, linked.getOrDefault(folder, Map.of()))));
        return bins;
    }

    private static boolean isAtTop(TreeNode node) {
        TreeNode parent = node.parent();
        return parent != null && parent.isTop();
    }

    /** A command in a folder of the user's may lack the permission to be one; npm gives it too. */
    public static void makeExecutable(Path folder, PackageManifest manifest, Platform platform) {
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
}
