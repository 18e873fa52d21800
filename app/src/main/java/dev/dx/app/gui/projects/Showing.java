package dev.dx.app.gui.projects;

/** Which dependencies are wanted on the screen. */
public enum Showing {
    ALL,
    OUTDATED,
    DEPRECATED;

    boolean includes(DependencyItem item) {
        return switch (this) {
            case ALL -> true;
            case OUTDATED -> item.status() == DependencyStatus.OUTDATED;
            case DEPRECATED -> item.deprecated() != null;
        };
    }
}
