package dev.dx.registry.packument;

import dev.dx.engine.npm.PackageName;
import dev.dx.engine.npm.json.JsonObject;
import dev.dx.engine.npm.json.JsonValue;
import dev.dx.engine.npm.semver.Version;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Makes of what an origin says of a package what this registry says of it. */
public final class PackumentView {
    private static final Set<String> ABBREVIATED = Set.of(
            "name",
            "version",
            "deprecated",
            "dependencies",
            "optionalDependencies",
            "devDependencies",
            "bundleDependencies",
            "bundledDependencies",
            "peerDependencies",
            "peerDependenciesMeta",
            "acceptDependencies",
            "bin",
            "directories",
            "dist",
            "engines",
            "os",
            "cpu",
            "libc",
            "funding",
            "hasInstallScript",
            "hasShrinkwrap",
            "_hasShrinkwrap");

    private final String name;
    private final JsonObject packument;
    private final VersionFilter filter;

    public PackumentView(String name, JsonObject packument, VersionFilter filter) {
        this.name = name;
        this.packument = packument;
        this.filter = filter;
    }

    /** The file an archive is called in this registry's addresses. */
    public static String file(String name, String version) {
        return name.substring(name.indexOf('/') + 1) + "-" + version + ".tgz";
    }

    /** The packument with addresses below {@code base}, which ends with a slash. */
    public JsonObject in(Form form, String base) {
        Map<String, JsonValue> versions = new LinkedHashMap<>();
        JsonObject all = packument.object("versions");
        if (all != null) {
            all.members().forEach((version, value) -> {
                if (value instanceof JsonObject manifest && filter.refusal(name, version, packument) == null) {
                    versions.put(version, manifest(form, version, manifest, base));
                }
            });
        }
        Map<String, JsonValue> members = new LinkedHashMap<>();
        switch (form) {
            case FULL -> {
                members.putAll(packument.members());
                if (members.get("time") instanceof JsonObject times) {
                    members.put("time", times(times, versions.keySet()));
                }
            }
            case ABBREVIATED -> {
                members.put("name", new JsonValue.Text(name));
                JsonValue modified = modified();
                if (modified != null) {
                    members.put("modified", modified);
                }
            }
        }
        members.put("name", new JsonValue.Text(name));
        members.put("dist-tags", tags(versions.keySet()));
        members.put("versions", JsonObject.of(versions));
        return JsonObject.of(members);
    }

    private @Nullable JsonValue modified() {
        JsonObject times = packument.object("time");
        return times == null ? packument.get("modified") : times.get("modified");
    }

    private JsonObject manifest(Form form, String version, JsonObject manifest, String base) {
        JsonObject dist = manifest.object("dist");
        String address = base + new PackageName(name).value() + "/-/" + file(name, version);
        JsonObject moved = (dist == null ? JsonObject.EMPTY : dist).with("tarball", new JsonValue.Text(address));
        if (form == Form.FULL) {
            return manifest.with("dist", moved);
        }
        Map<String, JsonValue> members = new LinkedHashMap<>();
        manifest.members().forEach((key, value) -> {
            if (ABBREVIATED.contains(key)) {
                members.put(key, value);
            }
        });
        if (!members.containsKey("hasInstallScript") && runsOnInstall(manifest)) {
            members.put("hasInstallScript", JsonValue.Literal.TRUE);
        }
        members.put("dist", moved);
        return JsonObject.of(members);
    }

    private static boolean runsOnInstall(JsonObject manifest) {
        JsonObject scripts = manifest.object("scripts");
        return scripts != null
                && (scripts.isTruthy("install") || scripts.isTruthy("preinstall") || scripts.isTruthy("postinstall"));
    }

    private static JsonObject times(JsonObject times, Set<String> versions) {
        Map<String, JsonValue> kept = new LinkedHashMap<>();
        times.members().forEach((key, value) -> {
            if (versions.contains(key) || key.equals("created") || key.equals("modified")) {
                kept.put(key, value);
            }
        });
        return JsonObject.of(kept);
    }

    /** The tags of versions that may be had; latest moves to the newest of those that are no newer than it. */
    private JsonObject tags(Set<String> versions) {
        Map<String, String> tags = new LinkedHashMap<>();
        packument.strings("dist-tags").forEach((tag, version) -> {
            if (versions.contains(version)) {
                tags.put(tag, version);
            } else if (tag.equals("latest")) {
                Version latest = Version.parse(version);
                versions.stream()
                        .map(Version::parse)
                        .filter(Objects::nonNull)
                        .filter(other -> latest == null || other.compareTo(latest) < 0)
                        .max(Comparator.comparing((Version other) -> !other.isPrerelease())
                                .thenComparing(Comparator.naturalOrder()))
                        .ifPresent(newest -> tags.put(tag, newest.raw()));
            }
        });
        return JsonObject.ofStrings(tags);
    }
}
