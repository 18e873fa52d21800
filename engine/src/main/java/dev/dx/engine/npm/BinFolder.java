package dev.dx.engine.npm;

import dev.dx.engine.DxException;
import dev.dx.engine.npm.json.JsonObject;
import java.io.IOException;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Finds the executables that a manifest names by their folder, as {@code directories.bin}. */
public final class BinFolder {
    private static final int MOST_ENTRIES = 10_000;
    private static final int DEEPEST = 20;

    private BinFolder() {}

    /**
     * The manifest with each entry of that folder as an executable; as it is where it lists its executables or names no
     * folder. Entries that begin with a dot are none.
     *
     * @param folder of the package
     */
    public static JsonObject expanded(JsonObject manifest, Path folder) {
        JsonObject directories = manifest.object("directories");
        String named = directories == null ? null : directories.string("bin");
        if (named == null || named.isEmpty() || manifest.isTruthy("bin")) {
            return manifest;
        }
        String inside = PackageManifest.inside(named.replace('\\', '/'));
        if (inside.indexOf('\0') >= 0) {
            return manifest;
        }
        String prefix = inside.isEmpty() || inside.endsWith("/") ? inside : inside + "/";
        Path start = folder.resolve(prefix);
        Map<String, String> executables = new TreeMap<>();
        try (Stream<Path> entries = Files.walk(start, DEEPEST, new FileVisitOption[0])) {
            for (Path entry : (Iterable<Path>) entries.limit(MOST_ENTRIES)::iterator) {
                String path = start.relativize(entry).toString().replace('\\', '/');
                if (!path.isEmpty() && !path.startsWith(".") && !path.contains("/.")) {
                    executables.put(entry.getFileName().toString(), prefix + path);
                }
            }
        } catch (NoSuchFileException | NotDirectoryException none) {
            return manifest.without("bin");
        } catch (IOException failure) {
            throw DxException.io(start.toString(), failure);
        }
        return manifest.with("bin", JsonObject.ofStrings(executables));
    }

    /** A manifest as it was read, with the executables of its folder. */
    public static PackageManifest expanded(PackageManifest manifest, Path folder) {
        JsonObject more = expanded(manifest.json(), folder);
        return more.equals(manifest.json()) ? manifest : PackageManifest.of(more);
    }
}
