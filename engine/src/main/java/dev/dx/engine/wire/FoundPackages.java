package dev.dx.engine.wire;

import dev.dx.engine.binary.FormatFault;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a search found, the best first:
 *
 * <pre>
 * found := total : u32, count : u32 { hit }
 * hit   := name : text, version : text, description : text, publisher : text, published : u64, count : u32 { keyword : text }
 * </pre>
 *
 * A time is in milliseconds since 1970, and 0 if nobody says it.
 *
 * @param total how many there are in all
 */
public record FoundPackages(int total, List<Hit> hits) {
    public static final int MOST_KEYWORDS = 30;
    private static final int SHORTEST_HIT = 20;

    /**
     * @param version the latest; {@code description}, {@code publisher} and it may be empty
     * @param published when that was; null if nobody says it
     */
    public record Hit(
            String name,
            String version,
            String description,
            String publisher,
            @Nullable Instant published,
            List<String> keywords) {
        public Hit {
            keywords = List.copyOf(keywords);
        }
    }

    public FoundPackages {
        hits = List.copyOf(hits);
    }

    public byte[] encode() {
        MessageWriter out = new MessageWriter().u32(total).u32(hits.size());
        for (Hit hit : hits) {
            Instant published = hit.published();
            out.text(hit.name()).text(hit.version()).text(hit.description()).text(hit.publisher());
            out.u64(published == null ? 0 : Math.max(0, published.toEpochMilli()));
            out.u32(hit.keywords().size());
            hit.keywords().forEach(out::text);
        }
        return out.finished();
    }

    public static FoundPackages decode(byte[] payload, FormatFault fault) {
        MessageReader in = new MessageReader(payload, fault);
        int total = (int) Math.min(Integer.MAX_VALUE, in.u32());
        int count = in.count(Words.MOST, SHORTEST_HIT, "packages");
        List<Hit> hits = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            hits.add(hit(in));
        }
        in.finish();
        return new FoundPackages(total, hits);
    }

    private static Hit hit(MessageReader in) {
        String name = in.text("a name");
        String version = in.text("a version");
        String description = in.text("a description");
        String publisher = in.text("a publisher");
        long published = in.u64(Long.MAX_VALUE, "a time");
        int count = in.count(MOST_KEYWORDS, 2, "keywords");
        List<String> keywords = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            keywords.add(in.text("a keyword"));
        }
        Instant when = published == 0 ? null : Instant.ofEpochMilli(published);
        return new Hit(name, version, description, publisher, when, keywords);
    }
}
