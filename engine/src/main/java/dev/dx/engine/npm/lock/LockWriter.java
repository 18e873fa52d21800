package dev.dx.engine.npm.lock;

import dev.dx.engine.npm.NameOrder;
import dev.dx.engine.npm.PackageManifest;
import dev.dx.engine.npm.json.JsonArray;
import dev.dx.engine.npm.json.JsonObject;
import dev.dx.engine.npm.json.JsonStyle;
import dev.dx.engine.npm.json.JsonValue;
import dev.dx.engine.npm.json.JsonWriter;
import dev.dx.engine.npm.tree.Bundling;
import dev.dx.engine.npm.tree.NodeFlags;
import dev.dx.engine.npm.tree.TreeNode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/** Writes a tree as package-lock.json in npm's own key order. */
public final class LockWriter {
    /** What of a package's manifest the lock keeps. */
    private static final List<String> MANIFEST_KEYS = List.of(
            "version",
            "dependencies",
            "peerDependencies",
            "peerDependenciesMeta",
            "optionalDependencies",
            "bundleDependencies",
            "acceptDependencies",
            "funding",
            "engines",
            "os",
            "cpu",
            "libc",
            "license",
            "bin",
            "deprecated",
            "workspaces");

    /** Keys that stand before all others, at every level. */
    private static final Comparator<String> KEY_ORDER = Comparator.comparingInt(LockWriter::rank)
            .thenComparing(NameOrder.NPM)
            .thenComparing(Comparator.naturalOrder());

    private static final Comparator<Map.Entry<String, JsonValue>> MEMBER_ORDER =
            Comparator.<Map.Entry<String, JsonValue>>comparingInt(
                            member -> member.getValue() instanceof JsonObject ? 1 : 0)
                    .thenComparing(Map.Entry::getKey, KEY_ORDER);

    /** Whether a package's address is written beside its version. */
    public enum Addresses {
        WRITTEN,
        /** Left out, as {@code omit-lockfile-registry-resolved} asks. */
        OMITTED
    }

    private LockWriter() {}

    /**
     * The lock of a project.
     *
     * @param manifest the project's manifest as it will be saved
     * @param folderName the project's name where its manifest gives none
     * @param version of the form to write: 3 lists packages by location, 1 nests them, 2 has both
     */
    public static String projectLock(
            TreeNode project,
            PackageManifest manifest,
            String folderName,
            Addresses addresses,
            JsonStyle style,
            int version) {
        Map<String, JsonValue> packages = new LinkedHashMap<>();
        JsonObject own = projectEntry(manifest);
        if (!own.isEmpty()) {
            packages.put("", sorted(own));
        }
        putEntries(
                packages,
                project,
                addresses,
                node -> !(node.flags().isInert() && node.version().isEmpty()));
        Map<String, JsonValue> lock = head(manifest, folderName, version);
        if (version >= 2) {
            lock.put("packages", inOrder(packages));
        }
        if (version <= 2 && !project.children().isEmpty()) {
            lock.put("dependencies", sorted(NestedDependencies.of(project, addresses)));
        }
        return JsonWriter.writeFile(inOrder(lock), style);
    }

    /**
     * A lock as it is, in the third version of the form.
     *
     * @param folderName the project's name where the lock gives none
     */
    public static String text(PackageLock lock, String folderName) {
        Map<String, JsonValue> packages = new LinkedHashMap<>();
        packages.put("", lock.project().json());
        packages.putAll(lock.packages());
        Map<String, JsonValue> whole = head(lock.project(), folderName, 3);
        whole.put("packages", JsonObject.of(packages));
        return JsonWriter.writeFile(sorted(JsonObject.of(whole)), lock.style());
    }

