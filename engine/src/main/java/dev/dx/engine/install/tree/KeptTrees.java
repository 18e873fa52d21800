package dev.dx.engine.install.tree;

import dev.dx.engine.ContentHash;
import dev.dx.engine.DxHome;
import dev.dx.engine.Environment;
import dev.dx.engine.link.LayoutEntry;
import dev.dx.engine.link.LayoutKeeper;
import dev.dx.engine.link.ParkedTrees;
import dev.dx.engine.link.ParkedTrees.Parked;
import dev.dx.engine.link.SpareTrees;
import dev.dx.engine.link.SpareTrees.Spare;
import dev.dx.engine.link.TreeRemoval;
import dev.dx.engine.npm.config.NpmConfig;
import dev.dx.engine.store.Freeing;
import dev.dx.engine.store.StoreKeeper;
import dev.dx.engine.store.StoreKeeper.Mode;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The whole trees that are kept for projects: layouts, which projects link to; spare trees, which stand ready; parked ones,
 * which were put aside when their locks changed.
 */
public final class KeptTrees {
    private static final SpareTrees.Limits NONE = new SpareTrees.Limits(0, 0);

    private final Environment environment;
    private final DxHome home;
    private final LayoutKeeper layouts;
    private final SpareTrees spares;
    /** How trees of links were made; they take no room worth counting. */
    private final SpareTrees linked;

    public KeptTrees(Environment environment, StoreKeeper keeper) {
        this.environment = environment;
        this.home = environment.dxHome();
        this.layouts = new LayoutKeeper(keeper, environment.platform());
        this.spares = new SpareTrees(home.spares(), NONE);
        this.linked = new SpareTrees(home.linked(), NONE);
    }

    /**
     * All of them.
     *
     * @param users projects, by their paths, by what their node_modules links to
     * @param spares those that stand, what is only known well enough to be made apart
     * @param parked by project
     */
    public record Overview(
            List<LayoutEntry> layouts, Map<ContentHash, Set<String>> users, List<Spare> spares, List<Parked> parked) {
        public Overview {
            layouts = List.copyOf(layouts);
            users = Map.copyOf(users);
            spares = List.copyOf(spares);
            parked = List.copyOf(parked);
        }

        public long layoutBytes() {
            return layouts.stream().mapToLong(LayoutEntry::bytes).sum();
        }

        public long spareBytes() {
            return spares.stream().mapToLong(Spare::bytes).sum();
        }

        public int parkedTrees() {
            return parked.stream().mapToInt(Parked::trees).sum();
        }

        public long parkedBytes() {
            return parked.stream().mapToLong(Parked::bytes).sum();
        }

        /** How many there are, of every kind. */
        public int trees() {
            return layouts.size() + spares.size() + parkedTrees();
        }

        /** Of their files, each tree as if it were alone. */
        public long bytes() {
            return layoutBytes() + spareBytes() + parkedBytes();
        }
    }

    /** What went, or would. */
    public record Removal(LayoutKeeper.Removal layouts, TreeRemoval spares, TreeRemoval parked) {
        public long freed() {
            return layouts.freed() + spares.freed() + parked.freed();
        }

        public int trees() {
            return layouts.layouts().size() + spares.trees() + parked.trees();
        }
    }

    public Overview overview() {
        List<Spare> ready = spares.list().stream().filter(Spare::ready).toList();
        return new Overview(layouts.list(), layouts.usersByLayout(), ready, ParkedTrees.list(home.parked()));
    }

    /** Looks after the layouts among them. */
    public LayoutKeeper layouts() {
        return layouts;
    }

    /** Projects, by their paths, whose node_modules links to a layout. */
    public Set<String> users() {
        return layouts.users();
    }

    /** Removes those that nobody had a use for so long, and parked ones that are too many. */
    public Removal collect(Duration unusedFor, Mode mode, Freeing freeing) {
        TreeRemoval old = spares.collect(unusedFor, mode, freeing);
        linked.collect(unusedFor, mode, freeing);
        TreeRemoval parked = ParkedTrees.collect(
                home.parked(),
                unusedFor,
                project -> TreeSwitch.most(NpmConfig.load(environment, project, Map.of()), environment),
                mode,
                freeing);
        return new Removal(layouts.collect(unusedFor, mode, freeing), old, parked);
    }

    /** Removes all that no project's node_modules links to. */
    public Removal clearUnused(Mode mode, Freeing freeing) {
        TreeRemoval ready = clearSpares(mode, freeing);
        TreeRemoval parked = ParkedTrees.clear(home.parked(), mode, freeing);
        return new Removal(layouts.clearUnused(mode, freeing), ready, parked);
    }

    /** Removes all of them; projects that link to layouts need an install. */
    public Removal clear(Mode mode, Freeing freeing) {
        TreeRemoval ready = clearSpares(mode, freeing);
        TreeRemoval parked = ParkedTrees.clear(home.parked(), mode, freeing);
        return new Removal(layouts.clear(mode, freeing), ready, parked);
    }

    private TreeRemoval clearSpares(Mode mode, Freeing freeing) {
        linked.clear(mode, freeing);
        return spares.clear(mode, freeing);
    }
}
