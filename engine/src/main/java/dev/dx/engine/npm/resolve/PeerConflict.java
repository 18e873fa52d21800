package dev.dx.engine.npm.resolve;

import dev.dx.engine.npm.tree.Conflict;
import java.util.List;

/** Two wishes for the same place that no version meets; the cause of a failure with the code {@code DX_CONFLICT}. */
final class PeerConflict extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final transient Conflict conflict;
    private final transient List<ConflictReport.Fix> fixes;

    PeerConflict(Conflict conflict) {
        this(conflict, List.of());
    }

    /** @param fixes that were tried */
    PeerConflict(Conflict conflict, List<ConflictReport.Fix> fixes) {
        super("peers cannot agree", null, false, false);
        this.conflict = conflict;
        this.fixes = List.copyOf(fixes);
    }

    List<ConflictReport.Fix> fixes() {
        return fixes;
    }

    Conflict conflict() {
        return conflict;
    }
}
