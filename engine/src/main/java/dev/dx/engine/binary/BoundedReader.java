package dev.dx.engine.binary;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/**
 * Reads little-endian numbers, texts and sections one after the other, each within what is left. A number that is a length
 * is compared with its limit before anybody can allocate by it.
 */
public final class BoundedReader {
    private static final ValueLayout.OfShort U16 = ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfInt U32 = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfLong U64 = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    private final MemorySegment bytes;
    private final FormatFault fault;
    private long position;

    public BoundedReader(MemorySegment bytes, FormatFault fault) {
        this.bytes = bytes;
        this.fault = fault;
    }

    public long remaining() {
        return bytes.byteSize() - position;
    }

    public int u8() {
        return bytes.get(ValueLayout.JAVA_BYTE, advance(1)) & 0xff;
    }

    public int u16() {
        return bytes.get(U16, advance(2)) & 0xffff;
    }

    public long u32() {
        return bytes.get(U32, advance(4)) & 0xffff_ffffL;
    }

    /** 64 bits of any kind. */
    public long u64() {
        return bytes.get(U64, advance(8));
    }

    /** A number that counts something of which there are at most {@code limit}. */
    public int count(int limit, String what) {
        long count = u32();
        if (count > limit) {
            throw fault.corrupt(count + " " + what);
        }
        return (int) count;
    }

    /** A number from 0 to {@code limit}. */
    public long u64(long limit, String what) {
        long value = bytes.get(U64, advance(8));
        if (value < 0 || value > limit) {
            throw fault.corrupt(Long.toUnsignedString(value) + " " + what);
        }
        return value;
    }

    /** A number written as a {@link Varint}, from 0 to {@code limit}, in as few bytes as it can be. */
    public int varint(int limit, String what) {
        long value = 0;
        int shift = 0;
        int last;
        do {
            last = u8();
            value |= (last & 0x7fL) << shift;
            shift += 7;
        } while (last > 0x7f && shift < 35);
        if (last > 0x7f || value > limit || (last == 0 && shift > 7)) {
            throw fault.corrupt(value + " " + what);
        }
        return (int) value;
    }

    /** How far it has read. */
    public long position() {
        return position;
    }

    /** A copy of the next bytes; a length beyond what is left is the end of the file. */
    public byte[] copy(int length) {
        return bytes.asSlice(advance(length), length).toArray(ValueLayout.JAVA_BYTE);
    }

    /** The next bytes where they are. */
    public MemorySegment section(long length) {
        return bytes.asSlice(advance(length), length);
    }

    /** The next bytes as UTF-8, which they must be. */
    public String text(int length, String what) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(copy(length)))
                    .toString();
        } catch (CharacterCodingException malformed) {
            throw fault.corrupt(what + " is not text");
        }
    }

    private long advance(long length) {
        if (length < 0 || length > remaining()) {
            throw fault.truncated();
        }
        long start = position;
        position += length;
        return start;
    }
}
