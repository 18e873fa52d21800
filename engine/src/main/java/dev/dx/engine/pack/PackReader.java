package dev.dx.engine.pack;

import dev.dx.engine.ContentHash;
import dev.dx.engine.DxException;
import dev.dx.engine.ErrorCode;
import dev.dx.engine.binary.Blake3;
import dev.dx.engine.binary.FormatFault;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
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
        Batch batch = new Batch();
        try {
            for (int number : inOrderOfData()) {
                boolean within = index.size(number) > 0
                        && index.offset(number) + index.size(number) <= index.raw(index.block(number));
                if (within) {
                    batch.add(number);
                } else {
                    Blake3 hash = new Blake3();
                    batch.finish();
                    read(number, hash::update);
                    compare(number, hash.digest());
                }
            }
            batch.finish();
        } catch (IOException never) {
            throw new AssertionError(never);
        }
    }

    /** Files of one block that are hashed together. */
    private final class Batch {
        private final List<Integer> numbers = new ArrayList<>();

        void add(int number) {
            if (!numbers.isEmpty() && index.block(numbers.getFirst()) != index.block(number)) {
                finish();
            }
            numbers.add(number);
        }

        void finish() {
            if (numbers.isEmpty()) {
                return;
            }
            load(index.block(numbers.getFirst()));
            int[] offsets = numbers.stream().mapToInt(index::offset).toArray();
            int[] lengths = numbers.stream()
                    .mapToInt(number -> (int) index.size(number))
                    .toArray();
            byte[] hashes = Blake3.hashAll(block, offsets, lengths, offsets.length);
            for (int i = 0; i < offsets.length; i++) {
                compare(numbers.get(i), Arrays.copyOfRange(hashes, i * Blake3.LENGTH, (i + 1) * Blake3.LENGTH));
            }
            numbers.clear();
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
