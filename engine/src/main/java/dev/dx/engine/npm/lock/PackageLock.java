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
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A package-lock.json as it was read: every place in node_modules with what stands there. Every location has been checked
 * to stay inside node_modules.
 *
 * @param packages by location; the project itself is not among them
 * @param project what the lock says the project's own dependencies were
 * @param version of the file's form; one of version 1 lacks most of what manifests say
 */
public record PackageLock(Map<String, JsonObject> packages, PackageManifest project, JsonStyle style, int version) {
    public static final String FILE_NAME = "package-lock.json";

    /** The same file where it is meant to be published; it counts before the other. */
    public static final String SHRINKWRAP_NAME = "npm-shrinkwrap.json";

    /** The same for what stands in node_modules right now. */
    public static final String HIDDEN_FILE_NAME = ".package-lock.json";

    private static final String FOLDER = "node_modules/";
    private static final int MAX_PACKAGES = 200_000;

    /** The same without links of these names at the top of node_modules, and without folders that only they lead to. */
    public PackageLock withoutLinks(Set<String> names) {
        Map<String, JsonObject> left = new LinkedHashMap<>(packages);
        Set<String> folders = new HashSet<>();
        for (String name : names) {
            JsonObject entry = left.get("node_modules/" + name);
            if (entry != null && entry.isTruthy("link")) {
                left.remove("node_modules/" + name);
                folders.add(String.valueOf(entry.string("resolved")));
            }
        }
        left.values().forEach(entry -> folders.remove(String.valueOf(entry.string("resolved"))));
        left.keySet()
                .removeIf(place -> folders.stream()
                        .anyMatch(folder -> place.equals(folder) || place.startsWith(folder + "/node_modules/")));
        return new PackageLock(left, project, style, version);
    }

