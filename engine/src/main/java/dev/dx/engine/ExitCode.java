package dev.dx.engine;

/** What a {@code dx} process answers to its caller. Scripts rely on the numbers: they never change meaning. */
public enum ExitCode {
    DONE(0),
    FAILED(1),
    USAGE(2),
    CONFLICT(3),
    NETWORK(4),
    REFUSED(5),
    LOCK_OUT_OF_DATE(6),
    NOT_FOUND(7),
    CANCELLED(130);

    private final int number;

    ExitCode(int number) {
        this.number = number;
    }

    public int number() {
        return number;
    }
}
