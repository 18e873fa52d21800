package dev.dx.engine.binary;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import net.openhft.hashing.LongHashFunction;
import net.openhft.hashing.LongTupleHashFunction;

/**
 * XXH128 and XXH3, with seed 0: quick, and no match for anybody who means harm. They notice damage and spread hash tables;
 * what a thing is, {@link Blake3} says.
 */
public final class Checksums {
    public static final int XXH128_LENGTH = 16;

    private Checksums() {}

    /** The XXH128 of mapped bytes: its lower half, then its upper half, each little-endian. */
    public static byte[] xxh128(MemorySegment mapped) {
        long[] halves = LongTupleHashFunction.xx128().hashMemory(mapped.address(), mapped.byteSize());
        return ByteBuffer.allocate(XXH128_LENGTH)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(halves[0])
                .putLong(halves[1])
                .array();
    }

    /** The XXH128 of bytes in the heap, written in the same way. */
    public static byte[] xxh128(byte[] bytes, int offset, int length) {
        long[] halves = LongTupleHashFunction.xx128().hashBytes(bytes, offset, length);
        return ByteBuffer.allocate(XXH128_LENGTH)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(halves[0])
                .putLong(halves[1])
                .array();
    }

    /** The XXH3 of a part of a text's UTF-16, each unit with its lower byte first. Allocates nothing. */
    public static long xxh3(String text, int start, int length) {
        return LongHashFunction.xx3().hashChars(text, start, length);
    }

    /** The XXH3 of mapped bytes. */
    public static long xxh3(MemorySegment mapped) {
        return LongHashFunction.xx3().hashMemory(mapped.address(), mapped.byteSize());
    }

    public static long xxh3(byte[] bytes, int offset, int length) {
        return LongHashFunction.xx3().hashBytes(bytes, offset, length);
    }
}
