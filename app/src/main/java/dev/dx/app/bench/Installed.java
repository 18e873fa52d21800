package dev.dx.app.bench;

import dev.dx.engine.npm.json.JsonObject;
import dev.dx.engine.npm.json.JsonReader;
import dev.dx.engine.npm.json.JsonValue;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Whether an install that says that it succeeded has done so. */
final class Installed {
    private Installed() {}

    /**
     * What is missing: every direct dependency must be where node would find it, and where the lock is npm's, every entry that
     * is not optional must be there in its version. Null if nothing is.
     */
    static @Nullable String missing(Path project, String lock) {
        try {
            JsonObject manifest = object(project.resolve("package.json"));
            List<String> names =
                    new ArrayList<>(manifest.strings("dependencies").keySet());
            names.addAll(manifest.strings("devDependencies").keySet());
            for (String name : names) {
                if (!Files.exists(project.resolve("node_modules").resolve(name).resolve("package.json"))) {
                    return name + " is not in node_modules";
                }
            }
            return lock.equals("package-lock.json") ? missingOfLock(project, object(project.resolve(lock))) : null;
        } catch (IOException | InvalidPathException | JsonReader.MalformedJsonException unreadable) {
            return "cannot be checked: " + unreadable;
        }
    }

    private static @Nullable String missingOfLock(Path project, JsonObject lock) {
        JsonObject packages = lock.object("packages");
        if (packages == null) {
            return "package-lock.json has no packages";
        }
        for (Map.Entry<String, JsonValue> each : packages.members().entrySet()) {
            if (each.getKey().isEmpty()
                    || !(each.getValue() instanceof JsonObject entry)
                    || entry.isTruthy("optional")
                    || entry.isTruthy("devOptional")
                    || entry.isTruthy("link")) {
                continue;
            }
            String wanted = entry.string("version");
            try {
                String there = object(project.resolve(each.getKey()).resolve("package.json"))
                        .string("version");
                if (wanted == null || !wanted.equals(there)) {
                    return each.getKey() + " is " + there + ", not " + wanted;
                }
            } catch (IOException | InvalidPathException | JsonReader.MalformedJsonException absent) {
                return each.getKey() + " is not there";
            }
        }
        return null;
    }

    private static JsonObject object(Path file) throws IOException, JsonReader.MalformedJsonException {
        return JsonReader.readObject(Files.readString(file));
    }
}
