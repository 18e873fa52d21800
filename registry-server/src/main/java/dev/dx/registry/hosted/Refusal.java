package dev.dx.registry.hosted;

/** Why something that was asked for is not done, for the one who asked; nothing has changed. */
public final class Refusal extends Exception {
    private static final long serialVersionUID = 1L;

    /** What kind of no it is. */
    public enum Kind {
        /** The request makes no sense. */
        BAD,
        /** There is no such package, version or tag. */
        NOT_FOUND,
        /** It is there already, or changed meanwhile. */
        CONFLICT
    }

    private final Kind kind;

    public Refusal(Kind kind, String why) {
        super(why);
        this.kind = kind;
    }

    public Kind kind() {
        return kind;
    }
}
