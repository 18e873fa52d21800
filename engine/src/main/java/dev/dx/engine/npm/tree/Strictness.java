package dev.dx.engine.npm.tree;

/** Which contradictions are errors. */
public enum Strictness {
    /** Those between peers that the project's own wishes cause, and packages that are not for this platform. */
    USUAL,
    /** Every one between peers too, as {@code strict-peer-deps} asks. */
    ALL_PEERS,
    /** None, as {@code force} asks: what is wanted most is there, and the rest is a warning. */
    NONE
}
