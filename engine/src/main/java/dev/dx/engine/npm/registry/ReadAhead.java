package dev.dx.engine.npm.registry;

import dev.dx.engine.cache.CacheUse;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/** Counts what was asked for before anybody wanted it, and what of it was wanted. Safe for use by many threads. */
public final class ReadAhead {
    private static final int MOST = 10_000;

    /** Keys of documents that nobody has wanted yet. */
    private final Set<String> unused = ConcurrentHashMap.newKeySet();

    private final LongAdder fetched = new LongAdder();
    private final LongAdder bytes = new LongAdder();
    private final LongAdder used = new LongAdder();

    void came(String key, long length) {
        fetched.increment();
        bytes.add(length);
        if (unused.size() < MOST) {
            unused.add(key);
        }
    }

    /** The document spared somebody asking for it, or having it sent. */
    void spared(String key) {
        if (!unused.isEmpty() && unused.remove(key)) {
            used.increment();
        }
    }

    /** What was counted since it was last taken. */
    public CacheUse.Ahead take() {
        return new CacheUse.Ahead(fetched.sumThenReset(), bytes.sumThenReset(), used.sumThenReset());
    }
}
