package dev.dx.app.gui.projects;

/** How a dependency stands, worst first: the order in which a user wants to see them. */
public enum DependencyStatus {
    /** In the manifest, and not in node_modules. */
    MISSING,
    /** Installed in a version that the manifest does not allow. */
    MISMATCH,
    /** Installed as the manifest says, and the registry has a newer one. */
    OUTDATED,
    /** Installed as the manifest says; whether there is a newer one is not known. */
    INSTALLED,
    /** Installed, and the newest there is. */
    UP_TO_DATE,
    /** Optional, and not for this machine. */
    SKIPPED
}
