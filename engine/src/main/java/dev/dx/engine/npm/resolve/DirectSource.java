package dev.dx.engine.npm.resolve;

import dev.dx.engine.DxException;
import dev.dx.engine.ErrorCode;
import dev.dx.engine.npm.spec.PackageSpec;
import dev.dx.engine.npm.tree.TreeNode;

/** Where a resolver gets packages that no registry offers. */
public interface DirectSource {
    /** Refuses them all. */
    DirectSource NONE = (spec, asking) -> {
        throw new DxException(
                ErrorCode.DX_UNSUPPORTED,
                spec.raw() + ": only packages from a registry are understood here",
                "Ask for a published version.");
    };

    /**
     * Brings a package that no registry offers; blocks.
     *
     * @param spec a git repository, a tarball's URL or a tarball file, already resolved against the folder of who asks
     * @param asking who wants it
     * @throws dev.dx.engine.DxException if there is no such package, or it cannot be had
     */
    PackageVersions.Offer find(PackageSpec spec, TreeNode asking);
}
