package dev.dx.engine.npm;

import dev.dx.engine.npm.json.JsonArray;
import dev.dx.engine.npm.json.JsonObject;
import dev.dx.engine.npm.json.JsonValue;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a package says of itself, put right the way npm does it: a dependency that is also optional is optional alone,
 * bundled dependencies are a list, executables are a map whose names and targets stay inside the package. Made from a
 * package.json, from a version in a packument or from an entry of a lock file alike.
 */
public final class PackageManifest {
    public static final PackageManifest EMPTY = of(JsonObject.EMPTY);

    private final JsonObject json;
    private final String name;
    private final String version;
    private final Map<String, String> dependencies;
    private final Map<String, String> devDependencies;
    private final Map<String, String> optionalDependencies;
    private final Map<String, String> peerDependencies;
    private final Set<String> optionalPeers;
    private final Set<String> bundled;

    private final @Nullable String hostileCommand;

    private PackageManifest(JsonObject json, @Nullable String hostileCommand) {
        this.json = json;
        this.hostileCommand = hostileCommand;
        this.name = text(json, "name");
        this.version = text(json, "version");
        this.dependencies = json.strings("dependencies");
        this.devDependencies = json.strings("devDependencies");
        this.optionalDependencies = json.strings("optionalDependencies");
        this.peerDependencies = json.strings("peerDependencies");
        this.optionalPeers = optionalPeers(json);
        JsonArray bundle = json.array("bundleDependencies");
        this.bundled = bundle == null ? Set.of() : Collections.unmodifiableSet(new LinkedHashSet<>(bundle.strings()));
    }

    public static PackageManifest of(JsonObject raw) {
        return new PackageManifest(normalized(raw), HostileCommand.in(raw));
    }

    /** What of its commands was declared so as to end up outside the package, in words; null if nothing was. */
    public @Nullable String hostileCommand() {
        return hostileCommand;
    }

    /** The manifest as JSON, put right. */
    public JsonObject json() {
        return json;
    }

    /** The name it gives itself; empty where it gives none. */
    public String name() {
        return name;
    }

    /** The version as written; empty where there is none. */
    public String version() {
        return version;
    }

    public Map<String, String> dependencies() {
        return dependencies;
    }

    public Map<String, String> devDependencies() {
        return devDependencies;
    }

    public Map<String, String> optionalDependencies() {
        return optionalDependencies;
    }

    public Map<String, String> peerDependencies() {
        return peerDependencies;
    }

    /** The peers that need not be there. */
    public Set<String> optionalPeers() {
        return optionalPeers;
    }

    /** The dependencies that come inside the package's own archive. */
    public Set<String> bundled() {
        return bundled;
    }

    /** Executables: name to path inside the package. */
    public Map<String, String> bins() {
        return json.strings("bin");
    }

    public Map<String, String> engines() {
        return json.strings("engines");
    }

    public List<String> os() {
        return list("os");
    }

    public List<String> cpu() {
        return list("cpu");
    }

    public List<String> libc() {
        return list("libc");
    }

    /** Why it should not be used any more; null if it may be. */
    public @Nullable String deprecated() {
        JsonValue value = json.get("deprecated");
        if (value instanceof JsonValue.Text text && !text.value().isEmpty()) {
            return text.value();
        }
        return value == JsonValue.Literal.TRUE ? "this version is deprecated" : null;
    }

    public boolean hasInstallScript() {
        if (json.isTruthy("hasInstallScript")) {
            return true;
        }
        Map<String, String> scripts = json.strings("scripts");
        return present(scripts.get("install"))
                || present(scripts.get("preinstall"))
                || present(scripts.get("postinstall"));
    }

    public boolean hasShrinkwrap() {
        return json.isTruthy("_hasShrinkwrap") || json.isTruthy("hasShrinkwrap");
    }

    private static boolean present(@Nullable String script) {
        return script != null && !script.isEmpty();
    }

    private List<String> list(String key) {
        JsonValue value = json.get(key);
        return switch (value) {
            case JsonValue.Text text -> List.of(text.value());
            case JsonArray array -> array.strings();
            case null, default -> List.of();
        };
    }

