package dev.dx.app.gui.store;

import dev.dx.engine.DxException;
import dev.dx.engine.store.StoreEvent;
import dev.dx.engine.store.StoreKeeper.Condition;
import dev.dx.engine.store.StoreKeeper.Mode;
import dev.dx.engine.store.StoreRemoval;
import dev.dx.engine.store.StoreStatistics;
import java.util.function.Consumer;

/** What this screen asks of the engine. Calls block, are cancelled by interrupting, and fail with {@link DxException}. */
public interface StoreEngine {
    /** What is there, and who uses it. */
    StoreContents contents();

    /** What it takes on the disk. */
    StoreStatistics statistics(Consumer<StoreEvent> events);

    /** Reads everything and changes nothing. */
    Condition verify(Consumer<StoreEvent> events);

    Condition repair(Consumer<StoreEvent> events);

    StoreRemoval clean(Cleaning what, Mode mode);
}
