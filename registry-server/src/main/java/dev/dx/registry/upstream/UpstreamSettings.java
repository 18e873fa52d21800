package dev.dx.registry.upstream;

import java.net.URI;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which registries are asked, and how often.
 *
 * @param registry for packages whose scope has none of its own; null for what .npmrc says
 * @param scopes scope with its {@code @} → its registry, besides those of .npmrc
 * @param fresh how long an answer is used without asking again
 * @param missing how long it is believed that there is no such package
 * @param cacheLimit how many bytes of archives and packuments are kept
 */
public record UpstreamSettings(
        Mode mode, @Nullable URI registry, Map<String, URI> scopes, Duration fresh, Duration missing, long cacheLimit) {
    /** Whether upstreams are asked at all. */
    public enum Mode {
        ONLINE,
        /** Only what was fetched before can be had. */
        OFFLINE,
        /** Only what is hosted here can be had. */
        NONE
    }

    public static final UpstreamSettings STANDARD =
            new UpstreamSettings(Mode.ONLINE, null, Map.of(), Duration.ofMinutes(2), Duration.ofSeconds(30), 20L << 30);

    public UpstreamSettings {
        scopes = Map.copyOf(scopes);
    }

    public UpstreamSettings withMode(Mode other) {
        return new UpstreamSettings(other, registry, scopes, fresh, missing, cacheLimit);
    }

    public UpstreamSettings withRegistry(URI other) {
        return new UpstreamSettings(mode, other, scopes, fresh, missing, cacheLimit);
    }

    public UpstreamSettings withTimes(Duration newFresh, Duration newMissing) {
        return new UpstreamSettings(mode, registry, scopes, newFresh, newMissing, cacheLimit);
    }
}
