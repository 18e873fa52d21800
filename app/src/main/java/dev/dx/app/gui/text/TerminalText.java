package dev.dx.app.gui.text;

/**
 * What programs write for a terminal, as plain text: without colours, cursor movements and titles, and of a line that was
 * written over again and again only what stood there last.
 */
public final class TerminalText {
    /** More of a line nobody reads, and it would have to be kept. */
    static final int LONGEST = 2_000;

    private static final char ESCAPE = '\u001b';
    private static final char BELL = '\u0007';

    private TerminalText() {}

    public static String plain(String line) {
        String last = line.substring(line.lastIndexOf('\r') + 1);
        StringBuilder text = new StringBuilder(Math.min(last.length(), LONGEST));
        int at = 0;
        while (at < last.length()) {
            char next = last.charAt(at);
            if (text.length() >= LONGEST) {
                return text.append('\u2026').toString();
            }
            if (next == ESCAPE) {
                at = afterSequence(last, at + 1);
                continue;
            }
            if (next == '\t') {
                text.append("    ");
            } else if (!Character.isISOControl(next)) {
                text.append(next);
            }
            at++;
        }
        return text.toString();
    }

    /** Where it goes on behind a sequence whose escape stands before {@code from}. */
    private static int afterSequence(String line, int from) {
        if (from >= line.length()) {
            return from;
        }
        return switch (line.charAt(from)) {
            case '[' -> afterParameters(line, from + 1);
            case ']', 'P', '_', '^' -> afterString(line, from + 1);
            case '(', ')', '#', '%' -> Math.min(from + 2, line.length());
            default -> from + 1;
        };
    }

    private static int afterParameters(String line, int from) {
        int at = from;
        while (at < line.length() && (line.charAt(at) < '@' || line.charAt(at) > '~')) {
            at++;
        }
        return Math.min(at + 1, line.length());
    }

    private static int afterString(String line, int from) {
        for (int at = from; at < line.length(); at++) {
            if (line.charAt(at) == BELL) {
                return at + 1;
            }
            if (line.charAt(at) == ESCAPE) {
                return Math.min(at + 2, line.length());
            }
        }
        return line.length();
    }
}
