package dev.dx.engine.lock;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** Compares text with its UTF-8 in memory, and allocates nothing. */
final class Utf8 {
    private Utf8() {}

    static boolean equals(MemorySegment bytes, long at, int length, String text, int start, int end) {
        long next = at;
        long limit = at + length;
        int i = start;
        while (i < end) {
            int c = text.codePointAt(i);
            int units = Character.charCount(c);
            if (i + units > end) {
                return false;
            }
            int count = c < 0x80 ? 1 : c < 0x800 ? 2 : c < 0x1_0000 ? 3 : 4;
            if (limit - next < count) {
                return false;
            }
            for (int k = 0; k < count; k++) {
                if (bytes.get(ValueLayout.JAVA_BYTE, next + k) != byteOf(c, k, count)) {
                    return false;
                }
            }
            next += count;
            i += units;
        }
        return next == limit;
    }

    private static byte byteOf(int c, int index, int count) {
        if (count == 1) {
            return (byte) c;
        }
        int bits = c >> (6 * (count - 1 - index));
        return (byte) (index > 0 ? 0x80 | (bits & 0x3f) : ((0xf00 >> count) & 0xff) | bits);
    }
}
