package dev.dx.app.gui.store;

import dev.dx.engine.link.LayoutKeeper;
import dev.dx.engine.store.StoreKeeper;

/** How whole the packages of a store are, and the trees that are made of them. */
public record StoreHealth(StoreKeeper.Condition packages, LayoutKeeper.Condition layouts) {
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
