package dev.dx.engine.npm.resolve;

import dev.dx.engine.npm.tree.TreeNode;
import java.util.Map;

/** Tells which packages came inside the archive of another one, or are named by the npm-shrinkwrap.json in it. */
public interface BundledPackages {
    /** For who does not look into archives. */
    BundledPackages UNKNOWN = bundler -> Map.of();

    /**
     * What has to stand below a package because its archive says so; blocks until the archive is there.
     *
     * @return by location within the package: {@code node_modules/a/node_modules/b}. What is in the archive itself is
     *     marked as {@code inBundle} and has no archive of its own
     */
    Map<String, PackageVersions.Offer> in(TreeNode bundler);
}
