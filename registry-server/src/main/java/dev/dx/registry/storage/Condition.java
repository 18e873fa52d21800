package dev.dx.registry.storage;

/** What must hold for a write to take place. */
public sealed interface Condition {
    /** Nothing has the key. */
    record Absent() implements Condition {}

    /** The document under the key is the one that was read. */
    record Unchanged(Document.Tag tag) implements Condition {}

    /** Whatever there is. */
    record Any() implements Condition {}

    Condition ABSENT = new Absent();

    Condition ANY = new Any();
}
