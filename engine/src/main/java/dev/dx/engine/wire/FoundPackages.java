package dev.dx.engine.wire;

import dev.dx.engine.binary.FormatFault;
import java.util.ArrayList;
import java.util.List;

/**
 * What a search found, the best first:
 *
 * <pre>
 * found := count : u32 { name : text, version : text, description : text }
 * </pre>
 */
public record FoundPackages(List<Hit> hits) {
    /** @param version the latest; {@code description} and it may be empty */
    public record Hit(String name, String version, String description) {}

    public FoundPackages {
        hits = List.copyOf(hits);
    }

    public byte[] encode() {
        MessageWriter out = new MessageWriter().u32(hits.size());
        hits.forEach(hit -> out.text(hit.name()).text(hit.version()).text(hit.description()));
        return out.finished();
    }

    public static FoundPackages decode(byte[] payload, FormatFault fault) {
        MessageReader in = new MessageReader(payload, fault);
        int count = in.count(Words.MOST, 6, "packages");
        List<Hit> hits = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            hits.add(new Hit(in.text("a name"), in.text("a version"), in.text("a description")));
        }
        in.finish();
        return new FoundPackages(hits);
    }
}
