package dev.dx.engine.npm.config;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/**
 * The top level of an ini file, read as npm's own {@code ini} package reads it: {@code ;} and {@code #} begin comments
 * unless escaped, a quoted value is a JSON string, {@code key[]=} collects, a key alone means {@code true}. What stands
 * below a {@code [section]} is no setting of npm's and left out.
 */
final class Ini {
    private static final JsonFactory JSON = new JsonFactory();
    private static final Pattern LINES = Pattern.compile("[\\r\\n]+");

    private Ini() {}

    /** Keys in file order; a key that is set once or again without brackets has one value, the last. */
    static Map<String, List<String>> parse(String text) {
        Map<String, List<String>> values = new LinkedHashMap<>();
        List<String> collecting = new ArrayList<>();
        String body = text.startsWith("\uFEFF") ? text.substring(1) : text;
        for (String line : LINES.split(body, -1)) {
            String trimmed = line.strip();
            if (trimmed.isEmpty() || trimmed.startsWith(";") || trimmed.startsWith("#") || trimmed.startsWith("=")) {
                continue;
            }
            if (isSection(line)) {
                break;
            }
            int equals = line.indexOf('=');
            String key = unescape(equals < 0 ? line : line.substring(0, equals));
            String value = equals < 0 ? "true" : unescape(line.substring(equals + 1));
            boolean collects = key.length() > 2 && key.endsWith("[]");
            if (collects) {
                key = key.substring(0, key.length() - 2);
                collecting.add(key);
            }
            if (collecting.contains(key)) {
                values.computeIfAbsent(key, _ -> new ArrayList<>()).add(value);
            } else {
                values.put(key, new ArrayList<>(List.of(value)));
            }
        }
        return values;
    }

    /** The key that a line sets, without brackets; null if it sets none. */
    static @Nullable String keyOf(String line) {
        Map<String, List<String>> one = isSection(line) ? Map.of() : parse(line);
        return one.isEmpty() ? null : one.keySet().iterator().next();
    }

    static boolean isSection(String line) {
        String trimmed = line.strip();
        return line.startsWith("[") && trimmed.indexOf(']') == trimmed.length() - 1;
    }

    /** A line that is read as this setting. */
    static String line(String key, String value) {
        String plain = escaped(key) + "=" + escaped(value);
        return List.of(value).equals(parse(plain).get(key)) ? plain : quoted(key) + "=" + quoted(value);
    }

    private static String escaped(String text) {
        boolean plain = text.equals(text.strip())
                && !text.startsWith("[")
                && text.chars().noneMatch(c -> c < ' ');
        return plain ? text.replace(";", "\\;").replace("#", "\\#") : quoted(text);
    }

    /** As a JSON string. */
    private static String quoted(String text) {
        StringBuilder json = new StringBuilder("\"");
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '"', '\\' -> json.append('\\').append(c);
                case '\n' -> json.append("\\n");
                case '\r' -> json.append("\\r");
                default -> json.append(c < ' ' ? String.format("\\u%04x", (int) c) : String.valueOf(c));
            }
        }
        return json.append('"').toString();
    }

    private static String unescape(String raw) {
        String text = raw.strip();
        if (isQuoted(text)) {
            String inner = text.charAt(0) == '\'' ? text.substring(1, text.length() - 1) : text;
            return jsonScalar(inner);
        }
        StringBuilder result = new StringBuilder();
        boolean escaped = false;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (escaped) {
                if (c != '\\' && c != ';' && c != '#') {
                    result.append('\\');
                }
                result.append(c);
                escaped = false;
            } else if (c == ';' || c == '#') {
                break;
            } else if (c == '\\') {
                escaped = true;
            } else {
                result.append(c);
            }
        }
        if (escaped) {
            result.append('\\');
        }
        return result.toString().strip();
    }

    private static boolean isQuoted(String text) {
        return text.length() > 1 && (isEnclosed(text, "\"") || isEnclosed(text, "'"));
    }

    private static boolean isEnclosed(String text, String quote) {
        return text.startsWith(quote) && text.endsWith(quote);
    }

    /** The text a JSON scalar stands for; anything that is not one stays as it is. */
    private static String jsonScalar(String text) {
        try (JsonParser parser = JSON.createParser(ObjectReadContext.empty(), text)) {
            parser.nextToken();
            return parser.currentToken() != null && parser.currentToken().isScalarValue() && !text.isBlank()
                    ? parser.getString()
                    : text;
        } catch (JacksonException notJson) {
            return text;
        }
    }
}
