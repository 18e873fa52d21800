package dev.dx.app.gui.store;

/** What can be taken away. */
public enum Cleaning {
    /** What no project uses and nobody used of late. */
    UNUSED,
    /** Whole trees that no project's node_modules links to: layouts, spare ones, parked ones. */
    TREES,
    /** Every package, and every tree. */
    EVERYTHING
}
