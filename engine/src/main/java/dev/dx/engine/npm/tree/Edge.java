package dev.dx.engine.npm.tree;

import org.jspecify.annotations.Nullable;

/** One package's wish for another, and the package that answers it where the wish is made. */
public final class Edge {
    private enum State {
        UNKNOWN,
        VALID,
        MISSING,
        PEER_LOCAL,
        INVALID
    }

    private final TreeNode from;
    private final String name;
    private final String spec;
    private final EdgeType type;
    private @Nullable TreeNode to;
    private State state = State.UNKNOWN;
    private boolean peerConflicted;

    Edge(TreeNode from, String name, String spec, EdgeType type) {
        this.from = from;
        this.name = name;
        this.spec = spec;
        this.type = type;
    }

    public TreeNode from() {
        return from;
    }

    public String name() {
        return name;
    }

    /** What was asked for, as it is written. */
    public String spec() {
        return spec;
    }

    public EdgeType type() {
        return type;
    }

    /** The package Node.js would find under this name; null if there is none. */
    public @Nullable TreeNode to() {
        return to;
    }

    public boolean isPeer() {
        return type.isPeer();
    }

    /** Whether what was found is what was asked for; an optional wish that finds nothing is valid too. */
    public boolean isValid() {
        if (state == State.UNKNOWN || (state == State.VALID && to == null)) {
            state = judge();
        }
        return state == State.VALID;
    }

    public boolean isMissing() {
        return to == null && !isValid();
    }

    public boolean isSatisfiedBy(TreeNode node) {
        return node.name().equals(name) && node.specs().isSatisfied(node, name, spec);
    }

    /** Whether this peer's demand was overruled, and is not tried again. */
    public boolean isPeerConflicted() {
        return peerConflicted;
    }

    /** Gives up on this peer's demand. */
    public void overrule() {
        peerConflicted = true;
    }

    /** Looks again for what answers this wish; judges it anew if it changed. */
    void reload() {
        TreeNode found = from.find(name);
        if (found != to) {
            pointAt(found);
        }
    }

    /** Looks again, and judges anew in any case. */
    void reloadFully() {
        reload();
        state = State.UNKNOWN;
    }

    /** Takes this edge out of the tree. */
    void detach() {
        pointAt(null);
    }

    private void pointAt(@Nullable TreeNode target) {
        if (to != null) {
            to.edgesInMutable().remove(this);
        }
        to = target;
        state = State.UNKNOWN;
        if (target != null) {
            target.edgesInMutable().add(this);
        }
    }

    private State judge() {
        TreeNode found = to;
        if (found == null) {
            return type.isOptional() ? State.VALID : State.MISSING;
        }
        if (type.isPeer() && found.parent() == from && !from.isTop()) {
            return State.PEER_LOCAL;
        }
        return isSatisfiedBy(found) ? State.VALID : State.INVALID;
    }

    @Override
    public String toString() {
        return from + " -> " + name + "@" + spec;
    }
}
