package dev.dx.app.gui.task;

import java.util.List;

/**
 * What somebody has to know to begin a piece of work again, in words that outlive the process.
 *
 * @param words what the owner of this kind makes of it, and nobody else
 */
public record Resumption(Kind kind, List<String> words) {
    public Resumption {
        words = List.copyOf(words);
    }

    /** Who can take it up again. */
    public enum Kind {
        PROJECT,
        CONVERT,
        STORE,
        CACHE,
        REGISTRY
    }
}
