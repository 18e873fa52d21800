package dev.dx.engine.install.overview;

import dev.dx.engine.DxException;
import dev.dx.engine.install.project.ProjectFiles;
import dev.dx.engine.install.project.ProjectManifest;
import dev.dx.engine.npm.PackageManifest;
import dev.dx.engine.npm.json.JsonObject;
import dev.dx.engine.npm.json.JsonReader;
import dev.dx.engine.npm.json.JsonStyle;
import dev.dx.engine.npm.json.JsonValue;
import dev.dx.engine.npm.lock.PackageLock;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads what stands in node_modules, from its folders and not from what was written down of them. Where a package came from
 * is taken from there, as long as it is the version that was.
 */
final class StandingPackages {
    private static final long MOST_BYTES = 16L << 20;
    private static final String MODULES = "node_modules/";
    private static final List<String> FROM_MANIFEST = List.of(
            "name",
            "version",
            "dependencies",
            "optionalDependencies",
            "peerDependencies",
            "peerDependenciesMeta",
            "bundleDependencies",
            "bundledDependencies");
    private static final List<String> FROM_RECORD = List.of("resolved", "integrity", "inBundle", "hasShrinkwrap");

    private final Path project;
    private final @Nullable PackageLock written;
    private final Map<String, JsonObject> found = new LinkedHashMap<>();
    private final Deque<String> pending = new ArrayDeque<>();
    private final Set<String> seen = new HashSet<>();

    private StandingPackages(Path project) {
        this.project = project;
        this.written = ProjectFiles.readHiddenLock(project.resolve("node_modules"));
    }

    /** @param folders of members, as paths from the project's */
    static PackageLock read(Path project, Collection<String> folders) {
        return new StandingPackages(project).read(folders);
    }

    private PackageLock read(Collection<String> folders) {
        look("");
        folders.forEach(this::look);
        while (!pending.isEmpty()) {
            DxException.checkCancelled();
            String owner = pending.remove();
            String modules = owner.isEmpty() ? MODULES : owner + "/" + MODULES;
            for (Path entry : entriesOf(project.resolve(modules))) {
                String name = entry.getFileName().toString();
                if (name.startsWith("@")) {
                    entriesOf(entry).forEach(scoped -> put(modules + name + "/" + scoped.getFileName(), scoped));
                } else {
                    put(modules + name, entry);
                }
            }
        }
        return new PackageLock(found, PackageManifest.EMPTY, JsonStyle.NPM, 3);
    }

    private void look(String owner) {
        if (seen.add(owner)) {
            pending.add(owner);
            if (!owner.isEmpty() && PackageLock.isFolder(owner)) {
                found.put(owner, JsonObject.EMPTY);
            }
        }
    }

    private static List<Path> entriesOf(Path folder) {
        List<Path> entries = new ArrayList<>();
        try (DirectoryStream<Path> all = Files.newDirectoryStream(folder)) {
            for (Path entry : all) {
                if (!entry.getFileName().toString().startsWith(".") && Files.isDirectory(entry)) {
                    entries.add(entry);
                }
            }
        } catch (NoSuchFileException | NotDirectoryException none) {
            return List.of();
        } catch (IOException e) {
            throw DxException.io(folder.toString(), e);
        }
        entries.sort(Comparator.naturalOrder());
        return entries;
    }

    private void put(String place, Path entry) {
        JsonObject record = written == null ? null : written.packages().get(place);
        if (Files.isSymbolicLink(entry)) {
            if (record != null && !record.isTruthy("link")) {
                putShared(place);
            } else {
                putLink(place, entry);
            }
            return;
        }
        JsonObject manifest = manifestIn(entry);
        Map<String, JsonValue> json = new LinkedHashMap<>();
        copy(manifest, FROM_MANIFEST, json);
        String version = manifest.string("version");
        if (record != null && version != null && version.equals(record.string("version"))) {
            copy(record, FROM_RECORD, json);
        }
        found.put(place, JsonObject.of(json));
        look(place);
    }

    /** A link into a tree that stands for many projects; what is in it is what was written down. */
    private void putShared(String place) {
        if (written != null) {
            written.packages().forEach((location, entry) -> {
                if (location.equals(place) || location.startsWith(place + "/")) {
                    found.put(location, entry);
                }
            });
        }
    }

    private void putLink(String place, Path entry) {
        try {
            String folder = project.toRealPath()
                    .relativize(entry.toRealPath())
                    .toString()
                    .replace('\\', '/');
            found.put(
                    place,
                    JsonObject.of(Map.of("resolved", new JsonValue.Text(folder), "link", JsonValue.Literal.TRUE)));
            if (!folder.startsWith("..") && !folder.isEmpty()) {
                look(folder);
            }
        } catch (IOException leadsNowhere) {
            // Nothing can be found through it, as if it were not there.
            found.remove(place);
        }
    }

    private static void copy(JsonObject from, List<String> keys, Map<String, JsonValue> to) {
        for (String key : keys) {
            JsonValue value = from.get(key);
            if (value != null) {
                to.put(key, value);
            }
        }
    }

    /** Empty for a folder that is no package. */
    private static JsonObject manifestIn(Path folder) {
        Path file = folder.resolve(ProjectManifest.FILE_NAME);
        try {
            return Files.size(file) > MOST_BYTES ? JsonObject.EMPTY : JsonReader.readObject(Files.readString(file));
        } catch (IOException | JsonReader.MalformedJsonException none) {
            return JsonObject.EMPTY;
        }
    }
}
