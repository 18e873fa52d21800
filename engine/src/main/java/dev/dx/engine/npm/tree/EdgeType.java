package dev.dx.engine.npm.tree;

/** In which list of a manifest a dependency stands. */
public enum EdgeType {
    PROD,
    DEV,
    OPTIONAL,
    PEER,
    /** A peer that {@code peerDependenciesMeta} marks as optional. */
    PEER_OPTIONAL,
    /** From the project to a member of its workspace. */
    WORKSPACE;

    public boolean isPeer() {
        return this == PEER || this == PEER_OPTIONAL;
    }

    public boolean isOptional() {
        return this == OPTIONAL || this == PEER_OPTIONAL;
    }
}
