package dev.dx.engine.install.change;

import dev.dx.engine.install.project.ProjectManifest;
import dev.dx.engine.npm.PackageManifest;
import dev.dx.engine.npm.config.NpmConfig;
import dev.dx.engine.npm.tree.TreeNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** What one change makes of the manifests of a project: its own, and those of members of its workspace. */
public final class ManifestEdits {
    private final Map<String, ManifestChange> changes;

    /** @param changes by folder, as a path from the project's; the project's own, at "", is always there */
    private ManifestEdits(Map<String, ManifestChange> changes) {
        this.changes = changes;
    }

    /** Makes the change of one manifest. */
    public interface Editor {
        ManifestChange edit(Path folder, ProjectManifest manifest);
    }

    /**
     * @param root the project's own manifest
     * @param folders whose manifests are changed; "" for the project's own
     */
    public static ManifestEdits of(Path project, ProjectManifest root, Set<String> folders, Editor editor) {
        Map<String, ManifestChange> changes = new LinkedHashMap<>();
        changes.put("", folders.contains("") ? editor.edit(project, root) : ManifestChange.none(project, root));
        for (String folder : new TreeSet<>(folders)) {
            if (!folder.isEmpty()) {
                Path path = project.resolve(folder);
                changes.put(folder, editor.edit(path, ProjectManifest.read(path)));
            }
        }
        return new ManifestEdits(changes);
    }

    public ProjectManifest root() {
        return root(changes).wished();
    }

    private static ManifestChange root(Map<String, ManifestChange> changes) {
        return java.util.Objects.requireNonNull(changes.get(""));
    }

    /** The manifests of members as they are to be, by folder. */
    public Map<String, PackageManifest> wishedInMembers() {
        Map<String, PackageManifest> wished = new LinkedHashMap<>();
        changes.forEach((folder, change) -> {
            if (!folder.isEmpty()) {
                wished.put(folder, change.wished().manifest());
            }
        });
        return wished;
    }

    /** The direct dependencies the user named, by the folder of the manifest that has them. */
    public Map<String, Set<String>> named() {
        Map<String, Set<String>> named = new TreeMap<>();
        changes.forEach((folder, change) -> named.put(folder, change.names()));
        return named;
    }

    /** Names that were to be removed, and that none of the manifests has. */
    public List<String> absent() {
        List<String> absent = new ArrayList<>();
        boolean first = true;
        for (ManifestChange change : changes.values()) {
            if (change == root(changes) && changes.size() > 1) {
                continue;
            }
            if (first) {
                absent.addAll(change.absent());
            } else {
                absent.retainAll(change.absent());
            }
            first = false;
        }
        return absent;
    }

    /**
     * The manifests as they are to be written.
     *
     * @param texts by the path of their file from the project's folder
     * @param before what these files held, where they were there
     * @param inLock the project's own, as the lock has it
     */
    public record Settled(
            ProjectManifest root, PackageManifest inLock, Map<String, String> texts, Map<String, String> before) {
        /** The same with another manifest of the project, one that says nothing else of what it depends on. */
        public Settled with(ProjectManifest other) {
            Map<String, String> changed = new LinkedHashMap<>(texts);
            changed.put(ProjectManifest.FILE_NAME, other.fileText());
            return new Settled(other, inLock, changed, before);
        }
    }

    /** What is written, now that versions are chosen. The tree is told what its folders will say. */
    public Settled settle(TreeNode tree, NpmConfig config) {
        Map<String, String> texts = new LinkedHashMap<>();
        Map<String, String> before = new LinkedHashMap<>();
        ProjectManifest root = root();
        PackageManifest inLock = root.manifest();
        for (Map.Entry<String, ManifestChange> each : changes.entrySet()) {
            ManifestChange change = each.getValue();
            TreeNode owner = tree.folderAt(each.getKey());
            ProjectManifest settled = owner == null ? change.wished() : change.settled(owner, config);
            String file = each.getKey().isEmpty()
                    ? ProjectManifest.FILE_NAME
                    : each.getKey() + "/" + ProjectManifest.FILE_NAME;
            texts.put(file, settled.fileText());
            String text = change.before().text();
            if (text != null) {
                before.put(file, text);
            }
            if (each.getKey().isEmpty()) {
                root = settled;
                inLock = change.locked(settled);
            } else if (owner != null) {
                owner.restate(change.locked(settled));
            }
        }
        return new Settled(root, inLock, texts, before);
    }
}
