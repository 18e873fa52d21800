package dev.dx.engine.link;

import dev.dx.engine.ContentHash;
import dev.dx.engine.DxException;
import dev.dx.engine.ErrorCode;
import dev.dx.engine.Platform;
import dev.dx.engine.store.Store;
import dev.dx.engine.store.StoreKeeper;
import dev.dx.engine.store.StoreKeeper.Mode;
import dev.dx.engine.store.StoredPackage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Looks after the layouts of a store: whether they are what their recipes say, and which of them nobody needs. */
public final class LayoutKeeper {
    private final StoreKeeper keeper;
    private final Store store;
    private final LayoutCache layouts;
    private final Platform platform;

    /** @param platform whose way of starting commands is used where a layout is made again */
    public LayoutKeeper(StoreKeeper keeper, Platform platform) {
        this.keeper = keeper;
        this.store = keeper.store();
        this.layouts = new LayoutCache(store);
        this.platform = platform;
    }

    /** A layout that is not what it should be. */
    public record Finding(Path layout, String what) {}

    /**
     * @param layouts that were looked at
     * @param remade how many were made again, and
     * @param removed how many could not be, and are made again by the next install that needs them
     */
    public record Condition(int layouts, List<Finding> findings, int remade, int removed) {
        public Condition {
            findings = List.copyOf(findings);
        }
    }

    /**
     * What went, or would.
     *
     * @param freed bytes that no other name keeps, counted before
     * @param kept projects whose layouts stay because they are in use
     */
    public record Removal(List<LayoutEntry> layouts, long freed, Set<String> kept) {
        public Removal {
            layouts = List.copyOf(layouts);
            kept = new TreeSet<>(kept);
        }
    }

    /** Every layout. */
    public List<LayoutEntry> list() {
        return layouts.entries();
    }

    /** Projects, by their paths, that link to layouts. */
    public Set<String> users() {
        Set<String> users = new TreeSet<>();
        for (StoreKeeper.Project project : keeper.projects()) {
            if (isThereOrMayBe(project) && project.layouts().stream().anyMatch(layouts::has)) {
                users.add(project.path());
            }
        }
        return users;
    }

    /** One whose disk is not there now may come back; one that is gone from its folder does not. */
    private static boolean isThereOrMayBe(StoreKeeper.Project project) {
        Path above = Path.of(project.path()).getParent();
        return project.present() || above == null || !Files.isDirectory(above);
    }

    /** Reads every layout; what is damaged is made again from the store's packages, or goes where some are missing. */
    public Condition verify(Mode mode) {
        List<Finding> findings = new ArrayList<>();
        int remade = 0;
        int removed = 0;
        List<ContentHash> all = layouts.layouts();
        for (ContentHash layout : all) {
            DxException.checkCancelled();
            TreeRecipe recipe;
            String wrong;
            boolean again = false;
            try (Store.Use _ = store.use()) {
                recipe = layouts.recipe(layout);
                wrong = wrongWith(layout, recipe);
                if (wrong != null && mode == Mode.DO && recipe != null) {
                    again = remade(layout, recipe);
                }
            }
            if (wrong == null) {
                continue;
            }
            findings.add(new Finding(layouts.folderOf(layout), wrong));
            if (again) {
                remade++;
            } else if (mode == Mode.DO) {
                keeper.alone(() -> layouts.remove(layout));
                removed++;
            }
        }
        return new Condition(all.size(), findings, remade, removed);
    }

    private @Nullable String wrongWith(ContentHash layout, @Nullable TreeRecipe recipe) {
        if (recipe == null || !recipe.hash().equals(layout)) {
            return "its recipe is not legible, or is that of another";
        }
        if (!layouts.has(layout)) {
            return "its tree is missing";
        }
        try {
            return LayoutCheck.of(layouts.modulesOf(layout), recipe, this::stored);
        } catch (DxException missing) {
            if (missing.code() == ErrorCode.DX_NOT_FOUND) {
                return missing.what();
            }
            throw missing;
        }
    }

    private boolean remade(ContentHash layout, TreeRecipe recipe) {
        if (!recipe.hash().equals(layout)) {
            return false;
        }
        try {
            layouts.remake(layout, recipe, new RecipeTree(this::stored, SourceCheck.NONE, platform));
            return LayoutCheck.of(layouts.modulesOf(layout), recipe, this::stored) == null;
        } catch (DxException missing) {
            if (missing.code() == ErrorCode.DX_NOT_FOUND) {
                return false;
            }
            throw missing;
        }
    }

    private StoredPackage stored(TreeRecipe.Piece piece) {
        StoredPackage found = store.find(piece.integrity());
        if (found == null || !found.root().equals(piece.root())) {
            throw new DxException(
                    ErrorCode.DX_NOT_FOUND,
                    "the store has no package for " + piece.folder(),
                    "Run dx install in the projects that use it.");
        }
        return found;
    }

    /** Removes what no project links to and nobody used for so long. */
    public Removal collect(Duration unusedFor, Mode mode) {
        Instant before = Instant.now().minus(unusedFor);
        return remove(
                mode,
                (entry, used) ->
                        !used.contains(entry.layout()) && !entry.lastUsed().isAfter(before));
    }

    /** Removes every layout that no project links to. */
    public Removal clearUnused(Mode mode) {
        return remove(mode, (entry, used) -> !used.contains(entry.layout()));
    }

    /** Removes every layout; projects that link to some need an install. */
    public Removal clear(Mode mode) {
        return remove(mode, (entry, used) -> true);
    }

    private interface Choice {
        boolean goes(LayoutEntry entry, Set<ContentHash> used);
    }

    private Removal remove(Mode mode, Choice choice) {
        List<LayoutEntry> gone = new ArrayList<>();
        Set<String> kept = new TreeSet<>();
        long[] freed = {0};
        Runnable work = () -> {
            Set<ContentHash> used = new HashSet<>();
            List<StoreKeeper.Project> projects = keeper.projects();
            projects.forEach(project -> used.addAll(project.layouts()));
            Set<ContentHash> stay = new HashSet<>();
            List<Path> folders = new ArrayList<>();
            for (LayoutEntry entry : layouts.entries()) {
                if (choice.goes(entry, used)) {
                    gone.add(entry);
                    folders.add(layouts.folderOf(entry.layout()));
                } else {
                    stay.add(entry.layout());
                }
            }
            projects.stream()
                    .filter(project -> project.layouts().stream().anyMatch(stay::contains))
                    .forEach(project -> kept.add(project.path()));
            freed[0] = keeper.takenBy(folders);
            if (mode == Mode.DO) {
                gone.forEach(entry -> layouts.remove(entry.layout()));
                layouts.entries();
            }
        };
        if (mode == Mode.DO) {
            keeper.alone(work);
        } else {
            work.run();
        }
        return new Removal(gone, freed[0], kept);
    }
}
