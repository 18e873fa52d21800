package dev.dx.engine.npm.json;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads plain JSON, of which a registry's answers are full and which most manifests are, without a parser's machinery:
 * ASCII, no escapes by number, whole numbers, nothing nested deep. Whatever is otherwise is left to others, with a null.
 */
final class PlainJson {
    private static final int DEEPEST = 16;
    private static final int LONGEST_NUMBER = 15;
    private static final String ESCAPES = "\"\\/bfnrt";
    private static final String ESCAPED = "\"\\/\b\f\n\r\t";

    private final byte[] bytes;
    private final int end;
    private int at;

    private PlainJson(byte[] bytes, int start, int end) {
        this.bytes = bytes;
        this.at = start;
        this.end = end;
    }

    /** The one value that fills the bytes between two places; null if it is not that plain, or not JSON at all. */
    static @Nullable JsonValue read(byte[] bytes, int start, int end) {
        PlainJson reader = new PlainJson(bytes, start, end);
        JsonValue value = reader.value(0);
        reader.peek();
        return reader.at == end ? value : null;
    }

    /** The next byte that is no white space; 0 at the end. */
    private byte peek() {
        while (at < end) {
            byte b = bytes[at];
            if (b != ' ' && b != '\n' && b != '\r' && b != '\t') {
                return b;
            }
            at++;
        }
        return 0;
    }

    private boolean passes(char wanted) {
        if (peek() == wanted) {
            at++;
            return true;
        }
        return false;
    }

    private @Nullable JsonValue value(int depth) {
        return switch (peek()) {
            case '"' -> textValue();
            case '{' -> object(depth + 1);
            case '[' -> array(depth + 1);
            case 't' -> literal("true", JsonValue.Literal.TRUE);
            case 'f' -> literal("false", JsonValue.Literal.FALSE);
            case 'n' -> literal("null", JsonValue.Literal.NULL);
            default -> number();
        };
    }

    private @Nullable JsonObject object(int depth) {
        at++;
        Map<String, JsonValue> members = new LinkedHashMap<>();
        if (depth > DEEPEST) {
            return null;
        }
        if (passes('}')) {
            return JsonObject.EMPTY;
        }
        while (peek() == '"') {
            String name = text();
            if (name == null || !passes(':')) {
                return null;
            }
            JsonValue value = value(depth);
            if (value == null) {
                return null;
            }
            members.put(name, value);
            if (passes('}')) {
                return JsonObject.owning(members);
            }
            if (!passes(',')) {
                return null;
            }
        }
        return null;
    }

    private @Nullable JsonArray array(int depth) {
        at++;
        List<JsonValue> items = new ArrayList<>();
        if (depth > DEEPEST) {
            return null;
        }
        if (passes(']')) {
            return new JsonArray(items);
        }
        while (true) {
            JsonValue value = value(depth);
            if (value == null) {
                return null;
            }
            items.add(value);
            if (passes(']')) {
                return new JsonArray(items);
            }
            if (!passes(',')) {
                return null;
            }
        }
    }

    private @Nullable JsonValue textValue() {
        String text = text();
        return text == null ? null : new JsonValue.Text(text);
    }

    private @Nullable String text() {
        int start = ++at;
        for (; at < end; at++) {
            byte b = bytes[at];
            if (b == '"') {
                return new String(bytes, start, at++ - start, StandardCharsets.ISO_8859_1);
            }
            if (b == '\\') {
                return escapedText(start);
            }
            if (isOther(b)) {
                return null;
            }
        }
        return null;
    }

    /** Control characters, and bytes of longer characters, which are negative. */
    private static boolean isOther(byte b) {
        return b < ' ';
    }

    /** The text that begins at a place, from its first escape on which is looked at now. */
    private @Nullable String escapedText(int start) {
        StringBuilder text = new StringBuilder(new String(bytes, start, at - start, StandardCharsets.ISO_8859_1));
        for (; at < end; at++) {
            byte b = bytes[at];
            if (b == '"') {
                at++;
                return text.toString();
            }
            if (isOther(b)) {
                return null;
            }
            if (b == '\\') {
                at++;
                int which = at < end ? ESCAPES.indexOf(bytes[at]) : -1;
                if (which < 0) {
                    return null;
                }
                text.append(ESCAPED.charAt(which));
            } else {
                text.append((char) b);
            }
        }
        return null;
    }

    private @Nullable JsonValue literal(String word, JsonValue value) {
        if (end - at < word.length()) {
            return null;
        }
        for (int i = 0; i < word.length(); i++) {
            if (bytes[at + i] != word.charAt(i)) {
                return null;
            }
        }
        at += word.length();
        return value;
    }

    private @Nullable JsonValue number() {
        int start = at;
        while (at < end && bytes[at] >= '0' && bytes[at] <= '9') {
            at++;
        }
        int length = at - start;
        if (length == 0 || length > LONGEST_NUMBER || (length > 1 && bytes[start] == '0') || isPartOfNumber()) {
            return null;
        }
        return new JsonValue.Numeral(new String(bytes, start, length, StandardCharsets.ISO_8859_1));
    }

    /** Whether a fraction or an exponent follows. */
    private boolean isPartOfNumber() {
        return at < end && (bytes[at] == '.' || bytes[at] == 'e' || bytes[at] == 'E');
    }
}
