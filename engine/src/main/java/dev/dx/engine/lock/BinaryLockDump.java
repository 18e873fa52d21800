package dev.dx.engine.lock;

import dev.dx.engine.graph.Dependency;
import dev.dx.engine.graph.Graph;
import dev.dx.engine.graph.GraphNode;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A binary lock as text, for people: every field of the format, and a line for each entry and dependency. */
public final class BinaryLockDump {
    private BinaryLockDump() {}

    public static List<String> lines(BinaryLock lock) {
        BinaryLockFormat.Header header = lock.header();
        Graph graph = lock.toGraph();
        List<String> lines = new ArrayList<>();
        lines.add("format        .dxl, version 1");
        lines.add("length        " + header.fileLength());
        lines.add("source        " + header.source());
        lines.add("checksum      " + HexFormat.of().formatHex(lock.checksum()));
        lines.add("metadata      " + header.metadataLength() + " bytes");
        lines.add("strings       " + header.stringsLength() + " bytes");
        lines.add("slots         " + header.slotCount());
        lines.add("dependencies  " + header.dependencyCount());
        lines.add("entries       " + header.entryCount());
        for (GraphNode node : graph.nodes()) {
            lines.add("entry " + node.number() + "  " + node.label() + "  \"" + String.join("\", \"", node.places())
                    + "\"");
            add(
                    lines,
                    "traits",
                    node.traits().isEmpty() ? null : node.traits().toString().toLowerCase(Locale.ROOT));
            add(lines, "integrity", node.integrity());
            add(lines, "origin", node.origin());
            if (!node.platforms().isAny()) {
                add(
                        lines,
                        "platforms",
                        "os " + node.platforms().os() + " cpu "
                                + node.platforms().cpu() + " libc "
                                + node.platforms().libc());
            }
            new TreeMap<>(node.attributes()).forEach((key, value) -> add(lines, key, value));
            for (Dependency wish : graph.dependencies(node)) {
                GraphNode to = wish.to();
                add(
                        lines,
                        wish.kind().name().toLowerCase(Locale.ROOT).replace('_', ' '),
                        wish.name() + "@" + wish.range() + (to == null ? " = nothing" : " = entry " + to.number()));
            }
        }
        return lines;
    }

    private static void add(List<String> lines, String what, @Nullable String value) {
        if (value != null) {
            lines.add("    " + what + "  " + value);
        }
    }
}
