package dev.dx.engine.lock;

import dev.dx.engine.DxException;
import dev.dx.engine.ErrorCode;
import dev.dx.engine.binary.BoundedReader;
import dev.dx.engine.binary.Checksums;
import dev.dx.engine.binary.FormatFault;
import dev.dx.engine.binary.MappedFile;
import dev.dx.engine.graph.Graph;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/**
 * A {@code .dxl} file, mapped. Entries are known by their numbers; looking one up allocates nothing. Safe for use by many
 * threads until it is closed.
 */
public final class BinaryLock implements AutoCloseable {
    /** What a lookup answers where there is none. */
    public static final int ABSENT = -1;

    private static final ValueLayout.OfInt U32 = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfLong U64 = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    private final MappedFile file;
    private final MemorySegment bytes;
    private final BinaryLockFormat.Header header;
    private final FormatFault fault;
    private final long slotsAt;
    private final long stringsAt;

    private BinaryLock(MappedFile file, FormatFault fault, BinaryLockFormat.Header header) {
        this.file = file;
        this.bytes = file.bytes();
        this.fault = fault;
        this.header = header;
        this.slotsAt = header.slotsAt();
        this.stringsAt = header.stringsAt();
    }

    /**
     * Maps a lock. Its checksum is looked at when this process sees the file for the first time, as it is now.
     *
     * @throws DxException if it is damaged
     */
    public static BinaryLock open(Path path) {
        FormatFault fault = BinaryLockFormat.fault(path.toString());
        try {
            SeenFiles.Identity identity = SeenFiles.identify(path);
            MappedFile file = MappedFile.open(path);
            try {
                BinaryLockFormat.Header header = BinaryLockFormat.readHeader(file.bytes(), fault);
                if (!SeenFiles.isSeen(identity)) {
                    BinaryLockFormat.checkSum(file.bytes(), header, fault);
                    SeenFiles.remember(identity);
                }
                return new BinaryLock(file, fault, header);
            } catch (RuntimeException refused) {
                file.close();
                throw refused;
            }
        } catch (NoSuchFileException missing) {
            throw new DxException(ErrorCode.DX_NOT_FOUND, "there is no file " + path, "Name a file that exists.");
        } catch (IOException unreadable) {
            throw DxException.io(path.toString(), unreadable);
        }
    }

    BinaryLockFormat.Header header() {
        return header;
    }

    MemorySegment bytes() {
        return bytes;
    }

    FormatFault fault() {
        return fault;
    }

    /** How many nodes the graph has, the project among them. */
    public int size() {
        return header.entryCount();
    }

    public LockSource source() {
        return header.source();
    }

    byte[] checksum() {
        return new BoundedReader(bytes.asSlice(header.checksumAt()), fault).copy(Checksums.XXH128_LENGTH);
    }

    /** The first entry of this name; {@link #ABSENT} if there is none. */
    public int find(String name) {
        return find(name, name.length());
    }

    /** The first entry of this name in this version; {@link #ABSENT} if there is none. */
    public int find(String name, String version) {
        return inVersion(find(name), version, 0);
    }

    /** The first entry for {@code name@version}; {@link #ABSENT} if there is none. */
    public int findId(String id) {
        int at = id.lastIndexOf('@');
        return at <= 0 ? ABSENT : inVersion(find(id, at), id, at + 1);
    }

    /** The next entry of the same name; {@link #ABSENT} after the last. */
    public int next(int entry) {
        int next = field(entry, BinaryLockFormat.NEXT_SAME_NAME);
        if (next == 0) {
            return ABSENT;
        }
        if (next < 0 || next - 1 <= entry || next > header.entryCount()) {
            throw fault.corrupt("entry " + entry + " is followed by " + (next - 1));
        }
        return next - 1;
    }

    private int find(String name, int length) {
        if (length == 0) {
            return ABSENT;
        }
        long hash = Checksums.xxh3(name, 0, length);
        int mask = header.slotCount() - 1;
        int slot = (int) hash & mask;
        for (int probes = 0; probes <= mask; probes++) {
            int number = slot(slot);
            if (number == ABSENT) {
                return ABSENT;
            }
            if (bytes.get(U64, at(number) + BinaryLockFormat.NAME_HASH) == hash
                    && isText(field(number, BinaryLockFormat.NAME), name, 0, length)) {
                return number;
            }
            slot = (slot + 1) & mask;
        }
        throw fault.corrupt("a table of names without a free slot");
    }

    /** The entry a slot leads to, {@link #ABSENT} for a free one. */
    int slot(int slot) {
        int value = bytes.get(U32, slotsAt + (long) slot * BinaryLockFormat.SLOT);
        if (value < 0 || value > header.entryCount()) {
            throw fault.corrupt("slot " + slot + " leads to " + Integer.toUnsignedString(value));
        }
        return value - 1;
    }

    private int inVersion(int first, String text, int start) {
        for (int entry = first; entry != ABSENT; entry = next(entry)) {
            if (isText(field(entry, BinaryLockFormat.VERSION_TEXT), text, start, text.length())) {
                return entry;
            }
        }
        return ABSENT;
    }

    private long at(int entry) {
        if (entry < 0 || entry >= header.entryCount()) {
            throw new IndexOutOfBoundsException(entry);
        }
        return BinaryLockFormat.HEADER + (long) entry * BinaryLockFormat.ENTRY;
    }

    private int field(int entry, int offset) {
        return bytes.get(U32, at(entry) + offset);
    }

    public String name(int entry) {
        return text(field(entry, BinaryLockFormat.NAME));
    }

    public String version(int entry) {
        return text(field(entry, BinaryLockFormat.VERSION_TEXT));
    }

    /** Everything in the lock, all of it checked. */
    public Graph toGraph() {
        return new BinaryLockReading(this).graph();
    }

    /** A string by where it begins in its section. */
    private String text(int place) {
        BoundedReader in = stringAt(place);
        int length = in.varint(BinaryLockFormat.MAX_TEXT, "bytes of text");
        if (length > in.remaining()) {
            throw fault.corrupt("a text beyond the strings");
        }
        return in.text(length, "a string");
    }

    private BoundedReader stringAt(int place) {
        if (place < 0 || place >= header.stringsLength()) {
            throw fault.corrupt("a string at " + Integer.toUnsignedString(place));
        }
        return new BoundedReader(bytes.asSlice(stringsAt + place, header.stringsLength() - (long) place), fault);
    }

    /** Whether the string at a place is this part of a text; compares its bytes where they are. */
    private boolean isText(int place, String text, int start, int end) {
        int limit = header.stringsLength();
        if (place < 0 || place >= limit) {
            throw fault.corrupt("a string at " + Integer.toUnsignedString(place));
        }
        int at = place;
        int length = 0;
        int shift = 0;
        int last;
        do {
            if (at >= limit || shift > 21) {
                throw fault.corrupt("the length of a string");
            }
            last = bytes.get(ValueLayout.JAVA_BYTE, stringsAt + at++);
            length |= (last & 0x7f) << shift;
            shift += 7;
        } while (last < 0);
        if (length > limit - at) {
            throw fault.corrupt("a text beyond the strings");
        }
        return Utf8.equals(bytes, stringsAt + at, length, text, start, end);
    }

    @Override
    public void close() {
        file.close();
    }

    /** Opens, checks everything, and closes again. */
    public static void verify(Path path) {
        try (BinaryLock lock = open(path)) {
            BinaryLockFormat.checkSum(lock.bytes, lock.header, lock.fault);
            lock.toGraph();
        }
    }
}
