package dev.dx.registry.upstream;

import dev.dx.engine.DxException;
import dev.dx.engine.Environment;
import dev.dx.engine.ErrorCode;
import dev.dx.engine.fetch.BodyReader;
import dev.dx.engine.fetch.Document;
import dev.dx.engine.fetch.HttpQuery;
import dev.dx.engine.fetch.HttpReply;
import dev.dx.engine.fetch.HttpSettings;
import dev.dx.engine.fetch.HttpSubmission;
import dev.dx.engine.fetch.HttpTransport;
import dev.dx.engine.fetch.RemoteFile;
import dev.dx.engine.fetch.RetryPolicy;
import dev.dx.engine.npm.PackageName;
import dev.dx.engine.npm.config.NetworkSettings;
import dev.dx.engine.npm.config.NpmConfig;
import dev.dx.registry.activity.Metrics;
import dev.dx.registry.packument.Form;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The registries beyond this one, as npm's configuration of whoever runs it names them. */
public final class Upstream implements AutoCloseable {
    private static final int LARGEST_PACKUMENT = 256 << 20;
    private static final int LARGEST_SEARCH = 8 << 20;
    private static final String ACCEPT_ABBREVIATED =
            Form.ABBREVIATED.type() + "; q=1.0, application/json; q=0.8, */*; q=0.5";

    private final NpmConfig config;
    private final HttpTransport transport;
    private final Metrics metrics;
    private final OwnAddresses own;

    /** Tells whether an address is that of this registry, which would be asked by itself without end. */
    @FunctionalInterface
    public interface OwnAddresses {
        boolean contain(URI uri);
    }

    public Upstream(
            UpstreamSettings settings, Environment environment, Path folder, OwnAddresses own, Metrics metrics) {
        Map<String, String> overrides = new HashMap<>();
        if (settings.registry() != null) {
            overrides.put("registry", settings.registry().toString());
        }
        settings.scopes().forEach((scope, uri) -> overrides.put(scope + ":registry", uri.toString()));
        this.config = NpmConfig.load(environment, folder, overrides);
        this.own = own;
        this.metrics = metrics;
        HttpSettings network = NetworkSettings.of(config, environment);
        // Whoever asked this registry will try again by itself; waiting long for a registry that is away helps nobody.
        RetryPolicy retries = new RetryPolicy(1, Duration.ofMillis(100), 2, Duration.ofSeconds(2));
        this.transport = new HttpTransport(new HttpSettings(
                network.trust(),
                network.proxies(),
                retries,
                network.silence().compareTo(Duration.ofSeconds(30)) > 0 ? Duration.ofSeconds(30) : network.silence(),
                network.files(),
                network.documents(),
                network.userAgent()));
    }

    /** The registry a package comes from. */
    public URI registryFor(String name) {
        URI configured = config.registryFor(name);
        if (!own.contain(configured)) {
            return configured;
        }
        URI npms = config.npmsOwnRegistry();
        if (npms != null && !own.contain(npms)) {
            return npms;
        }
        throw new DxException(
                ErrorCode.DX_CONFIG,
                "the registry that .npmrc names is this one itself",
                "Name another registry as its upstream.");
    }

    /** Asks for a packument, which is read as it comes; not found and unchanged are answers too. */
    <T> Document<T> packument(
            String name, Form form, @Nullable String etag, @Nullable String lastModified, BodyReader<T> reader) {
        URI registry = registryFor(name);
        URI uri = URI.create(registry + new PackageName(name).escaped());
        String accept = form == Form.ABBREVIATED ? ACCEPT_ABBREVIATED : Form.FULL.type();
        HttpQuery query = new HttpQuery(uri, Map.of("Accept", accept), config.credentialsFor(uri, registry));
        if (etag != null) {
            query = query.with("If-None-Match", etag);
        } else if (lastModified != null) {
            query = query.with("If-Modified-Since", lastModified);
        }
        return counted(query, LARGEST_PACKUMENT, reader);
    }

    /** Begins to read an archive; null if it is not there. */
    @Nullable
    RemoteFile archive(String name, String address) {
        metrics.count(Metrics.Count.UPSTREAM_REQUESTS);
        URI registry = registryFor(name);
        URI uri = registry.resolve(address);
        String scheme = String.valueOf(uri.getScheme());
        if (uri.getHost() == null || !(scheme.equals("http") || scheme.equals("https"))) {
            throw new DxException(
                    ErrorCode.DX_REGISTRY,
                    name + ": the address of its archive cannot be used",
                    "Ask whoever runs the upstream registry.");
        }
        return transport.file(new HttpQuery(uri, Map.of(), config.credentialsFor(uri, registry)));
    }

    /** What the usual registry finds; null if it cannot search. */
    public byte @Nullable [] search(String query) {
        URI registry = registryFor("-");
        URI uri = URI.create(registry + "-/v1/search?" + query);
        Document<byte[]> found = counted(
                new HttpQuery(uri, Map.of(), config.credentialsFor(uri, registry)),
                LARGEST_SEARCH,
                InputStream::readAllBytes);
        return found.isFound() ? found.body() : null;
    }

    /** What the usual registry knows of holes in packages. */
    String audit(byte[] question) {
        metrics.count(Metrics.Count.UPSTREAM_REQUESTS);
        URI registry = registryFor("-");
        URI uri = URI.create(registry + "-/npm/v1/security/advisories/bulk");
        HttpReply reply = transport.submit(
                new HttpQuery(uri, Map.of(), config.credentialsFor(uri, registry)),
                new HttpSubmission(
                        "POST", "application/json", question.length, () -> new ByteArrayInputStream(question)),
                LARGEST_SEARCH);
        if (!reply.isDone()) {
            throw reply.refusal("");
        }
        return reply.text();
    }

    private <T> Document<T> counted(HttpQuery query, int limit, BodyReader<T> reader) {
        metrics.count(Metrics.Count.UPSTREAM_REQUESTS);
        try {
            return transport.document(query, limit, reader);
        } catch (DxException failure) {
            metrics.count(Metrics.Count.UPSTREAM_FAILURES);
            throw failure;
        }
    }

    @Override
    public void close() {
        transport.close();
    }
}
