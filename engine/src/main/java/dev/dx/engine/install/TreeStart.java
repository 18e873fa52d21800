package dev.dx.engine.install;

import dev.dx.engine.install.project.Workspace;
import dev.dx.engine.npm.PackageManifest;
import dev.dx.engine.npm.lock.PackageLock;
import dev.dx.engine.npm.resolve.LocalFolders;
import dev.dx.engine.npm.resolve.ResolveRules;
import dev.dx.engine.npm.resolve.Resolver;
import dev.dx.engine.npm.tree.TreeNode;
import org.jspecify.annotations.Nullable;

/**
 * What a tree starts from.
 *
 * @param base the lock, or what is installed; null for nothing
 * @param members whether they are there from the beginning. A lock says where its members were; without one npm begins with
 *     what stands on the disk, members included
 */
record TreeStart(
        Workspace workspace,
        ResolveRules rules,
        @Nullable PackageLock base,
        boolean members,
        Resolver.Unneeded unneeded) {
    TreeNode tree(PackageManifest manifest, LocalFolders folders) {
        TreeNode project = TreeNode.project(manifest, workspace.members(), rules.specs());
        if (base != null) {
            base.toTree(project, folders::manifestOf, rules.specs());
        }
        if (members) {
            workspace.members().values().forEach(path -> project.addMember(path, folders.manifestOf(path)));
        }
        return project;
    }
}
