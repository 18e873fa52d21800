package dev.dx.engine.npm.lock;

import dev.dx.engine.npm.json.JsonObject;
import dev.dx.engine.npm.json.JsonValue;
import dev.dx.engine.npm.spec.PackageSpec;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Brings a lock of version 1, which nests {@code dependencies}, into the form of later ones, which list {@code packages} by
 * location. What a package depends on is only known in part afterwards: its manifest says the rest.
 */
final class OldLock {
    private static final int MAX_DEPTH = 150;

    private final String file;
    private final Map<String, JsonValue> packages = new LinkedHashMap<>();

    private OldLock(String file) {
        this.file = file;
    }

    static JsonObject packages(String file, JsonObject lock) {
        OldLock old = new OldLock(file);
        old.addAll("", lock, 0);
        Map<String, JsonValue> complete = new LinkedHashMap<>();
        old.packages.forEach((location, entry) -> complete.put(location, old.withWishes(location, (JsonObject) entry)));
        return JsonObject.of(complete);
    }

    private void addAll(String above, JsonObject lock, int depth) {
        if (depth > MAX_DEPTH) {
            throw ImportedLock.invalid(file, "is nested deeper than " + MAX_DEPTH + " levels");
        }
        JsonObject dependencies = lock.object("dependencies");
        if (dependencies == null) {
            return;
        }
        dependencies.members().forEach((name, value) -> {
            if (!(value instanceof JsonObject entry)) {
                throw ImportedLock.invalid(file, "\"" + name + "\" is not an object");
            }
            String location = (above.isEmpty() ? "" : above + "/") + "node_modules/" + name;
            packages.put(location, entry(name, entry));
            addAll(location, entry, depth + 1);
        });
    }

    /** The entry as later locks have it, with {@code requires} still in it. */
    private static JsonObject entry(String name, JsonObject old) {
        Map<String, JsonValue> entry = new LinkedHashMap<>();
        String version = old.string("version");
        if (version != null) {
            switch (PackageSpec.resolve(name, version)) {
                case PackageSpec.Alias alias -> {
                    entry.put(
                            "name",
                            new JsonValue.Text(alias.target().requireName().value()));
                    entry.put("version", new JsonValue.Text(alias.target().fetchSpec()));
                }
                case PackageSpec.Registry registry -> entry.put("version", new JsonValue.Text(version));
                case PackageSpec.Folder folder -> {
                    entry.put("resolved", new JsonValue.Text(folder.path()));
                    entry.put("link", JsonValue.Literal.TRUE);
                    return JsonObject.of(entry);
                }
                default -> entry.put("resolved", new JsonValue.Text(version));
            }
        }
        for (String key : new String[] {"resolved", "integrity", "optional", "dev", "requires"}) {
            JsonValue value = old.get(key);
            if (value != null && value.isTruthy()) {
                entry.putIfAbsent(key, value);
            }
        }
        if (old.isTruthy("bundled")) {
            entry.put("inBundle", JsonValue.Literal.TRUE);
        }
        return JsonObject.of(entry);
    }

    /** The entry with what it required as dependencies; optional ones are told by what they lead to. */
    private JsonObject withWishes(String location, JsonObject entry) {
        Map<String, JsonValue> dependencies = new LinkedHashMap<>();
        Map<String, JsonValue> optional = new LinkedHashMap<>();
        entry.strings("requires").forEach((name, spec) -> {
            JsonObject answer = answer(location, name);
            boolean onlyOptional = answer != null && answer.isTruthy("optional") && !entry.isTruthy("optional");
            (onlyOptional ? optional : dependencies).put(name, new JsonValue.Text(spec));
        });
        JsonObject complete = entry.without("requires");
        if (!dependencies.isEmpty()) {
            complete = complete.with("dependencies", JsonObject.of(dependencies));
        }
        return optional.isEmpty() ? complete : complete.with("optionalDependencies", JsonObject.of(optional));
    }

    private @Nullable JsonObject answer(String location, String name) {
        String above = location;
        while (true) {
            if (packages.get((above.isEmpty() ? "" : above + "/") + "node_modules/" + name)
                    instanceof JsonObject found) {
                return found;
            }
            if (above.isEmpty()) {
                return null;
            }
            int cut = above.lastIndexOf("/node_modules/");
            above = cut < 0 ? "" : above.substring(0, cut);
        }
    }
}
