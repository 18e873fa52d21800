package dev.dx.engine.npm.resolve;

import dev.dx.engine.DxException;
import dev.dx.engine.ErrorCode;
import dev.dx.engine.npm.PackageManifest;
import dev.dx.engine.npm.json.JsonObject;
import dev.dx.engine.npm.json.JsonReader;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A registry written down, a package a line:
 *
 * <pre>
 * a@1.0.0 -> b@^1.0.0, peer:c@*, optional:d@1, peerOptional:e@2
 * </pre>
 *
 * The last line of a package is its latest.
 */
final class PaperRegistry implements VersionSource {
    private final Map<String, Map<String, JsonObject>> packages = new LinkedHashMap<>();
    private final List<String> asked = new ArrayList<>();

    static PaperRegistry of(String lines) {
        PaperRegistry registry = new PaperRegistry();
        lines.strip().lines().forEach(line -> {
            String[] sides = line.strip().split(" *-> *", 2);
            int at = sides[0].lastIndexOf('@');
            String name = sides[0].substring(0, at).strip();
            String version = sides[0].substring(at + 1).strip();
            registry.packages
                    .computeIfAbsent(name, key -> new LinkedHashMap<>())
                    .put(version, manifest(name, version, sides.length > 1 ? sides[1] : ""));
        });
        return registry;
    }

    /** A manifest with these wishes: {@code b@^1.0.0, peer:c@*}. */
    static JsonObject manifest(String name, String version, String wishes) {
        Map<String, Map<String, String>> lists = new LinkedHashMap<>();
        List<String> optionalPeers = new ArrayList<>();
        for (String wish : wishes.isBlank() ? new String[0] : wishes.split(" *, *", -1)) {
            int colon = wish.indexOf(':');
            String kind = colon < 0 || wish.indexOf("npm:") == colon - 3 ? "" : wish.substring(0, colon);
            String spec = kind.isEmpty() ? wish : wish.substring(colon + 1);
            int at = spec.indexOf('@', 1);
            String wanted = spec.substring(0, at).strip();
            String key = switch (kind) {
                case "" -> "dependencies";
                case "dev" -> "devDependencies";
                case "optional" -> "optionalDependencies";
                case "peer", "peerOptional" -> "peerDependencies";
                default -> throw new IllegalArgumentException(wish);
            };
            if (kind.equals("peerOptional")) {
                optionalPeers.add("\"" + wanted + "\": {\"optional\": true}");
            }
            lists.computeIfAbsent(key, list -> new LinkedHashMap<>())
                    .put(wanted, spec.substring(at + 1).strip());
        }
        try {
            JsonObject json = JsonReader.readObject("{\"name\": \"" + name + "\", \"version\": \"" + version
                    + "\", \"peerDependenciesMeta\": {" + String.join(",", optionalPeers) + "}}");
            for (Map.Entry<String, Map<String, String>> list : lists.entrySet()) {
                json = json.with(list.getKey(), JsonObject.ofStrings(list.getValue()));
            }
            return json;
        } catch (JsonReader.MalformedJsonException notJson) {
            throw new IllegalArgumentException(notJson);
        }
    }

    /** The packages that were asked for, each as often as it was. */
    List<String> asked() {
        return List.copyOf(asked);
    }

    @Override
    public PackageVersions versionsOf(String name) {
        asked.add(name);
        Map<String, JsonObject> versions = packages.get(name);
        if (versions == null) {
            throw new DxException(ErrorCode.DX_NOT_FOUND, name, "Check the name.");
        }
        String latest = List.copyOf(versions.keySet()).getLast();
        return new PackageVersions() {
            @Override
            public String name() {
                return name;
            }

            @Override
            public Map<String, String> tags() {
                return Map.of("latest", latest);
            }

            @Override
            public Collection<String> versions() {
                return versions.keySet();
            }

            @Override
            public @Nullable Offer offer(String version) {
                JsonObject json = versions.get(version);
                return json == null
                        ? null
                        : new Offer(PackageManifest.of(json), "/" + name + "/" + version, "sha512-" + name + version);
            }

            @Override
            public @Nullable Instant publishedAt(String version) {
                return null;
            }
        };
    }

    @Override
    public PackageVersions confirmedVersionsOf(String name) {
        return versionsOf(name);
    }

    @Override
    public PackageVersions freshVersionsOf(String name) {
        return versionsOf(name);
    }

    @Override
    public @Nullable PackageVersions recentVersionsOf(String name) {
        return null;
    }

    @Override
    public void expect(String name, String spec) {}
}
