package dev.dx.engine.lock;

import dev.dx.engine.Integrity;
import dev.dx.engine.binary.Checksums;
import dev.dx.engine.graph.Dependency;
import dev.dx.engine.graph.Graph;
import dev.dx.engine.graph.GraphNode;
import dev.dx.engine.graph.PlatformFilter;
import dev.dx.engine.graph.Trait;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Writes graphs as {@link BinaryLockFormat} has it. The same graph is always the same bytes. */
public final class BinaryLockWriter {
    private final Graph graph;
    private final StringTable table = new StringTable();

    private BinaryLockWriter(Graph graph) {
        this.graph = graph;
    }

    /** @throws NotForBinaryException if something in it is larger than the format allows */
    public static byte[] encode(Graph graph, LockSource source) {
        return new BinaryLockWriter(graph).encode(source);
    }

    private byte[] encode(LockSource source) {
        List<GraphNode> nodes = graph.nodes();
        int dependencyCount =
                nodes.stream().mapToInt(node -> graph.dependencies(node).size()).reduce(0, Math::addExact);
        if (nodes.size() > BinaryLockFormat.MAX_ENTRIES || dependencyCount > BinaryLockFormat.MAX_DEPENDENCIES) {
            throw new NotForBinaryException(nodes.size() + " packages with " + dependencyCount + " dependencies");
        }
        ByteBuffer entries = BinaryLockFormat.buffer(nodes.size() * BinaryLockFormat.ENTRY);
        ByteBuffer dependencies = BinaryLockFormat.buffer(dependencyCount * BinaryLockFormat.DEPENDENCY);
        writeEntries(entries);
        nodes.forEach(node -> graph.dependencies(node).forEach(wish -> write(wish, dependencies)));
        ByteBuffer slots = slots(entries);
        byte[] records = table.records();
        byte[] strings = table.strings();
        long length = BinaryLockFormat.HEADER
                + (long) entries.capacity()
                + dependencies.capacity()
                + slots.capacity()
                + records.length
                + strings.length
                + Checksums.XXH128_LENGTH;
        if (length > BinaryLockFormat.MAX_FILE) {
            throw new NotForBinaryException("a lock of " + length + " bytes");
        }
        byte[] whole = new byte[(int) length];
        ByteBuffer out = ByteBuffer.wrap(whole).order(ByteOrder.LITTLE_ENDIAN);
        new BinaryLockFormat.Header(
                        length,
                        nodes.size(),
                        dependencyCount,
                        slots.capacity() / BinaryLockFormat.SLOT,
                        records.length,
                        strings.length,
                        source)
                .writeTo(out);
        out.put(entries.rewind()).put(dependencies.rewind()).put(slots.rewind());
        out.put(records).put(strings);
        out.put(Checksums.xxh128(whole, 0, out.position()));
        return whole;
    }

    private void writeEntries(ByteBuffer out) {
        Map<String, Integer> placed = new HashMap<>();
        Set<String> places = new HashSet<>();
        int firstDependency = 0;
        for (GraphNode node : graph.nodes()) {
            int at = node.number() * BinaryLockFormat.ENTRY;
            writePlace(node, placed, places, out, at);
            out.putInt(at + BinaryLockFormat.NAME, table.string(node.name()));
            out.putInt(at + BinaryLockFormat.VERSION_TEXT, table.string(node.version()));
            int count = graph.dependencies(node).size();
            out.putInt(at + BinaryLockFormat.FIRST_DEPENDENCY, firstDependency);
            out.putInt(at + BinaryLockFormat.DEPENDENCIES, count);
            firstDependency += count;
            int traits = 0;
            for (Trait trait : node.traits()) {
                traits |= FormatNumbers.bit(trait);
            }
            out.putShort(at + BinaryLockFormat.TRAITS, (short) traits);
            writeIntegrity(node.integrity(), out, at);
            String origin = node.origin();
            if (origin != null) {
                out.put(at + BinaryLockFormat.ORIGIN_KIND, (byte) 1);
                out.putInt(
                        at + BinaryLockFormat.ORIGIN,
                        table.string(Origin.template(origin, node.name(), node.version())));
            }
            out.putInt(
                    at + BinaryLockFormat.ATTRIBUTES,
                    table.record(List.copyOf(new TreeMap<>(node.attributes()).entrySet())));
            out.putInt(at + BinaryLockFormat.PLATFORMS, table.record(platforms(node.platforms())));
            out.putInt(
                    at + BinaryLockFormat.LINKS,
                    table.record(node.places().stream()
                            .skip(1)
                            .map(link -> Map.entry("", link))
                            .toList()));
        }
    }

