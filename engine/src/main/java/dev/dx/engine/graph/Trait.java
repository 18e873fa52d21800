package dev.dx.engine.graph;

/** What a lock says of a package beside its name and version. */
public enum Trait {
    /** Only development dependencies of the project lead here. */
    DEV,
    /** Only optional dependencies lead here. */
    OPTIONAL,
    /** Development and optional dependencies lead here, and no others. */
    DEV_OPTIONAL,
    /** Only peer dependencies lead here. */
    PEER,
    /** Nobody needs it. */
    EXTRANEOUS,
    /** It comes inside another package's archive. */
    BUNDLED,
    /** It wants to run a script when it is installed. */
    INSTALL_SCRIPT,
    /** It brings a lock of its own. */
    OWN_LOCK,
    /** A folder of the project or beside it, rather than a package that is fetched. */
    FOLDER
}
