package dev.dx.engine.link;

import dev.dx.engine.DxException;
import dev.dx.engine.ErrorCode;
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
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ForkJoinTask;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A tree that was installed before, as {@link SpareTrees} wrote it down: enough to make it again without resolving anything. */
public final class NotedTree {
    private final Path noted;
    private final TreeRecipe recipe;
    private final @Nullable TreeListing listing;
    private final Map<String, byte[]> beside;

    private NotedTree(Path noted, TreeRecipe recipe, @Nullable TreeListing listing, Map<String, byte[]> beside) {
        this.noted = noted;
        this.recipe = recipe;
        this.listing = listing;
        this.beside = beside;
    }

    /**
     * All of it, since another process may remove it at any time; null where it is not legible.
     *
     * @param noted one of {@link SpareTrees#noted}
     */
    public static @Nullable NotedTree read(Path noted) {
        // Both take a while where the tree is large.
        ForkJoinTask<@Nullable TreeListing> listing =
                ForkJoinPool.commonPool().submit(() -> listing(SpareTrees.listingBeside(noted)));
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
        TreeListing its = listing.join();
        return recipe == null ? null : new NotedTree(noted, recipe, its, beside);
    }

    private static @Nullable TreeListing listing(Path file) {
        TreeListing listing = TreeListing.read(file);
        if (listing != null) {
            // It will be needed, and takes as long as all that has to be done first.
            ForkJoinPool.commonPool().execute(FolderCalls::load);
        }
        return listing;
    }

    public List<TreeRecipe.Piece> pieces() {
        return recipe.pieces();
    }

    /** Whether one of its pieces, by its number, can be made without its package being looked into. */
    public boolean isListed(int piece) {
        return listing != null && listing.of(piece) != null;
    }

    /**
     * Makes it, in an empty folder.
     *
     * @param linking how files are placed; null for the best way there is
     * @param own which packages get files of their own
     * @throws DxException with {@link ErrorCode#DX_NOT_FOUND} if a package is not there any more, or not as it was
     */
    public void make(
            Path modules,
            PackageContents contents,
            SourceCheck check,
            Platform platform,
            @Nullable LinkStrategy linking,
            Predicate<TreeRecipe.Piece> own,
            Consumer<Path> finished) {
        try {
            new RecipeTree(contents, check, platform)
                    .write(
                            recipe,
                            listing,
                            modules,
                            linking,
                            piece -> own.test(piece) ? Placement.Files.OWN : Placement.Files.SHARED,
                            finished);
        } catch (DxException failure) {
            if (listing != null && failure.code() == ErrorCode.DX_NOT_FOUND) {
                TreeListing.remove(SpareTrees.listingBeside(noted));
            }
            throw failure;
        }
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
