package dev.dx.engine.npm.tree;

/** What a node is good for in the end. Worked out once the tree stands; until then everything is true. */
public final class NodeFlags {
    boolean extraneous = true;
    boolean dev = true;
    boolean optional = true;
    boolean devOptional = true;
    boolean peer = true;
    boolean inert;

    public boolean isExtraneous() {
        return extraneous;
    }

    /** Only development dependencies lead here. */
    public boolean isDev() {
        return dev;
    }

    /** Only optional dependencies lead here. */
    public boolean isOptional() {
        return optional;
    }

    /** Only development or optional dependencies lead here, some of each. */
    public boolean isDevOptional() {
        return devOptional;
    }

    /** Only peer dependencies lead here. */
    public boolean isPeer() {
        return peer;
    }

    /** It stays in the lock but not in node_modules: it cannot be had here, or not on this platform. */
    public boolean isInert() {
        return inert;
    }

    public void markInert() {
        inert = true;
    }

    void set(boolean value) {
        extraneous = value;
        dev = value;
        optional = value;
        devOptional = value;
        peer = value;
    }
}
