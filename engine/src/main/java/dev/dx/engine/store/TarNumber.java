package dev.dx.engine.store;

/** Numbers in tar headers: octal text, or big-endian with the top bit of the first byte set. */
final class TarNumber {
    private static final int MODE_BITS = 07777;

    private TarNumber() {}

    /** A size; refused unless every reader takes it for the same number. */
    static long size(String archive, byte[] header, int offset, int length) {
        int first = header[offset] & 0xff;
        if ((first & 0x80) == 0) {
            long size = octal(header, offset, length);
            if (size < 0) {
                throw Refusal.corrupt(archive, "a tar header whose size is not a number");
            }
            return size;
        }
        if (first != 0x80) {
            throw Refusal.corrupt(archive, "a tar header whose size is negative or too large for a number");
        }
        long size = 0;
        for (int i = offset + 1; i < offset + length; i++) {
            if (size >>> 55 != 0) {
                throw Refusal.limit(archive, "an entry larger than any disk");
            }
            size = (size << 8) | (header[i] & 0xff);
        }
        return size;
    }

    /** Permission bits; 0 where there is no such number, as it has no say in where or how much is written. */
    static int mode(byte[] header, int offset, int length) {
        if ((header[offset] & 0x80) != 0) {
            return (header[offset + length - 1] & 0xff) | ((header[offset + length - 2] & 0x0f) << 8);
        }
        return (int) Math.max(0, octal(header, offset, length)) & MODE_BITS;
    }

    /** Spaces, digits, then spaces and NULs; nothing at all is 0, anything else -1. */
    static long octal(byte[] header, int offset, int length) {
        int at = offset;
        int end = offset + length;
        while (at < end && header[at] == ' ') {
            at++;
        }
        long value = 0;
        while (at < end && header[at] >= '0' && header[at] <= '7') {
            value = (value << 3) | (header[at] - '0');
            at++;
        }
        while (at < end && (header[at] == ' ' || header[at] == 0)) {
            at++;
        }
        return at == end ? value : -1;
    }
}
