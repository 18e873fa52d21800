package dev.dx.engine.npm.lock;

import dev.dx.engine.DxException;
import dev.dx.engine.ErrorCode;
import dev.dx.engine.graph.Dependency;
import dev.dx.engine.graph.Graph;
import dev.dx.engine.graph.GraphNode;
import dev.dx.engine.graph.Trait;
import dev.dx.engine.npm.NameOrder;
import dev.dx.engine.npm.PackageManifest;
import dev.dx.engine.npm.json.JsonArray;
import dev.dx.engine.npm.json.JsonObject;
import dev.dx.engine.npm.json.JsonReader;
import dev.dx.engine.npm.json.JsonStyle;
import dev.dx.engine.npm.json.JsonValue;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Makes a lock of a graph that was read from one: the way back of {@link LockGraph}. How the text was laid out is known again
 * where {@link #withStyle} wrote it down.
 */
public final class GraphLock {
    /** No key of a lock's entry is empty, so this is no attribute from one. */
    private static final String LAYOUT = "";

    private final String where;
    private final Graph graph;
    /** Many packages say the same of themselves. */
    private final Map<String, JsonValue> known = new HashMap<>();

    private GraphLock(String where, Graph graph) {
        this.where = where;
        this.graph = graph;
    }

    /** The graph of a lock, with what its text looks like. */
    public static Graph withStyle(PackageLock lock) {
        JsonStyle style = lock.style();
        return LockGraph.of(
                lock,
                lock.project(),
                Map.of(LAYOUT, lock.version() + " " + style.newline().length() + style.indent()));
    }

    /** @param where how to name the file in an error */
    public static PackageLock of(String where, Graph graph) {
        return new GraphLock(where, graph).lock();
    }

    private PackageLock lock() {
        Map<String, JsonObject> packages = new TreeMap<>(NameOrder.NPM.thenComparing(String::compareTo));
        for (GraphNode node : graph.nodes()) {
            if (node.isProject()) {
                continue;
            }
            if (!node.is(Trait.FOLDER) || !node.attributes().isEmpty() || !isBare(node)) {
                packages.put(node.place(), entry(node));
            }
            for (String link : node.places().subList(1, node.places().size())) {
                Map<String, JsonValue> entry = new LinkedHashMap<>();
                entry.put("resolved", new JsonValue.Text(node.place()));
                entry.put("link", JsonValue.Literal.TRUE);
                packages.put(link, JsonObject.of(entry));
            }
        }
        PackageManifest project = PackageManifest.of(entry(graph.project()));
        String layout = graph.project().attributes().getOrDefault(LAYOUT, "3 1  ");
        return PackageLock.checked(where, packages, project, style(layout), layout.charAt(0) - '0');
    }

    private JsonStyle style(String layout) {
        if (!layout.matches("[123] [012]\\s*")) {
            throw corrupt("a layout that no lock has");
        }
        String newline = switch (layout.charAt(2)) {
            case '0' -> "";
            case '1' -> "\n";
            default -> "\r\n";
        };
        return new JsonStyle(layout.substring(3), newline);
    }

    /** Whether the lock says nothing of a folder but that something leads there. */
    private boolean isBare(GraphNode node) {
        return node.version().isEmpty()
                && node.origin() == null
                && node.traits().size() == 1
                && node.platforms().isAny()
                && node.name().equals(LockGraph.nameAt(node.places()))
                && graph.dependencies(node).isEmpty();
    }

    private JsonObject entry(GraphNode node) {
        Map<String, JsonValue> entry = new LinkedHashMap<>();
        if (!node.name().equals(LockGraph.nameAt(node.places()))) {
            entry.put("name", new JsonValue.Text(node.name()));
        }
        put(entry, "version", node.version().isEmpty() ? null : node.version());
        put(entry, "resolved", node.origin());
        put(entry, "integrity", node.integrity());
        LockGraph.FLAGS.forEach((key, trait) -> {
            if (node.is(trait) && !node.attributes().containsKey(key)) {
                entry.put(key, JsonValue.Literal.TRUE);
            }
        });
        putWishes(node, entry);
        putWords(node, entry, "cpu", node.platforms().cpu());
        putWords(node, entry, "libc", node.platforms().libc());
        putWords(node, entry, "os", node.platforms().os());
        node.attributes().forEach((key, value) -> {
            if (!key.equals(LAYOUT)) {
                entry.put(key, known.computeIfAbsent(value, this::parse));
            }
        });
        return JsonObject.of(entry);
    }

    private void putWishes(GraphNode node, Map<String, JsonValue> entry) {
        Map<Dependency.Kind, Map<String, JsonValue>> lists = new HashMap<>();
        List<String> optionalPeers = new ArrayList<>();
        for (Dependency wish : graph.dependencies(node)) {
            Dependency.Kind kind = wish.kind();
            if (kind == Dependency.Kind.OPTIONAL_PEER) {
                optionalPeers.add(wish.name());
                kind = Dependency.Kind.PEER;
            }
            lists.computeIfAbsent(kind, list -> new LinkedHashMap<>())
                    .put(wish.name(), new JsonValue.Text(wish.range()));
        }
        lists.forEach((kind, list) -> {
            String key = switch (kind) {
                case PRODUCTION -> "dependencies";
                case DEV -> "devDependencies";
                case OPTIONAL -> "optionalDependencies";
                case PEER, OPTIONAL_PEER -> "peerDependencies";
                case MEMBER -> null;
            };
            if (key != null) {
                entry.put(key, JsonObject.of(list));
            }
        });
        if (!optionalPeers.isEmpty()) {
            entry.put("peerDependenciesMeta", GraphAttributes.meta(optionalPeers));
        }
    }

    private static void putWords(GraphNode node, Map<String, JsonValue> entry, String key, List<String> words) {
        if (!words.isEmpty() && !node.attributes().containsKey(key)) {
            List<JsonValue> items = new ArrayList<>();
            words.forEach(word -> items.add(new JsonValue.Text(word)));
            entry.put(key, new JsonArray(items));
        }
    }

    private static void put(Map<String, JsonValue> entry, String key, @Nullable String value) {
        if (value != null) {
            entry.put(key, new JsonValue.Text(value));
        }
    }

    private JsonValue parse(String json) {
        try {
            return JsonReader.read(json);
        } catch (JsonReader.MalformedJsonException malformed) {
            throw corrupt("an attribute that is not JSON, " + malformed.getMessage());
        }
    }

    private DxException corrupt(String why) {
        return new DxException(
                ErrorCode.DX_FORMAT_CORRUPT, where + ": " + why, "Restore the file, or delete it and run dx install.");
    }
}
