package dev.dx.engine.install.project;

import dev.dx.engine.DxException;
import dev.dx.engine.ErrorCode;
import dev.dx.engine.npm.NameOrder;
import dev.dx.engine.npm.PackageManifest;
import dev.dx.engine.npm.json.JsonArray;
import dev.dx.engine.npm.json.JsonObject;
import dev.dx.engine.npm.json.JsonReader;
import dev.dx.engine.npm.json.JsonStyle;
import dev.dx.engine.npm.json.JsonValue;
import dev.dx.engine.npm.json.JsonWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * A project's package.json: what it says, and edits of its dependency lists that leave the rest, its order and its layout
 * alone.
 *
 * @param text the file as it was read; null if there was none
 */
public record ProjectManifest(
        JsonObject json, JsonStyle style, @Nullable String text) {
    public static final String FILE_NAME = "package.json";

    private static final long MAX_BYTES = 16 * 1024 * 1024;

    /** Reads the project's manifest; null if it has none. */
    public static @Nullable ProjectManifest readIfPresent(Path project) {
        Path file = project.resolve(FILE_NAME);
        try {
            if (Files.size(file) > MAX_BYTES) {
                throw malformed(file, "larger than " + MAX_BYTES + " bytes", null);
            }
            String text = Files.readString(file);
            return new ProjectManifest(JsonReader.readObject(text), JsonStyle.of(text), text);
        } catch (JsonReader.MalformedJsonException malformed) {
            throw malformed(file, String.valueOf(malformed.getMessage()), malformed);
        } catch (NoSuchFileException | NotDirectoryException none) {
            return null;
        } catch (IOException e) {
            throw DxException.io(file.toString(), e);
        }
    }

    public static ProjectManifest read(Path project) {
        ProjectManifest manifest = readIfPresent(project);
        if (manifest == null) {
            if (!Files.exists(project)) {
                throw new DxException(
                        ErrorCode.DX_NOT_FOUND,
                        project + ": there is no such folder",
                        "Put it back where it was, or choose another.");
            }
            throw new DxException(
                    ErrorCode.DX_MANIFEST,
                    project + ": has no package.json",
                    "Choose a folder with a package.json, or add a package to start one: dx add NAME.");
        }
        return manifest;
    }

    public static ProjectManifest empty() {
        return new ProjectManifest(JsonObject.EMPTY, JsonStyle.NPM, null);
    }

    /** Refuses lists of dependencies that are none, and wishes that are no text, before anything is made of the rest. */
    public void refuseSenselessWishes() {
        for (DependencyKind kind : DependencyKind.values()) {
            JsonValue list = json.get(kind.manifestKey());
            if (list != null && list.isTruthy() && !(list instanceof JsonObject)) {
                throw senseless(kind.manifestKey() + " is not an object");
            }
            if (list instanceof JsonObject wishes) {
                wishes.members().forEach((name, wish) -> {
                    if (!(wish instanceof JsonValue.Text)) {
                        throw senseless(kind.manifestKey() + ": what is wanted of \"" + name + "\" is not a text");
                    }
                });
            }
        }
    }

    private static DxException senseless(String why) {
        return new DxException(
                ErrorCode.DX_MANIFEST,
                FILE_NAME + ": " + why,
                "Write names with versions, as in {\"left-pad\": \"^1.3.0\"}.");
    }

    public PackageManifest manifest() {
        return PackageManifest.of(json);
    }

    /** The list that holds a dependency on {@code name}, the one that counts; null if none does. */
    @Nullable
    public DependencyKind kindOf(String name) {
        // As npm infers it: a package in two lists keeps to the first of these.
        for (DependencyKind kind :
                List.of(DependencyKind.DEV, DependencyKind.OPTIONAL, DependencyKind.PRODUCTION, DependencyKind.PEER)) {
            if (json.strings(kind.manifestKey()).containsKey(name)) {
                return kind;
            }
        }
        return null;
    }

    /** With a dependency in one list and, as npm has it, out of those where it may not stand at the same time. */
    public ProjectManifest with(DependencyKind kind, String name, String spec) {
        ProjectManifest edited = this;
        List<DependencyKind> leaving = switch (kind) {
            case PRODUCTION -> List.of(DependencyKind.DEV, DependencyKind.OPTIONAL, DependencyKind.PEER);
            case DEV -> List.of(DependencyKind.PRODUCTION);
            case OPTIONAL -> List.of(DependencyKind.PRODUCTION, DependencyKind.PEER);
            case PEER -> List.of(DependencyKind.PRODUCTION, DependencyKind.OPTIONAL);
        };
        for (DependencyKind other : leaving) {
            edited = edited.without(other, name);
        }
        if (kind == DependencyKind.PEER) {
            // A peer is often a development dependency as well, to be tested with; the two go together.
            edited = edited.restatingIfThere(DependencyKind.DEV, name, spec).demandingPeer(name);
        }
        Map<String, String> list = new TreeMap<>(NameOrder.NPM.thenComparing(String::compareTo));
        list.putAll(edited.json.strings(kind.manifestKey()));
        list.put(name, spec);
        return new ProjectManifest(
                edited.json.with(kind.manifestKey(), JsonObject.ofStrings(new LinkedHashMap<>(list))), style, text);
    }

    private ProjectManifest restatingIfThere(DependencyKind kind, String name, String spec) {
        return json.strings(kind.manifestKey()).containsKey(name) ? restating(kind, name, spec) : this;
    }

    /** With a peer that is not optional any more. */
    private ProjectManifest demandingPeer(String name) {
        JsonObject meta = json.object("peerDependenciesMeta");
        JsonObject entry = meta == null ? null : meta.object(name);
        if (meta == null || entry == null || !entry.isTruthy("optional")) {
            return this;
        }
        JsonObject edited = meta.with(name, entry.with("optional", JsonValue.Literal.FALSE));
        return new ProjectManifest(json.with("peerDependenciesMeta", edited), style, text);
    }

    /** With another wish for a dependency that one list has, wherever else it may stand. */
    public ProjectManifest restating(DependencyKind kind, String name, String spec) {
        JsonObject list = json.object(kind.manifestKey());
        return list == null
                ? this
                : new ProjectManifest(
                        json.with(kind.manifestKey(), list.with(name, new JsonValue.Text(spec))), style, text);
    }

    /** With every list of dependencies in the order of names, as npm leaves a manifest it has changed. */
    public ProjectManifest sorted() {
        ProjectManifest edited = this;
        for (DependencyKind kind : DependencyKind.values()) {
            JsonObject list = edited.json.object(kind.manifestKey());
            if (list != null) {
                Map<String, JsonValue> ordered = new TreeMap<>(NameOrder.NPM.thenComparing(String::compareTo));
                ordered.putAll(list.members());
                edited = new ProjectManifest(
                        edited.json.with(kind.manifestKey(), JsonObject.of(new LinkedHashMap<>(ordered))), style, text);
            }
        }
        return edited;
    }

    /** Without the dependency in any list. */
    public ProjectManifest without(String name) {
        ProjectManifest edited = this;
        for (DependencyKind kind : DependencyKind.values()) {
            edited = edited.without(kind, name);
        }
        return edited.notBundling(name);
    }

    /** With the package among those that come inside the project's own archive, in the one form that npm writes that in. */
    public ProjectManifest bundling(String name) {
        Set<String> names = new TreeSet<>(NameOrder.NPM.thenComparing(String::compareTo));
        names.addAll(manifest().bundled());
        names.add(name);
        List<JsonValue> items = new ArrayList<>();
        names.forEach(bundled -> items.add(new JsonValue.Text(bundled)));
        return new ProjectManifest(json.with("bundleDependencies", new JsonArray(items)), style, text);
    }

    private ProjectManifest notBundling(String name) {
        ProjectManifest edited = this;
        for (String key : List.of("bundleDependencies", "bundledDependencies")) {
            JsonArray list = edited.json.array(key);
            if (list != null && list.strings().contains(name)) {
                List<JsonValue> left = list.items().stream()
                        .filter(item -> !item.equals(new JsonValue.Text(name)))
                        .toList();
                JsonObject changed =
                        left.isEmpty() ? edited.json.without(key) : edited.json.with(key, new JsonArray(left));
                edited = new ProjectManifest(changed, style, text);
            }
        }
        return edited;
    }

    private ProjectManifest without(DependencyKind kind, String name) {
        JsonObject list = json.object(kind.manifestKey());
        if (list == null || list.get(name) == null) {
            return this;
        }
        JsonObject left = list.without(name);
        // What peerDependenciesMeta says of it stays, as with npm: it is the author's to take back.
        JsonObject edited = left.isEmpty() ? json.without(kind.manifestKey()) : json.with(kind.manifestKey(), left);
        return new ProjectManifest(edited, style, text);
    }

    /** The file's text as it should stand now: as it was read where nothing was edited. */
    public String fileText() {
        String was = text;
        if (was != null) {
            try {
                // Objects are equal whatever their order; a file is not.
                if (JsonWriter.writeFile(JsonReader.readObject(was), style).equals(JsonWriter.writeFile(json, style))) {
                    return was;
                }
            } catch (JsonReader.MalformedJsonException changedMeanwhile) {
                throw new IllegalStateException(changedMeanwhile);
            }
        }
        return JsonWriter.writeFile(json, style);
    }

    private static DxException malformed(Path file, String why, @Nullable Throwable cause) {
        return new DxException(
                ErrorCode.DX_MANIFEST, file + ": " + why, "Correct the file; it has to be a JSON object.", cause);
    }
}
