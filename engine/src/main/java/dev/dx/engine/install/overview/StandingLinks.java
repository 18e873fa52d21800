package dev.dx.engine.install.overview;

import dev.dx.engine.install.project.InstalledState;
import dev.dx.engine.install.project.ProjectFiles;
import dev.dx.engine.npm.json.JsonObject;
import dev.dx.engine.npm.lock.PackageLock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/** The links to folders at the top of a node_modules, whoever made them; those into a layout are packages, and no links. */
public final class StandingLinks {
    private StandingLinks() {}

    /** By name, the folder each leads to, as a path from the project's, with slashes. */
    public static Map<String, String> of(Path project) {
        Path modules = project.resolve("node_modules");
        PackageLock written = ProjectFiles.readHiddenLock(modules);
        Map<String, String> links = new TreeMap<>();
        for (String name : InstalledState.entriesOf(modules)) {
            JsonObject record = written == null ? null : written.packages().get("node_modules/" + name);
            Path entry = modules.resolve(name);
            if (!Files.isSymbolicLink(entry) || (record != null && !record.isTruthy("link"))) {
                continue;
            }
            try {
                Path folder = project.toRealPath().relativize(entry.toRealPath());
                links.put(name, folder.toString().replace('\\', '/'));
            } catch (IOException leadsNowhere) {
                // What is not there is missing, and no link.
                links.remove(name);
            }
        }
        return links;
    }
}
