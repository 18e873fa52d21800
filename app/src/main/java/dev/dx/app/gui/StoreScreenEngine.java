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
import dev.dx.engine.link.LayoutKeeper;
import dev.dx.engine.link.LinkStrategy;
import dev.dx.engine.link.SpareTrees;
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
                        project.present() ? LinkStrategy.between(keeper.path(), Path.of(project.path())) : null))
                .toList();
        return new StoreContents(keeper.path(), keeper.list(), projects);
    }

    @Override
    public StoreStatistics statistics(Consumer<StoreEvent> events) {
        return keeper().statistics(events);
    }

    @Override
    public StoreHealth verify(Consumer<StoreEvent> events) {
        StoreKeeper keeper = keeper();
        return new StoreHealth(
                keeper.verify(Mode.PREVIEW, events), layouts(keeper).verify(Mode.PREVIEW));
    }

    @Override
    public StoreHealth repair(Consumer<StoreEvent> events) {
        StoreKeeper keeper = keeper();
        return new StoreHealth(keeper.repair(Mode.DO, events), layouts(keeper).verify(Mode.DO));
    }

    @Override
    public StoreCleaning clean(Cleaning what, Mode mode) {
        StoreKeeper keeper = keeper();
        LayoutKeeper layouts = layouts(keeper);
        SpareTrees spares = new SpareTrees(environment.dxHome().spares(), new SpareTrees.Limits(0, 0));
        return switch (what) {
            case UNUSED -> {
                StoreRemoval packages = keeper.collect(StoreKeeper.USUAL_TIME, mode, event -> {});
                LayoutKeeper.Removal trees = layouts.collect(StoreKeeper.USUAL_TIME, mode);
                long ready = spares.collect(StoreKeeper.USUAL_TIME, mode);
                yield new StoreCleaning(packages, trees.layouts().size(), trees.freed() + ready);
            }
            case EVERYTHING -> {
                refuseToBreak(layouts.users());
                LayoutKeeper.Removal trees = layouts.clear(mode);
                long ready = spares.clear(mode);
                yield new StoreCleaning(
                        keeper.clear(mode, event -> {}), trees.layouts().size(), trees.freed() + ready);
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

    private LayoutKeeper layouts(StoreKeeper keeper) {
        return new LayoutKeeper(keeper, environment.platform());
    }

    private StoreKeeper keeper() {
        return StoreKeeper.open(environment.dxHome().store());
    }
}
