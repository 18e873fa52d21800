package dev.dx.app.gui.store;

import dev.dx.app.gui.text.Messages;
import dev.dx.engine.install.tree.KeptTrees;
import dev.dx.engine.store.StoreRemoval;

/** What goes from a store, or would. */
public record StoreCleaning(StoreRemoval packages, KeptTrees.Removal trees) {
    public long freed() {
        return packages.freed() + trees.freed();
    }

    /** What it comes to, in words. */
    String amount() {
        int removed = packages.items().size();
        String words = Messages.text("store.amount.packages", removed);
        if (trees.trees() == 0) {
            return words;
        }
        String whole = Messages.text("store.amount.trees", trees.trees());
        return removed == 0 ? whole : Messages.text("store.amount.both", words, whole);
    }

    boolean isNothing() {
        return packages.items().isEmpty() && trees.trees() == 0 && freed() == 0;
    }
}
