package dev.dx.engine.npm.json;

import java.util.List;

public record JsonArray(List<JsonValue> items) implements JsonValue {
    public JsonArray {
        items = List.copyOf(items);
    }

    public static JsonArray ofStrings(List<String> texts) {
        return new JsonArray(
                texts.stream().map(text -> (JsonValue) new JsonValue.Text(text)).toList());
    }

    /** The items that are strings, in order. */
    public List<String> strings() {
        return items.stream()
                .filter(JsonValue.Text.class::isInstance)
                .map(item -> ((JsonValue.Text) item).value())
                .toList();
    }
}
