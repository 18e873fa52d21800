package dev.dx.engine.npm.registry;

/** What to do where the cache has an answer, and where it has none. */
public enum CachePolicy {
    /** A cached answer is used while it is fresh, and confirmed after that. */
    ONLINE,
    /** A cached answer is used however old it is; what is not cached is asked for. */
    PREFER_OFFLINE,
    /** Only what is cached. */
    OFFLINE
}
