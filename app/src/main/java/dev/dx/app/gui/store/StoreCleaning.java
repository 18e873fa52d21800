package dev.dx.app.gui.store;

import dev.dx.engine.store.StoreRemoval;

/**
 * What goes from a store, or would.
 *
 * @param layouts how many trees that stand once for many projects
 * @param treeBytes what those come to, and trees that stand ready
 */
public record StoreCleaning(StoreRemoval packages, int layouts, long treeBytes) {
    public long freed() {
        return packages.freed() + treeBytes;
    }

    boolean isNothing() {
        return packages.items().isEmpty() && layouts == 0 && freed() == 0;
    }
}
