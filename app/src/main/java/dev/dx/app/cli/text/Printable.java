package dev.dx.app.cli.text;

/** Text from outside, made harmless for a terminal. */
public final class Printable {
    private Printable() {}

    /** The text in one line, with every character that a terminal would obey instead of show replaced by {@code ?}. */
    public static String line(String text) {
        int first = 0;
        while (first < text.length() && !obeyed(text.charAt(first))) {
            first++;
        }
        if (first == text.length()) {
            return text;
        }
        StringBuilder shown = new StringBuilder(text.length()).append(text, 0, first);
        for (int i = first; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean space = c == '\n' || c == '\r' || c == '\t';
            shown.append(space ? ' ' : obeyed(c) ? '?' : c);
        }
        return shown.toString();
    }

    /** Control characters, and those that reorder the text around them. */
    private static boolean obeyed(char c) {
        return c < ' '
                || (c >= 0x7f && c < 0xa0)
                || (c >= 0x200e && c <= 0x200f)
                || (c >= 0x2028 && c <= 0x202e)
                || (c >= 0x2066 && c <= 0x2069);
    }
}
