package dev.dx.engine.npm.lock;

import dev.dx.engine.DxException;
import dev.dx.engine.ErrorCode;
import dev.dx.engine.npm.PackageManifest;
import dev.dx.engine.npm.PackageName;
import dev.dx.engine.npm.json.JsonObject;
import dev.dx.engine.npm.json.JsonReader;
import dev.dx.engine.npm.json.JsonStyle;
import dev.dx.engine.npm.json.JsonValue;
import dev.dx.engine.npm.tree.Specs;
import dev.dx.engine.npm.tree.TreeNode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A package-lock.json as it was read: every place in node_modules with what stands there. Every location has been checked
 * to stay inside node_modules.
 *
 * @param packages by location; the project itself is not among them
 * @param project what the lock says the project's own dependencies were
 */
public record PackageLock(Map<String, JsonObject> packages, PackageManifest project, JsonStyle style, int version) {
    public static final String FILE_NAME = "package-lock.json";

    /** The same for what stands in node_modules right now. */
    public static final String HIDDEN_FILE_NAME = ".package-lock.json";

    private static final String FOLDER = "node_modules/";
    private static final int MAX_PACKAGES = 200_000;

    /**
     * @param file how to name it in an error
     */
    public static PackageLock parse(String file, String text) {
        if (text.startsWith("<<<<<<< ") || text.contains("\n<<<<<<< ")) {
            throw new DxException(
                    ErrorCode.DX_LOCK_INVALID,
                    file + ": holds git conflict markers",
                    "Take either side of the merge, then run dx install.");
        }
        JsonObject json;
        try {
            json = JsonReader.readObject(text);
        } catch (JsonReader.MalformedJsonException malformed) {
            throw new DxException(
                    ErrorCode.DX_LOCK_INVALID,
                    file + ": " + malformed.getMessage(),
                    "Restore the file, or delete it and run dx install.",
                    malformed);
        }
        int version = json.get("lockfileVersion") instanceof JsonValue.Numeral number ? toInt(number.digits()) : 1;
        if (version != 3) {
            throw new DxException(
                    ErrorCode.DX_UNSUPPORTED,
                    file + ": lockfileVersion " + version,
                    "Run npm install --lockfile-version 3 once to bring it up to date.");
        }
        JsonObject packages = json.object("packages");
        if (packages == null || packages.members().size() > MAX_PACKAGES) {
            throw invalid(file, "has no list of packages, or one that is too long");
        }
        Map<String, JsonObject> entries = new LinkedHashMap<>();
        PackageManifest project = PackageManifest.EMPTY;
        for (Map.Entry<String, JsonValue> member : packages.members().entrySet()) {
            if (!(member.getValue() instanceof JsonObject entry)) {
                throw invalid(file, "\"" + member.getKey() + "\" is not an object");
            }
            if (member.getKey().isEmpty()) {
                project = PackageManifest.of(entry);
            } else {
                entries.put(checkedLocation(file, member.getKey(), entry), entry);
            }
        }
        return new PackageLock(entries, project, JsonStyle.of(text), version);
    }

    /** The tree this lock describes below a project with this manifest, which need not be the one it was made from. */
    public TreeNode toTree(PackageManifest manifest, Specs specs) {
        TreeNode root = TreeNode.project(manifest, specs);
        Map<String, TreeNode> nodes = new HashMap<>();
        nodes.put("", root);
        List<String> locations = new ArrayList<>(packages.keySet());
        locations.sort(Comparator.comparingInt(PackageLock::depth));
        for (String location : locations) {
            JsonObject entry = packages.getOrDefault(location, JsonObject.EMPTY);
            TreeNode parent = nodes.get(parentOf(location));
            // Where what it stands in is gone, so is this.
            if (parent == null) {
                continue;
            }
            String name = nameAt(location);
            JsonObject named = entry.string("name") == null ? entry.with("name", new JsonValue.Text(name)) : entry;
            TreeNode node = TreeNode.loose(
                    name, PackageManifest.of(named), entry.string("resolved"), entry.string("integrity"), specs);
            parent.adoptQuietly(node);
            nodes.put(location, node);
        }
        root.reloadAllEdges();
        return root;
    }

    private static String checkedLocation(String file, String location, JsonObject entry) {
        if (entry.isTruthy("link") || !location.startsWith(FOLDER)) {
            throw new DxException(
                    ErrorCode.DX_UNSUPPORTED,
                    file + ": \"" + location + "\" is a link or a workspace",
                    "Workspaces and links are not understood yet; use npm for this project.");
        }
        for (String name : location.substring(FOLDER.length()).split("/" + FOLDER, -1)) {
            if (!isSafe(name)) {
                throw new DxException(
                        ErrorCode.DX_UNSAFE_PATH,
                        file + ": \"" + location + "\" leads outside node_modules",
                        "Do not install from this lock file; restore it from a source you trust.");
            }
        }
        return location;
    }

    private static boolean isSafe(String name) {
        try {
            PackageName.parse(name);
            return true;
        } catch (DxException unsafe) {
            return false;
        }
    }

    private static int depth(String location) {
        int depth = 0;
        for (int at = location.indexOf(FOLDER); at >= 0; at = location.indexOf(FOLDER, at + 1)) {
            depth++;
        }
        return depth;
    }

    private static String parentOf(String location) {
        int at = location.lastIndexOf("/" + FOLDER);
        return at < 0 ? "" : location.substring(0, at);
    }

    private static String nameAt(String location) {
        return location.substring(location.lastIndexOf(FOLDER) + FOLDER.length());
    }

    /** The version the lock holds for a direct dependency; null if none. */
    public @Nullable String versionOf(String name) {
        JsonObject entry = packages.get(FOLDER + name);
        return entry == null ? null : entry.string("version");
    }

    private static int toInt(String digits) {
        try {
            return Integer.parseInt(digits);
        } catch (NumberFormatException notWhole) {
            return -1;
        }
    }

    private static DxException invalid(String file, String why) {
        return new DxException(
                ErrorCode.DX_LOCK_INVALID, file + ": " + why, "Restore the file, or delete it and run dx install.");
    }
}
