package dev.dx.engine.npm.registry;

import java.util.Arrays;

/** A growing array of numbers and byte slices; {@link CompactReader} is the counterpart. */
final class CompactWriter {
    private byte[] bytes;
    private int length;

    CompactWriter(int expected) {
        bytes = new byte[Math.max(64, expected)];
    }

    /** Seven bits a byte, the lowest first. */
    void number(long value) {
        ensure(10);
        long rest = value;
        while ((rest & ~0x7fL) != 0) {
            bytes[length++] = (byte) ((rest & 0x7f) | 0x80);
            rest >>>= 7;
        }
        bytes[length++] = (byte) rest;
    }

    /** With the length in front. */
    void bytes(byte[] source, int start, int end) {
        number(end - start);
        raw(source, start, end);
    }

    /** Without a length. */
    void raw(byte[] source, int start, int end) {
        ensure(end - start);
        System.arraycopy(source, start, bytes, length, end - start);
        length += end - start;
    }

    int length() {
        return length;
    }

    byte[] array() {
        return bytes;
    }

    byte[] finished() {
        return Arrays.copyOf(bytes, length);
    }

    private void ensure(int more) {
        if (bytes.length - length < more) {
            bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, length + more));
        }
    }
}
