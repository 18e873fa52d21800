package dev.dx.engine.install.change;

import dev.dx.engine.npm.BinFolder;
import dev.dx.engine.npm.PackageManifest;
import dev.dx.engine.npm.config.NpmConfig;
import dev.dx.engine.npm.json.JsonObject;
import dev.dx.engine.npm.json.JsonReader;
import dev.dx.engine.npm.json.JsonStyle;
import dev.dx.engine.npm.json.JsonWriter;
import dev.dx.engine.npm.lock.LockWriter;
import dev.dx.engine.npm.lock.PackageLock;
import dev.dx.engine.npm.tree.TreeNode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The locks of a project as text, in the form that the configuration and the lock before ask for. */
public final class LockTexts {
    private final Path project;
    private final Change change;
    private final NpmConfig config;

    public LockTexts(InstallRequest request, NpmConfig config) {
        this.project = request.project();
        this.change = request.change();
        this.config = config;
    }

    /** @param known the lock that there was; npm forgets its form where everything is chosen anew */
    public String projectLock(TreeNode tree, ManifestEdits.Settled settled, @Nullable PackageLock known) {
        PackageLock before = change.choosesAllAnew() ? null : known;
        JsonStyle own = settled.root().style().equals(JsonStyle.COMPACT)
                ? JsonStyle.NPM
                : settled.root().style();
        JsonStyle kept = before == null ? own : before.style();
        JsonStyle style = config.formatPackageLock() ? kept : JsonStyle.COMPACT;
        PackageManifest root = BinFolder.expanded(settled.inLock(), project);
        return LockWriter.projectLock(tree, root, folderName(), addresses(), style, version(before));
    }

    /** A lock without the packages of which it says itself that nobody needs them; as it is where it has none. */
    public static byte[] withoutExtraneous(byte[] lock) {
        try {
            String text = new String(lock, StandardCharsets.UTF_8);
            JsonObject json = JsonReader.readObject(text);
            JsonObject packages = json.object("packages");
            if (packages == null) {
                return lock;
            }
            JsonObject needed = JsonObject.of(PackageLock.withoutExtraneous(packages.members()));
            return JsonWriter.writeFile(json.with("packages", needed), JsonStyle.of(text))
                    .getBytes(StandardCharsets.UTF_8);
        } catch (JsonReader.MalformedJsonException malformed) {
            return lock;
        }
    }

    /** @param installed what stands in node_modules */
    public String hiddenLock(TreeNode tree, PackageManifest root, Predicate<TreeNode> installed) {
        return LockWriter.hiddenLock(tree, root, folderName(), addresses(), installed);
    }

    /** As {@code lockfile-version} asks; else as it was, where version 1 becomes 3. */
    private int version(@Nullable PackageLock before) {
        String asked = config.get("lockfile-version");
        if (asked != null && asked.matches("[123]")) {
            return Integer.parseInt(asked);
        }
        return before == null || before.version() == 1 ? 3 : before.version();
    }

    private LockWriter.Addresses addresses() {
        return config.omitLockfileRegistryResolved() ? LockWriter.Addresses.OMITTED : LockWriter.Addresses.WRITTEN;
    }

    private String folderName() {
        Path name = project.getFileName();
        return name == null ? "" : name.toString();
    }
}
