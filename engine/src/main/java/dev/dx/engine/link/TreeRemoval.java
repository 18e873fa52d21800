package dev.dx.engine.link;

/**
 * Trees that went, or would.
 *
 * @param freed bytes that the disk has more afterwards
 */
public record TreeRemoval(int trees, long freed) {
    public static final TreeRemoval NONE = new TreeRemoval(0, 0);

    public TreeRemoval and(TreeRemoval other) {
        return new TreeRemoval(trees + other.trees, freed + other.freed);
    }
}
