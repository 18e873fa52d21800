package dev.dx.engine.npm.json;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How a JSON file is laid out, so that it is written back the way its owner keeps it.
 *
 * @param indent what one level is indented by; empty for everything on one line
 * @param newline the line ending, and what the file ends with
 */
public record JsonStyle(String indent, String newline) {
    /** Two spaces, as npm writes a new file. */
    public static final JsonStyle NPM = new JsonStyle("  ", "\n");

    public static final JsonStyle COMPACT = new JsonStyle("", "");

    private static final Pattern FIRST_LINE = Pattern.compile("^\\s*[{\\[]((?:\\r?\\n)+)([\\s\\t]+)");

    private static final Pattern EMPTY = Pattern.compile("\\s*(?:\\{\\}|\\[\\])?\\s*");

    /** The style of an existing file; {@link #NPM} where it does not show one. */
    public static JsonStyle of(String text) {
        Matcher matcher = FIRST_LINE.matcher(text.substring(0, Math.min(text.length(), 4096)));
        if (!matcher.find()) {
            return EMPTY.matcher(text).matches() ? NPM : COMPACT;
        }
        return new JsonStyle(matcher.group(2), matcher.group(1).startsWith("\r") ? "\r\n" : "\n");
    }
}
