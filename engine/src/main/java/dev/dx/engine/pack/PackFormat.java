package dev.dx.engine.pack;

import dev.dx.engine.ContentHash;
import dev.dx.engine.ContentRoot;
import dev.dx.engine.DxException;
import dev.dx.engine.PackageId;
import dev.dx.engine.binary.BoundedReader;
import dev.dx.engine.binary.Checksums;
import dev.dx.engine.binary.FormatFault;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/**
 * How a package is written as a {@code .dxp} file. All numbers are little-endian and unsigned.
 *
 * <pre>
 * pack = header manifest index hashes data root checksum        {@link PackWriter} writes it, {@link Pack} reads it
 *
 * header, {@link #HEADER} bytes
 *   0  magic             4   44 58 50 00, "DXP\0"
 *   4  version           4   1
 *   8  fileLength        8   of the whole pack
 *  16  fileCount         4   files, at most {@link FileTableFormat#MAX_ENTRIES}
 *  20  slotCount         4   {@link #slotsFor} fileCount
 *  24  blockCount        4   blocks, at most {@link #MAX_BLOCKS}
 *  28  manifestLength    4   at most {@link #MAX_MANIFEST}
 *  32  indexCodec        1   0 stored or 2 Zstd, never with a dictionary
 *  33  contents          1   0 in blocks, or 3 external: then there is no block
 *  34  reserved          2   0
 *  36  dictionaryId      2   0 for none: which line of dictionaries the Zstd blocks need, ...
 *  38  dictionaryVersion 2   ... which of that line, from 1, ...
 *  40  indexLength       4   bytes of index in the pack
 *  44  indexRaw          4   bytes of index decoded: at most {@link #MAX_INDEX}, and {@link #mayExpand} from indexLength
 *  48  dictionaryHash   32   ... and the BLAKE3 of its bytes
 *
 * manifest, manifestLength bytes: who made the pack claims it, see {@link PackManifest}
 *      nameLength 2, name, versionLength 2, version, integrityLength 2, integrity; each at most {@link #MAX_TEXT}
 *      metadata          the rest; all UTF-8
 *
 * index, decoded: one column after the other, see {@link PackIndex}; a file's number is its place in the table
 *      size              8 for each file
 *      block             4 for each file: the block it begins in
 *      offset            4 for each file: where in the decoded block; it goes on in the blocks that follow
 *      pathEnd           4 for each file: where its path ends in paths, the next one beginning there
 *      slot              4 for each slot: 0, or a file's number and 1. A file is in the first free slot from
 *                        XXH3(path) mod slotCount on, the table's first file placed first
 *      stored            4 for each block: its bytes in data
 *      raw               4 for each block: its bytes decoded, at most {@link #MAX_BLOCK}
 *      codec             1 for each block: 0 stored, 1 LZ4, 2 Zstd
 *      mode              1 for each file: the number of its {@link FileMode}
 *      paths             the rest: UTF-8, sorted by their bytes, no path twice, as {@link FileEntry} allows
 *
 * hashes   32 for each file: BLAKE3 of its bytes
 * data     the blocks one after the other, nothing between them; equal files share their bytes
 * root     32   BLAKE3 of the canonical file table ({@link FileTableFormat}) that index and hashes hold
 * checksum 16   XXH128 of everything before it, lower half first
 * </pre>
 *
 * <p>An empty file has block 0 and offset 0. With external contents every file has, and the files lie elsewhere as they are.
 *
 * <p>A dictionary, once shipped, stays in every later DX under its id and version, and never changes: so every DX reads the
 * packs of all before it. One that does not know a dictionary, or a version of this format, says so as too new, and never
 * guesses. {@link PackDictionary} lists them.
 */
