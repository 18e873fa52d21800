package dev.dx.engine.npm.registry;

import dev.dx.engine.DxException;
import dev.dx.engine.Environment;
import dev.dx.engine.ErrorCode;
import dev.dx.engine.fetch.Document;
import dev.dx.engine.fetch.DxrpTransport;
import dev.dx.engine.fetch.HttpQuery;
import dev.dx.engine.fetch.HttpSettings;
import dev.dx.engine.fetch.HttpTransport;
import dev.dx.engine.npm.config.NetworkSettings;
import dev.dx.engine.npm.config.NpmConfig;
import dev.dx.engine.npm.json.JsonObject;
import dev.dx.engine.npm.json.JsonReader;
import dev.dx.engine.wire.FoundPackages;
import java.io.InputStream;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What registries tell people: search results, and packages' pages. Safe for use by many threads. */
public final class PackagePages implements AutoCloseable {
    private static final int MOST_BYTES = 96 << 20;
    private static final int MOST_HITS = 250;

    private final NpmConfig config;
    private final HttpTransport transport;
    private final DxrpRegistries registries;

    public PackagePages(NpmConfig config, Environment environment) {
        this.config = config;
        HttpSettings network = NetworkSettings.of(config, environment);
        this.transport = new HttpTransport(network);
        this.registries = new DxrpRegistries(config, network);
    }

    /** Everything the package's registry says about it; a package it does not have is {@code DX_NOT_FOUND}. */
    public PackagePage page(String name) {
        URI registry = registries.httpFor(name);
        URI uri = URI.create(registry + RegistryClient.escaped(name));
        JsonObject json = object(uri, registry);
        if (json == null) {
            throw RegistryClient.notFound(name, registry);
        }
        return PackagePageJson.page(name, json);
    }

    /** The first packages the usual registry finds for the words; null if it cannot search. */
    public @Nullable PackageHits search(String words, int most) {
        int wanted = Math.clamp(most, 1, MOST_HITS);
        try {
            DxrpTransport dxrp = registries.of(config.defaultRegistry());
            FoundPackages found = dxrp == null ? null : dxrp.search(words, wanted);
            return found == null ? overHttp(words, wanted) : hits(found);
        } catch (DxException refused) {
            // Registries without search answer whatever comes to their mind: 400, 405, 501, or a page for people.
            if (refused.code() == ErrorCode.DX_REGISTRY) {
                return null;
            }
            throw refused;
        }
    }

    private static PackageHits hits(FoundPackages found) {
        List<PackageHits.Hit> hits = new ArrayList<>();
        for (FoundPackages.Hit hit : found.hits()) {
            hits.add(new PackageHits.Hit(
                    hit.name(), hit.version(), hit.description(), hit.publisher(), hit.published(), hit.keywords()));
        }
        return new PackageHits(Math.max(found.total(), hits.size()), hits);
    }

    private @Nullable PackageHits overHttp(String words, int most) {
        URI registry = registries.overHttp(config.defaultRegistry());
        String query = URLEncoder.encode(words, StandardCharsets.UTF_8);
        JsonObject json = object(registry.resolve("-/v1/search?text=" + query + "&size=" + most), registry);
        return json == null || json.array("objects") == null ? null : PackageHits.of(json);
    }

    /** Null if there is nothing of that address. */
    private @Nullable JsonObject object(URI uri, URI registry) {
        HttpQuery query =
                new HttpQuery(uri, Map.of("Accept", "application/json"), config.credentialsFor(uri, registry));
        Document<byte[]> document = transport.document(query, MOST_BYTES, InputStream::readAllBytes);
        if (!document.isFound()) {
            return null;
        }
        byte[] body = document.body();
        try {
            if (JsonReader.read(body, 0, body.length) instanceof JsonObject object) {
                return object;
            }
        } catch (JsonReader.MalformedJsonException malformed) {
            throw notJson(uri);
        }
        throw notJson(uri);
    }

    private static DxException notJson(URI uri) {
        return new DxException(
                ErrorCode.DX_REGISTRY,
                uri.getHost() + ": the answer for " + uri.getPath() + " is not what a registry answers",
                "Check the registry's address, and what it serves there.");
    }

    @Override
    public void close() {
        transport.close();
        registries.close();
    }
}