    private static String text(JsonObject json, String key) {
        String value = json.string(key);
        return value == null ? "" : value;
    }

    private static Set<String> optionalPeers(JsonObject json) {
        JsonObject meta = json.object("peerDependenciesMeta");
        if (meta == null) {
            return Set.of();
        }
        Set<String> optional = new LinkedHashSet<>();
        meta.members().forEach((peer, value) -> {
            if (value instanceof JsonObject object && object.isTruthy("optional")) {
                optional.add(peer);
            }
        });
        return Collections.unmodifiableSet(optional);
    }

    private static JsonObject normalized(JsonObject raw) {
        JsonObject json = raw;
        JsonValue typo = json.get("bundledDependencies");
        if (json.get("bundleDependencies") == null && typo != null) {
            json = json.with("bundleDependencies", typo);
        }
        json = withBundleAsList(json.without("bundledDependencies"));
        json = withoutOptionalAmongRequired(json);
        if (json.get("funding") instanceof JsonValue.Text url) {
            json = json.with("funding", JsonObject.of(Map.of("url", url)));
        }
        return withSafeBins(json);
    }

    private static JsonObject withBundleAsList(JsonObject json) {
        JsonValue bundle = json.get("bundleDependencies");
        return switch (bundle) {
            case null -> json;
            case JsonArray array -> json;
            case JsonObject object -> json.with("bundleDependencies", texts(object.keys()));
            case JsonValue.Literal literal
            when literal == JsonValue.Literal.TRUE ->
                json.with(
                        "bundleDependencies", texts(json.strings("dependencies").keySet()));
            default -> json.without("bundleDependencies");
        };
    }

    private static JsonArray texts(Set<String> values) {
        List<JsonValue> items = new ArrayList<>();
        values.forEach(value -> items.add(new JsonValue.Text(value)));
        return new JsonArray(items);
    }

    private static JsonObject withoutOptionalAmongRequired(JsonObject json) {
        JsonObject required = json.object("dependencies");
        JsonObject optional = json.object("optionalDependencies");
        if (required == null || optional == null) {
            return json;
        }
        JsonObject left = required;
        for (String name : optional.keys()) {
            left = left.without(name);
        }
        return left.isEmpty() ? json.without("dependencies") : json.with("dependencies", left);
    }

    private static JsonObject withSafeBins(JsonObject json) {
        JsonValue bin = json.get("bin");
        if (bin == null) {
            return json;
        }
        Map<String, String> raw = new LinkedHashMap<>();
        switch (bin) {
            case JsonValue.Text path when !text(json, "name").isEmpty() -> raw.put(text(json, "name"), path.value());
            case JsonArray paths -> paths.strings().forEach(path -> raw.put(lastPart(path), path));
            case JsonObject object -> raw.putAll(json.strings("bin"));
            default -> {}
        }
        Map<String, String> safe = new LinkedHashMap<>();
        raw.forEach((command, path) -> {
            String base = inside(lastPart(command.replace('\\', '/').replace(':', '/')));
            String target = inside(path.replace('\\', '/'));
            if (!base.isEmpty() && !target.isEmpty()) {
                safe.put(base, target);
            }
        });
        return safe.isEmpty() ? json.without("bin") : json.with("bin", JsonObject.ofStrings(safe));
    }

    private static String lastPart(String path) {
        int end = path.length();
        while (end > 0 && path.charAt(end - 1) == '/') {
            end--;
        }
        return path.substring(path.lastIndexOf('/', end - 1) + 1, end);
    }

    /** The path with every step that would lead out of the package left out. */
    static String inside(String path) {
        List<String> parts = new ArrayList<>();
        for (String part : path.split("/", -1)) {
            if (part.equals("..")) {
                if (!parts.isEmpty()) {
                    parts.removeLast();
                }
            } else if (!part.isEmpty() && !part.equals(".")) {
                parts.add(part);
            }
        }
        String joined = String.join("/", parts);
        return joined.isEmpty() || !path.endsWith("/") ? joined : joined + "/";
    }

    @Override
    public String toString() {
        return name + "@" + version;
    }
}
