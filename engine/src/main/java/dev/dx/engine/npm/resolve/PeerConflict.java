package dev.dx.engine.npm.resolve;

import dev.dx.engine.DxException;
import dev.dx.engine.ErrorCode;
import dev.dx.engine.npm.tree.Conflict;

/** Two wishes for the same place that no version meets. */
public final class PeerConflict extends DxException {
    private static final long serialVersionUID = 1;

    private final transient Conflict conflict;

    PeerConflict(Conflict conflict, String what, String remedy) {
        super(ErrorCode.DX_CONFLICT, what, remedy);
        this.conflict = conflict;
    }

    Conflict conflict() {
        return conflict;
    }

    /** The same conflict, with something better to do about it. */
    PeerConflict advising(String remedy) {
        return new PeerConflict(conflict, what(), remedy);
    }
}
