package dev.dx.engine.cache;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;

/** How often which tier had what was asked for, how much that was and how long it took. Safe for use by many threads. */
public final class CacheStatistics {
    private static final int KEPT_SLOWEST = 10;

    private static final class Counters {
        private final LongAdder count = new LongAdder();
        private final LongAdder bytes = new LongAdder();
        private final LongAdder nanos = new LongAdder();
    }

    private final Map<Subject, Map<Tier, Counters>> counters = new EnumMap<>(Subject.class);
    private final LongAdder knownAbsent = new LongAdder();
    private final LongAdder wronglyPassed = new LongAdder();
    /** Guarded by itself; the least slow first. */
    private final PriorityQueue<CacheUse.Fetch> slowest =
            new PriorityQueue<>(Comparator.comparingLong(CacheUse.Fetch::micros));

    /** Told of documents that came over the network. */
    private volatile Consumer<String> fetchedDocuments = what -> {};

    public CacheStatistics() {
        for (Subject subject : Subject.values()) {
            Map<Tier, Counters> tiers = new EnumMap<>(Tier.class);
            for (Tier tier : Tier.values()) {
                tiers.put(tier, new Counters());
            }
            counters.put(subject, tiers);
        }
    }

    /** @param listener called by many threads at once */
    public void onFetchedDocument(Consumer<String> listener) {
        fetchedDocuments = listener;
    }

    /**
     * Something was had.
     *
     * @param what it was, for people
     */
    public void record(Subject subject, Tier tier, String what, long bytes, long nanos) {
        Map<Tier, Counters> tiers = counters.get(subject);
        Counters counted = tiers == null ? null : tiers.get(tier);
        if (counted == null) {
            throw new IllegalStateException(subject + " " + tier);
        }
        counted.count.increment();
        counted.bytes.add(bytes);
        counted.nanos.add(nanos);
        if (tier == Tier.NETWORK && subject == Subject.PACKUMENT) {
            fetchedDocuments.accept(what);
        }
        if (tier == Tier.NETWORK) {
            synchronized (slowest) {
                slowest.add(new CacheUse.Fetch(subject, what, bytes, nanos / 1000));
                if (slowest.size() > KEPT_SLOWEST) {
                    slowest.remove();
                }
            }
        }
    }

    /** The filter knew that something is not there, and nobody had to look. */
    void knewAbsent() {
        knownAbsent.increment();
    }

    /** The filter took something for there that was not. */
    void passedWrongly() {
        wronglyPassed.increment();
    }

    /** All that was counted so far. */
    public CacheUse use() {
        Map<Subject, Map<Tier, CacheUse.Hits>> hits = new EnumMap<>(Subject.class);
        counters.forEach((subject, tiers) -> {
            Map<Tier, CacheUse.Hits> counted = new EnumMap<>(Tier.class);
            tiers.forEach((tier, counter) -> counted.put(
                    tier, new CacheUse.Hits(counter.count.sum(), counter.bytes.sum(), counter.nanos.sum() / 1000)));
            hits.put(subject, counted);
        });
        List<CacheUse.Fetch> fetches;
        synchronized (slowest) {
            fetches = new ArrayList<>(slowest);
        }
        fetches.sort(Comparator.comparingLong(CacheUse.Fetch::micros).reversed());
        return new CacheUse(hits, knownAbsent.sum(), wronglyPassed.sum(), fetches);
    }
}
