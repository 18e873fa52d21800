package dev.dx.engine.link;

import dev.dx.engine.store.StoredPackage;
import java.nio.file.Path;

/** Where the packages of a {@link TreeRecipe} come from. */
@FunctionalInterface
public interface PackageContents {
    /**
     * @throws dev.dx.engine.DxException with {@link dev.dx.engine.ErrorCode#DX_NOT_FOUND} if it is not there any more
     */
    StoredPackage of(TreeRecipe.Piece piece);

    /** Where its files are, as far as it is there. */
    default Path folderOf(TreeRecipe.Piece piece) {
        return of(piece).folder();
    }
}
