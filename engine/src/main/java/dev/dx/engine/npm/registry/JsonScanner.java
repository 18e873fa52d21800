package dev.dx.engine.npm.registry;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/**
 * Walks over JSON without reading it: where an object's members are and where their values end. That takes a tenth of what
 * a parser takes, and most of a packument is never looked at. Values that are not looked into are not checked beyond their
 * quotes and brackets.
 */
final class JsonScanner {
    /** The bytes are not JSON, or nested deeper than allowed. */
    static final class Malformed extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Malformed(String what) {
            super(what, null, false, false);
        }
    }

    private static final JsonFactory JSON = new JsonFactory();

    private final byte[] json;
    private final int deepest;
    private int position;
    private int depth;
    private int keyStart;
    private int keyEnd;
    private boolean keyEscaped;
    private int valueStart;
    private int valueEnd;

    JsonScanner(byte[] json, int deepest) {
        this.json = json;
        this.deepest = deepest;
        boolean marked = json.length > 2 && json[0] == (byte) 0xef && json[1] == (byte) 0xbb && json[2] == (byte) 0xbf;
        position = marked ? 3 : 0;
    }

    /** Goes into the object at the current place; stays and says false if there is something else. */
    boolean enterObject() {
        if (peek() != '{') {
            return false;
        }
        position++;
        depth++;
        return true;
    }

    /** Goes to the value of the object's next member; leaves the object and says false if there is none. */
    boolean nextMember() {
        byte next = peek();
        if (next == ',') {
            position++;
            next = peek();
        }
        if (next == '}') {
            position++;
            depth--;
            return false;
        }
        if (next != '"') {
            throw new Malformed("a member without a name");
        }
        keyStart = position + 1;
        keyEscaped = skipString();
        keyEnd = position - 1;
        if (peek() != ':') {
            throw new Malformed("a member without a value");
        }
        position++;
        peek();
        return true;
    }

    /** The name of the member, with its escapes undone. */
    String key() {
        String raw = new String(json, keyStart, keyEnd - keyStart, StandardCharsets.UTF_8);
        return keyEscaped ? unescaped(keyStart - 1, keyEnd + 1) : raw;
    }

    /** Whether the member has this name, which has no character that would have to be escaped. */
    boolean isKey(byte[] name) {
        return keyEscaped
                ? key().equals(new String(name, StandardCharsets.UTF_8))
                : Arrays.equals(json, keyStart, keyEnd, name, 0, name.length);
    }

    boolean isKeyEscaped() {
        return keyEscaped;
    }

    int keyStart() {
        return keyStart;
    }

    int keyEnd() {
        return keyEnd;
    }

    /** Goes past the value at the current place, which is from {@link #valueStart()} to {@link #valueEnd()} then. */
    void value() {
        byte first = peek();
        valueStart = position;
        switch (first) {
            case '"' -> skipString();
            case '{', '[' -> skipNested();
            default -> skipScalar();
        }
        valueEnd = position;
    }

    int valueStart() {
        return valueStart;
    }

    int valueEnd() {
        return valueEnd;
    }

    /** Whether the value passed last is a string. */
    boolean isString() {
        return json[valueStart] == '"';
    }

    /** The string passed last, with its escapes undone. */
    String text() {
        boolean plain = true;
        for (int i = valueStart; i < valueEnd && plain; i++) {
            plain = json[i] != '\\';
        }
        return plain
                ? new String(json, valueStart + 1, valueEnd - valueStart - 2, StandardCharsets.UTF_8)
                : unescaped(valueStart, valueEnd);
    }

    private String unescaped(int start, int end) {
        try (JsonParser parser = JSON.createParser(ObjectReadContext.empty(), json, start, end - start)) {
            parser.nextToken();
            return parser.getString();
        } catch (JacksonException malformed) {
            throw new Malformed("a string that cannot be read");
        }
    }

    /** The next byte that is not white space. */
    private byte peek() {
        while (position < json.length) {
            byte b = json[position];
            if (b != ' ' && b != '\n' && b != '\r' && b != '\t') {
                return b;
            }
            position++;
        }
        throw new Malformed("it ends too early");
    }

    /** Whether there were escapes. */
    private boolean skipString() {
        int end = endOfString(json, position);
        boolean escaped = end < 0;
        position = escaped ? -end : end;
        return escaped;
    }

    /** Where the string that begins here ends; negative if there are escapes in it. */
    private static int endOfString(byte[] json, int start) {
        int sign = 1;
        for (int i = start + 1; i < json.length; i++) {
            byte b = json[i];
            if (b == '"') {
                return (i + 1) * sign;
            }
            if (b == '\\') {
                sign = -1;
                i++;
            }
        }
        throw new Malformed("it ends too early");
    }

    /** Most bytes of a packument go by here, so it works on nothing but local variables. */
    private void skipNested() {
        byte[] bytes = json;
        int allowed = deepest - depth;
        int open = 0;
        for (int i = position; i < bytes.length; i++) {
            byte b = bytes[i];
            if (b == '"') {
                i++;
                while (i < bytes.length && bytes[i] != '"') {
                    i += bytes[i] == '\\' ? 2 : 1;
                }
            } else if (b == '{' || b == '[') {
                if (++open > allowed) {
                    throw new Malformed("it is nested too deeply");
                }
            } else if ((b == '}' || b == ']') && --open == 0) {
                position = i + 1;
                return;
            }
        }
        throw new Malformed("it ends too early");
    }

    private void skipScalar() {
        int start = position;
        while (position < json.length) {
            byte b = json[position];
            boolean part =
                    (b >= '0' && b <= '9') || (b >= 'a' && b <= 'z') || b == '-' || b == '+' || b == '.' || b == 'E';
            if (!part) {
                break;
            }
            position++;
        }
        if (position == start) {
            throw new Malformed("a value that is none");
        }
    }
}
