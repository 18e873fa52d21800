package dev.dx.engine.npm.source;

import java.util.ArrayList;
import java.util.List;

/** The alternatives of a pattern with braces, as a shell has them: {@code a{b,c}} is {@code ab} and {@code ac}. */
final class Braces {
    private static final int DEEPEST = 20;

    private Braces() {}

    /** At most so many; what is beyond them is left out. Braces without a comma stay as they are. */
    static List<String> expand(String text, int limit) {
        return expand(text, limit, 0);
    }

    private static List<String> expand(String text, int limit, int depth) {
        int open = depth > DEEPEST ? -1 : firstGroup(text);
        if (open < 0) {
            return List.of(text);
        }
        int close = closing(text, open);
        List<String> ends = expand(text.substring(close + 1), limit, depth + 1);
        List<String> expanded = new ArrayList<>();
        for (String choice : choices(text.substring(open + 1, close))) {
            for (String middle : expand(choice, limit, depth + 1)) {
                for (String end : ends) {
                    if (expanded.size() == limit) {
                        return expanded;
                    }
                    expanded.add(text.substring(0, open) + middle + end);
                }
            }
        }
        return expanded;
    }

    private static int firstGroup(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\\') {
                i++;
            } else if (c == '{' && (i == 0 || text.charAt(i - 1) != '$')) {
                int close = closing(text, i);
                if (close > 0 && choices(text.substring(i + 1, close)).size() > 1) {
                    return i;
                }
            }
        }
        return -1;
    }

    private static int closing(String text, int open) {
        int depth = 0;
        for (int i = open; i < text.length(); i++) {
            switch (text.charAt(i)) {
                case '\\' -> i++;
                case '{' -> depth++;
                case '}' -> {
                    if (--depth == 0) {
                        return i;
                    }
                }
                default -> {}
            }
        }
        return -1;
    }

    private static List<String> choices(String inner) {
        List<String> choices = new ArrayList<>();
        int depth = 0;
        int start = 0;
        for (int i = 0; i < inner.length(); i++) {
            switch (inner.charAt(i)) {
                case '\\' -> i++;
                case '{' -> depth++;
                case '}' -> depth--;
                case ',' -> {
                    if (depth == 0) {
                        choices.add(inner.substring(start, i));
                        start = i + 1;
                    }
                }
                default -> {}
            }
        }
        choices.add(inner.substring(start));
        return choices;
    }
}
