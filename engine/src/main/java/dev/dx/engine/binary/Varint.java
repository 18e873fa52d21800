package dev.dx.engine.binary;

import java.io.ByteArrayOutputStream;

/** Numbers from 0 to 2^31 - 1 in one to five bytes: 7 bits each, the lowest first, the top bit set in all but the last. */
public final class Varint {
    private Varint() {}

    public static void write(int value, ByteArrayOutputStream out) {
        int left = value;
        while (left > 0x7f) {
            out.write((left & 0x7f) | 0x80);
            left >>>= 7;
        }
        out.write(left);
    }

    /** How many bytes a number takes. */
    public static int length(int value) {
        int length = 1;
        for (int left = value >>> 7; left != 0; left >>>= 7) {
            length++;
        }
        return length;
    }
}
