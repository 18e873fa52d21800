package dev.dx.engine.npm.resolve;

import dev.dx.engine.npm.tree.Conflict;

/** Two wishes for the same place that no version meets; the cause of a failure with the code {@code DX_CONFLICT}. */
final class PeerConflict extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final transient Conflict conflict;

    PeerConflict(Conflict conflict) {
        super("peers cannot agree", null, false, false);
        this.conflict = conflict;
    }

    Conflict conflict() {
        return conflict;
    }
}
