package dev.dx.engine.npm;

/** The npm that DX behaves like: what packages, projects and their scripts are told that ask for npm's version. */
public final class ImitatedNpm {
    public static final String VERSION = "11.19.1";

    private ImitatedNpm() {}
}
