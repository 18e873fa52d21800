package dev.dx.engine.install;

import dev.dx.engine.Environment;
import dev.dx.engine.install.change.InstallReport;
import dev.dx.engine.install.change.InstallRequest;
import dev.dx.engine.install.project.ProjectFiles;
import dev.dx.engine.install.tree.TreePlan;
import dev.dx.engine.npm.json.JsonObject;
import dev.dx.engine.npm.lock.PackageLock;
import dev.dx.engine.npm.tree.TreeNode;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** What an install would do to node_modules, told by what was written down of the one before. Changes nothing. */
final class InstallPreview {
    private final InstallRequest request;
    private final Environment environment;

    InstallPreview(InstallRequest request, Environment environment) {
        this.request = request;
        this.environment = environment;
    }

    InstallReport of(TreeNode project, Duration elapsed, List<String> warnings) {
        PackageLock installed = ProjectFiles.readHiddenLock(request.project().resolve("node_modules"));
        Map<String, JsonObject> old = installed == null ? Map.of() : installed.packages();
        TreePlan plan = TreePlan.of(project, request.omit(), environment.platform());
        Set<String> seen = new TreeSet<>();
        int added = 0;
        int changed = 0;
        for (TreeNode node : plan.nodes()) {
            seen.add(node.location());
            JsonObject entry = old.get(node.location());
            if (entry == null) {
                added++;
            } else if (!node.version().equals(entry.string("version"))) {
                changed++;
            }
        }
        for (TreeNode link : plan.links()) {
            seen.add(link.location());
            JsonObject entry = old.get(link.location());
            if (entry == null) {
                added++;
            } else if (!link.linkedFolder().equals(entry.string("resolved"))) {
                changed++;
            }
        }
        int removed = (int) old.entrySet().stream()
                .filter(entry -> !seen.contains(entry.getKey()))
                .filter(entry -> !PackageLock.isArchived(entry.getValue()) && !PackageLock.isFolder(entry.getKey()))
                .count();
        return new InstallReport(seen.size(), List.of(), added, removed, changed, 0, 0, elapsed, warnings);
    }
}
