package dev.dx.app.settings;

import java.io.StringWriter;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/**
 * The settings as JSON: {@code theme} ("system", "light", "dark"), {@code recentProjects} and {@code openProjects} (arrays of paths) and
 * {@code window} ({@code x}, {@code y}, {@code width}, {@code height}, {@code maximized}). A value of the wrong type makes
 * the whole text damaged; a key that is not known here is carried along.
 */
final class SettingsJson {
    private static final JsonFactory JSON = new JsonFactory();

    private SettingsJson() {}

    /** The text is not what {@link #write} makes. */
    static final class DamagedException extends Exception {
        private static final long serialVersionUID = 1L;

        DamagedException(String reason) {
            super(reason);
        }
    }

    static Settings read(String text) throws DamagedException {
        try (JsonParser parser = JSON.createParser(ObjectReadContext.empty(), text)) {
            Settings settings = settings(parser);
            if (parser.nextToken() != null) {
                throw new DamagedException("text after the end");
            }
            return settings;
        } catch (JacksonException notJson) {
            throw new DamagedException(notJson.getOriginalMessage());
        }
    }

    static String write(Settings settings) {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = JSON.createGenerator(ObjectWriteContext.empty(), text)) {
            json.writeStartObject();
            json.writeStringProperty("theme", settings.theme().name().toLowerCase(Locale.ROOT));
            json.writeArrayPropertyStart("recentProjects");
            settings.recentProjects().forEach(path -> json.writeString(path.toString()));
            json.writeEndArray();
            json.writeArrayPropertyStart("openProjects");
            settings.openProjects().forEach(path -> json.writeString(path.toString()));
            json.writeEndArray();
            WindowPlace window = settings.window();
            if (window != null) {
                json.writeObjectPropertyStart("window");
                json.writeNumberProperty("x", window.x());
                json.writeNumberProperty("y", window.y());
                json.writeNumberProperty("width", window.width());
                json.writeNumberProperty("height", window.height());
                json.writeBooleanProperty("maximized", window.maximized());
                json.writeEndObject();
            }
            if (!settings.language().isEmpty()) {
                json.writeStringProperty("language", settings.language());
            }
            settings.others().forEach((key, value) -> {
                json.writeName(key);
                json.writeRawValue(value);
            });
            json.writeEndObject();
        }
        return text.append('\n').toString();
    }

    private static Settings settings(JsonParser parser) throws DamagedException {
        expect(parser.nextToken(), JsonToken.START_OBJECT, "the settings");
        ThemeChoice theme = ThemeChoice.SYSTEM;
        List<Path> recent = List.of();
        List<Path> open = List.of();
        WindowPlace window = null;
        String language = "";
        Map<String, String> others = new LinkedHashMap<>();
        for (String key = parser.nextName(); key != null; key = parser.nextName()) {
            JsonToken value = parser.nextToken();
            switch (key) {
                case "theme" -> theme = theme(parser, value);
                case "recentProjects" -> recent = paths(parser, value, key);
                case "openProjects" -> open = paths(parser, value, key);
                case "window" -> window = window(parser, value);
                case "language" -> {
                    expect(value, JsonToken.VALUE_STRING, "language");
                    language = parser.getString();
                }
                default -> others.put(key, copy(parser));
            }
        }
        return new Settings(theme, recent, open, window, language, others);
    }

    private static ThemeChoice theme(JsonParser parser, @Nullable JsonToken token) throws DamagedException {
        expect(token, JsonToken.VALUE_STRING, "theme");
        String name = parser.getString();
        for (ThemeChoice choice : ThemeChoice.values()) {
            if (choice.name().toLowerCase(Locale.ROOT).equals(name)) {
                return choice;
            }
        }
        throw new DamagedException("no theme is called " + name);
    }

    private static List<Path> paths(JsonParser parser, @Nullable JsonToken token, String key) throws DamagedException {
        expect(token, JsonToken.START_ARRAY, key);
        List<Path> paths = new ArrayList<>();
        for (JsonToken next = parser.nextToken(); next != JsonToken.END_ARRAY; next = parser.nextToken()) {
            expect(next, JsonToken.VALUE_STRING, "a path of " + key);
            try {
                paths.add(Path.of(parser.getString()));
            } catch (InvalidPathException notAPath) {
                throw new DamagedException(notAPath.getReason());
            }
        }
        return paths;
    }

    private static WindowPlace window(JsonParser parser, @Nullable JsonToken token) throws DamagedException {
        expect(token, JsonToken.START_OBJECT, "window");
        Map<String, Double> numbers = new LinkedHashMap<>();
        boolean maximized = false;
        for (String key = parser.nextName(); key != null; key = parser.nextName()) {
            JsonToken value = parser.nextToken();
            if (value == JsonToken.VALUE_NUMBER_FLOAT || value == JsonToken.VALUE_NUMBER_INT) {
                numbers.put(key, parser.getDoubleValue());
            } else if (key.equals("maximized")) {
                maximized = value == JsonToken.VALUE_TRUE;
            } else {
                parser.skipChildren();
            }
        }
        try {
            return new WindowPlace(
                    numbers.getOrDefault("x", 0.0),
                    numbers.getOrDefault("y", 0.0),
                    numbers.getOrDefault("width", 0.0),
                    numbers.getOrDefault("height", 0.0),
                    maximized);
        } catch (IllegalArgumentException impossible) {
            throw new DamagedException("window: " + impossible.getMessage());
        }
    }

    private static String copy(JsonParser parser) {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = JSON.createGenerator(ObjectWriteContext.empty(), text)) {
            json.copyCurrentStructure(parser);
        }
        return text.toString();
    }

    private static void expect(@Nullable JsonToken found, JsonToken expected, String where) throws DamagedException {
        if (found != expected) {
            throw new DamagedException(where + " is not " + expected);
        }
    }
}
