package dev.dx.engine.link;

import dev.dx.engine.DxException;
import dev.dx.engine.Platform;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A tree that was installed before, as {@link SpareTrees} wrote it down: enough to make it again without resolving anything. */
public final class NotedTree {
    private final Path noted;
    private final TreeRecipe recipe;
    private final Map<String, byte[]> beside;

    private NotedTree(Path noted, TreeRecipe recipe, Map<String, byte[]> beside) {
        this.noted = noted;
        this.recipe = recipe;
        this.beside = beside;
    }

    /**
     * All of it, since another process may remove it at any time; null where it is not legible.
     *
     * @param noted one of {@link SpareTrees#noted}
     */
    public static @Nullable NotedTree read(Path noted) {
        TreeRecipe recipe = SpareTrees.recipe(SpareTrees.recipeBeside(noted));
        Map<String, byte[]> beside = new TreeMap<>();
        try (Stream<Path> files = Files.walk(noted)) {
            for (Path file : (Iterable<Path>) files::iterator) {
                if (Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
                    beside.put(noted.relativize(file).toString(), Files.readAllBytes(file));
                }
            }
        } catch (IOException | UncheckedIOException removed) {
            return null;
        }
        return recipe == null ? null : new NotedTree(noted, recipe, beside);
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
            for (Map.Entry<String, byte[]> file : beside.entrySet()) {
                Path path = modules.resolve(file.getKey());
                Files.createDirectories(path.getParent());
                Files.write(path, file.getValue());
            }
        } catch (IOException e) {
            throw DxException.io(modules.toString(), e);
        }
        try {
            Files.setLastModifiedTime(SpareTrees.recipeBeside(noted), FileTime.from(Instant.now()));
        } catch (IOException removed) {
            // Then it is not to be kept longer either.
        }
    }
}
