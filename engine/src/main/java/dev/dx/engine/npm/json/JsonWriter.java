package dev.dx.engine.npm.json;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;

/** Writes values as {@code JSON.stringify} does. */
public final class JsonWriter {
    private static final String HEX = "0123456789abcdef";

    private final StringBuilder out = new StringBuilder();
    private final JsonStyle style;
    /** What lines start with, by depth. */
    private final List<String> starts = new ArrayList<>();

    private JsonWriter(JsonStyle style) {
        this.style = style;
    }

    /** The value alone, without an ending newline. */
    public static String write(JsonValue value, JsonStyle style) {
        JsonWriter writer = new JsonWriter(style);
        writer.value(value, 0);
        return writer.out.toString();
    }

    /** The value as a file: with the newline that ends its last line. */
    public static String writeFile(JsonValue value, JsonStyle style) {
        return write(value, style) + style.newline();
    }

    private void value(JsonValue value, int depth) {
        switch (value) {
            case JsonValue.Text text -> string(text.value());
            case JsonValue.Numeral number -> out.append(number.digits());
            case JsonValue.Literal literal ->
                out.append(
                        switch (literal) {
                            case TRUE -> "true";
                            case FALSE -> "false";
                            case NULL -> "null";
                        });
            case JsonObject object -> object(object, depth);
            case JsonArray array -> array(array, depth);
        }
    }

    private void object(JsonObject object, int depth) {
        out.append('{');
        Iterator<Map.Entry<String, JsonValue>> members =
                object.members().entrySet().iterator();
        while (members.hasNext()) {
            Map.Entry<String, JsonValue> member = members.next();
            line(depth + 1);
            string(member.getKey());
            out.append(style.indent().isEmpty() ? ":" : ": ");
            value(member.getValue(), depth + 1);
            if (members.hasNext()) {
                out.append(',');
            }
        }
        if (!object.isEmpty()) {
            line(depth);
        }
        out.append('}');
    }

    private void array(JsonArray array, int depth) {
        out.append('[');
        Iterator<JsonValue> items = array.items().iterator();
        while (items.hasNext()) {
            line(depth + 1);
            value(items.next(), depth + 1);
            if (items.hasNext()) {
                out.append(',');
            }
        }
        if (!array.items().isEmpty()) {
            line(depth);
        }
        out.append(']');
    }

    private void line(int depth) {
        if (!style.indent().isEmpty()) {
            while (starts.size() <= depth) {
                starts.add(style.newline() + style.indent().repeat(starts.size()));
            }
            out.append(starts.get(depth));
        }
    }

    private void string(String text) {
        out.append('"');
        int written = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c >= ' ' && c != '"' && c != '\\' && !(Character.isSurrogate(c) && isLoneSurrogate(text, i))) {
                continue;
            }
            out.append(text, written, i);
            written = i + 1;
            escape(c);
        }
        if (written == 0) {
            // Far the most strings need no escape, and a whole one is copied at once.
            out.append(text);
        } else {
            out.append(text, written, text.length());
        }
        out.append('"');
    }

    private void escape(char c) {
        switch (c) {
            case '"' -> out.append("\\\"");
            case '\\' -> out.append("\\\\");
            case '\b' -> out.append("\\b");
            case '\f' -> out.append("\\f");
            case '\n' -> out.append("\\n");
            case '\r' -> out.append("\\r");
            case '\t' -> out.append("\\t");
            default ->
                out.append("\\u")
                        .append(HEX.charAt(c >> 12))
                        .append(HEX.charAt((c >> 8) & 0xf))
                        .append(HEX.charAt((c >> 4) & 0xf))
                        .append(HEX.charAt(c & 0xf));
        }
    }

    private static boolean isLoneSurrogate(String text, int index) {
        char c = text.charAt(index);
        if (Character.isHighSurrogate(c)) {
            return index + 1 == text.length() || !Character.isLowSurrogate(text.charAt(index + 1));
        }
        return Character.isLowSurrogate(c) && (index == 0 || !Character.isHighSurrogate(text.charAt(index - 1)));
    }
}
