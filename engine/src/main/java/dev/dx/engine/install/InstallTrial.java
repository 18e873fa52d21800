package dev.dx.engine.install;

import dev.dx.engine.install.change.Change;
import dev.dx.engine.install.change.InstallRequest;
import dev.dx.engine.install.change.ManifestEdits;
import dev.dx.engine.npm.PackageManifest;
import dev.dx.engine.npm.resolve.LocalFolders;
import dev.dx.engine.npm.resolve.NearestFix;
import dev.dx.engine.npm.resolve.Provisions;
import dev.dx.engine.npm.resolve.Requests;
import dev.dx.engine.npm.resolve.ResolveListener;
import dev.dx.engine.npm.resolve.Resolver;
import dev.dx.engine.npm.tree.TreeNode;
import java.util.Set;
import java.util.function.BiFunction;

/**
 * Resolves as one install does, with other manifests, and leaves no trace.
 *
 * @param requests what is asked for by name, in a tree whose folders have these manifests
 */
record InstallTrial(
        InstallRequest request,
        ManifestEdits edits,
        TreeStart start,
        Provisions provisions,
        BiFunction<TreeNode, LocalFolders, Requests> requests)
        implements NearestFix.Trial {
    @Override
    public PackageManifest manifestIn(String folder) {
        return folder.isEmpty()
                ? edits.root().manifest()
                : new LocalFolders(request.project(), edits.wishedInMembers()).manifestOf(folder);
    }

    @Override
    public Set<String> namedIn(String folder) {
        return edits.named().getOrDefault(folder, Set.of());
    }

    @Override
    public String command(String folder) {
        String list = "";
        if (request.change() instanceof Change.Add add && add.saveAs() != null) {
            list = switch (add.saveAs()) {
                case PRODUCTION -> " -P";
                case DEV -> " -D";
                case OPTIONAL -> " -O";
                case PEER -> " --save-peer";
            };
        }
        return "dx add" + list + (folder.isEmpty() ? "" : " -w " + folder);
    }

    @Override
    public void resolve(String folder, PackageManifest manifest, ResolveListener watch) {
        LocalFolders folders = new LocalFolders(request.project(), edits.wishedInMembers());
        PackageManifest root = edits.root().manifest();
        if (folder.isEmpty()) {
            root = manifest;
        } else {
            folders.put(folder, manifest);
        }
        TreeNode project = start.tree(root, folders);
        new Resolver(start.rules(), requests.apply(project, folders), provisions.withFolders(folders), watch)
                .resolve(project, start.unneeded());
    }
}
