package dev.dx.engine.cache;

import org.jspecify.annotations.Nullable;

/** Where values can be had by a key. */
public interface Source<V> {
    /** Null if it is not there. */
    @Nullable
    V get(String key);
}
