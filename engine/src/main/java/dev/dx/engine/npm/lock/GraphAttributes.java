package dev.dx.engine.npm.lock;

import dev.dx.engine.npm.json.JsonArray;
import dev.dx.engine.npm.json.JsonObject;
import dev.dx.engine.npm.json.JsonStyle;
import dev.dx.engine.npm.json.JsonValue;
import dev.dx.engine.npm.json.JsonWriter;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What an entry of a lock says and a node of a graph has no words for: each member of the entry as JSON, by its key. Node and
 * attributes together hold all of the entry.
 */
final class GraphAttributes {
    private static final Set<String> WISHES =
            Set.of("dependencies", "optionalDependencies", "devDependencies", "peerDependencies");

    private static final Set<String> PLATFORM = Set.of("os", "cpu", "libc");

    private static final Set<String> TEXTS = Set.of("version", "resolved", "integrity");

    private GraphAttributes() {}

    static Map<String, String> of(String location, String placeName, JsonObject entry) {
        Map<String, String> attributes = new HashMap<>();
        entry.members().forEach((key, value) -> {
            if (!isInNode(location, placeName, entry, key, value)) {
                attributes.put(key, JsonWriter.write(value, JsonStyle.COMPACT));
            }
        });
        return attributes;
    }

    private static boolean isInNode(String location, String placeName, JsonObject entry, String key, JsonValue value) {
        if (key.equals("name")) {
            return value instanceof JsonValue.Text text
                    && !text.value().isEmpty()
                    && !text.value().equals(placeName);
        }
        if (TEXTS.contains(key)) {
            return value instanceof JsonValue.Text text && !text.value().isEmpty();
        }
        if (WISHES.contains(key)) {
            boolean read = !key.equals("devDependencies") || PackageLock.isFolder(location);
            return read && value instanceof JsonObject list && isFullOfTexts(list);
        }
        if (PLATFORM.contains(key)) {
            return value instanceof JsonArray list
                    && !list.items().isEmpty()
                    && list.strings().size() == list.items().size();
        }
        if (LockGraph.FLAGS.containsKey(key)) {
            return value == JsonValue.Literal.TRUE;
        }
        return key.equals("peerDependenciesMeta") && value.equals(meta(List.copyOf(presentOptionalPeers(entry))));
    }

    private static boolean isFullOfTexts(JsonObject list) {
        return !list.isEmpty() && list.members().values().stream().allMatch(JsonValue.Text.class::isInstance);
    }

    static Set<String> optionalPeers(JsonObject entry) {
        JsonObject meta = entry.object("peerDependenciesMeta");
        if (meta == null) {
            return Set.of();
        }
        Set<String> optional = new LinkedHashSet<>();
        meta.members().forEach((peer, value) -> {
            if (value instanceof JsonObject object && object.isTruthy("optional")) {
                optional.add(peer);
            }
        });
        return optional;
    }

    private static Set<String> presentOptionalPeers(JsonObject entry) {
        Set<String> present =
                new LinkedHashSet<>(entry.strings("peerDependencies").keySet());
        present.retainAll(optionalPeers(entry));
        return present;
    }

    /** What says that these peers may be absent. */
    static JsonObject meta(List<String> optionalPeers) {
        Map<String, JsonValue> meta = new LinkedHashMap<>();
        optionalPeers.forEach(peer -> meta.put(peer, JsonObject.of(Map.of("optional", JsonValue.Literal.TRUE))));
        return JsonObject.of(meta);
    }
}
