package dev.dx.engine.npm;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads what {@link CompactWriter} wrote. Not for several threads at once; {@link #at(int)} gives others a view of their
 * own. Every length is checked: {@link Damaged} is thrown rather than anything read beyond the end.
 */
final class CompactReader {
    /** The bytes are not what a {@link CompactWriter} writes. */
    static final class Damaged extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    private final byte[] bytes;
    private final int[] stringOffsets;
    private final @Nullable String[] strings;
    private int position;

    CompactReader(byte[] bytes) {
        this.bytes = bytes;
        int count = count(1);
        stringOffsets = new int[count];
        strings = new @Nullable String[count];
        for (int i = 0; i < count; i++) {
            stringOffsets[i] = position;
            skip(count(1));
        }
    }

    private CompactReader(CompactReader other, int position) {
        this.bytes = other.bytes;
        this.stringOffsets = other.stringOffsets;
        // Shared on purpose: strings are immutable, and two threads that decode the same one do no harm.
        this.strings = other.strings;
        this.position = position;
    }

    CompactReader at(int offset) {
        return new CompactReader(this, offset);
    }

    int position() {
        return position;
    }

    boolean isAtEnd() {
        return position == bytes.length;
    }

    long number() {
        long value = 0;
        for (int shift = 0; shift < 63; shift += 7) {
            if (position >= bytes.length) {
                throw new Damaged();
            }
            byte b = bytes[position++];
            value |= (long) (b & 0x7f) << shift;
            if (b >= 0) {
                return value;
            }
        }
        throw new Damaged();
    }

    /** A number of things of at least so many bytes each, so that no count is believed that cannot be true. */
    int count(int bytesEach) {
        long count = number();
        if (count > (bytes.length - position) / bytesEach) {
            throw new Damaged();
        }
        return (int) count;
    }

    void skip(int length) {
        if (length > bytes.length - position) {
            throw new Damaged();
        }
        position += length;
    }

    String shared() {
        long index = number();
        if (index >= strings.length) {
            throw new Damaged();
        }
        String text = strings[(int) index];
        if (text == null) {
            CompactReader there = at(stringOffsets[(int) index]);
            text = there.text(there.count(1));
            strings[(int) index] = text;
        }
        return text;
    }

    @Nullable
    String sharedOrNull() {
        return number() == 0 ? null : shared();
    }

    @Nullable
    String own() {
        int length = count(1);
        return length == 0 ? null : text(length - 1);
    }

    Map<String, String> map() {
        int size = count(2);
        Map<String, String> map = LinkedHashMap.newLinkedHashMap(size);
        for (int i = 0; i < size; i++) {
            map.put(shared(), shared());
        }
        return map;
    }

    List<String> list() {
        int size = count(1);
        List<String> list = new ArrayList<>(size);
        for (int i = 0; i < size; i++) {
            list.add(shared());
        }
        return list;
    }

    private String text(int length) {
        int start = position;
        skip(length);
        return new String(Arrays.copyOfRange(bytes, start, start + length), StandardCharsets.UTF_8);
    }
}