public final class PackFormat {
    public static final int HEADER = 80;
    public static final int FOOTER = ContentRoot.LENGTH + Checksums.XXH128_LENGTH;
    public static final int MAX_BLOCK = 16 << 20;
    public static final int MAX_BLOCKS = 1 << 20;
    public static final int MAX_TEXT = 4096;
    public static final int MAX_METADATA = 1 << 20;
    public static final int MAX_MANIFEST = MAX_METADATA + 3 * (2 + MAX_TEXT);
    public static final int MAX_INDEX = 1 << 27;
    /** What all files of a package may have together: more than the largest archive that is taken in may unpack to. */
    public static final long MAX_CONTENT = 8L << 30;

    private static final int MAGIC = 0x00505844;
    private static final int VERSION = 1;
    /** An index is sure to be this small however few bytes it came as. */
    private static final int SMALL_INDEX = 1 << 20;

    private static final int INDEX_EXPANSION = 64;

    private PackFormat() {}

    /**
     * The header.
     *
     * @param dictionaryHash of no meaning where there is no dictionary
     */
    record Header(
            long fileLength,
            int fileCount,
            int blockCount,
            int manifestLength,
            BlockCodec indexCodec,
            BlockCodec contents,
            int dictionaryId,
            int dictionaryVersion,
            int indexLength,
            int indexRaw,
            ContentHash dictionaryHash) {
        int slotCount() {
            return slotsFor(fileCount);
        }

        long dataStart() {
            return HEADER + (long) manifestLength + indexLength + 32L * fileCount;
        }

        long dataLength() {
            return fileLength - FOOTER - dataStart();
        }

        byte[] encode() {
            ByteBuffer out = ByteBuffer.allocate(HEADER).order(ByteOrder.LITTLE_ENDIAN);
            out.putInt(MAGIC).putInt(VERSION).putLong(fileLength);
            out.putInt(fileCount).putInt(slotCount()).putInt(blockCount).putInt(manifestLength);
            out.put((byte) indexCodec.number()).put((byte) contents.number()).putShort((short) 0);
            out.putShort((short) dictionaryId).putShort((short) dictionaryVersion);
            out.putInt(indexLength).putInt(indexRaw);
            return out.put(dictionaryHash.bytes()).array();
        }
    }

    /** A power of two with at least a quarter of the slots left free. */
    static int slotsFor(int fileCount) {
        int slots = 1;
        while (slots < fileCount + fileCount / 3 + 1) {
            slots <<= 1;
        }
        return slots;
    }

    /** Whether an index of {@code length} bytes may be {@code raw} bytes decoded; a larger one is to be stored. */
    static boolean mayExpand(int length, int raw) {
        return raw <= Math.max(SMALL_INDEX, (long) length * INDEX_EXPANSION);
    }

    /** Reads and checks the header, the pack's length and its checksum. */
    static Header readHeader(MemorySegment pack, FormatFault fault) {
        BoundedReader in = new BoundedReader(pack, fault);
        if (in.remaining() < HEADER) {
            throw fault.truncated();
        }
        if (in.u32() != MAGIC) {
            throw fault.corrupt("not a .dxp file");
        }
        long version = in.u32();
        if (version != VERSION) {
            throw fault.tooNew("a .dxp of version " + version);
        }
        long length = in.u64(Long.MAX_VALUE, "bytes of pack");
        if (length != pack.byteSize()) {
            throw length > pack.byteSize() ? fault.truncated() : fault.corrupt("bytes after the end");
        }
        if (length < HEADER + FOOTER) {
            throw fault.corrupt("a pack of " + length + " bytes");
        }
        MemorySegment checked = pack.asSlice(0, length - Checksums.XXH128_LENGTH);
        byte[] stored = new BoundedReader(pack.asSlice(checked.byteSize()), fault).copy(Checksums.XXH128_LENGTH);
        if (!Arrays.equals(Checksums.xxh128(checked), stored)) {
            throw fault.corrupt("the checksum is wrong");
        }
        return rest(length, in, fault);
    }

