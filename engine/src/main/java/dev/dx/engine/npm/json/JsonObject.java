package dev.dx.engine.npm.json;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A JSON object. Keys keep their order; of a key that stood there twice, the last value counts. */
public final class JsonObject implements JsonValue {
    public static final JsonObject EMPTY = new JsonObject(new LinkedHashMap<>());

    private final Map<String, JsonValue> members;

    /** @param members in order, owned by the new object */
    private JsonObject(Map<String, JsonValue> members) {
        this.members = Collections.unmodifiableMap(members);
    }

    public static JsonObject of(Map<String, ? extends JsonValue> members) {
        return new JsonObject(new LinkedHashMap<>(members));
    }

    /** @param members handed over; the caller keeps no hold of them */
    static JsonObject owning(Map<String, JsonValue> members) {
        return new JsonObject(members);
    }

    public static JsonObject ofStrings(Map<String, String> members) {
        Map<String, JsonValue> values = new LinkedHashMap<>();
        members.forEach((key, value) -> values.put(key, new Text(value)));
        return new JsonObject(values);
    }

    public Map<String, JsonValue> members() {
        return members;
    }

    public Set<String> keys() {
        return members.keySet();
    }

    public boolean isEmpty() {
        return members.isEmpty();
    }

    public @Nullable JsonValue get(String key) {
        return members.get(key);
    }

    /** The string under the key; null where there is none or it is something else. */
    public @Nullable String string(String key) {
        return members.get(key) instanceof Text text ? text.value() : null;
    }

    public @Nullable JsonObject object(String key) {
        return members.get(key) instanceof JsonObject object ? object : null;
    }

    public @Nullable JsonArray array(String key) {
        return members.get(key) instanceof JsonArray array ? array : null;
    }

    /** Whether the key is there with a value that JavaScript takes for true. */
    public boolean isTruthy(String key) {
        JsonValue value = members.get(key);
        return value != null && value.isTruthy();
    }

    /** The strings of the object under the key, in order; empty where there is none. Other members are left out. */
    public Map<String, String> strings(String key) {
        JsonObject object = object(key);
        if (object == null) {
            return Map.of();
        }
        Map<String, String> strings = new LinkedHashMap<>();
        object.members.forEach((name, value) -> {
            if (value instanceof Text text) {
                strings.put(name, text.value());
            }
        });
        return strings;
    }

    /** This object with the key set, at its place if it is there, else at the end. */
    public JsonObject with(String key, JsonValue value) {
        Map<String, JsonValue> copy = new LinkedHashMap<>(members);
        copy.put(key, value);
        return new JsonObject(copy);
    }

    public JsonObject without(String key) {
        if (!members.containsKey(key)) {
            return this;
        }
        Map<String, JsonValue> copy = new LinkedHashMap<>(members);
        copy.remove(key);
        return new JsonObject(copy);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof JsonObject that && members.equals(that.members);
    }

    @Override
    public int hashCode() {
        return members.hashCode();
    }

    @Override
    public String toString() {
        return JsonWriter.write(this, JsonStyle.COMPACT);
    }
}
