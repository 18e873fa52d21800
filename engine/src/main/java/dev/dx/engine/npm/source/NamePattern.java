package dev.dx.engine.npm.source;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A pattern for one name: {@code *}, {@code ?}, {@code [a-z]}, {@code [!a-z]} and escapes. Takes time proportional to the
 * lengths of name and pattern multiplied, whatever the pattern.
 */
final class NamePattern {
    private final List<Step> steps;

    private sealed interface Step {}

    private record One(char character) implements Step {}

    private enum Any implements Step {
        CHARACTER,
        CHARACTERS
    }

    /** @param ranges pairs of first and last character */
    private record OneOf(String ranges, boolean inverted) implements Step {
        boolean holds(char c) {
            for (int i = 0; i < ranges.length(); i += 2) {
                if (ranges.charAt(i) <= c && c <= ranges.charAt(i + 1)) {
                    return !inverted;
                }
            }
            return inverted;
        }
    }

    private NamePattern(List<Step> steps) {
        this.steps = List.copyOf(steps);
    }

    static NamePattern parse(String text) {
        List<Step> steps = new ArrayList<>();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '*' -> {
                    if (steps.isEmpty() || steps.getLast() != Any.CHARACTERS) {
                        steps.add(Any.CHARACTERS);
                    }
                }
                case '?' -> steps.add(Any.CHARACTER);
                case '\\' -> {
                    if (i + 1 < text.length()) {
                        i++;
                    }
                    steps.add(new One(text.charAt(i)));
                }
                case '[' -> {
                    int end = closing(text, i);
                    if (end < 0) {
                        steps.add(new One(c));
                    } else {
                        steps.add(oneOf(text.substring(i + 1, end)));
                        i = end;
                    }
                }
                default -> steps.add(new One(c));
            }
        }
        return new NamePattern(steps);
    }

    /** Where the class ends; a bracket right at its beginning is one of its characters. */
    private static int closing(String text, int open) {
        int start = open + 1;
        if (start < text.length() && (text.charAt(start) == '!' || text.charAt(start) == '^')) {
            start++;
        }
        for (int i = start; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\\') {
                i++;
            } else if (c == ']' && i > start) {
                return i;
            }
        }
        return -1;
    }

    private static OneOf oneOf(String inner) {
        boolean inverted = inner.startsWith("!") || inner.startsWith("^");
        StringBuilder ranges = new StringBuilder();
        for (int i = inverted ? 1 : 0; i < inner.length(); i++) {
            if (inner.charAt(i) == '\\' && i + 1 < inner.length()) {
                i++;
            }
            char first = inner.charAt(i);
            char last = first;
            if (i + 2 < inner.length() && inner.charAt(i + 1) == '-') {
                last = inner.charAt(i + 2);
                i += 2;
            }
            ranges.append(first).append(last);
        }
        return new OneOf(ranges.toString(), inverted);
    }

    /** The only name that fits; null where there are several. */
    @Nullable
    String literal() {
        StringBuilder literal = new StringBuilder();
        for (Step step : steps) {
            if (!(step instanceof One(char character))) {
                return null;
            }
            literal.append(character);
        }
        return literal.toString();
    }

    boolean matches(String name) {
        if (name.isEmpty()) {
            return steps.isEmpty();
        }
        int at = 0;
        int step = 0;
        int lastStar = -1;
        int resume = 0;
        while (at < name.length()) {
            if (step < steps.size() && steps.get(step) == Any.CHARACTERS) {
                lastStar = step++;
                resume = at;
            } else if (step < steps.size() && fits(steps.get(step), name.charAt(at))) {
                step++;
                at++;
            } else if (lastStar >= 0) {
                step = lastStar + 1;
                at = ++resume;
            } else {
                return false;
            }
        }
        while (step < steps.size() && steps.get(step) == Any.CHARACTERS) {
            step++;
        }
        return step == steps.size();
    }

    private static boolean fits(Step step, char c) {
        return switch (step) {
            case One one -> one.character() == c;
            case Any any -> any == Any.CHARACTER;
            case OneOf oneOf -> oneOf.holds(c);
        };
    }
}
