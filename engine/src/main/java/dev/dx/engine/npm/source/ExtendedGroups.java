package dev.dx.engine.npm.source;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Patterns with groups, {@code +(a|b)}, {@code !(a)}, as regular expressions. */
final class ExtendedGroups {
    private static final int LONGEST = 200;

    private final String text;
    private boolean found;

    private ExtendedGroups(String text) {
        this.text = text;
    }

    /** The regular expression of a name; null where the pattern has no groups. */
    static @Nullable String toRegex(String text) {
        if (text.length() > LONGEST) {
            return null;
        }
        ExtendedGroups groups = new ExtendedGroups(text);
        String regex = groups.translate(0, text.length());
        return groups.found ? regex : null;
    }

    private String translate(int start, int end) {
        if (start >= end) {
            return "";
        }
        char c = text.charAt(start);
        if ("+*?@!".indexOf(c) >= 0 && start + 1 < end && text.charAt(start + 1) == '(') {
            int close = closing(start + 1, end);
            if (close > 0) {
                found = true;
                String inner = alternatives(start + 2, close);
                String rest = translate(close + 1, end);
                return switch (c) {
                    case '+' -> "(?:" + inner + ")+" + rest;
                    case '*' -> "(?:" + inner + ")*" + rest;
                    case '?' -> "(?:" + inner + ")?" + rest;
                    case '@' -> "(?:" + inner + ")" + rest;
                    default -> "(?:(?!(?:" + inner + ")" + rest + "$).*?)" + rest;
                };
            }
        }
        return switch (c) {
            case '*' -> ".*?" + translate(start + 1, end);
            case '?' -> "." + translate(start + 1, end);
            case '\\' -> start + 1 < end ? quoted(start + 1) + translate(start + 2, end) : quoted(start);
            default -> quoted(start) + translate(start + 1, end);
        };
    }

    private String quoted(int at) {
        return Pattern.quote(text.substring(at, at + 1));
    }

    private String alternatives(int start, int end) {
        StringBuilder regex = new StringBuilder();
        int depth = 0;
        int from = start;
        for (int i = start; i < end; i++) {
            switch (text.charAt(i)) {
                case '(' -> depth++;
                case ')' -> depth--;
                case '|' -> {
                    if (depth == 0) {
                        regex.append(translate(from, i)).append('|');
                        from = i + 1;
                    }
                }
                default -> {}
            }
        }
        return regex.append(translate(from, end)).toString();
    }

    private int closing(int open, int end) {
        int depth = 0;
        for (int i = open; i < end; i++) {
            if (text.charAt(i) == '(') {
                depth++;
            } else if (text.charAt(i) == ')' && --depth == 0) {
                return i;
            }
        }
        return -1;
    }
}
