package dev.dx.engine.npm.resolve;

import dev.dx.engine.DxException;
import dev.dx.engine.ErrorCode;
import dev.dx.engine.npm.spec.PackageSpec;
import dev.dx.engine.npm.tree.TreeNode;

/** Where a resolver gets packages that no registry offers: archives and git repositories. */
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
     * @param spec a git repository, or an archive by address or path
     * @param asking who wants it
     */
    PackageVersions.Offer find(PackageSpec spec, TreeNode asking);
}
