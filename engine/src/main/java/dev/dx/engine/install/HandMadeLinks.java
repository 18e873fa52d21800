package dev.dx.engine.install;

import dev.dx.engine.install.change.Change;
import dev.dx.engine.install.change.InstallRequest;
import dev.dx.engine.install.change.LockTexts;
import dev.dx.engine.install.change.ManifestChange;
import dev.dx.engine.install.change.ManifestEdits;
import dev.dx.engine.install.change.SpecNaming;
import dev.dx.engine.install.project.LinkedPackages;
import dev.dx.engine.install.project.Workspace;
import dev.dx.engine.npm.config.NpmConfig;
import dev.dx.engine.npm.lock.PackageLock;
import dev.dx.engine.npm.resolve.LocalFolders;
import dev.dx.engine.npm.resolve.Provisions;
import dev.dx.engine.npm.resolve.Requests;
import dev.dx.engine.npm.resolve.ResolveListener;
import dev.dx.engine.npm.resolve.ResolveRules;
import dev.dx.engine.npm.resolve.Resolver;
import dev.dx.engine.npm.tree.TreeNode;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The links that somebody made by hand, which node_modules alone knows of: which of them an install keeps, and what the tree is
 * with them.
 */
final class HandMadeLinks {
    private final InstallRequest request;
    private final NpmConfig config;
    private final Path modules;

    HandMadeLinks(InstallRequest request, NpmConfig config) {
        this.request = request;
        this.config = config;
        this.modules = request.project().resolve("node_modules");
    }

    /** What a tree is resolved with. */
    record Resolution(
            Workspace workspace,
            ResolveRules rules,
            Provisions provisions,
            LocalFolders folders,
            SpecNaming sources,
            ResolveListener listener) {}

    /** What was linked and stays so; an install from a frozen lock makes what that says, and nothing else. */
    LinkedPackages standing() {
        return request.lock() == InstallRequest.LockPolicy.FROZEN ? LinkedPackages.NONE : LinkedPackages.read(modules);
    }

    /** What is to be linked after this install, whatever the lock says. */
    LinkedPackages after(ManifestEdits edits) {
        LinkedPackages standing = standing();
        return switch (request.change()) {
            case Change.Link link -> standing.with(LinkedPackages.of(link.folders()));
            case Change.Remove remove -> standing.without(remove.names());
            case Change.Prune _ -> standing.only(name -> edits.root().kindOf(name) != null);
            case Change.Add _,
                    Change.Sync _,
                    Change.Import _,
                    Change.Update _,
                    Change.Dedupe _,
                    Change.Approve _,
                    Change.Rebuild _ -> standing.without(edits.named().getOrDefault("", Set.of()));
        };
    }

    /** Which of these names are links. */
    Set<String> among(List<String> names) {
        return LinkedPackages.linksAmong(modules, names);
    }

    /** What is installed but for the links, which are not for a lock to have. */
    @Nullable
    PackageLock without(@Nullable PackageLock installed) {
        Set<String> linked = LinkedPackages.read(modules).folders().keySet();
        return installed == null || linked.isEmpty() ? installed : installed.withoutLinks(linked);
    }

    /** The tree with links: as if the project asked for these folders, beginning with what the lock has. */
    TreeNode tree(LinkedPackages links, TreeNode project, ManifestEdits.Settled settled, Resolution resolution) {
        ManifestEdits wished = ManifestEdits.of(
                request.project(),
                settled.root(),
                Set.of(""),
                (folder, manifest) -> ManifestChange.of(
                        folder,
                        manifest,
                        new Change.Add(links.specs(), null, Change.Precision.CARET),
                        request.project(),
                        resolution.sources()));
        String whole = new LockTexts(request, config).hiddenLock(project, settled.inLock(), node -> true);
        PackageLock base = PackageLock.parse(PackageLock.HIDDEN_FILE_NAME, whole);
        TreeNode tree = new TreeStart(
                        resolution.workspace(), resolution.rules(), base, false, Resolver.Unneeded.REMOVED)
                .tree(wished.root().manifest(), resolution.folders());
        new Resolver(
                        resolution.rules(),
                        Requests.naming(links.folders().keySet()),
                        resolution.provisions(),
                        resolution.listener())
                .resolve(tree, Resolver.Unneeded.REMOVED);
        return tree;
    }
}
