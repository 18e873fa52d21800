package dev.dx.engine.store;

import dev.dx.engine.DxException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * Counts the bytes that come free as one thing after the other goes, in whole blocks: a file comes free with the last of its
 * names. It counts alike whether what went before is gone already or is only said to go. For one thread.
 */
public final class Freeing {
    private final StoreStatistics.Counting counting;

    Freeing(StoreStatistics.Counting counting) {
        this.counting = counting;
    }

    /** What comes free when these go too. Called before they do. */
    public long goes(List<Path> folders) {
        long before = counting.freed;
        for (Path folder : folders) {
            try {
                counting.add(folder);
            } catch (IOException e) {
                DxException.checkCancelled();
                throw DxException.io(folder.toString(), e);
            }
        }
        return counting.freed - before;
    }
}
