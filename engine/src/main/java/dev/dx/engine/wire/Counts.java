package dev.dx.engine.wire;

import dev.dx.engine.binary.FormatFault;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a server counts:
 *
 * <pre>
 * counts := count : u32 { name : text, value : u64 }
 * </pre>
 */
public record Counts(Map<String, Long> values) {
    private static final int MOST = 1_000;

    public Counts {
        values = Map.copyOf(values);
    }

    public byte[] encode() {
        MessageWriter out = new MessageWriter().u32(values.size());
        new TreeMap<>(values).forEach((name, value) -> out.text(name).u64(value));
        return out.finished();
    }

    public static Counts decode(byte[] payload, FormatFault fault) {
        MessageReader in = new MessageReader(payload, fault);
        int count = in.count(MOST, 10, "counts");
        Map<String, Long> values = new TreeMap<>();
        for (int i = 0; i < count; i++) {
            values.put(in.text("a name"), in.u64());
        }
        in.finish();
        return new Counts(values);
    }
}
