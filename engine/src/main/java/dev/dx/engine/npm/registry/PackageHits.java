package dev.dx.engine.npm.registry;

import dev.dx.engine.npm.json.JsonObject;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a registry found for some words.
 *
 * @param total how many there are in all, of which {@code hits} are the first
 */
public record PackageHits(long total, List<Hit> hits) {
    /**
     * @param publisher empty if the registry does not say; {@code description} likewise
     * @param published when its latest version was; null if the registry does not say
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

    /** What an answer to a search says. */
    public static PackageHits of(JsonObject answer) {
        return PackagePageJson.hits(answer);
    }

    public PackageHits {
        hits = List.copyOf(hits);
    }
}
