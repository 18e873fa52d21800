package dev.dx.engine.install.overview;

import dev.dx.engine.DxException;
import dev.dx.engine.Integrity;
import dev.dx.engine.install.project.DependencyKind;
import dev.dx.engine.install.project.ProjectFiles;
import dev.dx.engine.install.project.ProjectManifest;
import dev.dx.engine.install.script.ScriptReview;
import dev.dx.engine.install.script.ScriptVerdict;
import dev.dx.engine.npm.json.JsonObject;
import dev.dx.engine.npm.lock.PackageLock;
import dev.dx.engine.pack.FileEntry;
import dev.dx.engine.store.Store;
import dev.dx.engine.store.StoredPackage;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads what a project's installed direct dependencies are like. */
public final class FactsReading {
    private final Store store;

    public FactsReading(Store store) {
        this.store = store;
    }

    /** By the names they are asked for under; nothing where nothing is installed. */
    public Map<String, DependencyFacts> of(Path project, String member) {
        PackageLock installed = ProjectFiles.readHiddenLock(project.resolve("node_modules"));
        ProjectManifest manifest = ProjectManifest.readIfPresent(project.resolve(member));
        if (installed == null || manifest == null) {
            return Map.of();
        }
        Map<String, ScriptVerdict> verdicts = new HashMap<>();
        ScriptReview.of(project).forEach(its -> verdicts.put(its.id().toString(), its.verdict()));
        Map<String, DependencyFacts> facts = new HashMap<>();
        for (DependencyKind kind : DependencyKind.values()) {
            for (String name : manifest.json().strings(kind.manifestKey()).keySet()) {
                DxException.checkCancelled();
                JsonObject own = member.isEmpty() ? null : installed.packages().get(member + "/node_modules/" + name);
                JsonObject entry = own == null ? installed.packages().get("node_modules/" + name) : own;
                if (entry != null) {
                    String ownName = entry.string("name");
                    String id = (ownName == null ? name : ownName) + "@" + entry.string("version");
                    facts.put(
                            name,
                            new DependencyFacts(
                                    licence(entry), entry.string("deprecated"), size(entry), verdicts.get(id)));
                }
            }
        }
        return facts;
    }

    private static @Nullable String licence(JsonObject entry) {
        JsonObject old = entry.object("license");
        return old == null ? entry.string("license") : old.string("type");
    }

    private long size(JsonObject entry) {
        String text = entry.string("integrity");
        Integrity integrity = text == null ? null : Integrity.parse(text);
        StoredPackage stored = integrity == null ? null : store.find(integrity);
        return stored == null
                ? -1
                : stored.files().entries().stream().mapToLong(FileEntry::size).sum();
    }
}
