package dev.dx.engine.npm.resolve;

import dev.dx.engine.npm.json.JsonObject;
import dev.dx.engine.npm.json.JsonValue;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Yarn's {@code resolutions}, said as npm's {@code overrides}: {@code a/b} is b wherever a asks for it. */
final class Resolutions {
    private Resolutions() {}

    static @Nullable JsonObject asOverrides(Map<String, String> resolutions) {
        if (resolutions.isEmpty()) {
            return null;
        }
        Map<String, JsonValue> top = new LinkedHashMap<>();
        resolutions.forEach((pattern, spec) -> put(top, path(pattern), spec));
        return JsonObject.of(top);
    }

    private static void put(Map<String, JsonValue> into, List<String> path, String spec) {
        if (path.isEmpty()) {
            return;
        }
        String first = path.getFirst();
        Map<String, JsonValue> inner = new LinkedHashMap<>();
        switch (into.get(first)) {
            case JsonObject object -> inner.putAll(object.members());
            case JsonValue.Text text -> inner.put(".", text);
            case null, default -> {}
        }
        if (path.size() == 1) {
            inner.put(".", new JsonValue.Text(spec));
        } else {
            put(inner, path.subList(1, path.size()), spec);
        }
        into.put(first, JsonObject.of(inner));
    }

    /** The packages of a pattern; wildcards for what lies between say nothing that overrides do not. */
    private static List<String> path(String pattern) {
        List<String> path = new ArrayList<>();
        String scope = "";
        for (String part : pattern.split("/")) {
            if (part.startsWith("@") && scope.isEmpty()) {
                scope = part + "/";
            } else if (!part.equals("**") && !part.equals("*") && !part.isEmpty()) {
                path.add(scope + part);
                scope = "";
            }
        }
        return path;
    }
}
