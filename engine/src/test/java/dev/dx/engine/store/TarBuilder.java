package dev.dx.engine.store;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.zip.GZIPOutputStream;

/** Writes tar archives header by header, so that a test can make one no honest tool would. */
final class TarBuilder {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    TarBuilder file(String path, String content) {
        return file(path, 0644, content.getBytes(StandardCharsets.UTF_8));
    }

    TarBuilder file(String path, int mode, byte[] content) {
        return entry(new Header(path).mode(mode).size(content.length), content);
    }

    TarBuilder folder(String path) {
        return entry(new Header(path).type('5').mode(0755), new byte[0]);
    }

    TarBuilder link(char type, String path, String target) {
        return entry(new Header(path).type(type).target(target), new byte[0]);
    }

    /** An extended header, {@code type} x or g, of alternating keys and values. */
    TarBuilder pax(char type, String... keysAndValues) {
        StringBuilder records = new StringBuilder();
        for (int i = 0; i < keysAndValues.length; i += 2) {
            records.append(paxRecord(keysAndValues[i], keysAndValues[i + 1]));
        }
        byte[] body = records.toString().getBytes(StandardCharsets.UTF_8);
        return entry(new Header("PaxHeader").type(type).size(body.length), body);
    }

    /** GNU's long name, {@code type} L, or long link, K. */
    TarBuilder gnuLong(char type, String name) {
        byte[] body = (name + "\0").getBytes(StandardCharsets.UTF_8);
        return entry(new Header("././@LongLink").type(type).size(body.length), body);
    }

    TarBuilder entry(Header header, byte[] body) {
        raw(header.bytes());
        raw(body);
        return raw(new byte[-body.length & 511]);
    }

    TarBuilder raw(byte[] bytes) {
        out.writeBytes(bytes);
        return this;
    }

    /** The archive without what announces its end. */
    byte[] unended() {
        return out.toByteArray();
    }

    byte[] tar() {
        ByteArrayOutputStream ended = new ByteArrayOutputStream();
        ended.writeBytes(out.toByteArray());
        ended.writeBytes(new byte[1024]);
        return ended.toByteArray();
    }

    byte[] tgz() {
        return gzip(tar());
    }

    static byte[] gzip(byte[] bytes) {
        ByteArrayOutputStream gzipped = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(gzipped)) {
            gzip.write(bytes);
        } catch (IOException inMemory) {
            throw new UncheckedIOException(inMemory);
        }
        return gzipped.toByteArray();
    }

    static String paxRecord(String key, String value) {
        int body = 3 + (key + value).getBytes(StandardCharsets.UTF_8).length;
        int length = body + 1;
        while (body + Integer.toString(length).length() != length) {
            length = body + Integer.toString(length).length();
        }
        return length + " " + key + "=" + value + "\n";
    }

    /** One header; every field can be set to what it must not be. */
    static final class Header {
        private final byte[] bytes = new byte[512];
        private boolean sumGiven;

        Header(String path) {
            text(0, 100, path).octal(100, 8, 0644).octal(108, 8, 0).octal(116, 8, 0);
            octal(124, 12, 0).octal(136, 12, 499162500);
            text(257, 8, "ustar\00000").type('0');
        }

        Header type(char type) {
            bytes[156] = (byte) type;
            return this;
        }

        Header mode(int mode) {
            return octal(100, 8, mode);
        }

        Header size(long size) {
            return octal(124, 12, size);
        }

        Header prefix(String prefix) {
            return text(345, 155, prefix);
        }

        Header target(String target) {
            return text(157, 100, target);
        }

        /** A number in base 256, as the bytes are. */
        Header binarySize(int... field) {
            for (int i = 0; i < 12; i++) {
                bytes[124 + i] = (byte) field[i];
            }
            return this;
        }

        Header sum(long sum) {
            sumGiven = true;
            return octal(148, 8, sum);
        }

        Header text(int offset, int length, String text) {
            byte[] field = text.getBytes(StandardCharsets.UTF_8);
            if (field.length > length) {
                throw new IllegalArgumentException(text + " does not fit into " + length + " bytes");
            }
            for (int i = 0; i < length; i++) {
                bytes[offset + i] = i < field.length ? field[i] : 0;
            }
            return this;
        }

        Header octal(int offset, int length, long value) {
            String digits = Long.toOctalString(value);
            return text(offset, length, "0".repeat(length - 1 - digits.length()) + digits);
        }

        byte[] bytes() {
            if (!sumGiven) {
                text(148, 8, "        ");
                int sum = 0;
                for (byte b : bytes) {
                    sum += b & 0xff;
                }
                octal(148, 7, sum);
                bytes[155] = ' ';
            }
            return bytes.clone();
        }
    }
}
