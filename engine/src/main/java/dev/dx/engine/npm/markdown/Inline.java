package dev.dx.engine.npm.markdown;

import java.util.List;

/** A piece of running text. */
public sealed interface Inline {
    record Text(String text) implements Inline {}

    record Code(String text) implements Inline {}

    record Strong(List<Inline> content) implements Inline {}

    record Emphasis(List<Inline> content) implements Inline {}

    record Struck(List<Inline> content) implements Inline {}

    /** @param target as it is written; checked by whoever follows it */
    record Link(List<Inline> content, String target) implements Inline {}

    /** A picture that is not loaded: what stands there instead of it. */
    record Picture(String alternative) implements Inline {}

    record Break() implements Inline {}
}
