package dev.dx.engine.npm.registry;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** All versions of one package as a registry keeps them, and the documents it makes of them. */
final class PublishedPackage {
    private static final List<String> ABBREVIATED_FIELDS = List.of(
            "name",
            "version",
            "deprecated",
            "dependencies",
            "optionalDependencies",
            "devDependencies",
            "bundleDependencies",
            "peerDependencies",
            "peerDependenciesMeta",
            "bin",
            "directories",
            "engines",
            "cpu",
            "os",
            "libc",
            "funding",
            "_hasShrinkwrap");
    private static final List<String> INSTALL_EVENTS = List.of("preinstall", "install", "postinstall");

    private final String name;
    private final Map<String, TestPackage> versions = new LinkedHashMap<>();
    private final Map<String, String> tags = new LinkedHashMap<>();
    private String lastPublished = "";

    PublishedPackage(String name) {
        this.name = name;
    }

    synchronized void add(TestPackage published) {
        versions.put(published.version(), published);
        lastPublished = published.version();
    }

    synchronized void tag(String tag, String version) {
        tags.put(tag, version);
    }

    synchronized String document(String registryUrl, boolean abbreviated) {
        Map<String, Object> document = new LinkedHashMap<>();
        if (!abbreviated) {
            document.put("_id", name);
        }
        document.put("name", name);
        Map<String, Object> distTags = new LinkedHashMap<>();
        distTags.put("latest", lastPublished);
        distTags.putAll(tags);
        document.put("dist-tags", distTags);
        Map<String, Object> manifests = new LinkedHashMap<>();
        versions.forEach((version, published) -> manifests.put(version, manifest(published, registryUrl, abbreviated)));
        document.put("versions", manifests);
        Instant modified = versions.values().stream()
                .map(TestPackage::publishedAt)
                .max(Instant::compareTo)
                .orElse(Instant.EPOCH);
        if (abbreviated) {
            document.put("modified", modified.toString());
        } else {
            Map<String, Object> time = new LinkedHashMap<>();
            time.put("created", TestPackage.LONG_AGO.toString());
            time.put("modified", modified.toString());
            versions.forEach((version, published) ->
                    time.put(version, published.publishedAt().toString()));
            document.put("time", time);
            Map<String, Object> last =
                    Objects.requireNonNull(versions.get(lastPublished)).manifest();
            document.put("readme", last.getOrDefault("readme", "# " + name));
            document.put("description", last.getOrDefault("description", ""));
            document.put("maintainers", List.of(Map.of("name", "tester", "email", "tester@example.org")));
        }
        return TestPackage.json(document);
    }

    /** What a search says of it. */
    synchronized Map<String, Object> hit() {
        TestPackage last = Objects.requireNonNull(versions.get(lastPublished));
        Map<String, Object> hit = new LinkedHashMap<>();
        hit.put("name", name);
        hit.put("version", lastPublished);
        hit.put("description", last.manifest().getOrDefault("description", ""));
        hit.put("date", last.publishedAt().toString());
        hit.put("publisher", Map.of("username", "tester", "email", "tester@example.org"));
        return hit;
    }

    private static Map<String, Object> manifest(TestPackage published, String registryUrl, boolean abbreviated) {
        Map<String, Object> manifest = new LinkedHashMap<>(published.manifest());
        if (abbreviated) {
            manifest.keySet().retainAll(ABBREVIATED_FIELDS);
            if (published.manifest().get("scripts") instanceof Map<?, ?> scripts
                    && INSTALL_EVENTS.stream().anyMatch(scripts::containsKey)) {
                manifest.put("hasInstallScript", true);
            }
        }
        Map<String, Object> dist = new LinkedHashMap<>();
        dist.put("integrity", published.integrity());
        dist.put("shasum", published.shasum());
        dist.put("unpackedSize", published.unpackedSize());
        dist.put("fileCount", published.fileCount());
        dist.put(
                "tarball",
                registryUrl
                        + LocalRegistry.tarballPath(published.name(), published.version())
                                .substring(1));
        manifest.put("dist", dist);
        return manifest;
    }
}
