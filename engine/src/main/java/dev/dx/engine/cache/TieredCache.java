package dev.dx.engine.cache;

import java.util.Collection;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Values in memory, and below that on disk. Once something was looked for on disk and not found, a filter of what is there is
 * made aside, and spares looking for the rest: a cache that has everything never pays for it. Another process may add to the
 * disk meanwhile; what the filter does not know of is then asked for again. Safe for use by many threads.
 */
public final class TieredCache<V> {
    private final MemoryTier<V> memory;
    private final Source<V> disk;
    private final ToLongFunction<V> sizeOf;
    private final Supplier<Collection<String>> namesOnDisk;
    private final UnaryOperator<String> nameOf;
    private final CacheStatistics statistics;
    private final Subject subject;
    private final AtomicBoolean filtering = new AtomicBoolean();
    private volatile @Nullable BloomFilter filter;

    /** What was found and where. */
    public record Found<V>(V value, Tier tier, long nanos) {}

    /**
     * @param namesOnDisk of what {@code disk} has; called once at most, and not by who asks
     * @param nameOf the name on disk of what belongs to a key
     */
    public TieredCache(
            MemoryTier<V> memory,
            Source<V> disk,
            ToLongFunction<V> sizeOf,
            Supplier<Collection<String>> namesOnDisk,
            UnaryOperator<String> nameOf,
            Subject subject,
            CacheStatistics statistics) {
        this.memory = memory;
        this.disk = disk;
        this.sizeOf = sizeOf;
        this.namesOnDisk = namesOnDisk;
        this.nameOf = nameOf;
        this.subject = subject;
        this.statistics = statistics;
    }

    /** Null if it is in neither. It counts as a hit only when {@link #served} says that it was good enough. */
    public @Nullable Found<V> get(String key) {
        long start = System.nanoTime();
        V kept = memory.get(key);
        if (kept != null) {
            return new Found<>(kept, Tier.MEMORY, System.nanoTime() - start);
        }
        BloomFilter known = filter;
        if (known != null && !known.mayContain(nameOf.apply(key))) {
            statistics.knewAbsent();
            return null;
        }
        V read = disk.get(key);
        if (read == null) {
            if (known != null) {
                statistics.passedWrongly();
            } else {
                startFiltering();
            }
            return null;
        }
        memory.put(key, read);
        return new Found<>(read, Tier.DISK, System.nanoTime() - start);
    }

    /** What was found is used as it is. */
    public void served(Found<V> found, String what) {
        statistics.record(subject, found.tier(), what, sizeOf.applyAsLong(found.value()), found.nanos());
    }

    /** What came from elsewhere is kept in memory; whether on disk too is the caller's affair. */
    public void put(String key, V value) {
        memory.put(key, value);
        BloomFilter known = filter;
        if (known != null) {
            known.add(nameOf.apply(key));
        }
    }

    private void startFiltering() {
        if (filtering.compareAndSet(false, true)) {
            Thread.ofVirtual().name("filter of " + subject).start(() -> filter = BloomFilter.of(namesOnDisk.get()));
        }
    }

    /** The filter, once there is one. */
    @Nullable
    BloomFilter filter() {
        return filter;
    }
}
