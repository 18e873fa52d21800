package dev.dx.engine.link;

import dev.dx.engine.ContentHash;
import dev.dx.engine.DxException;
import dev.dx.engine.binary.BoundedReader;
import dev.dx.engine.binary.FormatFault;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * How the index of layouts, {@code layouts.dxlc}, is written. All numbers are little-endian and unsigned.
 *
 * <pre>
 * file = header slot*
 *
 * header, {@link #HEADER} bytes
 *   0  magic        4   44 58 4c 43, "DXLC"
 *   4  version      4   1
 *   8  fileLength   8   of the whole file
 *  16  slotCount    4   {@link #slotsFor} entryCount
 *  20  entryCount   4   at most {@link #MAX_ENTRIES}
 *  24  generation   8   one more than that of the file this one replaced
 *  32  reserved    28   0
 *  60  checksum     4   CRC-32C of the whole file, these four bytes taken as 0
 *
 * slot, {@link #ENTRY} bytes: all 0 if it is free, else an entry. An entry is in the first free slot from the first eight bytes of
 *      its layout mod slotCount on, that with the smallest layout placed first
 *   0  layout      32   not all 0, no two the same
 *  32  graph       32
 *  64  created      8   milliseconds since 1970
 *  72  lastUsed     8   likewise
 *  80  bytes        8   of all files together, below 2^63
 *  88  packages     4   below 2^31, as are the next three
 *  92  files        4
 *  96  uses         4
 * 100  making       4   milliseconds
 * 104  kind         1   0 shared, 1 spare, 2 parked
 * 105  reserved    23   0
 * </pre>
 *
 * <p>It says nothing that the folders of the layouts do not: where it is damaged or missing it is made anew from them. CRC-32C
 * is what a process that has only just started computes fastest.
 */
public final class LayoutIndexFormat {
    public static final int HEADER = 64;
    public static final int ENTRY = 128;
    public static final int MAX_ENTRIES = 1 << 16;

    private static final int MAGIC = 0x434c5844;
    private static final int VERSION = 1;
    private static final int CHECKSUM_AT = 60;
    private static final long LATEST = 253_402_300_799_999L;

    private LayoutIndexFormat() {}

    /** What the header says. */
    record Header(int slotCount, int entryCount, long generation) {}

    /** A power of two with at least a quarter of the slots left free. */
    static int slotsFor(int entries) {
        int slots = 1;
        while (slots < entries + entries / 3 + 1) {
            slots <<= 1;
        }
        return slots;
    }

    /** The whole file. The same entries are always the same bytes. */
    static byte[] encode(Collection<LayoutEntry> entries, long generation) {
        if (entries.size() > MAX_ENTRIES || generation < 0) {
            throw new IllegalArgumentException(entries.size() + " layouts in generation " + generation);
        }
        List<LayoutEntry> sorted = entries.stream()
                .sorted(Comparator.comparing(LayoutEntry::layout))
                .toList();
        int slots = slotsFor(sorted.size());
        byte[] file = new byte[HEADER + slots * ENTRY];
        ByteBuffer out = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
        out.putInt(MAGIC).putInt(VERSION).putLong(file.length);
        out.putInt(slots).putInt(sorted.size()).putLong(generation);
        boolean[] taken = new boolean[slots];
        for (LayoutEntry entry : sorted) {
            int slot = homeOf(entry.layout(), slots);
            while (taken[slot]) {
                slot = (slot + 1) & (slots - 1);
            }
            taken[slot] = true;
            write(entry, out.position(HEADER + slot * ENTRY));
        }
        out.putInt(CHECKSUM_AT, checksum(file));
        return file;
    }

    private static void write(LayoutEntry entry, ByteBuffer out) {
        out.put(entry.layout().bytes()).put(entry.graph().bytes());
        out.putLong(entry.created().toEpochMilli()).putLong(entry.lastUsed().toEpochMilli());
        out.putLong(entry.bytes())
                .putInt(entry.packages())
                .putInt(entry.files())
                .putInt(entry.uses());
        out.putInt((int) Math.min(Integer.MAX_VALUE, entry.making().toMillis()));
        out.put((byte)
                switch (entry.kind()) {
                    case SHARED -> 0;
                    case SPARE -> 1;
                    case PARKED -> 2;
                });
    }

    /** The slot that is looked into first. */
    static int homeOf(ContentHash layout, int slots) {
        return (int) ByteBuffer.wrap(layout.bytes())
                        .order(ByteOrder.LITTLE_ENDIAN)
                        .getLong()
                & (slots - 1);
    }

    /** Checks length, header and checksum. */
    static Header readHeader(MemorySegment file, FormatFault fault) {
        BoundedReader in = new BoundedReader(file, fault);
        if (in.remaining() < HEADER) {
            throw fault.truncated();
        }
        if (in.u32() != MAGIC) {
            throw fault.corrupt("not an index of layouts");
        }
        long version = in.u32();
        if (version != VERSION) {
            throw fault.tooNew("an index of layouts of version " + version);
        }
        long length = in.u64(HEADER + (long) slotsFor(MAX_ENTRIES) * ENTRY, "bytes of index");
        if (length != file.byteSize()) {
            throw length > file.byteSize() ? fault.truncated() : fault.corrupt("bytes after the end");
        }
        int slots = in.count(slotsFor(MAX_ENTRIES), "slots");
        int entries = in.count(MAX_ENTRIES, "layouts");
        long generation = in.u64(Long.MAX_VALUE, "as a generation");
        byte[] reserved = in.copy(CHECKSUM_AT - 32);
        if (slots != slotsFor(entries)
                || length != HEADER + (long) slots * ENTRY
                || !Arrays.equals(reserved, new byte[reserved.length])) {
            throw fault.corrupt("a header that no index of layouts has");
        }
        if ((int) in.u32() != checksum(file)) {
            throw fault.corrupt("the checksum is wrong");
        }
        return new Header(slots, entries, generation);
    }

    /** What is in a slot; null if it is free. */
    static @Nullable LayoutEntry read(MemorySegment slot, FormatFault fault) {
        BoundedReader in = new BoundedReader(slot, fault);
        ContentHash layout = ContentHash.of(in.copy(ContentHash.LENGTH));
        if (Arrays.equals(layout.bytes(), new byte[ContentHash.LENGTH])) {
            if (!Arrays.equals(in.copy(ENTRY - ContentHash.LENGTH), new byte[ENTRY - ContentHash.LENGTH])) {
                throw fault.corrupt("something in a free slot");
            }
            return null;
        }
        ContentHash graph = ContentHash.of(in.copy(ContentHash.LENGTH));
        Instant created = Instant.ofEpochMilli(in.u64(LATEST, "as a time"));
        Instant lastUsed = Instant.ofEpochMilli(in.u64(LATEST, "as a time"));
        long bytes = in.u64(Long.MAX_VALUE, "bytes");
        int packages = in.count(Integer.MAX_VALUE, "packages");
        int files = in.count(Integer.MAX_VALUE, "files");
        int uses = in.count(Integer.MAX_VALUE, "uses");
        Duration making = Duration.ofMillis(in.count(Integer.MAX_VALUE, "milliseconds"));
        LayoutEntry.Kind kind = switch (in.u8()) {
            case 0 -> LayoutEntry.Kind.SHARED;
            case 1 -> LayoutEntry.Kind.SPARE;
            case 2 -> LayoutEntry.Kind.PARKED;
            default -> throw fault.corrupt("a layout of no kind");
        };
        byte[] reserved = in.copy((int) in.remaining());
        if (!Arrays.equals(reserved, new byte[reserved.length])) {
            throw fault.corrupt("more of a layout than there is");
        }
        return new LayoutEntry(layout, kind, graph, created, lastUsed, packages, files, bytes, uses, making);
    }

    private static int checksum(byte[] file) {
        CRC32C crc = new CRC32C();
        crc.update(file, 0, CHECKSUM_AT);
        crc.update(new byte[4]);
        crc.update(file, HEADER, file.length - HEADER);
        return (int) crc.getValue();
    }

    private static int checksum(MemorySegment file) {
        CRC32C crc = new CRC32C();
        crc.update(file.asSlice(0, CHECKSUM_AT).asByteBuffer());
        crc.update(new byte[4]);
        crc.update(file.asSlice(HEADER).asByteBuffer());
        return (int) crc.getValue();
    }

    static FormatFault fault(String where) {
        return new FormatFault(where, "Delete the file; it is made again from the layouts that are there.");
    }

    static DxException misplaced(int slot, FormatFault fault) {
        return fault.corrupt("slot " + slot + " holds what is not looked for there");
    }
}
