package dev.dx.engine.npm.resolve;

import dev.dx.engine.Integrity;
import dev.dx.engine.npm.PackageManifest;
import dev.dx.engine.npm.json.JsonArray;
import dev.dx.engine.npm.json.JsonObject;
import dev.dx.engine.npm.json.JsonReader;
import dev.dx.engine.npm.json.JsonValue;
import dev.dx.engine.npm.registry.Packument;
import dev.dx.engine.npm.registry.VersionManifest;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;

/** The versions a packument lists, each turned into a manifest when it is first asked for. */
public final class OfferedVersions implements PackageVersions {
    private final Packument packument;
    private final ConcurrentMap<String, Optional<Offer>> offers = new ConcurrentHashMap<>();
    /** Worked out when first needed; two threads that do it at once come to the same. */
    private volatile @Nullable List<Candidate> descending;

    public OfferedVersions(Packument packument) {
        this.packument = packument;
    }

    @Override
    public String name() {
        return packument.name();
    }

    @Override
    public Map<String, String> tags() {
        return packument.distTags();
    }

    @Override
    public Collection<String> versions() {
        return packument.versions();
    }

    @Override
    public List<Candidate> descending() {
        List<Candidate> known = descending;
        if (known == null) {
            known = PackageVersions.super.descending();
            descending = known;
        }
        return known;
    }

    @Override
    public @Nullable Instant publishedAt(String version) {
        return packument.time(version);
    }

    @Override
    public @Nullable Offer offer(String version) {
        return offers.computeIfAbsent(version, this::read).orElse(null);
    }

    private Optional<Offer> read(String text) {
        VersionManifest version = packument.version(text);
        if (version == null) {
            return Optional.empty();
        }
        Integrity integrity = version.dist().expected();
        return Optional.of(new Offer(
                PackageManifest.of(json(version)),
                version.dist().tarball(),
                integrity == null ? null : integrity.toString()));
    }

    private static JsonObject json(VersionManifest version) {
        Map<String, JsonValue> json = new LinkedHashMap<>();
        json.put("name", new JsonValue.Text(version.name()));
        json.put("version", new JsonValue.Text(version.version()));
        putStrings(json, "dependencies", version.dependencies());
        putStrings(json, "optionalDependencies", version.optionalDependencies());
        putStrings(json, "peerDependencies", version.peerDependencies());
        if (!version.optionalPeers().isEmpty()) {
            Map<String, JsonValue> meta = new LinkedHashMap<>();
            version.optionalPeers()
                    .forEach(peer -> meta.put(peer, JsonObject.of(Map.of("optional", JsonValue.Literal.TRUE))));
            json.put("peerDependenciesMeta", JsonObject.of(meta));
        }
        putList(json, "bundleDependencies", version.bundled());
        putStrings(json, "bin", version.bin());
        putStrings(json, "engines", version.engines());
        putList(json, "os", version.os());
        putList(json, "cpu", version.cpu());
        putList(json, "libc", version.libc());
        putText(json, "deprecated", version.deprecated());
        putText(json, "license", version.license());
        putFlag(json, "hasInstallScript", version.hasInstallScript());
        putFlag(json, "_hasShrinkwrap", version.hasShrinkwrap());
        String funding = version.funding();
        if (funding != null) {
            try {
                json.put("funding", JsonReader.read(funding));
            } catch (JsonReader.MalformedJsonException leftOut) {
                json.remove("funding");
            }
        }
        return JsonObject.of(json);
    }

    private static void putStrings(Map<String, JsonValue> json, String key, Map<String, String> values) {
        if (!values.isEmpty()) {
            json.put(key, JsonObject.ofStrings(values));
        }
    }

    private static void putList(Map<String, JsonValue> json, String key, List<String> values) {
        if (!values.isEmpty()) {
            json.put(
                    key,
                    new JsonArray(
                            values.stream().<JsonValue>map(JsonValue.Text::new).toList()));
        }
    }

    private static void putText(Map<String, JsonValue> json, String key, @Nullable String value) {
        if (value != null) {
            json.put(key, new JsonValue.Text(value));
        }
    }

    private static void putFlag(Map<String, JsonValue> json, String key, boolean value) {
        if (value) {
            json.put(key, JsonValue.Literal.TRUE);
        }
    }
}
