package dev.dx.engine.pack;

/** All that is kept of an archive's permission bits, as npm keeps them. */
public enum FileMode {
    REGULAR(0644),
    EXECUTABLE(0755);

    private final int bits;

    FileMode(int bits) {
        this.bits = bits;
    }

    public int bits() {
        return bits;
    }
}
