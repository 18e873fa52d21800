package dev.dx.app.gui.store;

import dev.dx.engine.DxException;
import dev.dx.engine.install.tree.KeptTrees;
import dev.dx.engine.store.StoreEvent;
import dev.dx.engine.store.StoreKeeper.Mode;
import dev.dx.engine.store.StoreStatistics;
import java.util.function.Consumer;

/** What this screen asks of the engine. Calls block, are cancelled by interrupting, and fail with {@link DxException}. */
public interface StoreEngine {
    /** What is there, and who uses it. */
    StoreContents contents();

    /** The whole trees that are kept in it and beside it. */
    KeptTrees.Overview trees();

    /** What it takes on the disk. */
    StoreStatistics statistics(Consumer<StoreEvent> events);

    /** Reads everything and changes nothing. */
    StoreHealth verify(Consumer<StoreEvent> events);

    StoreHealth repair(Consumer<StoreEvent> events);

    /** Fails where a project would lose what its node_modules links to. */
    StoreCleaning clean(Cleaning what, Mode mode);
}
