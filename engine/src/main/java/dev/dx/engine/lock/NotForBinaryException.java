package dev.dx.engine.lock;

/** A graph holds something that the format has no room for; its text lock is all there can be. */
public final class NotForBinaryException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    NotForBinaryException(String what) {
        super(what);
    }
}
