package dev.dx.app;

/** rehearsal. */
public final class Rehearsal {
    private Rehearsal() {}

    public static void main(String[] args) {
        Main.main(args);
    }
}
