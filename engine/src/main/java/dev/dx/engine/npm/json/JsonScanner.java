package dev.dx.engine.npm.json;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/**
 * Walks over JSON as it comes, without reading it: where an object's members are and where their values end. That takes a
 * tenth of what a parser takes, and most of a packument is never looked at. Values that are not looked into are not checked
 * beyond their quotes and brackets. Only a part of the document is held at a time: places in {@link #buffer()} hold until
 * the scanner moves on.
 */
public final class JsonScanner {
    /** The bytes are not JSON, or nested deeper or in larger pieces than allowed. */
    public static final class Malformed extends RuntimeException {
        private static final long serialVersionUID = 1L;

        public Malformed(String what) {
            super(what, null, false, false);
        }
    }

    private static final JsonFactory JSON = new JsonFactory();
    private static final int USUAL_BUFFER = 1 << 16;
    private static final int LARGEST_PIECE = 16 << 20;
    private static final int NOTHING = -1;

    private final InputStream in;
    private final int deepest;
    private byte[] buffer = new byte[USUAL_BUFFER];
    private int end;
    private int position;
    /** From here on the bytes are still wanted; {@link #NOTHING} if none before the current place are. */
    private int wanted = NOTHING;

    private int depth;
    private int keyStart;
    private int keyEnd;
    private boolean keyEscaped;
    private int valueStart;
    private int valueEnd;

    /** @param deepest how many objects and lists may be inside each other */
    public JsonScanner(InputStream in, int deepest) {
        this.in = in;
        this.deepest = deepest;
    }

    /** Goes into the object at the current place; stays and says false if there is something else. */
    public boolean enterObject() throws IOException {
        if (peek() != '{') {
            return false;
        }
        position++;
        depth++;
        return true;
    }

    /** Goes past the mark that some put in front of UTF-8. */
    public void passByteOrderMark() throws IOException {
        if (peek() == (byte) 0xef) {
            for (int i = 0; i < 3; i++) {
                peek();
                position++;
            }
        }
    }

    /** Goes to the value of the object's next member; leaves the object and says false if there is none. */
    public boolean nextMember() throws IOException {
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
        wanted = position;
        keyEscaped = skipString();
        int length = position - wanted;
        if (peek() != ':') {
            throw new Malformed("a member without a value");
        }
        position++;
        peek();
        keyStart = wanted + 1;
        keyEnd = wanted + length - 1;
        wanted = NOTHING;
        return true;
    }

    /** The name of the member, with its escapes undone. */
    public String key() {
        String raw = new String(buffer, keyStart, keyEnd - keyStart, StandardCharsets.UTF_8);
        return keyEscaped ? unescaped(keyStart - 1, keyEnd + 1) : raw;
    }

    /** Whether the member has this name, which has no character that would have to be escaped. */
    public boolean isKey(byte[] name) {
        return keyEscaped
                ? key().equals(new String(name, StandardCharsets.UTF_8))
                : Arrays.equals(buffer, keyStart, keyEnd, name, 0, name.length);
    }

    public boolean isKeyEscaped() {
        return keyEscaped;
    }

    public int keyStart() {
        return keyStart;
    }

    public int keyEnd() {
        return keyEnd;
    }

    /** Goes past the value at the current place, which is from {@link #valueStart()} to {@link #valueEnd()} then. */
    public void value() throws IOException {
        peek();
        wanted = position;
        passValue();
        valueStart = wanted;
        valueEnd = position;
        wanted = NOTHING;
    }

    /** Goes past the value at the current place, however long, without holding it. */
    public void skip() throws IOException {
        peek();
        passValue();
    }

    /** Reads whatever follows, and holds none of it. */
    public void finish() throws IOException {
        do {
            position = end;
        } while (more());
    }

    /** What is held of the document, not a copy. */
    public byte[] buffer() {
        return buffer;
    }

    public int valueStart() {
        return valueStart;
    }

    public int valueEnd() {
        return valueEnd;
    }

