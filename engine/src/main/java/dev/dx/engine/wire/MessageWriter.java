package dev.dx.engine.wire;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** Writes a payload; {@link MessageReader} is the counterpart. */
final class MessageWriter {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    MessageWriter u8(int value) {
        out.write(value);
        return this;
    }

    MessageWriter u16(int value) {
        out.write(value);
        out.write(value >>> 8);
        return this;
    }

    MessageWriter u32(int value) {
        return u16(value).u16(value >>> 16);
    }

    MessageWriter u64(long value) {
        out.writeBytes(ByteBuffer.allocate(8)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(value)
                .array());
        return this;
    }

    MessageWriter bytes(byte[] bytes) {
        out.writeBytes(bytes);
        return this;
    }

    MessageWriter text(String text) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        if (utf8.length > WireFormat.MAX_TEXT) {
            throw new IllegalArgumentException("a text of " + utf8.length + " bytes");
        }
        return u16(utf8.length).bytes(utf8);
    }

    byte[] finished() {
        return out.toByteArray();
    }
}
