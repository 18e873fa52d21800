package dev.dx.engine.npm.resolve;

import dev.dx.engine.DxException;
import dev.dx.engine.ErrorCode;
import dev.dx.engine.npm.BinFolder;
import dev.dx.engine.npm.PackageManifest;
import dev.dx.engine.npm.json.JsonObject;
import dev.dx.engine.npm.json.JsonReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The manifests of folders that links lead to, read once each. For one thread. */
public final class LocalFolders {
    private static final long LARGEST_MANIFEST = 16L << 20;

    private final Path project;
    private final Map<String, PackageManifest> manifests = new HashMap<>();

    public LocalFolders(Path project) {
        this.project = project;
    }

    /** @param known manifests of folders that are about to be changed, by their paths from the project's */
    public LocalFolders(Path project, Map<String, PackageManifest> known) {
        this(project);
        manifests.putAll(known);
    }

    boolean exists(String folder) {
        return Files.isDirectory(project.resolve(folder));
    }

    /** Says what the manifest of a folder is, whatever its file holds; for one that is about to be changed. */
    public void put(String folder, PackageManifest manifest) {
        manifests.put(folder, manifest);
    }

    /**
     * The manifest of a folder; an empty one where the folder has none.
     *
     * @param folder its path from the project's
     */
    public PackageManifest manifestOf(String folder) {
        PackageManifest known = manifests.get(folder);
        if (known == null) {
            known = read(project.resolve(folder));
            manifests.put(folder, known);
        }
        return known;
    }

    private static PackageManifest read(Path folder) {
        Path file = folder.resolve("package.json");
        try {
            if (Files.size(file) > LARGEST_MANIFEST) {
                throw malformed(file, "is too large", null);
            }
            String text = Files.readString(file);
            JsonObject json = JsonReader.readObject(text.startsWith("\uFEFF") ? text.substring(1) : text);
            return PackageManifest.of(BinFolder.expanded(json, folder));
        } catch (NoSuchFileException | NotDirectoryException none) {
            return PackageManifest.EMPTY;
        } catch (JsonReader.MalformedJsonException malformed) {
            throw malformed(file, String.valueOf(malformed.getMessage()), malformed);
        } catch (IOException e) {
            throw DxException.io(file.toString(), e);
        }
    }

    private static DxException malformed(Path file, String why, @Nullable Exception cause) {
        String what = file + ": " + why;
        String remedy = "Correct the file; it has to be a JSON object.";
        return cause == null
                ? new DxException(ErrorCode.DX_MANIFEST, what, remedy)
                : new DxException(ErrorCode.DX_MANIFEST, what, remedy, cause);
    }
}
