package dev.dx.engine.wire;

import dev.dx.engine.binary.FormatFault;

/**
 * What to search for:
 *
 * <pre>
 * words := text : text, most : u32
 * </pre>
 */
public record Words(String text, int most) {
    public static final int MOST = 250;

    public byte[] encode() {
        return new MessageWriter().text(text).u32(most).finished();
    }

    public static Words decode(byte[] payload, FormatFault fault) {
        MessageReader in = new MessageReader(payload, fault);
        Words words = new Words(in.text("words"), (int) Math.min(MOST, in.u32()));
        in.finish();
        return words;
    }
}
