package dev.dx.engine.lock;

import dev.dx.engine.Integrity;
import dev.dx.engine.binary.BoundedReader;
import dev.dx.engine.binary.Checksums;
import dev.dx.engine.binary.FormatFault;
import dev.dx.engine.graph.Dependency;
import dev.dx.engine.graph.Graph;
import dev.dx.engine.graph.GraphBuilder;
import dev.dx.engine.graph.GraphNode;
import dev.dx.engine.graph.PlatformFilter;
import dev.dx.engine.graph.Trait;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads a whole lock from its first byte to its last and believes nothing: each string and each record is read once, where the
 * one before it ends, and only those can be referred to. So nothing is larger in memory than the file gives reason for.
 */
final class BinaryLockReading {
    private record Pair(String key, String value) {}

    private final BinaryLock lock;
    private final BinaryLockFormat.Header header;
    private final FormatFault fault;
    private final Map<Integer, String> strings = new HashMap<>();
    private final Map<Integer, List<Pair>> records = new HashMap<>();
    private final Map<Integer, Map<String, String>> attributes = new HashMap<>();
    private final Map<Integer, PlatformFilter> platforms = new HashMap<>();
    private final Set<String> takenPlaces = new HashSet<>();
    private final Map<String, Integer> firstOfName = new HashMap<>();
    private final Map<String, Integer> lastOfName = new HashMap<>();
    private final Map<Set<Trait>, Set<Trait>> traitSets = new HashMap<>();

    BinaryLockReading(BinaryLock lock) {
        this.lock = lock;
        this.header = lock.header();
        this.fault = lock.fault();
    }

    Graph graph() {
        readStrings();
        readRecords();
        GraphBuilder builder = new GraphBuilder();
        int[] wishes = new int[header.entryCount()];
        String[] places = new String[header.entryCount()];
        int[] next = new int[header.entryCount()];
        BoundedReader in = section(BinaryLockFormat.HEADER, header.dependenciesAt());
        int dependencies = 0;
        for (int number = 0; number < header.entryCount(); number++) {
            wishes[number] = readEntry(number, dependencies, in, places, next, builder);
            dependencies += wishes[number];
        }
        if (dependencies != header.dependencyCount()) {
            throw fault.corrupt("dependencies of nobody");
        }
        readDependencies(wishes, builder);
        checkSlots(next);
        return builder.build();
    }

    private BoundedReader section(long start, long end) {
        MemorySegment bytes = lock.bytes();
        return new BoundedReader(bytes.asSlice(start, end - start), fault);
    }

    private void readStrings() {
        BoundedReader in = section(header.stringsAt(), header.checksumAt());
        while (in.remaining() > 0) {
            int place = (int) in.position();
            int length = in.varint(BinaryLockFormat.MAX_TEXT, "bytes of text");
            if (length > in.remaining() || (length == 0) != (place == 0)) {
                throw fault.corrupt("a string of " + length + " bytes");
            }
            strings.put(place, in.text(length, "a string"));
        }
    }

    private String string(long place) {
        String text = strings.get((int) place);
        if (text == null) {
            throw fault.corrupt("no string begins at " + place);
        }
        return text;
    }

    private void readRecords() {
        BoundedReader in = section(header.metadataAt(), header.stringsAt());
        while (in.remaining() > 0) {
            int place = (int) in.position();
            int count = in.varint(header.metadataLength(), "pairs");
            if (count > in.remaining() / 2 || (count == 0) != (place == 0)) {
                throw fault.corrupt(count + " pairs");
            }
            List<Pair> pairs = new ArrayList<>(count);
            for (int i = 0; i < count; i++) {
                String key = string(in.varint(Integer.MAX_VALUE, "as the place of a string"));
                pairs.add(new Pair(key, string(in.varint(Integer.MAX_VALUE, "as the place of a string"))));
            }
            records.put(place, pairs);
        }
    }

    private List<Pair> pairs(long place) {
        List<Pair> pairs = records.get((int) place);
        if (pairs == null) {
            throw fault.corrupt("no record begins at " + place);
        }
        return pairs;
    }