    private static Header rest(long length, BoundedReader in, FormatFault fault) {
        int fileCount = in.count(FileTableFormat.MAX_ENTRIES, "files");
        long slotCount = in.u32();
        int blockCount = in.count(MAX_BLOCKS, "blocks");
        int manifestLength = in.count(MAX_MANIFEST, "bytes of manifest");
        BlockCodec indexCodec = codec(in.u8(), fault);
        BlockCodec contents = codec(in.u8(), fault);
        if (in.u16() != 0
                || slotCount != slotsFor(fileCount)
                || (indexCodec != BlockCodec.STORED && indexCodec != BlockCodec.ZSTD)
                || (contents != BlockCodec.STORED && contents != BlockCodec.EXTERNAL)) {
            throw fault.corrupt("a header that no pack has");
        }
        int dictionaryId = in.u16();
        int dictionaryVersion = in.u16();
        int indexLength = in.count(MAX_INDEX, "bytes of index");
        int indexRaw = in.count(MAX_INDEX, "bytes of index, decoded");
        if (!mayExpand(indexLength, indexRaw) || (indexCodec == BlockCodec.STORED && indexLength != indexRaw)) {
            throw fault.corrupt("an index of " + indexLength + " bytes that becomes " + indexRaw);
        }
        ContentHash dictionaryHash = ContentHash.of(in.copy(ContentHash.LENGTH));
        Header header = new Header(
                length,
                fileCount,
                blockCount,
                manifestLength,
                indexCodec,
                contents,
                dictionaryId,
                dictionaryVersion,
                indexLength,
                indexRaw,
                dictionaryHash);
        if (header.dataLength() < 0) {
            throw fault.corrupt("sections longer than the pack");
        }
        if (contents == BlockCodec.EXTERNAL && (blockCount != 0 || header.dataLength() != 0)) {
            throw fault.corrupt("blocks in a pack without contents");
        }
        return header;
    }

    static byte[] encode(PackManifest manifest) {
        byte[] name = manifest.id().name().getBytes(StandardCharsets.UTF_8);
        byte[] version = manifest.id().version().getBytes(StandardCharsets.UTF_8);
        byte[] integrity = manifest.claimedIntegrity().getBytes(StandardCharsets.UTF_8);
        byte[] metadata = manifest.metadata().getBytes(StandardCharsets.UTF_8);
        ByteBuffer out = ByteBuffer.allocate(6 + name.length + version.length + integrity.length + metadata.length)
                .order(ByteOrder.LITTLE_ENDIAN);
        for (byte[] text : List.of(name, version, integrity)) {
            out.putShort((short) text.length).put(text);
        }
        return out.put(metadata).array();
    }

    static PackManifest readManifest(MemorySegment section, FormatFault fault) {
        BoundedReader in = new BoundedReader(section, fault);
        String name = text(in, "the name", fault);
        String version = text(in, "the version", fault);
        String integrity = text(in, "the integrity", fault);
        if (in.remaining() > MAX_METADATA) {
            throw fault.corrupt(in.remaining() + " bytes of metadata");
        }
        String metadata = in.text((int) in.remaining(), "the metadata");
        try {
            return new PackManifest(new PackageId(name, version), integrity, metadata);
        } catch (IllegalArgumentException wrong) {
            throw fault.corrupt("a name or version that no package has");
        }
    }

    private static String text(BoundedReader in, String what, FormatFault fault) {
        if (in.remaining() < 2) {
            throw fault.corrupt("the manifest is cut off");
        }
        int length = in.u16();
        if (length > MAX_TEXT || length > in.remaining()) {
            throw fault.corrupt(what + " has " + length + " bytes");
        }
        return in.text(length, what);
    }

    private static BlockCodec codec(int number, FormatFault fault) {
        BlockCodec codec = BlockCodec.of(number);
        if (codec == null) {
            throw fault.corrupt("an unknown codec, " + number);
        }
        return codec;
    }

    /** The pack as it is told when something is wrong with it. */
    static FormatFault fault(String where) {
        return new FormatFault(where, "Get or convert the package again; nothing of this file was used.");
    }

    /** Thrown where a file that is packed is not what its table says any more. */
    static DxException changed(String path) {
        return DxException.io(path, new IOException("it changed while it was packed"));
    }
}
