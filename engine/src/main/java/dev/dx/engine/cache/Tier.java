package dev.dx.engine.cache;

/** Where something was found, the quickest first. */
public enum Tier {
    MEMORY,
    DISK,
    NETWORK
}
