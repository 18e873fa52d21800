package dev.dx.engine.install.script;

import dev.dx.engine.PackageId;
import dev.dx.engine.install.project.ProjectManifest;
import dev.dx.engine.install.supply.PackageFetches;
import dev.dx.engine.install.supply.PlanContents;
import dev.dx.engine.npm.NameOrder;
import dev.dx.engine.npm.json.JsonObject;
import dev.dx.engine.npm.json.JsonReader;
import dev.dx.engine.npm.source.PackageSources;
import dev.dx.engine.npm.tree.Edge;
import dev.dx.engine.npm.tree.TreeNode;
import dev.dx.engine.script.PackageScripts;
import dev.dx.engine.store.StoredPackage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiPredicate;
import org.jspecify.annotations.Nullable;

/** A package at its place that has scripts for its installation or its making, as its verified archive says. */
public record ScriptedPackage(TreeNode node, StoredPackage content, PackageScripts scripts) {
    private static final long LARGEST_MANIFEST = 16 << 20;
    private static final List<String> EVENTS = List.of("preinstall", "install", "postinstall");

    public PackageId id() {
        return PackageFetches.idOf(node);
    }

    /** What runs, by event, in its order; before that what makes it out of its repository. */
    public static Map<String, String> commands(PackageScripts scripts, Path folder, @Nullable String resolved) {
        Map<String, String> commands = new LinkedHashMap<>();
        for (String event : PackageSources.preparingScripts(scripts.manifest(), resolved)) {
            commands.put(event, scripts.manifest().strings("scripts").getOrDefault(event, ""));
        }
        commands.putAll(commands(scripts, folder));
        return commands;
    }

    /** What runs where it is installed, by event, in its order. */
    public static Map<String, String> commands(PackageScripts scripts, Path folder) {
        Map<String, String> commands = new LinkedHashMap<>();
        for (String event : EVENTS) {
            String command = scripts.command(event, folder);
            if (command != null) {
                commands.put(event, command);
            }
        }
        return commands;
    }

    /** Those that have scripts and that are wanted, each after those it depends on. */
    public static List<ScriptedPackage> among(PlanContents contents, BiPredicate<TreeNode, StoredPackage> wanted) {
        Set<TreeNode> seen = new HashSet<>();
        List<ScriptedPackage> ordered = new ArrayList<>();
        contents.nodes().stream()
                .filter(node -> wanted.test(node, contents.of(node)))
                .sorted(Comparator.comparing(TreeNode::location, NameOrder.NPM))
                .forEach(node -> visit(node, contents, wanted, seen, ordered));
        return ordered;
    }

    /** Depth first without recursion: a chain of dependencies may be as long as the tree is large. */
    private static void visit(
            TreeNode first,
            PlanContents contents,
            BiPredicate<TreeNode, StoredPackage> wanted,
            Set<TreeNode> seen,
            List<ScriptedPackage> ordered) {
        List<TreeNode> path = new ArrayList<>(List.of(first));
        while (!path.isEmpty()) {
            TreeNode node = path.getLast();
            if (seen.add(node)) {
                for (Edge edge : node.edgesOut()) {
                    TreeNode to = edge.to();
                    if (to != null && !seen.contains(to)) {
                        path.add(to);
                    }
                }
                continue;
            }
            path.removeLast();
            StoredPackage content = contents.nodes().contains(node) ? contents.of(node) : null;
            boolean added = ordered.stream().anyMatch(built -> built.node() == node);
            if (content == null || added || !wanted.test(node, content)) {
                continue;
            }
            PackageScripts scripts = scriptsOf(content.folder());
            if (!commands(scripts, content.folder(), node.resolved()).isEmpty()) {
                ordered.add(new ScriptedPackage(node, content, scripts));
            }
        }
    }

    static PackageScripts scriptsOf(Path folder) {
        Path file = folder.resolve(ProjectManifest.FILE_NAME);
        try {
            boolean legible = Files.isRegularFile(file) && Files.size(file) <= LARGEST_MANIFEST;
            return new PackageScripts(legible ? JsonReader.readObject(Files.readString(file)) : JsonObject.EMPTY);
        } catch (IOException | JsonReader.MalformedJsonException unreadable) {
            return new PackageScripts(JsonObject.EMPTY);
        }
    }
}
