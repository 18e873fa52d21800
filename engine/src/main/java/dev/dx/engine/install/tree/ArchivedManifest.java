package dev.dx.engine.install.tree;

import dev.dx.engine.DxException;
import dev.dx.engine.npm.PackageManifest;
import dev.dx.engine.npm.json.JsonObject;
import dev.dx.engine.npm.json.JsonReader;
import dev.dx.engine.npm.json.JsonValue;
import dev.dx.engine.npm.lock.PackageLock;
import dev.dx.engine.npm.tree.TreeNode;
import dev.dx.engine.store.StoredPackage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What a package's own package.json says beyond the short form of a registry's document: npm asks for the long form, which is
 * many times as large, and repeats these fields in the lock.
 */
final class ArchivedManifest {
    private static final List<String> LEFT_OUT = List.of("license", "workspaces");
    private static final long LARGEST = 1L << 20;

    private ArchivedManifest() {}

    /**
     * Adds it to a package that the lock does not hold yet; what the lock holds stays as it is.
     *
     * @return whether anything came of it
     */
    static boolean complete(TreeNode node, Function<TreeNode, StoredPackage> contents, @Nullable PackageLock lock) {
        JsonObject known = node.manifest().json();
        if (known.get("license") != null || isLocked(node, lock)) {
            return false;
        }
        JsonObject archived = read(contents.apply(node).folder().resolve("package.json"));
        JsonObject complete = known;
        for (String key : LEFT_OUT) {
            JsonValue value = archived.get(key);
            if (value != null && known.get(key) == null) {
                complete = complete.with(key, value);
            }
        }
        if (complete.equals(known)) {
            return false;
        }
        node.learn(PackageManifest.of(complete));
        return true;
    }

    private static boolean isLocked(TreeNode node, @Nullable PackageLock lock) {
        JsonObject entry = lock == null ? null : lock.packages().get(node.location());
        return entry != null && node.version().equals(entry.string("version"));
    }

    /** Empty where there is none that can be read: then the lock says less, and nothing else is lost. */
    private static JsonObject read(Path file) {
        try {
            return Files.size(file) > LARGEST
                    ? JsonObject.EMPTY
                    : JsonReader.readObject(new String(Files.readAllBytes(file), StandardCharsets.UTF_8));
        } catch (JsonReader.MalformedJsonException | NoSuchFileException none) {
            return JsonObject.EMPTY;
        } catch (IOException e) {
            throw DxException.io(file.toString(), e);
        }
    }
}
