package dev.dx.engine.pack;

import dev.dx.engine.ContentHash;
import dev.dx.engine.binary.Checksums;
import dev.dx.engine.binary.FormatFault;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The columns of a pack's index, as {@link PackFormat} says: what files there are and where their bytes lie. Whatever is
 * read is checked whole before anything of it is used: every number within its bounds, the slots those of these paths.
 */
final class PackIndex {
    /** Of each file: size, block, offset, pathEnd and mode. */
    private static final int FILE = 8 + 4 + 4 + 4 + 1;
    /** Of each block: stored, raw and codec. */
    private static final int BLOCK = 4 + 4 + 1;

    private final int fileCount;
    private final int slotCount;
    private final int blockCount;
    private final ByteBuffer columns;
    private final byte[] paths;
    private final FormatFault fault;
    /** Where each block begins in the data, and behind the last one its end. */
    private final long[] storedStarts;
    /** The same for the decoded blocks. */
    private final long[] rawStarts;

    private PackIndex(byte[] raw, int fileCount, int blockCount, FormatFault fault) {
        this.fileCount = fileCount;
        this.slotCount = PackFormat.slotsFor(fileCount);
        this.blockCount = blockCount;
        this.columns = ByteBuffer.wrap(raw).order(ByteOrder.LITTLE_ENDIAN);
        this.fault = fault;
        long fixed = FILE * (long) fileCount + 4L * slotCount + BLOCK * (long) blockCount;
        if (raw.length < fixed + fileCount) {
            throw fault.corrupt("an index of " + raw.length + " bytes");
        }
        this.paths = Arrays.copyOfRange(raw, (int) fixed, raw.length);
        this.storedStarts = new long[blockCount + 1];
        this.rawStarts = new long[blockCount + 1];
    }

    /** @param raw the decoded index, owned by the result */
    static PackIndex read(byte[] raw, PackFormat.Header header, FormatFault fault) {
        PackIndex index = new PackIndex(raw, header.fileCount(), header.blockCount(), fault);
        index.checkBlocks(header.dataLength());
        index.checkPaths();
        index.checkSlots();
        index.checkPlaces(header.contents());
        return index;
    }

    /** A block as its writer made it. */
    record Block(int stored, int raw, BlockCodec codec) {}

    /** Where a file begins. */
    record Place(int block, int offset) {
        static final Place NOWHERE = new Place(0, 0);
    }

    /** @param places one for each file, in the table's order */
    static byte[] encode(FileTable files, List<Block> blocks, List<Place> places) {
        int fileCount = files.entries().size();
        int slotCount = PackFormat.slotsFor(fileCount);
        List<byte[]> paths = new ArrayList<>(fileCount);
        int length = 0;
        for (FileEntry entry : files.entries()) {
            byte[] path = entry.path().getBytes(StandardCharsets.UTF_8);
            paths.add(path);
            length += path.length;
        }
        int fixed = FILE * fileCount + 4 * slotCount + BLOCK * blocks.size();
        ByteBuffer out = ByteBuffer.allocate(fixed + length).order(ByteOrder.LITTLE_ENDIAN);
        files.entries().forEach(entry -> out.putLong(entry.size()));
        places.forEach(place -> out.putInt(place.block()));
        places.forEach(place -> out.putInt(place.offset()));
        int end = 0;
        for (byte[] path : paths) {
            end += path.length;
            out.putInt(end);
        }
        for (int slot : slots(paths, slotCount)) {
            out.putInt(slot);
        }
        blocks.forEach(block -> out.putInt(block.stored()));
        blocks.forEach(block -> out.putInt(block.raw()));
        blocks.forEach(block -> out.put((byte) block.codec().number()));
        files.entries().forEach(entry -> out.put((byte) entry.mode().number()));
        paths.forEach(out::put);
        return out.array();
    }

    private static int[] slots(List<byte[]> paths, int slotCount) {
        int[] slots = new int[slotCount];
        int number = 0;
        for (byte[] path : paths) {
            place(slots, Checksums.xxh3(path, 0, path.length), ++number);
        }
        return slots;
    }

    private static void place(int[] slots, long hash, int value) {
        int slot = (int) hash & (slots.length - 1);
        while (slots[slot] != 0) {
            slot = (slot + 1) & (slots.length - 1);
        }
        slots[slot] = value;
    }

    /** The number of the file with this path, or -1. */
    int find(String path) {
        byte[] bytes = path.getBytes(StandardCharsets.UTF_8);
        int slot = (int) Checksums.xxh3(bytes, 0, bytes.length) & (slotCount - 1);
        for (int file = slot(slot) - 1; file >= 0; file = slot(slot) - 1) {
            if (Arrays.equals(bytes, 0, bytes.length, paths, pathStart(file), pathEnd(file))) {
                return file;
            }
            slot = (slot + 1) & (slotCount - 1);
        }
        return -1;
    }

    int blockCount() {
        return blockCount;
    }

    long size(int file) {
        return columns.getLong(8 * file);
    }

    int block(int file) {
        return columns.getInt(8 * fileCount + 4 * file);
    }

    int offset(int file) {
        return columns.getInt(12 * fileCount + 4 * file);
    }

    private int pathEnd(int file) {
        return columns.getInt(16 * fileCount + 4 * file);
    }

    private int pathStart(int file) {
        return file == 0 ? 0 : pathEnd(file - 1);
    }

