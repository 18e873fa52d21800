package dev.dx.engine.cache;

/** What kind of thing was asked for. */
public enum Subject {
    /** What a registry says about a package. */
    PACKUMENT,
    /** A package's archive. On disk it is the package in the store. */
    TARBALL
}
