package dev.dx.engine.link;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** An index of layouts as text, for people: every field of the format, a line for each layout. */
public final class LayoutIndexDump {
    private LayoutIndexDump() {}

    public static List<String> lines(LayoutIndex index) {
        List<String> lines = new ArrayList<>();
        lines.add("format      .dxlc, version 1");
        lines.add("generation  " + index.generation());
        lines.add("slots       " + index.slots());
        lines.add("layouts     " + index.size());
        for (LayoutEntry entry : index.entries()) {
            lines.add(
                    entry.layout() + "  " + entry.kind().name().toLowerCase(Locale.ROOT) + ", graph " + entry.graph());
            lines.add("    " + entry.packages() + " packages, " + entry.files() + " files, " + entry.bytes()
                    + " bytes, made " + entry.created() + " in "
                    + entry.making().toMillis() + " ms, used "
                    + entry.uses() + " times, last " + entry.lastUsed());
        }
        return lines;
    }
}
