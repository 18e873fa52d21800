package dev.dx.registry;

import java.net.URI;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How a registry stands.
 *
 * @param http its address; null unless it runs
 * @param dxrp its DXRP address; null unless it runs and speaks DXRP
 * @param since when it was started; null unless it runs
 * @param failure why it does not run although it was meant to; null otherwise
 */
public record RegistryStatus(
        State state,
        @Nullable URI http,
        @Nullable URI dxrp,
        @Nullable Instant since,
        int connections,
        @Nullable String failure) {
    /** What it is doing. */
    public enum State {
        STOPPED,
        STARTING,
        RUNNING,
        STOPPING
    }
}