    /** Answers how many dependencies it has. */
    private int readEntry(
            int number, int dependencies, BoundedReader in, String[] places, int[] next, GraphBuilder builder) {
        String name = string(in.u32());
        String version = string(in.u32());
        long parent = in.u32();
        String placeName = string(in.u32());
        if (in.u32() != dependencies) {
            throw fault.corrupt("the dependencies of entry " + number + " are not where they belong");
        }
        int count = in.count(header.dependencyCount() - dependencies, "dependencies of one entry");
        Set<Trait> traits = traits(in.u16());
        int integrityKind = in.u8();
        int originKind = in.u8();
        String origin = string(in.u32());
        if (originKind > 1 || (originKind == 0 && !origin.isEmpty())) {
            throw fault.corrupt("entry " + number + " has an origin of no kind");
        }
        long attributesAt = in.u32();
        long platformsAt = in.u32();
        List<Pair> links = pairs(in.u32());
        next[number] = next(number, in.u32());
        checkName(number, name, in.u64(), next);
        if (in.u64() != 0) {
            throw fault.corrupt("entry " + number + " knows more than there is");
        }
        String integrity = integrity(number, integrityKind, in.copy(BinaryLockFormat.DIGEST));
        String place = place(number, parent, placeName, places);
        places[number] = place;
        builder.node(new GraphNode.Content(
                name,
                version,
                places(place, links),
                originKind == 0
                        ? null
                        : Origin.filled(origin, name, version, length -> fault.corrupt("an origin of " + length)),
                integrity,
                traits,
                platforms(platformsAt),
                attributes(attributesAt)));
        return count;
    }

    private Set<Trait> traits(int bits) {
        Set<Trait> traits = EnumSet.noneOf(Trait.class);
        int left = bits;
        for (Trait trait : Trait.values()) {
            int bit = FormatNumbers.bit(trait);
            if ((bits & bit) != 0) {
                traits.add(trait);
                left -= bit;
            }
        }
        if (left != 0) {
            throw fault.corrupt("unknown traits, " + bits);
        }
        return traitSets.computeIfAbsent(traits, Set::copyOf);
    }

    private int next(int number, long next) {
        if (next != 0 && (next - 1 <= number || next > header.entryCount())) {
            throw fault.corrupt("entry " + number + " is followed by " + (next - 1));
        }
        return (int) next;
    }

    /** An entry is the first of its name, or the one before leads to it. */
    private void checkName(int number, String name, long hash, int[] next) {
        long expected = name.isEmpty() ? 0 : Checksums.xxh3(name, 0, name.length());
        if (hash != expected) {
            throw fault.corrupt("the hash of entry " + number + "'s name");
        }
        if (name.isEmpty()) {
            if (next[number] != 0) {
                throw fault.corrupt("a nameless entry is followed by another");
            }
            return;
        }
        Integer before = lastOfName.put(name, number);
        if (before != null && next[before] != number + 1) {
            throw fault.corrupt("entry " + number + " does not follow the one of the same name");
        }
        if (before == null) {
            firstOfName.put(name, number);
        }
    }

    private @Nullable String integrity(int number, int kind, byte[] digest) {
        if (kind == 0) {
            requireZeros(number, digest, 0);
            return null;
        }
        if (kind == BinaryLockFormat.OTHER_INTEGRITY) {
            requireZeros(number, digest, 4);
            long place = (digest[0] & 0xffL)
                    | ((digest[1] & 0xffL) << 8)
                    | ((digest[2] & 0xffL) << 16)
                    | ((digest[3] & 0xffL) << 24);
            return string(place);
        }
        Integrity.Algorithm algorithm = FormatNumbers.algorithm(kind);
        if (algorithm == null) {
            throw fault.corrupt("an integrity of kind " + kind);
        }
        requireZeros(number, digest, algorithm.digestLength());
        return Integrity.of(algorithm, Arrays.copyOf(digest, algorithm.digestLength()))
                .toString();
    }

