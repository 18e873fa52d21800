package dev.dx.engine.link;

import dev.dx.engine.ContentHash;
import dev.dx.engine.DxException;
import dev.dx.engine.ErrorCode;
import dev.dx.engine.Platform;
import dev.dx.engine.store.Staging;
import dev.dx.engine.store.Store;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Trees that stand once in the store, for any number of projects to link to:
 *
 * <pre>
 * layouts/HASH/recipe         what it is made of; its time is when it was used last
 * layouts/HASH/node_modules/  the tree, which nobody writes to
 * layouts.dxlc                what is known of all of them; made anew from them where it is lost
 * </pre>
 *
 * A layout is visible from the moment it is whole. Whoever makes or uses one holds a {@link Store.Use}; whoever removes some has
 * the store alone.
 */
public final class LayoutCache {
    private static final String MODULES = "node_modules";
    private static final String RECIPE = "recipe";
    private static final int HEX = 2 * ContentHash.LENGTH;

    private final Store store;
    private final Path root;
    private final Path index;
    private final Checkpoint checkpoint;

    public LayoutCache(Store store) {
        this(store, Checkpoint.NONE);
    }

    LayoutCache(Store store, Checkpoint checkpoint) {
        this.store = store;
        this.checkpoint = checkpoint;
        this.root = store.folder().resolve("layouts");
        this.index = store.folder().resolve("layouts.dxlc");
    }

    /** The tree of this layout, where it is or would be. */
    public Path modulesOf(ContentHash layout) {
        return folderOf(layout).resolve(MODULES);
    }

    Path folderOf(ContentHash layout) {
        return root.resolve(layout.toString());
    }

    public boolean has(ContentHash layout) {
        return Files.isDirectory(modulesOf(layout), LinkOption.NOFOLLOW_LINKS);
    }

    /** Notes that a layout saved somebody the making of it. */
    public void used(ContentHash layout) {
        try {
            Files.setLastModifiedTime(folderOf(layout).resolve(RECIPE), FileTime.from(Instant.now()));
        } catch (IOException readOnly) {
            // It will be taken for unused, and is made again when it is needed.
        }
        note(
                layout,
                entry -> new LayoutEntry(
                        entry.layout(),
                        entry.kind(),
                        entry.graph(),
                        entry.created(),
                        now(),
                        entry.packages(),
                        entry.files(),
                        entry.bytes(),
                        entry.uses() + 1,
                        entry.making()));
    }

    /**
     * Makes a layout that is not there; does no harm where another process makes it at the same time.
     *
     * @param check asked before each file is placed
     * @param finished told of each package that stands
     */
    public void make(
            TreeRecipe recipe,
            PackageContents contents,
            SourceCheck check,
            Platform platform,
            Consumer<Path> finished) {
        ContentHash layout = recipe.hash();
        Instant began = Instant.now();
        try (Staging.Place place = store.workPlace()) {
            Path staged = staged(recipe, new RecipeTree(contents, check, platform), place, finished);
            Files.createDirectories(root);
            checkpoint.before("publish the layout");
            publish(staged, folderOf(layout), place);
        } catch (IOException e) {
            DxException.checkCancelled();
            throw DxException.io(folderOf(layout).toString(), e);
        }
        Duration making = Duration.between(began, Instant.now());
        note(
                layout,
                entry -> new LayoutEntry(
                        entry.layout(),
                        entry.kind(),
                        entry.graph(),
                        entry.created(),
                        entry.lastUsed(),
                        entry.packages(),
                        entry.files(),
                        entry.bytes(),
                        entry.uses(),
                        making));
    }

    private Path staged(TreeRecipe recipe, RecipeTree tree, Staging.Place place, Consumer<Path> finished)
            throws IOException {
        checkpoint.before("write the tree");
        Path staged = Files.createDirectory(place.path("layout"));
        Path modules = Files.createDirectory(staged.resolve(MODULES));
        LinkStrategy strategy = tree.write(recipe, modules, Placement.Files.SHARED, finished);
        checkpoint.before("write the recipe");
        Files.write(staged.resolve(RECIPE), TreeRecipeFormat.encode(recipe));
        checkpoint.before("protect the tree");
        RecipeTree.protect(modules, strategy);
        return staged;
    }

    private static void publish(Path staged, Path visible, Staging.Place place) throws IOException {
        try {
            Files.move(staged, visible, StandardCopyOption.ATOMIC_MOVE);
        } catch (FileSystemException taken) {
            if (Files.isDirectory(visible.resolve(MODULES), LinkOption.NOFOLLOW_LINKS)) {
                // Another was quicker.
                return;
            }
            // A folder without a tree is nobody's layout.
            Files.move(visible, place.path("broken"), StandardCopyOption.ATOMIC_MOVE);
            Files.move(staged, visible, StandardCopyOption.ATOMIC_MOVE);
        }
    }

    /** Makes files in {@code modules}, an empty folder, of what these links lead to. */
    public void copy(LayoutLinks links, Path modules, PackageContents contents, SourceCheck check, Platform platform) {
        TreeRecipe recipe = recipe(links.layout());
        if (recipe == null) {
            throw new DxException(
                    ErrorCode.DX_FORMAT_CORRUPT,
                    folderOf(links.layout()) + ": its recipe is not legible",
                    "Run dx store repair.");
        }
        TreeRecipe wanted = recipe.only(links.entries());
        List<TreeRecipe.Commands> below = wanted.commands().stream()
                .filter(commands -> !commands.folder().isEmpty())
                .toList();
        new RecipeTree(contents, check, platform)
                .write(
                        new TreeRecipe(wanted.target(), wanted.pieces(), below),
                        modules,
                        Placement.Files.SHARED,
                        placement -> {});
    }