    private int slot(int slot) {
        return columns.getInt(20 * fileCount + 4 * slot);
    }

    int stored(int block) {
        return columns.getInt(blocks() + 4 * block);
    }

    int raw(int block) {
        return columns.getInt(blocks() + 4 * blockCount + 4 * block);
    }

    BlockCodec codec(int block) {
        BlockCodec codec = BlockCodec.of(columns.get(blocks() + 8 * blockCount + block));
        if (codec == null || codec == BlockCodec.EXTERNAL) {
            throw fault.corrupt("a block with an unknown codec");
        }
        return codec;
    }

    /** Where the block begins in the data. */
    long storedStart(int block) {
        return storedStarts[block];
    }

    private int blocks() {
        return 20 * fileCount + 4 * slotCount;
    }

    private byte mode(int file) {
        return columns.get(blocks() + BLOCK * blockCount + file);
    }

    /** The table that index and hashes hold. */
    FileTable files(byte[] hashes) {
        List<FileEntry> entries = new ArrayList<>(fileCount);
        for (int file = 0; file < fileCount; file++) {
            FileMode mode = FileMode.numbered(mode(file));
            if (mode == null) {
                throw fault.corrupt("an unknown mode");
            }
            ContentHash hash = ContentHash.at(hashes, ContentHash.LENGTH * file);
            try {
                entries.add(new FileEntry(path(file), mode, size(file), hash));
            } catch (IllegalArgumentException wrong) {
                throw fault.corrupt("a path that no package has");
            }
        }
        return new FileTable(entries);
    }

    /** The canonical table, whose BLAKE3 is the root. */
    byte[] canonical(byte[] hashes) {
        ByteBuffer out =
                ByteBuffer.allocate(paths.length + (4 + 1 + 8 + 32) * fileCount).order(ByteOrder.LITTLE_ENDIAN);
        for (int file = 0; file < fileCount; file++) {
            int start = pathStart(file);
            int length = pathEnd(file) - start;
            out.putInt(length).put(paths, start, length).put(mode(file)).putLong(size(file));
            out.put(hashes, 32 * file, 32);
        }
        return out.array();
    }

    private String path(int file) {
        int start = pathStart(file);
        int end = pathEnd(file);
        for (int i = start; i < end; i++) {
            if (paths[i] < 0) {
                return decoded(start, end);
            }
        }
        return new String(paths, start, end - start, StandardCharsets.ISO_8859_1);
    }

    private String decoded(int start, int end) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(paths, start, end - start))
                    .toString();
        } catch (CharacterCodingException malformed) {
            throw fault.corrupt("a path that is not text");
        }
    }

    private void checkBlocks(long dataLength) {
        for (int block = 0; block < blockCount; block++) {
            int stored = stored(block);
            int raw = raw(block);
            boolean asIs = codec(block) == BlockCodec.STORED;
            if (raw < 1 || raw > PackFormat.MAX_BLOCK || stored < 1 || (asIs ? stored != raw : stored >= raw)) {
                throw fault.corrupt("a block of " + Integer.toUnsignedString(stored) + " bytes that becomes "
                        + Integer.toUnsignedString(raw));
            }
            storedStarts[block + 1] = storedStarts[block] + stored;
            rawStarts[block + 1] = rawStarts[block] + raw;
        }
        if (storedStarts[blockCount] != dataLength) {
            throw fault.corrupt(dataLength + " bytes of data for blocks of " + storedStarts[blockCount]);
        }
    }

    private void checkPaths() {
        int before = 0;
        int start = 0;
        for (int file = 0; file < fileCount; file++) {
            int end = pathEnd(file);
            if (end <= start || end > paths.length || end - start > FileTableFormat.MAX_PATH) {
                throw fault.corrupt("a path that is not within the paths");
            }
            if (Arrays.compareUnsigned(paths, before, start, paths, start, end) >= 0) {
                throw fault.corrupt("paths out of order");
            }
            before = start;
            start = end;
        }
        if (start != paths.length) {
            throw fault.corrupt("bytes behind the last path");
        }
    }

    /** A slot that leads nowhere would make a file that is there not be found. */
    private void checkSlots() {
        int[] slots = new int[slotCount];
        for (int file = 0; file < fileCount; file++) {
            int start = pathStart(file);
            place(slots, Checksums.xxh3(paths, start, pathEnd(file) - start), file + 1);
        }
        for (int slot = 0; slot < slotCount; slot++) {
            if (slots[slot] != slot(slot)) {
                throw fault.corrupt("a path is not where it is looked for");
            }
        }
    }

    private void checkPlaces(BlockCodec contents) {
        long total = 0;
        for (int file = 0; file < fileCount; file++) {
            long size = size(file);
            if (size < 0 || size > PackFormat.MAX_CONTENT || (total += size) > PackFormat.MAX_CONTENT) {
                throw fault.corrupt("files of more than " + PackFormat.MAX_CONTENT + " bytes");
            }
            int block = block(file);
            int offset = offset(file);
            boolean nowhere = size == 0 || contents == BlockCodec.EXTERNAL;
            boolean placed = nowhere
                    ? block == 0 && offset == 0
                    : block >= 0
                            && block < blockCount
                            && offset >= 0
                            && offset < raw(block)
                            && rawStarts[block] + offset + size <= rawStarts[blockCount];
            if (!placed) {
                throw fault.corrupt("a file outside the blocks");
            }
        }
    }
}
