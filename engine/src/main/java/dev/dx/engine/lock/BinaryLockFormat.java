package dev.dx.engine.lock;

import dev.dx.engine.binary.BoundedReader;
import dev.dx.engine.binary.Checksums;
import dev.dx.engine.binary.FormatFault;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * How a resolved graph is written as a {@code .dxl} file. All numbers are little-endian and unsigned.
 *
 * <pre>
 * lock = header entry* dependency* slot* metadata strings checksum      {@link BinaryLockWriter} writes it,
 *                                                                       {@link BinaryLock} reads it
 * header, {@link #HEADER} bytes
 *   0  magic             4   44 58 4c 00, "DXL\0"
 *   4  version           4   1
 *   8  fileLength        8   of the whole file, at most {@link #MAX_FILE}
 *  16  entryCount        4   1 to {@link #MAX_ENTRIES}
 *  20  dependencyCount   4   at most {@link #MAX_DEPENDENCIES}
 *  24  slotCount         4   {@link #slotsFor} entryCount
 *  28  metadataLength    4   bytes
 *  32  stringsLength     4   bytes, at least 1
 *  36  reserved          4   0
 *  40  sourceLength      8   bytes of the text it was compiled from; 0 for a lock in its own right
 *  48  sourceHash       32   SHA-256 of that text; 0 if there is none
 *  80  reserved         48   0
 *
 * entry, {@link #ENTRY} bytes: a node; its number is its place here, and 0 is the project
 *   0  name              4   string: the package's own
 *   4  version           4   string
 *   8  parent            4   0, or the number and 1 of the entry in whose node_modules it stands, a smaller one
 *  12  placeName         4   string: its name there; without a parent, its whole path from the project
 *  16  firstDependency   4   the dependencies of an entry follow those of the one before
 *  20  dependencies      4   how many
 *  24  traits            2   bits, see {@link FormatNumbers#bit}
 *  26  integrityKind     1   0 none; 1 SHA-1, 2 SHA-256, 3 SHA-384, 4 SHA-512; 5 any other text
 *  27  originKind        1   0 none, 1 there is one
 *  28  origin            4   string: where it is fetched from. In it, a character 1 stands for the name, 2 for what follows
 *                            the name's last "/", 3 for the version
 *  32  attributes        4   record
 *  36  platforms         4   record of "os", "cpu" and "libc", a pair for each word
 *  40  links             4   record of "", a pair for each further place
 *  44  nextSameName      4   0, or the number and 1 of the next entry of this name, a larger one
 *  48  nameHash          8   XXH3 of the name's UTF-16, each unit with its lower byte first
 *  56  reserved          8   0
 *  64  digest           64   of the kind's length, then 0; of kind 5 a string, then 0
 *
 * dependency, {@link #DEPENDENCY} bytes
 *   0  name              4   string
 *   4  range             4   string
 *   8  target            4   0, or the number and 1 of the entry that answers it
 *  12  kind              1   see {@link FormatNumbers#number(dev.dx.engine.graph.Dependency.Kind)}
 *  13  reserved          3   0
 *
 * slot, 4 bytes: 0, or the number and 1 of the first entry of a name. A name that is not empty is in the first free slot from
 *      nameHash mod slotCount on, smaller numbers placed first
 *
 * metadata = record*       a record is named by where it begins here; the first is empty
 * record   = count pair*   count and both numbers of a pair are varints: 7 bits a byte, the lowest first, the top bit set
 * pair     = key value     in all bytes but the last; key and value are strings
 *
 * strings  = string*       a string is named by where it begins here; the first is empty
 * string   = length UTF-8  length is a varint of at most {@link #MAX_TEXT}
 *
 * checksum 16   XXH128 of everything before it, lower half first
 * </pre>
 *
 * <p>Which package has which content root is not in it: that is for the store to know, which has checked it. A place is at most
 * {@link #MAX_PLACE} characters long, and no two are the same.
 */
public final class BinaryLockFormat {
    /** The name of a file that is a project's own lock. */
    public static final String FILE_NAME = "lock.dxl";

    public static final int HEADER = 128;
    public static final int ENTRY = 128;
    public static final int DEPENDENCY = 16;
    public static final int SLOT = 4;
    public static final int MAX_ENTRIES = 200_001;
    public static final int MAX_DEPENDENCIES = 1 << 22;
    public static final int MAX_TEXT = 1 << 20;
    public static final int MAX_PLACE = 4096;
    public static final long MAX_FILE = 1L << 28;

    static final int SOURCE_HASH = 32;
    static final int DIGEST = 64;

    // where things are in an entry
    static final int NAME = 0;
    static final int VERSION_TEXT = 4;
    static final int PARENT = 8;
    static final int PLACE_NAME = 12;
    static final int FIRST_DEPENDENCY = 16;
    static final int DEPENDENCIES = 20;
    static final int TRAITS = 24;
    static final int INTEGRITY_KIND = 26;
    static final int ORIGIN_KIND = 27;
    static final int ORIGIN = 28;
    static final int ATTRIBUTES = 32;
    static final int PLATFORMS = 36;
    static final int LINKS = 40;
    static final int NEXT_SAME_NAME = 44;
    static final int NAME_HASH = 48;
    static final int RESERVED = 56;
    static final int DIGEST_AT = 64;

    /** Of an integrity that is not one digest of a known algorithm in its usual form. */
    static final int OTHER_INTEGRITY = 5;

    static final char ORIGIN_NAME = 1;
    static final char ORIGIN_TAIL = 2;
    static final char ORIGIN_VERSION = 3;

    static final String MODULES = "node_modules/";

    private static final int MAGIC = 0x004c5844;
    private static final int VERSION = 1;

    private BinaryLockFormat() {}

    /** The header, checked as far as it can be alone. */
    record Header(
            long fileLength,
            int entryCount,
            int dependencyCount,
            int slotCount,
            int metadataLength,
            int stringsLength,
            LockSource source) {
        long dependenciesAt() {
            return HEADER + (long) ENTRY * entryCount;
        }

        long slotsAt() {
            return dependenciesAt() + (long) DEPENDENCY * dependencyCount;
        }

        long metadataAt() {
            return slotsAt() + (long) SLOT * slotCount;
        }

        long stringsAt() {
            return metadataAt() + metadataLength;
        }

        long checksumAt() {
            return stringsAt() + stringsLength;
        }

        void writeTo(ByteBuffer out) {
            out.putInt(MAGIC).putInt(VERSION).putLong(fileLength);
            out.putInt(entryCount).putInt(dependencyCount).putInt(slotCount);
            out.putInt(metadataLength).putInt(stringsLength).putInt(0);
            out.putLong(source.length()).put(HexFormat.of().parseHex(source.sha256()));
            out.position(HEADER);
        }
    }

    /** A power of two with at least a quarter of the slots left free. */
    static int slotsFor(int entryCount) {
        int slots = 1;
        while (slots < entryCount + entryCount / 3 + 1) {
            slots <<= 1;
        }
        return slots;
    }

    /** Reads and checks the header against the length there is; not the checksum. */
    static Header readHeader(MemorySegment lock, FormatFault fault) {
        BoundedReader in = new BoundedReader(lock, fault);
        if (in.remaining() < HEADER) {
            throw fault.truncated();
        }
        if (in.u32() != MAGIC) {
            throw fault.corrupt("not a .dxl file");
        }
        long version = in.u32();
        if (version != VERSION) {
            throw fault.tooNew("a .dxl of version " + version);
        }
        long length = in.u64(MAX_FILE, "bytes of lock");
        if (length != lock.byteSize()) {
            throw length > lock.byteSize() ? fault.truncated() : fault.corrupt("bytes after the end");
        }
        int entries = in.count(MAX_ENTRIES, "entries");
        int dependencies = in.count(MAX_DEPENDENCIES, "dependencies");
        int slots = in.count(slotsFor(MAX_ENTRIES), "slots");
        int metadata = in.count((int) MAX_FILE, "bytes of metadata");
        int strings = in.count((int) MAX_FILE, "bytes of strings");
        boolean plain = in.u32() == 0;
        long sourceLength = in.u64(MAX_FILE, "bytes of text");
        byte[] sourceHash = in.copy(SOURCE_HASH);
        byte[] rest = in.copy(HEADER - 48 - SOURCE_HASH);
        Header header = new Header(
                length,
                entries,
                dependencies,
                slots,
                metadata,
                strings,
                new LockSource(sourceLength, HexFormat.of().formatHex(sourceHash)));
        if (!plain
                || !Arrays.equals(rest, new byte[rest.length])
                || entries == 0
                || metadata == 0
                || strings == 0
                || slots != slotsFor(entries)
                || header.checksumAt() + Checksums.XXH128_LENGTH != length) {
            throw fault.corrupt("a header that no lock has");
        }
        return header;
    }

    static void checkSum(MemorySegment lock, Header header, FormatFault fault) {
        byte[] stored = new BoundedReader(lock.asSlice(header.checksumAt()), fault).copy(Checksums.XXH128_LENGTH);
        if (!Arrays.equals(Checksums.xxh128(lock.asSlice(0, header.checksumAt())), stored)) {
            throw fault.corrupt("the checksum is wrong");
        }
    }

    static ByteBuffer buffer(int length) {
        return ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
    }

    static FormatFault fault(String where) {
        return new FormatFault(
                where, "Delete it if there is a package-lock.json, it is made again from that; else restore the file.");
    }
}
