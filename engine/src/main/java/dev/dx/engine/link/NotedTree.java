package dev.dx.engine.link;

import dev.dx.engine.DxException;
import dev.dx.engine.Platform;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** A tree that was installed before, as {@link SpareTrees} wrote it down: enough to make it again without resolving anything. */
public final class NotedTree {
    private final Path noted;
    private final TreeRecipe recipe;

    private NotedTree(Path noted, TreeRecipe recipe) {
        this.noted = noted;
        this.recipe = recipe;
    }

    /**
     * Null where what was noted is not legible.
     *
     * @param noted one of {@link SpareTrees#noted}
     */
    public static @Nullable NotedTree read(Path noted) {
        TreeRecipe recipe = SpareTrees.recipe(SpareTrees.recipeBeside(noted));
        return recipe == null ? null : new NotedTree(noted, recipe);
    }

    public List<TreeRecipe.Piece> pieces() {
        return recipe.pieces();
    }

    /**
     * Makes it, in an empty folder.
     *
     * @param linking how files are placed; null for the best way there is
     * @param own which packages get files of their own
     * @throws DxException with {@link dev.dx.engine.ErrorCode#DX_NOT_FOUND} if a package is not there any more
     */
    public void make(
            Path modules,
            PackageContents contents,
            SourceCheck check,
            Platform platform,
            @Nullable LinkStrategy linking,
            Predicate<TreeRecipe.Piece> own,
            Consumer<Placement> finished) {
        new RecipeTree(contents, check, platform)
                .write(
                        recipe,
                        modules,
                        linking,
                        piece -> own.test(piece) ? Placement.Files.OWN : Placement.Files.SHARED,
                        finished);
        try {
            SpareTrees.copy(noted, modules);
            Files.setLastModifiedTime(SpareTrees.recipeBeside(noted), FileTime.from(Instant.now()));
        } catch (IOException e) {
            throw DxException.io(modules.toString(), e);
        }
    }
}
