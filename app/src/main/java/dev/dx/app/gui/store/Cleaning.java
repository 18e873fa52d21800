package dev.dx.app.gui.store;

/** What can be taken away. */
public enum Cleaning {
    /** What no project uses and nobody used of late. */
    UNUSED,
    /** Every package. */
    EVERYTHING
}
