package dev.dx.app.gui.projects;

import dev.dx.engine.DxException;

/** What is known of the newest version of a dependency. */
public sealed interface Latest {
    /** Nobody has asked, or it makes no sense to ask: the dependency does not come from the registry. */
    record Unasked() implements Latest {}

    record Asking() implements Latest {}

    record Known(String version) implements Latest {}

    record Unavailable(DxException reason) implements Latest {}
}
