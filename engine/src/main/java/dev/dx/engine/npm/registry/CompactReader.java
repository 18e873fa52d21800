package dev.dx.engine.npm.registry;

/**
 * Reads what {@link CompactWriter} wrote. Every length is checked: {@link Damaged} is thrown rather than anything read
 * beyond the end.
 */
final class CompactReader {
    /** The bytes are not what a {@link CompactWriter} writes. */
    static final class Damaged extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Damaged() {
            super(null, null, false, false);
        }
    }

    private final byte[] bytes;
    private final int end;
    private int position;

    /** Reads from {@code position} up to {@code end}. */
    CompactReader(byte[] bytes, int position, int end) {
        this.bytes = bytes;
        this.position = position;
        this.end = end;
    }

    int position() {
        return position;
    }

    boolean isAtEnd() {
        return position == end;
    }

    long number() {
        long value = 0;
        for (int shift = 0; shift < 63; shift += 7) {
            if (position >= end) {
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

    /** A number below the limit. */
    int number(int limit) {
        long value = number();
        if (value >= limit) {
            throw new Damaged();
        }
        return (int) value;
    }

    /** A number of things of at least one byte each, so that no count is believed that cannot be true. */
    int count() {
        long count = number();
        if (count > end - position) {
            throw new Damaged();
        }
        return (int) count;
    }

    /** Goes past a slice and returns where it begins; it ends at {@link #position()}. */
    int slice() {
        int length = count();
        int start = position;
        position += length;
        return start;
    }
}
