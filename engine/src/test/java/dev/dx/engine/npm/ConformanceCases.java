package dev.dx.engine.npm;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/** The cases others wrote, which lie beside a checkout in {@code shared/conformance}; tests without them are skipped. */
public final class ConformanceCases {
    private ConformanceCases() {}

    /** The JSON of a file there, as maps, lists, strings, numbers, booleans and null. */
    public static @Nullable Object read(String file) {
        Path path = null;
        for (Path folder = Path.of("").toAbsolutePath(); folder != null && path == null; folder = folder.getParent()) {
            Path candidate = folder.resolve("shared/conformance").resolve(file);
            path = Files.isRegularFile(candidate) ? candidate : null;
        }
        assumeTrue(path != null, () -> "no shared/conformance/" + file + " beside this checkout");
        try (JsonParser parser = new JsonFactory().createParser(ObjectReadContext.empty(), path)) {
            parser.nextToken();
            return value(parser);
        }
    }

    /** The cases of a file that holds {@code {"about": …, "cases": […]}}. */
    public static List<List<?>> cases(String file) {
        List<List<?>> cases = new ArrayList<>();
        if (read(file) instanceof Map<?, ?> map && map.get("cases") instanceof List<?> list) {
            for (Object each : list) {
                cases.add((List<?>) each);
            }
        }
        return cases;
    }

    private static @Nullable Object value(JsonParser parser) {
        JsonToken token = parser.currentToken();
        return switch (token) {
            case START_OBJECT -> {
                Map<String, @Nullable Object> map = new LinkedHashMap<>();
                while (parser.nextToken() != JsonToken.END_OBJECT) {
                    String name = parser.currentName();
                    parser.nextToken();
                    map.put(name, value(parser));
                }
                yield map;
            }
            case START_ARRAY -> {
                List<@Nullable Object> list = new ArrayList<>();
                while (parser.nextToken() != JsonToken.END_ARRAY) {
                    list.add(value(parser));
                }
                yield list;
            }
            case VALUE_STRING -> parser.getString();
            case VALUE_NUMBER_INT -> parser.getLongValue();
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            case VALUE_NULL -> null;
            default -> throw new IllegalStateException(token + " at " + parser.currentLocation());
        };
    }
}