    private void writePlace(GraphNode node, Map<String, Integer> placed, Set<String> places, ByteBuffer out, int at) {
        for (String place : node.places()) {
            if (place.length() > BinaryLockFormat.MAX_PLACE || !places.add(place)) {
                throw new NotForBinaryException("a package at " + place);
            }
        }
        String place = node.place();
        int modules = place.lastIndexOf(BinaryLockFormat.MODULES);
        String above = modules <= 0 ? "" : place.substring(0, modules - 1);
        boolean inModules = modules == 0 || (modules > 0 && place.charAt(modules - 1) == '/');
        Integer parent = inModules ? placed.get(above) : null;
        if (parent == null) {
            out.putInt(at + BinaryLockFormat.PLACE_NAME, table.string(place));
        } else {
            out.putInt(at + BinaryLockFormat.PARENT, parent + 1);
            out.putInt(
                    at + BinaryLockFormat.PLACE_NAME,
                    table.string(place.substring(modules + BinaryLockFormat.MODULES.length())));
        }
        placed.put(place, node.number());
    }

    private void writeIntegrity(@Nullable String text, ByteBuffer out, int at) {
        if (text == null) {
            return;
        }
        Integrity integrity = Integrity.parse(text);
        if (integrity != null
                && integrity.digests().size() == 1
                && integrity.toString().equals(text)) {
            out.put(at + BinaryLockFormat.INTEGRITY_KIND, (byte) FormatNumbers.number(integrity.algorithm()));
            out.put(
                    at + BinaryLockFormat.DIGEST_AT,
                    Base64.getDecoder().decode(integrity.digests().getFirst()));
        } else {
            out.put(at + BinaryLockFormat.INTEGRITY_KIND, (byte) BinaryLockFormat.OTHER_INTEGRITY);
            out.putInt(at + BinaryLockFormat.DIGEST_AT, table.string(text));
        }
    }

    private static List<Map.Entry<String, String>> platforms(PlatformFilter filter) {
        List<Map.Entry<String, String>> pairs = new ArrayList<>();
        filter.os().forEach(word -> pairs.add(Map.entry("os", word)));
        filter.cpu().forEach(word -> pairs.add(Map.entry("cpu", word)));
        filter.libc().forEach(word -> pairs.add(Map.entry("libc", word)));
        return pairs;
    }

    private void write(Dependency wish, ByteBuffer out) {
        GraphNode to = wish.to();
        out.putInt(table.string(wish.name())).putInt(table.string(wish.range()));
        out.putInt(to == null ? 0 : to.number() + 1);
        out.put((byte) FormatNumbers.number(wish.kind())).put(new byte[3]);
    }

    /** Fills the table of names, and in the entries what leads from one of a name to the next. */
    private ByteBuffer slots(ByteBuffer entries) {
        int count = BinaryLockFormat.slotsFor(graph.nodes().size());
        int[] slots = new int[count];
        Map<String, Integer> last = new HashMap<>();
        for (GraphNode node : graph.nodes()) {
            String name = node.name();
            if (name.isEmpty()) {
                continue;
            }
            long hash = Checksums.xxh3(name, 0, name.length());
            entries.putLong(node.number() * BinaryLockFormat.ENTRY + BinaryLockFormat.NAME_HASH, hash);
            Integer before = last.put(name, node.number());
            if (before == null) {
                int slot = (int) hash & (count - 1);
                while (slots[slot] != 0) {
                    slot = (slot + 1) & (count - 1);
                }
                slots[slot] = node.number() + 1;
            } else {
                entries.putInt(before * BinaryLockFormat.ENTRY + BinaryLockFormat.NEXT_SAME_NAME, node.number() + 1);
            }
        }
        ByteBuffer out = BinaryLockFormat.buffer(count * BinaryLockFormat.SLOT);
        Arrays.stream(slots).forEach(out::putInt);
        return out;
    }
}
