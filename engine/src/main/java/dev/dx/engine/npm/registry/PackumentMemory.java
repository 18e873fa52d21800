package dev.dx.engine.npm.registry;

import dev.dx.engine.cache.MemoryTier;

/** Packuments that stay in memory from one install to the next, as long as an engine does. Safe for use by many threads. */
public final class PackumentMemory {
    private static final long CAPACITY = 64L << 20;

    private final MemoryTier<PackumentCache.Entry> tier =
            new MemoryTier<>(CAPACITY, entry -> entry.packument().size());

    private final QuestionHistory questions = new QuestionHistory();
    private final ReadAhead ahead = new ReadAhead();

    /** Which documents were asked for together. */
    public QuestionHistory questions() {
        return questions;
    }

    /** Which documents were asked for before anybody wanted them. */
    public ReadAhead ahead() {
        return ahead;
    }

    /** How many documents it holds. */
    public int count() {
        return tier.count();
    }

    /** How many bytes they have together. */
    public long bytes() {
        return tier.size();
    }

    MemoryTier<PackumentCache.Entry> tier() {
        return tier;
    }
}
