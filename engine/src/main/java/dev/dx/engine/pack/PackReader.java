package dev.dx.engine.pack;

import dev.dx.engine.ContentHash;
import dev.dx.engine.DxException;
import dev.dx.engine.ErrorCode;
import dev.dx.engine.binary.Blake3;
import dev.dx.engine.binary.FormatFault;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;

/** Decodes the files of a {@link Pack}, a block at a time. For one thread. */
public final class PackReader implements AutoCloseable {
    /** Takes the bytes of a file as they are decoded; the array is the reader's own. */
    @FunctionalInterface
    public interface Sink {
        void accept(byte[] bytes, int offset, int length) throws IOException;
    }

    /** Takes files one after the other. */
    @FunctionalInterface
    public interface Visitor {
        /** @param contents for the one call of {@link Contents#read} that is allowed during this call */
        void visit(FileEntry entry, Contents contents) throws IOException;
    }

    /** The bytes of one file. */
    @FunctionalInterface
    public interface Contents {
        void read(Sink sink) throws IOException;
    }

    /** Decoded blocks of readers that are closed, for the next ones: most packs are smaller than the room for a block. */
    private static final BlockingQueue<byte[]> IDLE =
            new ArrayBlockingQueue<>(2 * Runtime.getRuntime().availableProcessors());

    private static final int LARGEST_IDLE = 4 << 20;

    private final Pack pack;
    private final PackIndex index;
    private final MemorySegment data;
    private final BlockDecoder decoder;
    private final FormatFault fault;
    private final Blake3 hash = new Blake3();
    private byte[] block;
    private int current = -1;

    PackReader(Pack pack, PackIndex index, MemorySegment data, BlockDecoder decoder, FormatFault fault) {
        this.pack = pack;
        this.index = index;
        this.data = data;
        this.decoder = decoder;
        this.fault = fault;
        byte[] idle = IDLE.poll();
        this.block = idle == null ? new byte[0] : idle;
    }

    /** Reads one file, by its number in the table. What it reads may not be what the table says: {@link #verify} tells. */
    public void read(int number, Sink sink) throws IOException {
        long left = index.size(number);
        if (left > 0 && pack.isExternal()) {
            throw new DxException(
                    ErrorCode.DX_UNSUPPORTED,
                    fault.where() + ": the files are not in the pack",
                    "Take them from the unpacked package of the same root.");
        }
        int at = index.offset(number);
        for (int part = index.block(number); left > 0; part++) {
            DxException.checkCancelled();
            load(part);
            int length = (int) Math.min(left, index.raw(part) - at);
            sink.accept(block, at, length);
            left -= length;
            at = 0;
        }
    }

    /** All of a file that fits into memory. */
    public byte[] readAll(int number) {
        long size = index.size(number);
        byte[] all = new byte[Math.toIntExact(size)];
        int[] filled = {0};
        try {
            read(number, (bytes, offset, length) -> {
                System.arraycopy(bytes, offset, all, filled[0], length);
                filled[0] += length;
            });
        } catch (IOException never) {
            throw new AssertionError(never);
        }
        return all;
    }

    /** Visits every file in the order in which their bytes lie, so that each block is decoded once. */
    public void visitAll(Visitor visitor) throws IOException {
        List<FileEntry> entries = pack.files().entries();
        for (int number : inOrderOfData()) {
            visitor.visit(entries.get(number), sink -> read(number, sink));
        }
    }

    /** Decodes everything and compares it with the table; what is not as the table says is DX_FORMAT_CORRUPT. */
    public void verify() {
        if (pack.isExternal()) {
            return;
        }
        try {
            visitVerified((entry, contents) -> contents.read((bytes, offset, length) -> {}));
        } catch (IOException never) {
            throw new AssertionError(never);
        }
    }