    private void requireZeros(int number, byte[] digest, int from) {
        for (int i = from; i < digest.length; i++) {
            if (digest[i] != 0) {
                throw fault.corrupt("entry " + number + " has more of a digest than there is");
            }
        }
    }

    private String place(int number, long parent, String placeName, String[] places) {
        if ((number == 0) != (parent == 0 && placeName.isEmpty()) || parent > number) {
            throw fault.corrupt("entry " + number + " stands in " + (parent - 1));
        }
        if (parent == 0) {
            return placeName;
        }
        String above = places[(int) parent - 1];
        int length = above.length() + 1 + BinaryLockFormat.MODULES.length() + placeName.length();
        if (length > BinaryLockFormat.MAX_PLACE + 1) {
            throw fault.corrupt("a place of " + length + " characters");
        }
        return (above.isEmpty() ? "" : above + "/") + BinaryLockFormat.MODULES + placeName;
    }

    private List<String> places(String place, List<Pair> links) {
        List<String> places = new ArrayList<>();
        take(place, places);
        for (Pair link : links) {
            if (!link.key().isEmpty()) {
                throw fault.corrupt("a link with a name, " + link.key());
            }
            take(link.value(), places);
        }
        return places;
    }

    private void take(String place, List<String> places) {
        if (place.length() > BinaryLockFormat.MAX_PLACE || !takenPlaces.add(place)) {
            throw fault.corrupt("two entries at " + place);
        }
        places.add(place);
    }

    private PlatformFilter platforms(long place) {
        PlatformFilter known = platforms.get((int) place);
        if (known != null) {
            return known;
        }
        List<String> os = new ArrayList<>();
        List<String> cpu = new ArrayList<>();
        List<String> libc = new ArrayList<>();
        for (Pair pair : pairs(place)) {
            switch (pair.key()) {
                case "os" -> os.add(pair.value());
                case "cpu" -> cpu.add(pair.value());
                case "libc" -> libc.add(pair.value());
                default -> throw fault.corrupt("a platform's " + pair.key());
            }
        }
        PlatformFilter filter = new PlatformFilter(os, cpu, libc);
        platforms.put((int) place, filter);
        return filter;
    }

    private Map<String, String> attributes(long place) {
        Map<String, String> known = attributes.get((int) place);
        if (known != null) {
            return known;
        }
        Map<String, String> texts = new HashMap<>();
        for (Pair pair : pairs(place)) {
            if (texts.put(pair.key(), pair.value()) != null) {
                throw fault.corrupt("an attribute twice, " + pair.key());
            }
        }
        Map<String, String> shared = Map.copyOf(texts);
        attributes.put((int) place, shared);
        return shared;
    }

    private void readDependencies(int[] wishes, GraphBuilder builder) {
        BoundedReader in = section(header.dependenciesAt(), header.slotsAt());
        for (int number = 0; number < wishes.length; number++) {
            for (int i = 0; i < wishes[number]; i++) {
                String name = string(in.u32());
                String range = string(in.u32());
                long target = in.u32();
                Dependency.Kind kind = FormatNumbers.kind(in.u8());
                if (target > header.entryCount() || kind == null || in.u8() != 0 || in.u16() != 0) {
                    throw fault.corrupt("a dependency of entry " + number);
                }
                builder.dependency(number, name, range, kind, (int) target - 1);
            }
        }
    }

    /** Every name is where a lookup finds it, and nothing else is. */
    private void checkSlots(int[] next) {
        lastOfName.forEach((name, last) -> {
            if (next[last] != 0) {
                throw fault.corrupt("entry " + last + " is followed by one of another name");
            }
        });
        int filled = 0;
        for (int slot = 0; slot < header.slotCount(); slot++) {
            filled += lock.slot(slot) == BinaryLock.ABSENT ? 0 : 1;
        }
        if (filled != firstOfName.size()) {
            throw fault.corrupt(filled + " names, and not " + firstOfName.size());
        }
        firstOfName.forEach((name, first) -> {
            if (lock.find(name) != first) {
                throw fault.corrupt("a name that is not found, " + name);
            }
        });
    }
}
