package dev.dx.engine.npm.registry;

import dev.dx.engine.fetch.Credentials;
import dev.dx.engine.fetch.DxrpAddress;
import dev.dx.engine.fetch.DxrpTransport;
import dev.dx.engine.fetch.HttpSettings;
import dev.dx.engine.npm.config.NpmConfig;
import java.net.URI;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** The registries of a configuration that speak DXRP. Safe for use by many threads. */
final class DxrpRegistries implements AutoCloseable {
    private final NpmConfig config;
    private final HttpSettings network;
    private final Map<URI, DxrpTransport> transports = new ConcurrentHashMap<>();

    DxrpRegistries(NpmConfig config, HttpSettings network) {
        this.config = config;
        this.network = network;
    }

    /** What asks the registry; null if it is one that speaks HTTP. */
    @Nullable
    DxrpTransport of(URI registry) {
        return DxrpAddress.is(registry) ? transports.computeIfAbsent(registry, this::create) : null;
    }

    private DxrpTransport create(URI registry) {
        // Secrets are configured by host and port, and go where HTTP would take them.
        String http = registry.toString().replaceFirst("^(?i)dxrp", "http");
        Credentials credentials = config.credentialsFor(URI.create(http), URI.create(http));
        return new DxrpTransport(registry, credentials, network);
    }

    /** Whether any registry that is configured speaks DXRP. */
    boolean areThere() {
        return config.values().stream()
                .anyMatch(
                        value -> (value.key().equals("registry") || value.key().endsWith(":registry"))
                                && value.text().strip().regionMatches(true, 0, DxrpAddress.PLAIN, 0, 4));
    }

    boolean isDxrp(String packageName) {
        return DxrpAddress.is(config.registryFor(packageName));
    }

    /** Where the packages of a name are over HTTP; one that speaks DXRP is asked. Ends with a slash. */
    URI httpFor(String packageName) {
        return overHttp(config.registryFor(packageName));
    }

    URI overHttp(URI registry) {
        DxrpTransport dxrp = of(registry);
        return dxrp == null ? registry : dxrp.http();
    }

    @Override
    public void close() {
        transports.values().forEach(DxrpTransport::close);
    }
}
