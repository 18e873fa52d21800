package dev.dx.engine.install.script;

import dev.dx.engine.Integrity;
import dev.dx.engine.PackageId;
import dev.dx.engine.install.project.ProjectFiles;
import dev.dx.engine.install.project.ProjectManifest;
import dev.dx.engine.npm.NameOrder;
import dev.dx.engine.npm.json.JsonObject;
import dev.dx.engine.npm.lock.PackageLock;
import dev.dx.engine.npm.source.PackageSources;
import dev.dx.engine.script.PackageScripts;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Which installed dependencies have scripts, what they would run, and what the project says of them. */
public final class ScriptReview {
    private ScriptReview() {}

    /** By name and version, each once; empty where nothing is installed. */
    public static List<DependencyScripts> of(Path project) {
        PackageLock installed = ProjectFiles.readHiddenLock(project.resolve("node_modules"));
        ProjectManifest manifest = ProjectManifest.readIfPresent(project);
        if (installed == null || manifest == null) {
            return List.of();
        }
        ScriptApprovals approvals = ScriptApprovals.of(manifest.json());
        List<DependencyScripts> found = new ArrayList<>();
        Set<String> seen = new HashSet<>();
        for (Map.Entry<String, JsonObject> place : installed.packages().entrySet()) {
            JsonObject entry = place.getValue();
            if (entry.isTruthy("link") || PackageLock.isArchived(entry) || PackageLock.isFolder(place.getKey())) {
                continue;
            }
            Path folder = project.resolve(place.getKey());
            String resolved = entry.string("resolved");
            if (!entry.isTruthy("hasInstallScript")
                    && !PackageSources.isGit(resolved)
                    && !Files.exists(folder.resolve("binding.gyp"))) {
                continue;
            }
            PackageScripts scripts = ScriptedPackage.scriptsOf(folder);
            Map<String, String> commands = ScriptedPackage.commands(scripts, folder, resolved);
            if (commands.isEmpty() && PackageSources.isGit(resolved)) {
                continue;
            }
            PackageId id = id(place.getKey(), entry);
            String integrity = entry.string("integrity");
            if (seen.add(id + " " + integrity + " " + resolved)) {
                found.add(new DependencyScripts(
                        id,
                        commands,
                        approvals.verdict(id, integrity == null ? null : Integrity.parse(integrity), resolved)));
            }
        }
        found.sort(Comparator.comparing(scripts -> scripts.id().toString(), NameOrder.NPM));
        return found;
    }

    private static PackageId id(String place, JsonObject entry) {
        String name = entry.string("name");
        String version = entry.string("version");
        int last = place.lastIndexOf("node_modules/");
        return new PackageId(
                name == null ? place.substring(last + "node_modules/".length()) : name,
                version == null || version.isEmpty() ? "0.0.0" : version);
    }
}
