package dev.dx.engine.store;

import dev.dx.engine.ContentRoot;
import dev.dx.engine.PackageId;
import dev.dx.engine.binary.FormatFault;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * How a {@link StoreIndex} is written down. All numbers are little-endian and unsigned.
 *
 * <pre>
 * file      = header package* archive* rootSlot* archiveSlot* nameSlot* text checksum
 *   0  magic         8 bytes   44 58 53 54 4f 52 45 00, "DXSTORE\0"
 *   8  version       4 bytes   1
 *  12  reserved      4 bytes   0
 *  16  length        8 bytes   of the whole file, checksum included
 *  24  generation    8 bytes   one more than that of the file it replaced
 *  32  packages      4 bytes   how many, at most {@link #MAX_PACKAGES}
 *  36  archives      4 bytes   how many, at most {@link #MAX_ARCHIVES}
 *  40  slotBits      1 byte    there are 2^slotBits rootSlots and as many nameSlots, more than packages
 *  41  archiveBits   1 byte    there are 2^archiveBits archiveSlots, more than archives
 *  42  reserved      2 bytes   0
 *  44  textLength    4 bytes   bytes of text, at most {@link #MAX_TEXT}
 *
 * package   = 64 bytes, sorted by root
 *   0  root          32 bytes
 *  32  size          8 bytes   of its files together
 *  40  files         4 bytes   how many
 *  44  lastUse       4 bytes   hours since 1970 began
 *  48  nameAt        4 bytes   where in text its name begins, its version right behind
 *  52  nameLength    2 bytes   0 where nobody said what it is called
 *  54  versionLength 2 bytes
 *  56  reserved      8 bytes   0
 *
 * archive   = 80 bytes, in the order of the digests' bytes: an archive that was verified here
 *   0  digestLength  1 byte    20, 32, 48 or 64, which tells the algorithm
 *   1  reserved      3 bytes   0
 *   4  package       4 bytes   the number of the package that was in it
 *   8  sha512        4 bytes   the number of the same archive under its SHA-512, which may be its own
 *  12  reserved      4 bytes   0
 *  16  digest        64 bytes  the rest of a shorter one is 0
 *
 * slot      = 4 bytes          0 if it is free, else the number of a package or archive, plus 1
 *   a rootSlot is looked for from the root's first four bytes on, an archiveSlot from the digest's first four, a nameSlot from
 *   the CRC-32C of name, 0 and version; each modulo the number of slots, the next one after the last being the first
 *
 * checksum  = 4 bytes          CRC-32C of everything before it
 * </pre>
 *
 * <p>CRC-32C and not XXH128 for the same reason as in a file table: an install reads this file in a process that has only
 * just started.
 */
final class StoreIndexFormat {
    static final int MAX_PACKAGES = 1 << 21;
    static final int MAX_ARCHIVES = 1 << 22;
    static final int MAX_TEXT = 1 << 28;
    /** Of a name, and of a version. */
    static final int MAX_NAME = 1 << 12;

    static final int HEADER = 48;
    static final int PACKAGE = 64;
    static final int ARCHIVE = 80;
    static final int DIGEST_AT = 16;
    private static final int CHECKSUM = 4;

    private static final long MAGIC = 0x0045524f54535844L;
    private static final int VERSION = 1;

    private StoreIndexFormat() {}

    static FormatFault fault(String where) {
        return new FormatFault(where, "Delete it; DX makes it anew from what is in the store.");
    }

    /** What the header says, checked against the limits and the length of the file. */
    record Header(long generation, int packages, int archives, int slotBits, int archiveBits, int textLength) {
        int slots() {
            return 1 << slotBits;
        }

        int archiveSlots() {
            return 1 << archiveBits;
        }

        int archivesAt() {
            return HEADER + PACKAGE * packages;
        }

        int rootSlotsAt() {
            return archivesAt() + ARCHIVE * archives;
        }

        int archiveSlotsAt() {
            return rootSlotsAt() + 4 * slots();
        }

        int nameSlotsAt() {
            return archiveSlotsAt() + 4 * archiveSlots();
        }

        int textAt() {
            return nameSlotsAt() + 4 * slots();
        }

        /** All that the counts ask for, in numbers that do not overflow. */
        long length() {
            return HEADER
                    + (long) PACKAGE * packages
                    + (long) ARCHIVE * archives
                    + 8L * slots()
                    + 4L * archiveSlots()
                    + textLength
                    + CHECKSUM;
        }
    }

    /** Checks the whole file but for what its records point at. */
    static Header check(ByteBuffer bytes, FormatFault fault) {
        int size = bytes.limit();
        if (size < HEADER + CHECKSUM) {
            byte[] start = new byte[Math.min(8, size)];
            bytes.get(0, start);
            byte[] magic = ByteBuffer.allocate(8)
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .putLong(MAGIC)
                    .array();
            throw Arrays.equals(start, Arrays.copyOf(magic, start.length))
                    ? fault.truncated()
                    : fault.corrupt("not an index of a store");
        }
        if (bytes.getLong(0) != MAGIC) {
            throw fault.corrupt("not an index of a store");
        }
        int version = bytes.getInt(8);
        if (version != VERSION) {
            throw fault.tooNew("an index of version " + Integer.toUnsignedString(version));
        }
        long length = bytes.getLong(16);
        int packages = bytes.getInt(32);
        int archives = bytes.getInt(36);
        int slotBits = bytes.get(40);
        int archiveBits = bytes.get(41);
        int textLength = bytes.getInt(44);
        if (bytes.getInt(12) != 0
                || bytes.getShort(42) != 0
                || !isWithin(packages, MAX_PACKAGES)
                || !isWithin(archives, MAX_ARCHIVES)
                || !isWithin(textLength, MAX_TEXT)
                || !isWithin(slotBits, 22)
                || !isWithin(archiveBits, 23)
                || packages >= 1 << slotBits
                || archives >= 1 << archiveBits) {
            throw fault.corrupt("counts that no store has");
        }
        Header header = new Header(bytes.getLong(24), packages, archives, slotBits, archiveBits, textLength);
        if (length != header.length()) {
            throw fault.corrupt("a length that its counts do not make");
        }
        if (size != length) {
            throw size < length ? fault.truncated() : fault.corrupt("bytes after the end");
        }
        if (bytes.getInt(size - CHECKSUM) != checksum(bytes, size - CHECKSUM)) {
            throw fault.corrupt("the checksum is wrong");
        }
        return header;
    }

    private static boolean isWithin(int number, int limit) {
        return 0 <= number && number <= limit;
    }

    private static int checksum(ByteBuffer bytes, int length) {
        CRC32C crc = new CRC32C();
        crc.update(bytes.duplicate().position(0).limit(length));
        return (int) crc.getValue();
    }

    /** Where a search among slots begins. */
    static int firstSlot(byte[] key, int slots) {
        int hash = (key[0] & 0xff) | (key[1] & 0xff) << 8 | (key[2] & 0xff) << 16 | (key[3] & 0xff) << 24;
        return hash & (slots - 1);
    }

    static int firstSlot(PackageId id, int slots) {
        CRC32C crc = new CRC32C();
        crc.update(id.name().getBytes(StandardCharsets.UTF_8));
        crc.update(0);
        crc.update(id.version().getBytes(StandardCharsets.UTF_8));
        return (int) crc.getValue() & (slots - 1);
    }

    /** The whole file; of two packages with one name and version the one used last is found by them. */
    static byte[] encode(StoreContents contents) {
        List<IndexedPackage> packages = contents.packages();
        List<IndexedArchive> archives = contents.archives();
        Text text = new Text(packages);
        Header header = new Header(
                contents.generation(),
                packages.size(),
                archives.size(),
                bits(packages.size()),
                bits(archives.size()),
                text.length);
        if (packages.size() > MAX_PACKAGES || archives.size() > MAX_ARCHIVES || header.length() > Integer.MAX_VALUE) {
            throw new IllegalArgumentException("an index of " + packages.size() + " packages");
        }
        ByteBuffer out = ByteBuffer.allocate((int) header.length()).order(ByteOrder.LITTLE_ENDIAN);
        out.putLong(MAGIC).putInt(VERSION).putInt(0).putLong(header.length()).putLong(header.generation());
        out.putInt(header.packages()).putInt(header.archives());
        out.put((byte) header.slotBits()).put((byte) header.archiveBits()).putShort((short) 0);
        out.putInt(header.textLength());
        Map<ContentRoot, Integer> numbers = putPackages(out, packages, text);
        putArchives(out, archives, numbers);
        putSlots(out, header, contents);
        out.position(header.textAt());
        text.bytes.forEach(out::put);
        out.putInt(checksum(out, out.position()));
        return out.array();
    }

    private static Map<ContentRoot, Integer> putPackages(ByteBuffer out, List<IndexedPackage> packages, Text text) {
        Map<ContentRoot, Integer> numbers = new HashMap<>();
        for (int i = 0; i < packages.size(); i++) {
            IndexedPackage each = packages.get(i);
            numbers.put(each.root(), i);
            out.put(each.root().bytes()).putLong(each.size()).putInt(each.files());
            out.putInt(each.lastUse()).putInt(text.at[i]);
            out.putShort((short) text.nameLength[i]).putShort((short) text.versionLength[i]);
            out.putLong(0);
        }
        return numbers;
    }

    private static void putArchives(
            ByteBuffer out, List<IndexedArchive> archives, Map<ContentRoot, Integer> packageNumbers) {
        Map<ByteBuffer, Integer> numbers = new HashMap<>();
        for (int i = 0; i < archives.size(); i++) {
            numbers.put(ByteBuffer.wrap(archives.get(i).digest()), i);
        }
        for (IndexedArchive archive : archives) {
            Integer of = packageNumbers.get(archive.root());
            Integer sha512 = numbers.get(ByteBuffer.wrap(archive.sha512()));
            if (of == null || sha512 == null) {
                throw new IllegalArgumentException("an archive of an unknown package");
            }
            out.put((byte) archive.digest().length)
                    .put(new byte[3])
                    .putInt(of)
                    .putInt(sha512)
                    .putInt(0);
            out.put(Arrays.copyOf(archive.digest(), ARCHIVE - DIGEST_AT));
        }
    }

    private static void putSlots(ByteBuffer out, Header header, StoreContents contents) {
        Map<PackageId, IndexedPackage> latest = contents.latest();
        for (int i = 0; i < header.packages(); i++) {
            IndexedPackage each = contents.packages().get(i);
            put(out, header.rootSlotsAt(), firstSlot(each.root().bytes(), header.slots()), header.slots(), i);
            PackageId id = each.id();
            if (id != null && each.equals(latest.get(id))) {
                put(out, header.nameSlotsAt(), firstSlot(id, header.slots()), header.slots(), i);
            }
        }
        for (int i = 0; i < header.archives(); i++) {
            byte[] digest = contents.archives().get(i).digest();
            put(out, header.archiveSlotsAt(), firstSlot(digest, header.archiveSlots()), header.archiveSlots(), i);
        }
    }

    private static void put(ByteBuffer out, int slotsAt, int first, int slots, int number) {
        int slot = first;
        while (out.getInt(slotsAt + 4 * slot) != 0) {
            slot = (slot + 1) & (slots - 1);
        }
        out.putInt(slotsAt + 4 * slot, number + 1);
    }

    /** Twice as many slots as records, and at least two. */
    private static int bits(int count) {
        return 33 - Integer.numberOfLeadingZeros(Math.max(1, count));
    }

    /** The names and versions one after the other. */
    private static final class Text {
        final int[] at;
        final int[] nameLength;
        final int[] versionLength;
        final List<byte[]> bytes = new ArrayList<>();
        int length;

        Text(List<IndexedPackage> packages) {
            at = new int[packages.size()];
            nameLength = new int[packages.size()];
            versionLength = new int[packages.size()];
            for (int i = 0; i < packages.size(); i++) {
                at[i] = length;
                PackageId id = packages.get(i).id();
                if (id != null) {
                    nameLength[i] = add(id.name());
                    versionLength[i] = add(id.version());
                }
            }
        }

        private int add(String text) {
            byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
            bytes.add(utf8);
            length = Math.addExact(length, utf8.length);
            return utf8.length;
        }
    }

    /** The name as the index can hold it; null where it is too long for anybody's. */
    static @Nullable PackageId fitting(@Nullable PackageId id) {
        return id == null
                        || id.name().getBytes(StandardCharsets.UTF_8).length > MAX_NAME
                        || id.version().getBytes(StandardCharsets.UTF_8).length > MAX_NAME
                ? null
                : id;
    }
}
