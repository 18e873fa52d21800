package dev.dx.engine.cache;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/** Values in memory, up to so many bytes together: what was not asked for longest goes first. Safe for use by many threads. */
public final class MemoryTier<V> implements Source<V> {
    private final long capacity;
    private final ToLongFunction<V> sizeOf;
    /** By last use, guarded by itself. */
    private final LinkedHashMap<String, V> values = new LinkedHashMap<>(16, 0.75f, true);

    private long size;

    public MemoryTier(long capacity, ToLongFunction<V> sizeOf) {
        this.capacity = capacity;
        this.sizeOf = sizeOf;
    }

    @Override
    public @Nullable V get(String key) {
        synchronized (values) {
            return values.get(key);
        }
    }

    /** Keeps a value; one larger than all there is room for is not kept. */
    public void put(String key, V value) {
        long bytes = sizeOf.applyAsLong(value);
        synchronized (values) {
            V before = values.remove(key);
            size -= before == null ? 0 : sizeOf.applyAsLong(before);
            if (bytes > capacity) {
                return;
            }
            values.put(key, value);
            size += bytes;
            Iterator<Map.Entry<String, V>> oldest = values.entrySet().iterator();
            while (size > capacity) {
                size -= sizeOf.applyAsLong(oldest.next().getValue());
                oldest.remove();
            }
        }
    }

    /** How many bytes it holds. */
    public long size() {
        synchronized (values) {
            return size;
        }
    }

    public int count() {
        synchronized (values) {
            return values.size();
        }
    }
}