    /**
     * Visits every file as {@link #visitAll} does, and compares it with the table: one that lies in one block before it is
     * visited, a larger one while it is read. What is not as the table says is DX_FORMAT_CORRUPT.
     */
    public void visitVerified(Visitor visitor) throws IOException {
        List<FileEntry> entries = pack.files().entries();
        Batch batch = new Batch(entries, visitor);
        for (int number : inOrderOfData()) {
            long size = index.size(number);
            boolean within =
                    size > 0 && !pack.isExternal() && size <= index.raw(index.block(number)) - index.offset(number);
            if (within) {
                batch.add(number);
            } else {
                batch.finish();
                visitor.visit(entries.get(number), sink -> readVerified(number, sink));
            }
        }
        batch.finish();
    }

    private void readVerified(int number, Sink sink) throws IOException {
        hash.reset();
        read(number, (bytes, offset, length) -> {
            hash.update(bytes, offset, length);
            sink.accept(bytes, offset, length);
        });
        compare(number, hash.digest());
    }

    /** Files of one block that are hashed together: one by one, small ones take many times as long. */
    private final class Batch {
        private final List<FileEntry> entries;
        private final Visitor visitor;
        private int[] numbers = new int[16];
        private int count;
        private long bytes;

        Batch(List<FileEntry> entries, Visitor visitor) {
            this.entries = entries;
            this.visitor = visitor;
        }

        void add(int number) throws IOException {
            long size = index.size(number);
            // More than the block has only where somebody let files lie over each other.
            if (count > 0 && (index.block(numbers[0]) != index.block(number) || bytes + size > PackFormat.MAX_BLOCK)) {
                finish();
            }
            bytes += size;
            if (count == numbers.length) {
                numbers = Arrays.copyOf(numbers, 2 * count);
            }
            numbers[count++] = number;
        }

        void finish() throws IOException {
            if (count == 0) {
                return;
            }
            DxException.checkCancelled();
            load(index.block(numbers[0]));
            int[] offsets = new int[count];
            int[] lengths = new int[count];
            for (int i = 0; i < count; i++) {
                offsets[i] = index.offset(numbers[i]);
                lengths[i] = (int) index.size(numbers[i]);
            }
            byte[] hashes = hash.hashEach(block, offsets, lengths, count);
            for (int i = 0; i < count; i++) {
                compare(numbers[i], Arrays.copyOfRange(hashes, i * Blake3.LENGTH, (i + 1) * Blake3.LENGTH));
            }
            for (int i = 0; i < count; i++) {
                int offset = offsets[i];
                int length = lengths[i];
                visitor.visit(entries.get(numbers[i]), sink -> sink.accept(block, offset, length));
            }
            count = 0;
            bytes = 0;
        }
    }

    private void compare(int number, byte[] hash) {
        FileEntry entry = pack.files().entries().get(number);
        if (!entry.hash().equals(ContentHash.of(hash))) {
            throw fault.corrupt("the bytes of " + entry.path() + " are not those of its table");
        }
    }

    private int[] inOrderOfData() {
        int count = pack.files().entries().size();
        long[] places = new long[count];
        for (int number = 0; number < count; number++) {
            // Both below 2^24, which leaves room for the number.
            places[number] = (long) index.block(number) << 44 | (long) index.offset(number) << 20 | number;
        }
        Arrays.sort(places);
        int[] order = new int[count];
        for (int i = 0; i < count; i++) {
            order[i] = (int) places[i] & ((1 << 20) - 1);
        }
        return order;
    }

    private void load(int number) {
        if (number == current) {
            return;
        }
        current = -1;
        int raw = index.raw(number);
        if (block.length < raw) {
            block = new byte[Math.max(raw, Math.min(2 * block.length, LARGEST_IDLE))];
        }
        decoder.decode(index.codec(number), data.asSlice(index.storedStart(number), index.stored(number)), block, raw);
        current = number;
    }

    @Override
    public void close() {
        decoder.close();
        byte[] idle = block;
        block = new byte[0];
        current = -1;
        if (idle.length > 0 && idle.length <= LARGEST_IDLE) {
            IDLE.offer(idle);
        }
    }
}
