package dev.dx.app.cli.text;

import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * Writes one indented JSON document into memory. All of it is ASCII, so that it is valid in whatever encoding it leaves
 * the process.
 */
public final class JsonWriter {
    private static final String HEX = "0123456789abcdef";

    private final StringBuilder text = new StringBuilder();
    private final Deque<Character> open = new ArrayDeque<>();
    private boolean empty = true;

    /** Opens the document, or an element of an array. */
    public JsonWriter object() {
        element();
        return open('{', '}');
    }

    public JsonWriter object(String key) {
        key(key);
        return open('{', '}');
    }

    /** Opens the document as an array. */
    public JsonWriter array() {
        element();
        return open('[', ']');
    }

    public JsonWriter array(String key) {
        key(key);
        return open('[', ']');
    }

    /** Closes the innermost object or array. */
    public JsonWriter end() {
        char closing = open.pop();
        if (!empty) {
            newLine();
        }
        text.append(closing);
        empty = false;
        return this;
    }

    public JsonWriter field(String key, @Nullable String value) {
        key(key);
        if (value == null) {
            text.append("null");
        } else {
            quote(value);
        }
        return this;
    }

    public JsonWriter field(String key, long value) {
        key(key);
        text.append(value);
        return this;
    }

    public JsonWriter field(String key, boolean value) {
        key(key);
        text.append(value);
        return this;
    }

    public JsonWriter element(String value) {
        element();
        quote(value);
        return this;
    }

    /** An array of strings. */
    public JsonWriter field(String key, Iterable<String> values) {
        array(key);
        values.forEach(this::element);
        return end();
    }

    /** The finished document, without a line end. */
    public String finish() {
        if (!open.isEmpty()) {
            throw new IllegalStateException(open.size() + " brackets are still open");
        }
        return text.toString();
    }

    private JsonWriter open(char opening, char closing) {
        text.append(opening);
        open.push(closing);
        empty = true;
        return this;
    }

    private void key(String key) {
        element();
        quote(key);
        text.append(": ");
    }

    private void element() {
        if (open.isEmpty()) {
            return;
        }
        if (!empty) {
            text.append(',');
        }
        empty = false;
        newLine();
    }

    private void newLine() {
        text.append('\n').repeat(' ', 2 * open.size());
    }

    private void quote(String value) {
        text.append('"');
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            switch (c) {
                case '"' -> text.append("\\\"");
                case '\\' -> text.append("\\\\");
                case '\n' -> text.append("\\n");
                default -> {
                    if (c < ' ' || c > '~') {
                        text.append("\\u")
                                .append(HEX.charAt(c >> 12))
                                .append(HEX.charAt(c >> 8 & 15))
                                .append(HEX.charAt(c >> 4 & 15))
                                .append(HEX.charAt(c & 15));
                    } else {
                        text.append(c);
                    }
                }
            }
        }
        text.append('"');
    }
}
