package dev.dx.app.gui.store;

import dev.dx.engine.install.supply.StoreRepair;
import dev.dx.engine.link.LayoutKeeper;
import dev.dx.engine.store.StoreKeeper;
import java.util.List;

/**
 * How whole the packages of a store are, and the trees that are made of them.
 *
 * @param fetched how many packages were fetched again
 * @param lost packages that could not be, each with why
 */
public record StoreHealth(
        StoreKeeper.Condition packages, LayoutKeeper.Condition layouts, int fetched, List<StoreRepair.Lost> lost) {
    public StoreHealth {
        lost = List.copyOf(lost);
    }

    /** Where nothing was looked for elsewhere. */
    public StoreHealth(StoreKeeper.Condition packages, LayoutKeeper.Condition layouts) {
        this(packages, layouts, 0, List.of());
    }

    public StoreHealth(StoreRepair.Result repaired, LayoutKeeper.Condition layouts) {
        this(repaired.condition(), layouts, repaired.fetched().size(), repaired.lost());
    }

    public int count() {
        return packages.findings().size() + layouts.findings().size();
    }

    /** Whether nothing was found that an install could stumble over. */
    public boolean isWhole() {
        return packages.isWhole() && layouts.findings().isEmpty();
    }

    int restored() {
        return packages.restored() + layouts.remade();
    }

    int removed() {
        return packages.removed() + layouts.removed();
    }
}
