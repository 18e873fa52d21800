package dev.dx.app.gui;

import dev.dx.app.gui.store.Cleaning;
import dev.dx.app.gui.store.StoreCleaning;
import dev.dx.app.gui.store.StoreContents;
import dev.dx.app.gui.store.StoreEngine;
import dev.dx.app.gui.store.StoreHealth;
import dev.dx.app.gui.store.UsingProject;
import dev.dx.app.gui.text.Messages;
import dev.dx.engine.DxException;
import dev.dx.engine.Environment;
import dev.dx.engine.ErrorCode;
import dev.dx.engine.install.change.InstallRequest.NetworkPolicy;
import dev.dx.engine.install.overview.ProjectInspector;
import dev.dx.engine.install.supply.StoreRepair;
import dev.dx.engine.install.tree.KeptTrees;
import dev.dx.engine.link.LinkStrategy;
import dev.dx.engine.store.Freeing;
import dev.dx.engine.store.StoreEvent;
import dev.dx.engine.store.StoreKeeper;
import dev.dx.engine.store.StoreKeeper.Mode;
import dev.dx.engine.store.StoreRemoval;
import dev.dx.engine.store.StoreStatistics;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/** The store of an environment, as the commands look after it. */
final class StoreScreenEngine implements StoreEngine {
    private final Environment environment;

    StoreScreenEngine(Environment environment) {
        this.environment = environment;
    }

    @Override
    public StoreContents contents() {
        StoreKeeper keeper = keeper();
        List<UsingProject> projects = keeper.projects().stream()
                .map(project -> new UsingProject(
                        project,
                        project.present() ? ProjectInspector.standing(Path.of(project.path())) : project.packages(),
                        project.present() ? LinkStrategy.between(keeper.path(), Path.of(project.path())) : null))
                .toList();
        return new StoreContents(keeper.path(), keeper.list(), projects);
    }

    @Override
    public KeptTrees.Overview trees() {
        return trees(keeper()).overview();
    }

    @Override
    public StoreStatistics statistics(Consumer<StoreEvent> events) {
        return keeper().statistics(events);
    }

    @Override
    public StoreHealth verify(Consumer<StoreEvent> events) {
        StoreKeeper keeper = keeper();
        return new StoreHealth(
                keeper.verify(Mode.PREVIEW, events), trees(keeper).layouts().verify(Mode.PREVIEW));
    }

    @Override
    public StoreHealth repair(Consumer<StoreEvent> events) {
        StoreKeeper keeper = keeper();
        return new StoreHealth(
                new StoreRepair(environment, keeper, NetworkPolicy.ONLINE).run(Mode.DO, events),
                trees(keeper).layouts().verify(Mode.DO));
    }

    @Override
    public StoreCleaning clean(Cleaning what, Mode mode) {
        StoreKeeper keeper = keeper();
        KeptTrees trees = trees(keeper);
        Freeing freeing = keeper.freeing();
        return switch (what) {
            case UNUSED -> {
                KeptTrees.Removal gone = trees.collect(StoreKeeper.USUAL_TIME, mode, freeing);
                yield new StoreCleaning(keeper.collect(StoreKeeper.USUAL_TIME, mode, freeing, event -> {}), gone);
            }
            case TREES -> new StoreCleaning(StoreRemoval.NOTHING, trees.clearUnused(mode, freeing));
            case EVERYTHING -> {
                refuseToBreak(trees.users());
                KeptTrees.Removal gone = trees.clear(mode, freeing);
                yield new StoreCleaning(keeper.clear(mode, freeing, event -> {}), gone);
            }
        };
    }

    private static void refuseToBreak(Set<String> projects) {
        if (!projects.isEmpty()) {
            throw new DxException(
                    ErrorCode.DX_BUSY,
                    Messages.text("store.clean.linked", String.join(", ", projects)),
                    Messages.text("store.clean.linked.remedy"));
        }
    }

    private KeptTrees trees(StoreKeeper keeper) {
        return new KeptTrees(environment, keeper);
    }

    private StoreKeeper keeper() {
        return StoreKeeper.open(environment.dxHome().store());
    }
}