    /** The lock npm keeps inside node_modules: only what stands there, and not the project. */
    public static String hiddenLock(
            TreeNode project,
            PackageManifest manifest,
            String folderName,
            Addresses addresses,
            Predicate<TreeNode> installed) {
        Map<String, JsonValue> packages = new LinkedHashMap<>();
        putEntries(packages, project, addresses, installed);
        Map<String, JsonValue> lock = head(manifest, folderName, 3);
        lock.put("packages", inOrder(packages));
        return JsonWriter.writeFile(inOrder(lock), JsonStyle.NPM);
    }

    private static Map<String, JsonValue> head(PackageManifest manifest, String folderName, int version) {
        Map<String, JsonValue> lock = new LinkedHashMap<>();
        lock.put("name", new JsonValue.Text(manifest.name().isEmpty() ? folderName : manifest.name()));
        if (!manifest.version().isEmpty()) {
            lock.put("version", new JsonValue.Text(manifest.version()));
        }
        lock.put("lockfileVersion", new JsonValue.Numeral(String.valueOf(version)));
        lock.put("requires", JsonValue.Literal.TRUE);
        return lock;
    }

    private static JsonObject projectEntry(PackageManifest manifest) {
        Map<String, JsonValue> entry = fromManifest(manifest);
        if (!manifest.name().isEmpty()) {
            entry.put("name", new JsonValue.Text(manifest.name()));
        }
        putDevDependencies(entry, manifest);
        if (manifest.hasInstallScript()) {
            entry.put("hasInstallScript", JsonValue.Literal.TRUE);
        }
        return JsonObject.of(entry);
    }

    /** One for each node that is to be written; all cores make them, since nothing else goes on at that time. */
    private static void putEntries(
            Map<String, JsonValue> packages, TreeNode project, Addresses addresses, Predicate<TreeNode> written) {
        List<TreeNode> nodes = new ArrayList<>();
        List<String> locations = new ArrayList<>();
        for (TreeNode node : project.everyNode()) {
            if (node != project && written.test(node)) {
                nodes.add(node);
                // Each node notes where it stands when it is first asked: here, by one thread.
                locations.add(node.location());
            }
        }
        List<JsonObject> entries = nodes.parallelStream()
                .map(node -> sorted(entry(node, addresses)))
                .toList();
        for (int i = 0; i < entries.size(); i++) {
            packages.put(locations.get(i), entries.get(i));
        }
    }

    private static JsonObject entry(TreeNode node, Addresses addresses) {
        if (node.isLink()) {
            Map<String, JsonValue> link = new LinkedHashMap<>();
            link.put("resolved", new JsonValue.Text(node.linkedFolder()));
            link.put("link", JsonValue.Literal.TRUE);
            return JsonObject.of(link);
        }
        PackageManifest manifest = node.manifest();
        Map<String, JsonValue> entry = fromManifest(manifest);
        if (!manifest.name().isEmpty() && !manifest.name().equals(node.name())) {
            entry.put("name", new JsonValue.Text(manifest.name()));
        }
        String integrity = node.integrity();
        if (integrity != null) {
            entry.put("integrity", new JsonValue.Text(integrity));
        }
        String resolved = node.resolved();
        if (node.isFolder()) {
            putDevDependencies(entry, manifest);
        }
        if (resolved != null && (addresses == Addresses.WRITTEN || !isOfRegistry(node))) {
            entry.put("resolved", new JsonValue.Text(resolved));
        }
        flag(entry, "inBundle", isInBundle(node));
        flag(entry, "hasShrinkwrap", manifest.hasShrinkwrap());
        flag(entry, "hasInstallScript", manifest.hasInstallScript());
        NodeFlags flags = node.flags();
        if (flags.isExtraneous()) {
            flag(entry, "extraneous", true);
        } else {
            flag(entry, "peer", flags.isPeer());
            flag(entry, "dev", flags.isDev());
            flag(entry, "optional", flags.isOptional());
            flag(entry, "devOptional", flags.isDevOptional() && !flags.isDev() && !flags.isOptional());
        }
        return JsonObject.of(entry);
    }

