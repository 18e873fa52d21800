package dev.dx.engine.npm.lock;

import dev.dx.engine.npm.json.JsonObject;
import dev.dx.engine.npm.yaml.YamlReader;

/**
 * Reads yarn.lock as Yarn 2 and later write it: YAML, each entry under the wishes it answers, {@code "a@npm:^1, a@npm:^1.2"},
 * with its version and what it resolved to, {@code "a@npm:1.3.0"}.
 */
final class YarnBerryLock {
    private static final String FROM_REGISTRY = "npm:";

    private YarnBerryLock() {}

    static boolean isOne(String text) {
        return text.startsWith("__metadata:") || text.contains("\n__metadata:");
    }

    static ImportedLock read(String file, String text) {
        JsonObject json;
        try {
            json = YamlReader.readObject(text);
        } catch (YamlReader.MalformedYamlException malformed) {
            throw ImportedLock.invalid(file, String.valueOf(malformed.getMessage()));
        }
        ImportedLock.Builder lock = new ImportedLock.Builder(file);
        json.members().forEach((wishes, value) -> {
            if (value instanceof JsonObject entry && !wishes.equals("__metadata")) {
                readEntry(lock, wishes, entry);
            }
        });
        return lock.build();
    }

    private static void readEntry(ImportedLock.Builder lock, String wishes, JsonObject entry) {
        String version = entry.string("version");
        String resolution = entry.string("resolution");
        int at = resolution == null ? -1 : resolution.indexOf('@', 1);
        // What is patched or linked has an entry of its own besides.
        if (resolution == null
                || version == null
                || at < 0
                || !resolution.startsWith(FROM_REGISTRY, at + 1)
                || !ImportedLock.isVersion(version)) {
            return;
        }
        lock.holds(resolution.substring(0, at), version);
        for (String wish : wishes.split(" *, *")) {
            int from = wish.indexOf('@', 1);
            if (from > 0) {
                String spec = wish.substring(from + 1);
                String name = wish.substring(0, from);
                lock.pinWish(name, spec, version);
                if (spec.startsWith(FROM_REGISTRY)) {
                    lock.pinWish(name, spec.substring(FROM_REGISTRY.length()), version);
                }
            }
        }
    }
}
