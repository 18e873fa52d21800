package dev.dx.engine.npm.lock;

import dev.dx.engine.npm.json.JsonObject;
import dev.dx.engine.npm.json.JsonValue;
import dev.dx.engine.npm.yaml.YamlReader;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads pnpm-lock.yaml of the formats 5, 6 and 9. {@code importers} has what the project and its members get (before
 * format 9 a project without members has it at the top); what packages get stands in {@code snapshots}, before format 9
 * in {@code packages}. A reference is a version or, under another name, {@code name@version}, with the peers it was
 * matched with in parentheses; format 5 has {@code /name/version_peers}.
 */
final class PnpmLock {
    private static final List<String> WISHES = List.of("dependencies", "devDependencies", "optionalDependencies");

    private final ImportedLock.Builder lock;
    private final boolean slashes;

    private PnpmLock(ImportedLock.Builder lock, boolean slashes) {
        this.lock = lock;
        this.slashes = slashes;
    }

    private record Reference(String name, String version) {}

    static ImportedLock read(String file, String text) {
        JsonObject json;
        try {
            List<JsonValue> documents = YamlReader.readAll(text);
            // Newer versions write what they need for themselves into a document before the project's.
            json = !documents.isEmpty() && documents.getLast() instanceof JsonObject object ? object : JsonObject.EMPTY;
        } catch (YamlReader.MalformedYamlException malformed) {
            throw ImportedLock.invalid(file, String.valueOf(malformed.getMessage()));
        }
        String version = json.string("lockfileVersion");
        if (version == null || !version.matches("[569]\\.\\d+.*")) {
            throw ImportedLock.invalid(file, "lockfileVersion " + version + " is none of 5, 6 and 9");
        }
        PnpmLock reader = new PnpmLock(new ImportedLock.Builder(file), version.startsWith("5"));
        reader.read(json);
        return reader.lock.build();
    }

    private void read(JsonObject json) {
        JsonObject importers = json.object("importers");
        if (importers == null) {
            pin("", json);
        } else {
            importers.members().forEach((folder, value) -> {
                if (value instanceof JsonObject importer) {
                    pin(folder.equals(".") ? "" : folder, importer);
                }
            });
        }
        for (String list : List.of("packages", "snapshots")) {
            JsonObject packages = json.object(list);
            if (packages != null) {
                packages.members().forEach(this::readPackage);
            }
        }
    }

    private void readPackage(String key, JsonValue value) {
        Reference self = reference("", key);
        if (self == null) {
            return;
        }
        lock.holds(self.name(), self.version());
        if (value instanceof JsonObject details) {
            pin(self.name() + "@" + self.version(), details);
        }
    }

    private void pin(String asking, JsonObject from) {
        for (String kind : WISHES) {
            JsonObject wishes = from.object(kind);
            if (wishes == null) {
                continue;
            }
            wishes.members().forEach((name, value) -> {
                String text = value instanceof JsonObject details
                        ? details.string("version")
                        : value instanceof JsonValue.Text plain ? plain.value() : null;
                Reference answer = text == null ? null : reference(name, text);
                if (answer != null) {
                    lock.pin(asking, name, answer.version());
                }
            });
        }
    }

    /** What a reference leads to; null if it is no package of a registry. */
    private @Nullable Reference reference(String name, String text) {
        String plain = text;
        int peers = plain.indexOf('(');
        if (peers >= 0) {
            plain = plain.substring(0, peers);
        }
        boolean path = plain.startsWith("/");
        if (path) {
            plain = plain.substring(1);
        }
        int cut = !slashes ? plain.indexOf('@', 1) : path ? slashBeforeVersion(plain) : -1;
        String referred = cut < 0 ? name : plain.substring(0, cut);
        String version = plain.substring(cut + 1);
        if (slashes && version.indexOf('_') >= 0) {
            version = version.substring(0, version.indexOf('_'));
        }
        return referred.isEmpty() || !ImportedLock.isVersion(version) ? null : new Reference(referred, version);
    }

    private static int slashBeforeVersion(String path) {
        return path.indexOf('/', path.startsWith("@") ? path.indexOf('/') + 1 : 0);
    }
}
