package dev.dx.engine.npm.markdown;

import java.util.List;

/** A part of a document that stands on lines of its own. */
public sealed interface Block {
    /** @param level 1 to 6 */
    record Heading(int level, List<Inline> content) implements Block {}

    record Paragraph(List<Inline> content) implements Block {}

    record Code(String text) implements Block {}

    record Quote(List<Block> content) implements Block {}

    /** @param first the number of the first item; -1 for a list without numbers */
    record Listing(int first, List<List<Block>> items) implements Block {}

    /** @param rows the head first; each as long as the head */
    record Table(List<List<List<Inline>>> rows) implements Block {}

    record Rule() implements Block {}
}