    /**
     * @param file how to name it in an error
     */
    public static PackageLock parse(String file, String text) {
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
        if (version < 1 || version > 3) {
            throw new DxException(
                    ErrorCode.DX_UNSUPPORTED,
                    file + ": lockfileVersion " + version,
                    "Run npm install --lockfile-version 3 once to bring it to a form that is understood.");
        }
        JsonObject packages =
                json.object("packages") == null && version < 3 ? OldLock.packages(file, json) : json.object("packages");
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

    /** A lock that was not read from text; its locations are checked all the same. */
    static PackageLock checked(
            String file, Map<String, JsonObject> packages, PackageManifest project, JsonStyle style, int version) {
        Map<String, JsonObject> entries = new LinkedHashMap<>();
        packages.forEach((location, entry) -> entries.put(checkedLocation(file, location, entry), entry));
        return new PackageLock(entries, project, style, version);
    }

    /** The entries of a lock, but for those of which it says itself that nobody needs them. */
    public static <T extends JsonValue> Map<String, T> withoutExtraneous(Map<String, T> entries) {
        Map<String, T> needed = new LinkedHashMap<>(entries);
        needed.values()
                .removeIf(entry ->
                        entry instanceof JsonObject its && JsonValue.Literal.TRUE.equals(its.get("extraneous")));
        return needed;
    }

    /** The same lock, to be written in another version of the form. */
    public PackageLock inVersion(int other) {
        return new PackageLock(packages, project, style, other);
    }

    /** The tree this lock describes below a project with this manifest, which need not be the one it was made from. */
    public TreeNode toTree(PackageManifest manifest, Specs specs) {
        return toTree(
                TreeNode.project(manifest, specs),
                folder -> PackageManifest.of(packages.getOrDefault(folder, JsonObject.EMPTY)),
                specs);
    }

    /**
     * Adds what this lock describes to a project that holds nothing yet.
     *
     * @param folders the manifests of folders that are linked to, as they are now
     */
    public TreeNode toTree(TreeNode root, Function<String, PackageManifest> folders, Specs specs) {
        Map<String, TreeNode> nodes = new HashMap<>();
        nodes.put("", root);
        List<String> locations = new ArrayList<>(packages.keySet());
        locations.sort(Comparator.comparingInt(PackageLock::depth));
        Map<String, JsonObject> links = new LinkedHashMap<>();
        for (String location : locations) {
            JsonObject entry = packages.getOrDefault(location, JsonObject.EMPTY);
            if (entry.isTruthy("link")) {
                links.put(location, entry);
            } else if (isFolder(location)) {
                nodes.put(location, root.addFolder(location, folders.apply(location)));
            } else {
                TreeNode parent = nodes.get(parentOf(location));
                // Where what it stands in is gone, so is this.
                if (parent != null) {
                    TreeNode node = TreeNode.loose(
                            nameAt(location),
                            PackageManifest.of(named(entry, location)),
                            entry.string("resolved"),
                            entry.string("integrity"),
                            specs);
                    parent.adoptQuietly(node);
                    nodes.put(location, node);
                }
            }
        }
        // The rules of the project follow a link only where they can see what is behind it.
        root.reloadAllEdges();
        links.forEach((location, entry) -> {
            TreeNode parent = nodes.get(parentOf(location));
            String folder = entry.string("resolved");
            if (parent != null && folder != null) {
                TreeNode target = nodes.get(folder);
                parent.adoptQuietly(
                        target != null && !target.isFolder() && !target.isRoot()
                                ? TreeNode.linkTo(nameAt(location), target)
                                : TreeNode.link(nameAt(location), folder, folders.apply(folder), specs));
            }
        });
        root.reloadAllEdges();
        return root;
    }

    private static JsonObject named(JsonObject entry, String location) {
        return entry.string("name") == null ? entry.with("name", new JsonValue.Text(nameAt(location))) : entry;
    }

    /** Whether a location is that of a folder which links lead to, rather than a package in a node_modules. */
    public static boolean isFolder(String location) {
        return !location.startsWith(FOLDER) && !location.contains("/" + FOLDER);
    }

    /**
     * Whether what an entry describes came inside the archive of a package above it. What is marked as bundled and has an
     * archive of its own belongs to the project's bundle, or to one whose archive lacks it.
     */
    public static boolean isArchived(JsonObject entry) {
        return entry.isTruthy("inBundle") && entry.string("resolved") == null && entry.string("integrity") == null;
    }

    private static String checkedLocation(String file, String location, JsonObject entry) {
        String folder = entry.isTruthy("link") ? entry.string("resolved") : "";
        if (folder == null || !isPlain(folder) || !isPlain(location)) {
            throw unsafe(file, location);
        }
        if (isFolder(location)) {
            if (entry.isTruthy("link")) {
                throw invalid(file, "\"" + location + "\" is a link and stands in no node_modules");
            }
            return location;
        }
        int modules = location.startsWith(FOLDER) ? 0 : location.indexOf("/" + FOLDER) + 1;
        if (location.startsWith("..")) {
            throw unsafe(file, location);
        }
        for (String name : location.substring(modules + FOLDER.length()).split("/" + FOLDER, -1)) {
            if (!isSafe(name)) {
                throw unsafe(file, location);
            }
        }
        return location;
    }

    /** A relative path that says no more than it needs to: climbing out at its beginning only. */
    private static boolean isPlain(String path) {
        if (path.isEmpty()) {
            return true;
        }
        if (path.startsWith("/") || path.indexOf('\\') >= 0 || path.indexOf('\0') >= 0 || path.indexOf(':') == 1) {
            return false;
        }
        boolean climbing = true;
        for (String part : path.split("/", -1)) {
            if (part.equals("..") && climbing) {
                continue;
            }
            climbing = false;
            if (part.isEmpty() || part.equals(".") || part.equals("..")) {
                return false;
            }
        }
        return true;
    }

    private static DxException unsafe(String file, String location) {
        return new DxException(
                ErrorCode.DX_UNSAFE_PATH,
                file + ": \"" + location + "\" leads outside node_modules",
                "Do not install from this lock file; restore it from a source you trust.");
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
        // packages/a/node_modules/b stands in packages/a, node_modules/b in the project.
        return at < 0 ? "" : location.substring(0, at);
    }

    /** What stands at a location is found under this name there. */
    public static String nameAt(String location) {
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
