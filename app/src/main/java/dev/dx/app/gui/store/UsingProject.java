package dev.dx.app.gui.store;

import dev.dx.engine.link.LinkStrategy;
import dev.dx.engine.store.StoreKeeper;
import org.jspecify.annotations.Nullable;

/**
 * A project that uses the store.
 *
 * @param linking how files get there; null where the project cannot be reached
 */
public record UsingProject(
        StoreKeeper.Project project, @Nullable LinkStrategy linking) {}
