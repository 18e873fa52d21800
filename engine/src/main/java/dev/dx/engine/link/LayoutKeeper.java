package dev.dx.engine.link;

import dev.dx.engine.ContentHash;
import dev.dx.engine.DxException;
import dev.dx.engine.ErrorCode;
import dev.dx.engine.Platform;
import dev.dx.engine.store.Freeing;
import dev.dx.engine.store.Store;
import dev.dx.engine.store.StoreKeeper;
import dev.dx.engine.store.StoreKeeper.Mode;
import dev.dx.engine.store.StoredPackage;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
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
        usersByLayout().values().forEach(users::addAll);
        return users;
    }

    /** The same by what they link to; a layout that no project links to is not among them. */
    public Map<ContentHash, Set<String>> usersByLayout() {
        Map<ContentHash, Set<String>> users = new HashMap<>();
        for (StoreKeeper.Project project : keeper.projects()) {
            for (ContentHash layout : linkedFrom(project)) {
                if (layouts.has(layout)) {
                    users.computeIfAbsent(layout, first -> new TreeSet<>()).add(project.path());
                }
            }
        }
        return users;
    }

    /** What the node_modules of a project links to, trees that were put aside apart; one whose disk is away may come back. */
    private static Set<ContentHash> linkedFrom(StoreKeeper.Project project) {
        return switch (project.state()) {
            case GONE -> Set.of();
            case OUT_OF_REACH -> project.layouts();
            case PRESENT -> {
                Path folder = Path.of(project.path());
                Path modules = folder.resolve("node_modules");
                LayoutLinks links = LayoutLinks.read(modules);
                boolean isCertain = links != null || !LayoutLinks.areIn(modules);
                if (!isCertain || ProjectTransaction.isUnderWay(folder)) {
                    yield project.layouts();
                }
                yield links == null ? Set.of() : Set.of(links.layout());
            }
        };
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
        return collect(unusedFor, mode, keeper.freeing());
    }

    /** @param freeing knows what goes besides */
    public Removal collect(Duration unusedFor, Mode mode, Freeing freeing) {
        Instant before = Instant.now().minus(unusedFor);
        return remove(
                mode,
                project -> project.isGoneSince(before) ? Set.of() : project.layouts(),
                (entry, used) -> !used && !entry.lastUsed().isAfter(before),
                freeing);
    }

    /** Removes every layout that no project's node_modules links to; trees that were put aside may. */
    public Removal clearUnused(Mode mode, Freeing freeing) {
        return remove(mode, LayoutKeeper::linkedFrom, (entry, used) -> !used, freeing);
    }

    /** Removes every layout; projects that link to some need an install. */
    public Removal clear(Mode mode) {
        return clear(mode, keeper.freeing());
    }

    /** @param freeing knows what goes besides */
    public Removal clear(Mode mode, Freeing freeing) {
        return remove(mode, LayoutKeeper::linkedFrom, (entry, used) -> true, freeing);
    }

    private interface Choice {
        boolean goes(LayoutEntry entry, boolean used);
    }

    private Removal remove(
            Mode mode, Function<StoreKeeper.Project, Set<ContentHash>> uses, Choice choice, Freeing freeing) {
        List<LayoutEntry> gone = new ArrayList<>();
        Set<String> kept = new TreeSet<>();
        long[] freed = {0};
        Runnable work = () -> {
            Map<String, Set<ContentHash>> used = new TreeMap<>();
            keeper.projects().forEach(project -> used.put(project.path(), uses.apply(project)));
            Set<ContentHash> stay = new HashSet<>();
            List<Path> folders = new ArrayList<>();
            for (LayoutEntry entry : layouts.entries()) {
                boolean isUsed = used.values().stream().anyMatch(its -> its.contains(entry.layout()));
                if (choice.goes(entry, isUsed)) {
                    gone.add(entry);
                    folders.add(layouts.folderOf(entry.layout()));
                } else {
                    stay.add(entry.layout());
                }
            }
            used.forEach((project, its) -> {
                if (its.stream().anyMatch(stay::contains)) {
                    kept.add(project);
                }
            });
            freed[0] = freeing.goes(folders);
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
