package dev.dx.engine.npm.tree;

/** How near to the project a package may be placed, as npm's {@code install-strategy} has it. */
public enum Hoisting {
    /** As near as it fits. */
    HOISTED,
    /** Only what the project itself wants stands directly in its node_modules. */
    SHALLOW,
    /** Each stands below whatever wants it. */
    NESTED
}
