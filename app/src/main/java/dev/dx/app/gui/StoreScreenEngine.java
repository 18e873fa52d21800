package dev.dx.app.gui;

import dev.dx.app.gui.store.Cleaning;
import dev.dx.app.gui.store.StoreContents;
import dev.dx.app.gui.store.StoreEngine;
import dev.dx.app.gui.store.UsingProject;
import dev.dx.engine.Environment;
import dev.dx.engine.link.LinkStrategy;
import dev.dx.engine.store.StoreEvent;
import dev.dx.engine.store.StoreKeeper;
import dev.dx.engine.store.StoreKeeper.Condition;
import dev.dx.engine.store.StoreKeeper.Mode;
import dev.dx.engine.store.StoreRemoval;
import dev.dx.engine.store.StoreStatistics;
import java.nio.file.Path;
import java.util.List;
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
    public Condition verify(Consumer<StoreEvent> events) {
        return keeper().verify(Mode.PREVIEW, events);
    }

    @Override
    public Condition repair(Consumer<StoreEvent> events) {
        return keeper().repair(Mode.DO, events);
    }

    @Override
    public StoreRemoval clean(Cleaning what, Mode mode) {
        return switch (what) {
            case UNUSED -> keeper().collect(StoreKeeper.USUAL_TIME, mode, event -> {});
            case EVERYTHING -> keeper().clear(mode, event -> {});
        };
    }

    private StoreKeeper keeper() {
        return StoreKeeper.open(environment.dxHome().store());
    }
}
