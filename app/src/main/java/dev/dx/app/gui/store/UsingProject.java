package dev.dx.app.gui.store;

import dev.dx.engine.link.LinkStrategy;
import dev.dx.engine.store.StoreKeeper;
import org.jspecify.annotations.Nullable;

/**
 * A project that uses the store.
 *
 * @param standing how many of its packages are installed; where it cannot be reached, how many were
 * @param linking how files get there; null where the project cannot be reached
 */
public record UsingProject(
        StoreKeeper.Project project, int standing, @Nullable LinkStrategy linking) {}