    /** What lies in an archive and is of no use to anybody counts as bundled only if the bundle names it or leads to it. */
    private static boolean isInBundle(TreeNode node) {
        return (node.isBundled() && !node.flags().isExtraneous()) || Bundling.bundlerOf(node) != null;
    }

    /** Whether everybody who wants it names no more than a version, so that its address follows from the registry. */
    private static boolean isOfRegistry(TreeNode node) {
        return !node.edgesIn().isEmpty()
                && node.edgesIn().stream().allMatch(edge -> RegistryWish.is(edge.name(), edge.spec()));
    }

    private static void flag(Map<String, JsonValue> entry, String key, boolean value) {
        if (value) {
            entry.put(key, JsonValue.Literal.TRUE);
        }
    }

    private static Map<String, JsonValue> fromManifest(PackageManifest manifest) {
        Map<String, JsonValue> entry = new LinkedHashMap<>();
        for (String key : MANIFEST_KEYS) {
            putIfFull(entry, manifest, key);
        }
        return entry;
    }

    /** Alone among the lists it is repeated even if it is empty. */
    private static void putDevDependencies(Map<String, JsonValue> entry, PackageManifest manifest) {
        JsonValue value = manifest.json().get("devDependencies");
        if (value instanceof JsonObject) {
            entry.put("devDependencies", value);
        }
    }

    private static void putIfFull(Map<String, JsonValue> entry, PackageManifest manifest, String key) {
        JsonValue value = manifest.json().get(key);
        if (key.equals("license") && value instanceof JsonObject object && object.isTruthy("type")) {
            value = object.get("type");
        }
        boolean full = switch (value) {
            case null -> false;
            case JsonObject object -> !object.isEmpty();
            case JsonArray array -> !array.items().isEmpty();
            case JsonValue.Text text -> text.isTruthy();
            case JsonValue.Numeral number -> number.isTruthy();
            case JsonValue.Literal literal -> literal.isTruthy();
        };
        if (full && value != null) {
            entry.put(key, value);
        }
    }

    /** Objects after everything else, the first keys before the others, the others by name; the same within each. */
    private static JsonObject sorted(JsonObject object) {
        if (isSorted(object)) {
            return object;
        }
        Map<String, JsonValue> sorted = new LinkedHashMap<>();
        object.members()
                .forEach((key, value) -> sorted.put(key, value instanceof JsonObject inner ? sorted(inner) : value));
        return inOrder(sorted);
    }

    private static boolean isSorted(JsonObject object) {
        return areInOrder(object.members())
                && object.members().values().stream()
                        .allMatch(value -> !(value instanceof JsonObject inner) || isSorted(inner));
    }

    private static boolean areInOrder(Map<String, JsonValue> members) {
        Map.Entry<String, JsonValue> before = null;
        for (Map.Entry<String, JsonValue> member : members.entrySet()) {
            if (before != null && MEMBER_ORDER.compare(before, member) > 0) {
                return false;
            }
            before = member;
        }
        return true;
    }

    /** What is within the members is in order already. */
    private static JsonObject inOrder(Map<String, JsonValue> members) {
        List<Map.Entry<String, JsonValue>> ordered = new ArrayList<>(members.entrySet());
        ordered.sort(MEMBER_ORDER);
        Map<String, JsonValue> sorted = new LinkedHashMap<>();
        ordered.forEach(member -> sorted.put(member.getKey(), member.getValue()));
        return JsonObject.of(sorted);
    }

    /** The keys that stand before the others. */
    private static int rank(String key) {
        return switch (key) {
            case "name" -> 0;
            case "version" -> 1;
            case "lockfileVersion" -> 2;
            case "resolved" -> 3;
            case "integrity" -> 4;
            case "requires" -> 5;
            case "packages" -> 6;
            case "dependencies" -> 7;
            default -> 8;
        };
    }
}