    /** Whether the value passed last is a string. */
    public boolean isString() {
        return buffer[valueStart] == '"';
    }

    /** The string passed last, with its escapes undone. */
    public String text() {
        boolean plain = true;
        for (int i = valueStart; i < valueEnd && plain; i++) {
            plain = buffer[i] != '\\';
        }
        return plain
                ? new String(buffer, valueStart + 1, valueEnd - valueStart - 2, StandardCharsets.UTF_8)
                : unescaped(valueStart, valueEnd);
    }

    private String unescaped(int from, int to) {
        try (JsonParser parser = JSON.createParser(ObjectReadContext.empty(), buffer, from, to - from)) {
            parser.nextToken();
            return parser.getString();
        } catch (JacksonException malformed) {
            throw new Malformed("a string that cannot be read");
        }
    }

    private void passValue() throws IOException {
        switch (buffer[position]) {
            case '"' -> skipString();
            case '{', '[' -> skipNested();
            default -> skipScalar();
        }
    }

    /** The next byte that is not white space. */
    private byte peek() throws IOException {
        while (true) {
            while (position < end) {
                byte b = buffer[position];
                if (b != ' ' && b != '\n' && b != '\r' && b != '\t') {
                    return b;
                }
                position++;
            }
            requireMore();
        }
    }

    /** Whether there were escapes. */
    private boolean skipString() throws IOException {
        boolean escaped = false;
        int i = position + 1;
        while (true) {
            byte[] bytes = buffer;
            int stop = end;
            while (i < stop) {
                byte b = bytes[i++];
                if (b == '"') {
                    position = i;
                    return escaped;
                }
                if (b == '\\') {
                    escaped = true;
                    i++;
                }
            }
            // one more than what there is if the last byte was a backslash
            int beyond = i - stop;
            position = stop;
            requireMore();
            i = position + beyond;
        }
    }

    /** Most bytes of a packument go by here, so it works on little but local variables. */
    private void skipNested() throws IOException {
        int allowed = deepest - depth;
        int open = 0;
        byte[] bytes = buffer;
        int stop = end;
        int i = position;
        while (true) {
            if (i == stop) {
                position = i;
                requireMore();
                bytes = buffer;
                stop = end;
                i = position;
            }
            byte b = bytes[i++];
            if (b == '"') {
                position = i - 1;
                skipString();
                bytes = buffer;
                stop = end;
                i = position;
            } else if (b == '{' || b == '[') {
                if (++open > allowed) {
                    throw new Malformed("it is nested too deeply");
                }
            } else if ((b == '}' || b == ']') && --open == 0) {
                position = i;
                return;
            }
        }
    }

    private void skipScalar() throws IOException {
        boolean some = false;
        do {
            while (position < end && isPartOfScalar(buffer[position])) {
                position++;
                some = true;
            }
        } while (position == end && more());
        if (!some) {
            throw new Malformed("a value that is none");
        }
    }

    private static boolean isPartOfScalar(byte b) {
        return (b >= '0' && b <= '9') || (b >= 'a' && b <= 'z') || b == '-' || b == '+' || b == '.' || b == 'E';
    }

    private void requireMore() throws IOException {
        if (!more()) {
            throw new Malformed("it ends too early");
        }
    }

    /** Lets go of what is not wanted any more and reads on; says false at the end of the document. */
    private boolean more() throws IOException {
        int keep = wanted == NOTHING ? position : wanted;
        if (keep > 0) {
            System.arraycopy(buffer, keep, buffer, 0, end - keep);
            end -= keep;
            position -= keep;
            wanted = wanted == NOTHING ? NOTHING : 0;
        }
        if (end == buffer.length) {
            if (end >= LARGEST_PIECE) {
                throw new Malformed("one value of it is larger than " + LARGEST_PIECE + " bytes");
            }
            buffer = Arrays.copyOf(buffer, end * 2);
        }
        int count = in.read(buffer, end, buffer.length - end);
        if (count < 0) {
            return false;
        }
        end += count;
        return true;
    }
}