    /** Makes a layout again in the place of the one that is there; projects that link to it keep their links. */
    void remake(ContentHash layout, TreeRecipe recipe, RecipeTree tree) {
        try (Staging.Place place = store.workPlace()) {
            Path staged = staged(recipe, tree, place, placement -> {});
            Path visible = folderOf(layout);
            checkpoint.before("exchange the layout");
            if (!AtomicExchange.exchange(staged, visible)) {
                Files.move(visible, place.path("damaged"), StandardCopyOption.ATOMIC_MOVE);
                Files.move(staged, visible, StandardCopyOption.ATOMIC_MOVE);
            }
        } catch (IOException e) {
            DxException.checkCancelled();
            throw DxException.io(folderOf(layout).toString(), e);
        }
    }

    /** What a layout is made of; null if it is not there or not legible. */
    public @Nullable TreeRecipe recipe(ContentHash layout) {
        try {
            return TreeRecipeFormat.read(folderOf(layout).resolve(RECIPE));
        } catch (DxException illegible) {
            return switch (illegible.code()) {
                case DX_NOT_FOUND, DX_FORMAT_CORRUPT, DX_FORMAT_TRUNCATED, DX_FORMAT_TOO_NEW, DX_UNSAFE_PATH -> null;
                default -> throw illegible;
            };
        }
    }

    /** Every layout. */
    List<ContentHash> layouts() {
        List<ContentHash> layouts = new ArrayList<>();
        for (Path folder : ModulesFolder.children(root)) {
            String name = folder.getFileName().toString();
            if (name.length() == HEX && name.chars().allMatch(c -> Character.digit(c, 16) >= 0)) {
                layouts.add(ContentHash.of(HexFormat.of().parseHex(name)));
            }
        }
        layouts.sort(java.util.Comparator.comparing(ContentHash::toString));
        return layouts;
    }

    /** Every layout with what is known of it. */
    public List<LayoutEntry> entries() {
        return entries(null, entry -> entry);
    }

    private interface Edit {
        LayoutEntry of(LayoutEntry entry);
    }

    private void note(ContentHash layout, Edit edit) {
        entries(layout, edit);
    }

    /** The index is written anew where it says anything else than the folders do. */
    private List<LayoutEntry> entries(@Nullable ContentHash edited, Edit edit) {
        Map<ContentHash, LayoutEntry> known = new HashMap<>();
        long generation = 0;
        try (LayoutIndex read = LayoutIndex.open(index)) {
            generation = read.generation();
            read.entries().forEach(entry -> known.put(entry.layout(), entry));
        } catch (DxException lost) {
            known.clear();
        }
        List<LayoutEntry> entries = new ArrayList<>();
        for (ContentHash layout : layouts()) {
            LayoutEntry entry = known.get(layout);
            if (entry == null) {
                entry = measured(layout);
            }
            entry = atLeast(entry, lastUse(layout));
            entries.add(edited != null && layout.equals(edited) ? edit.of(entry) : entry);
        }
        if (!Set.copyOf(entries).equals(Set.copyOf(known.values()))) {
            try {
                checkpoint.before("write the index");
                LayoutIndex.write(index, entries, generation + 1);
            } catch (IOException readOnly) {
                // The folders say what counts.
            }
        }
        return entries;
    }

    private static LayoutEntry atLeast(LayoutEntry entry, Instant used) {
        return entry.lastUsed().isBefore(used)
                ? new LayoutEntry(
                        entry.layout(),
                        entry.kind(),
                        entry.graph(),
                        entry.created(),
                        used,
                        entry.packages(),
                        entry.files(),
                        entry.bytes(),
                        entry.uses(),
                        entry.making())
                : entry;
    }

    /** When it was used last; the distant past where it cannot be told. */
    private Instant lastUse(ContentHash layout) {
        try {
            return Files.getLastModifiedTime(folderOf(layout).resolve(RECIPE))
                    .toInstant()
                    .truncatedTo(ChronoUnit.MILLIS);
        } catch (IOException noRecipe) {
            return Instant.EPOCH;
        }
    }

    private static Instant now() {
        return Instant.now().truncatedTo(ChronoUnit.MILLIS);
    }

    private LayoutEntry measured(ContentHash layout) {
        TreeRecipe recipe = recipe(layout);
        int[] files = {0};
        long[] bytes = {0};
        try {
            Files.walkFileTree(folderOf(layout), new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                    files[0]++;
                    bytes[0] += attributes.size();
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult visitFileFailed(Path file, IOException gone) {
                    return FileVisitResult.CONTINUE;
                }
            });
        } catch (NoSuchFileException gone) {
            files[0] = 0;
        } catch (IOException e) {
            throw DxException.io(folderOf(layout).toString(), e);
        }
        Instant created = lastUse(layout);
        return new LayoutEntry(
                layout,
                LayoutEntry.Kind.SHARED,
                recipe == null ? layout : recipe.graph(),
                created,
                created,
                recipe == null ? 0 : recipe.pieces().size(),
                files[0],
                bytes[0],
                0,
                Duration.ZERO);
    }

    /** Removes a layout, at once for whoever looks and the rest afterwards. Called by who has the store alone. */
    public void remove(ContentHash layout) {
        try (Staging.Place place = store.workPlace()) {
            Path aside = place.path("layout");
            Files.move(folderOf(layout), aside, StandardCopyOption.ATOMIC_MOVE);
            ModulesFolder.delete(store.folder(), aside);
        } catch (NoSuchFileException gone) {
            return;
        } catch (IOException e) {
            throw DxException.io(folderOf(layout).toString(), e);
        }
    }
}
