package dev.dx.registry.dxrp;

import dev.dx.engine.wire.Status;

/** A request that is answered with something other than what it asks for. */
final class DxrpRefusal extends Exception {
    private static final long serialVersionUID = 1L;

    private final Status status;

    DxrpRefusal(Status status, String words) {
        super(words, null, false, false);
        this.status = status;
    }

    Status status() {
        return status;
    }

    String words() {
        return String.valueOf(getMessage());
    }
}
