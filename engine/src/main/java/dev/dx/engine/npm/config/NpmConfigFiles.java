package dev.dx.engine.npm.config;

import dev.dx.engine.DxException;
import dev.dx.engine.Environment;
import dev.dx.engine.npm.json.JsonObject;
import dev.dx.engine.npm.json.JsonReader;
import dev.dx.engine.npm.workspace.WorkspaceFolders;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Where npm looks for its files on this machine. Nothing a project contains has a say in it. */
final class NpmConfigFiles {

    private static final long LARGEST_MANIFEST = 16 << 20;

    private NpmConfigFiles() {}

    /** The nearest folder, upwards, that is a project; the folder itself if none is. */
    static Path projectRoot(Path folder) {
        for (Path candidate = folder; candidate != null; candidate = candidate.getParent()) {
            if (Files.isRegularFile(candidate.resolve("package.json"))
                    || Files.isDirectory(candidate.resolve("node_modules"))) {
                return candidate;
            }
        }
        return folder;
    }

    /** The project that the folder is a member of, as npm's workspaces are; null if it is none's. */
    static @Nullable Path workspaceOf(Path folder) {
        for (Path above = folder.getParent(); above != null; above = above.getParent()) {
            if (isMember(above, folder)) {
                return above;
            }
        }
        return null;
    }

    private static boolean isMember(Path project, Path folder) {
        Path manifest = project.resolve("package.json");
        try {
            if (!Files.isRegularFile(manifest) || Files.size(manifest) > LARGEST_MANIFEST) {
                return false;
            }
            JsonObject json = JsonReader.readObject(Files.readString(manifest));
            return json.get("workspaces") != null
                    && WorkspaceFolders.find(project, json).values().stream()
                            .anyMatch(member -> project.resolve(member).equals(folder));
        } catch (IOException | JsonReader.MalformedJsonException | DxException unusable) {
            // whoever installs there says what is wrong with it
            return false;
        }
    }

    /** The folder node was installed into, below which global packages and settings are; null if there is no node. */
    static @Nullable Path globalPrefix(Environment environment) {
        String chosen = environment.get("PREFIX");
        if (chosen != null) {
            return Path.of(chosen);
        }
        boolean windows = environment.platform().isWindows();
        Path node = environment.program("node");
        if (node == null) {
            return null;
        }
        try {
            Path folder = node.toRealPath().getParent();
            return windows || folder == null ? folder : folder.getParent();
        } catch (IOException gone) {
            return null;
        }
    }

    static @Nullable Path globalFile(@Nullable Path prefix) {
        return prefix == null ? null : prefix.resolve("etc").resolve("npmrc");
    }

    static @Nullable Path builtinFile(Environment environment, @Nullable Path prefix) {
        if (prefix == null) {
            return null;
        }
        Path libraries = environment.platform().isWindows() ? prefix : prefix.resolve("lib");
        return libraries.resolve("node_modules").resolve("npm").resolve("npmrc");
    }
}
