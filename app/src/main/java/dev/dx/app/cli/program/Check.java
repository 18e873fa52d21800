package dev.dx.app.cli.program;

import org.jspecify.annotations.Nullable;

/**
 * One thing that was looked at.
 *
 * @param found what was found, in one line
 * @param remedy what to do about it; null where nothing needs doing
 */
public record Check(
        String name, State state, String found, @Nullable String remedy) {
    enum State {
        GOOD,
        /** Works, but something will be missed sooner or later. */
        NOTE,
        FAILED
    }

    static Check good(String name, String found) {
        return new Check(name, State.GOOD, found, null);
    }

    static Check failed(String name, String found, String remedy) {
        return new Check(name, State.FAILED, found, remedy);
    }
}
