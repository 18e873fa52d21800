package dev.dx.engine.wire;

import dev.dx.engine.PackageId;
import dev.dx.engine.binary.FormatFault;
import java.nio.LongBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What an install needs at once. With a lock the packages that are lacking, which come in this order; without one what the
 * project asks for directly. The answer is {@link Item}s: packuments, then a plan, then packs.
 *
 * <pre>
 * closure := lacking : list, wishes : count : u32 { name : text, spec : text }
 *            cutoff : u64, node : text, os : text, cpu : text, libc : text, peers : u8
 *            filter : count : u32 { word : u64 }
 * list    := count : u32 { name : text, version : text }
 * </pre>
 *
 * @param wishes what is asked for directly, name → spec
 * @param machine what the packages are for
 * @param filter of packages as {@code name@version} and of packuments as {@code name#} and their fingerprint in hexadecimal
 *     that are there already: a power of two of words, in which the seven bits h + i * (h rotated by 32, its lowest bit set)
 *     are set for each, h being XXH3 of the key in UTF-16; empty for nothing. What it has by mistake is asked for by
 *     itself later
 */
public record ClosureQuestion(List<PackageId> lacking, Map<String, String> wishes, Machine machine, LongBuffer filter) {
    private static final int MOST_WORDS = 1 << 17;
    private static final int MOST_WISHES = 10_000;

    /** Whether what packages want beside them is installed too. */
    public enum Peers {
        INSTALLED(0),
        IGNORED(1);

        private final int number;

        Peers(int number) {
            this.number = number;
        }
    }

    /**
     * What decides between versions.
     *
     * @param cutoff in milliseconds since 1970, no version published later is taken; 0 for no limit
     * @param node the version of Node.js; empty if there is none
     */
    public record Machine(long cutoff, String node, String os, String cpu, String libc, Peers peers) {
        public static final Machine ANY = new Machine(0, "", "", "", "", Peers.INSTALLED);
    }

    public ClosureQuestion {
        lacking = List.copyOf(lacking);
        wishes = new LinkedHashMap<>(wishes);
    }

    public byte[] encode() {
        MessageWriter out = new MessageWriter().u32(lacking.size());
        lacking.forEach(id -> out.text(id.name()).text(id.version()));
        out.u32(wishes.size());
        wishes.forEach((name, spec) -> out.text(name).text(spec));
        out.u64(machine.cutoff())
                .text(machine.node())
                .text(machine.os())
                .text(machine.cpu())
                .text(machine.libc());
        out.u8(machine.peers().number).u32(filter.remaining());
        for (int i = filter.position(); i < filter.limit(); i++) {
            out.u64(filter.get(i));
        }
        return out.finished();
    }

    public static ClosureQuestion decode(byte[] payload, FormatFault fault) {
        MessageReader in = new MessageReader(payload, fault);
        int count = in.count(PackageList.MOST, 6, "packages");
        List<PackageId> lacking = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            lacking.add(in.id());
        }
        count = in.count(MOST_WISHES, 4, "wishes");
        Map<String, String> wishes = new LinkedHashMap<>();
        for (int i = 0; i < count; i++) {
            wishes.put(in.text("a name"), in.text("a spec"));
        }
        Machine machine = new Machine(
                in.u64(Long.MAX_VALUE, "milliseconds"),
                in.text("a version"),
                in.text("a system"),
                in.text("a processor"),
                in.text("a library"),
                in.u8(2, "peers") == 0 ? Peers.INSTALLED : Peers.IGNORED);
        count = in.count(MOST_WORDS, 8, "words of a filter");
        if (Integer.bitCount(count) > 1) {
            throw in.corrupt("a filter of " + count + " words");
        }
        long[] filter = new long[count];
        for (int i = 0; i < count; i++) {
            filter[i] = in.u64();
        }
        in.finish();
        return new ClosureQuestion(lacking, wishes, machine, LongBuffer.wrap(filter));
    }
}
