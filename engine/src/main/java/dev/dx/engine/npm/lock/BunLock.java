package dev.dx.engine.npm.lock;

import dev.dx.engine.npm.json.JsonArray;
import dev.dx.engine.npm.json.JsonObject;
import dev.dx.engine.npm.json.JsonReader;
import dev.dx.engine.npm.json.JsonValue;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads bun.lock: JSON with comments and trailing commas. {@code workspaces} has the members by folder, {@code packages}
 * what stands where, by names as in {@code express/debug}: a wish is answered by the nearest of that name.
 */
final class BunLock {
    private static final List<String> WISHES =
            List.of("dependencies", "devDependencies", "optionalDependencies", "peerDependencies");

    private final ImportedLock.Builder lock;
    private final Map<String, Identity> identities = new HashMap<>();

    private BunLock(ImportedLock.Builder lock) {
        this.lock = lock;
    }

    /** What stands at a path. A version that is none of a registry's is kept all the same: it answers too. */
    private record Identity(String name, String version) {}

    static ImportedLock read(String file, String text) {
        JsonObject json;
        try {
            json = JsonReader.readObjectWithComments(text);
        } catch (JsonReader.MalformedJsonException malformed) {
            throw ImportedLock.invalid(file, String.valueOf(malformed.getMessage()));
        }
        JsonObject workspaces = json.object("workspaces");
        JsonObject packages = json.object("packages");
        if (workspaces == null) {
            throw ImportedLock.invalid(file, "has no list of workspaces");
        }
        BunLock reader = new BunLock(new ImportedLock.Builder(file));
        reader.read(workspaces, packages == null ? JsonObject.EMPTY : packages);
        return reader.lock.build();
    }

    private void read(JsonObject workspaces, JsonObject packages) {
        packages.members().forEach((path, value) -> {
            Identity identity = identity(value);
            if (identity != null) {
                identities.put(path, identity);
                lock.holds(identity.name(), identity.version());
            }
        });
        workspaces.members().forEach((folder, value) -> {
            if (value instanceof JsonObject member) {
                String name = member.string("name");
                pinWishes(folder, folder.isEmpty() || name == null ? "" : name, member);
            }
        });
        packages.members().forEach((path, value) -> {
            Identity identity = identities.get(path);
            if (identity != null && value instanceof JsonArray array) {
                for (JsonValue item : array.items()) {
                    if (item instanceof JsonObject details) {
                        pinWishes(identity.name() + "@" + identity.version(), path, details);
                    }
                }
            }
        });
    }

    private void pinWishes(String asking, String path, JsonObject from) {
        for (String kind : WISHES) {
            from.strings(kind).keySet().forEach(name -> {
                Identity answer = answer(path, name);
                if (answer != null && ImportedLock.isVersion(answer.version())) {
                    lock.pin(asking, name, answer.version());
                }
            });
        }
    }

    private @Nullable Identity answer(String path, String name) {
        for (String above = path; !above.isEmpty(); above = parentOf(above)) {
            Identity near = identities.get(above + "/" + name);
            if (near != null) {
                return near;
            }
        }
        return identities.get(name);
    }

    /** The path without its last name, which is in two parts where it has a scope. */
    private static String parentOf(String path) {
        int cut = path.lastIndexOf('/');
        if (cut < 0) {
            return "";
        }
        int before = path.lastIndexOf('/', cut - 1);
        if (path.charAt(before + 1) == '@') {
            cut = before;
        }
        return cut < 0 ? "" : path.substring(0, cut);
    }

    private static @Nullable Identity identity(JsonValue value) {
        if (!(value instanceof JsonArray array)
                || array.items().isEmpty()
                || !(array.items().getFirst() instanceof JsonValue.Text text)) {
            return null;
        }
        int at = text.value().indexOf('@', 1);
        return at < 0
                ? null
                : new Identity(text.value().substring(0, at), text.value().substring(at + 1));
    }
}
