package dev.dx.app.gui.cache;

import dev.dx.engine.DxException;
import dev.dx.engine.cache.CacheHistory;
import dev.dx.engine.install.overview.CacheOverview;
import java.util.List;

/** What this screen asks of the engine. Calls block, are cancelled by interrupting, and fail with {@link DxException}. */
public interface CacheEngine {
    /** What was done lately, the oldest first. */
    List<CacheHistory.Run> history();

    /** What the cache holds now. */
    CacheOverview overview();

    /** Removes everything that can be asked for again. Answers how many bytes that were. */
    long clear();
}
