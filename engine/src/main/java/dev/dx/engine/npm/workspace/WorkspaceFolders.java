package dev.dx.engine.npm.workspace;

import dev.dx.engine.DxException;
import dev.dx.engine.ErrorCode;
import dev.dx.engine.npm.json.JsonArray;
import dev.dx.engine.npm.json.JsonObject;
import dev.dx.engine.npm.json.JsonReader;
import dev.dx.engine.npm.json.JsonValue;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Finds the members of a project of several packages, in the order npm has them. */
public final class WorkspaceFolders {
    private static final long MAX_BYTES = 16 * 1024 * 1024;

    private WorkspaceFolders() {}

    /**
     * The members by name, each with its folder relative to the project, names parted by slashes; empty if the project has
     * none. Where package.json does not name any, pnpm-workspace.yaml may.
     */
    public static Map<String, String> find(Path project, JsonObject packageJson) {
        WorkspacePatterns patterns = patterns(project, packageJson);
        return patterns == null ? Map.of() : named(project, patterns);
    }

    private static @Nullable WorkspacePatterns patterns(Path project, JsonObject packageJson) {
        JsonValue workspaces = packageJson.get("workspaces");
        if (workspaces != null && workspaces.isTruthy()) {
            JsonValue list = workspaces;
            if (workspaces instanceof JsonObject object) {
                JsonValue packages = object.get("packages");
                // Bun keeps its catalogs there too, and they may be all there is.
                boolean catalogsOnly =
                        packages == null && (object.get("catalog") != null || object.get("catalogs") != null);
                list = catalogsOnly ? new JsonArray(List.of()) : packages;
            }
            return WorkspacePatterns.ofNpm(strings("package.json: workspaces", list));
        }
        JsonObject pnpm = PnpmWorkspace.readIfPresent(project);
        JsonValue packages = pnpm == null ? null : pnpm.get("packages");
        return packages == null || !packages.isTruthy()
                ? null
                : WorkspacePatterns.ofPnpm(strings(PnpmWorkspace.FILE_NAME + ": packages", packages));
    }

    private static List<String> strings(String what, @Nullable JsonValue value) {
        if (value instanceof JsonArray array
                && array.strings().size() == array.items().size()) {
            return array.strings();
        }
        throw new DxException(
                ErrorCode.DX_MANIFEST, what + " is not a list of patterns", "Write it as [\"packages/*\"].");
    }

    private static Map<String, String> named(Path project, WorkspacePatterns patterns) {
        List<List<PathGlob>> wanted = patterns.wanted().stream()
                .map(pattern -> PathGlob.parse(pattern, PathGlob.Hidden.PASSED_OVER))
                .toList();
        SortedSet<String> found = MemberWalk.folders(project, wanted, patterns.unwanted());
        Map<String, TreeSet<String>> foldersByName = new LinkedHashMap<>();
        for (List<PathGlob> pattern : wanted) {
            for (String folder : found) {
                // npm sorts a folder under the first pattern that it could be on the way to.
                if (pattern.stream().anyMatch(each -> each.matchesOrLeadsOn(folder))) {
                    String name = nameOf(project, folder);
                    if (name != null) {
                        foldersByName
                                .computeIfAbsent(name, _ -> new TreeSet<>())
                                .add(folder);
                    }
                }
            }
            found.removeIf(folder -> pattern.stream().anyMatch(each -> each.matchesOrLeadsOn(folder)));
        }
        Map<String, String> members = new LinkedHashMap<>();
        List<String> repeated = new ArrayList<>();
        foldersByName.forEach((name, folders) -> {
            if (folders.size() > 1) {
                repeated.add(name + " in " + String.join(", ", folders));
            }
            members.put(name, folders.getFirst());
        });
        if (!repeated.isEmpty()) {
            throw new DxException(
                    ErrorCode.DX_MANIFEST,
                    "workspaces with the same name: " + String.join("; ", repeated),
                    "Give each of them a name of its own in its package.json.");
        }
        return members;
    }

    /** The name of the package in a folder; null if there is none. */
    private static @Nullable String nameOf(Path project, String folder) {
        Path file = project.resolve(folder).resolve("package.json");
        try {
            if (Files.size(file) > MAX_BYTES) {
                throw malformed(file, "larger than " + MAX_BYTES + " bytes");
            }
            String name = JsonReader.readObject(Files.readString(file)).string("name");
            return name == null || name.isEmpty() ? nameFromFolder(project.resolve(folder)) : name;
        } catch (NoSuchFileException none) {
            return null;
        } catch (FileSystemException notInFolder) {
            if (!Files.isDirectory(project.resolve(folder))) {
                return null;
            }
            throw DxException.io(file.toString(), notInFolder);
        } catch (JsonReader.MalformedJsonException malformed) {
            throw malformed(file, String.valueOf(malformed.getMessage()));
        } catch (IOException e) {
            throw DxException.io(file.toString(), e);
        }
    }

    private static String nameFromFolder(Path folder) {
        Path absolute = folder.toAbsolutePath().normalize();
        String name = String.valueOf(absolute.getFileName());
        Path parent = absolute.getParent();
        String above = parent == null ? "" : String.valueOf(parent.getFileName());
        return above.startsWith("@") ? above + "/" + name : name;
    }

    private static DxException malformed(Path file, String why) {
        return new DxException(ErrorCode.DX_MANIFEST, file + ": " + why, "Correct the file.");
    }
}
