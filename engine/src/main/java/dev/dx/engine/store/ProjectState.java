package dev.dx.engine.store;

/** What is known of a project that uses a store. */
public enum ProjectState {
    PRESENT,
    /** Its disk is not there now, or it cannot be told whether it is. */
    OUT_OF_REACH,
    /** Its disk is there, and it is not. */
    GONE
}
