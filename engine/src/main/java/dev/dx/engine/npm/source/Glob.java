package dev.dx.engine.npm.source;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * One line of an ignore file as npm reads it: a path pattern without regard to case, where a pattern of one part is held
 * against a file's name, and a dot at the beginning of a name is like any other character.
 */
final class Glob {
    private static final int MOST_ALTERNATIVES = 1000;
    private static final int LONGEST = 1 << 16;

    private final boolean negated;
    private final List<List<Part>> alternatives;
    private final boolean relative;

    /** One part of a path. */
    private sealed interface Part {}

    /** {@code **}. */
    private enum AnyFolders implements Part {
        INSTANCE
    }

    private record Literal(String lowerCase) implements Part {}

    private record Name(NamePattern pattern) implements Part {}

    private record Regex(Pattern pattern) implements Part {}

    private Glob(boolean negated, List<List<Part>> alternatives, boolean relative) {
        this.negated = negated;
        this.alternatives = alternatives;
        this.relative = relative;
    }

    static Glob parse(String line) {
        int start = 0;
        boolean negated = false;
        while (start < line.length() && line.charAt(start) == '!' && !opensGroup(line, start)) {
            negated = !negated;
            start++;
        }
        String text = line.substring(start, Math.min(line.length(), start + LONGEST));
        List<List<Part>> alternatives = new ArrayList<>();
        boolean relative = false;
        for (String alternative : Braces.expand(text, MOST_ALTERNATIVES)) {
            List<String> parts = optimized(split(alternative));
            relative |= parts.size() <= (parts.getLast().isEmpty() ? 2 : 1);
            alternatives.add(parts.stream().map(Glob::part).toList());
        }
        return new Glob(negated, alternatives, relative);
    }

    private static boolean opensGroup(String line, int at) {
        return at + 1 < line.length() && line.charAt(at + 1) == '(' && line.indexOf(')', at) > 0;
    }

    /** Whether what matches is to be kept after all. */
    boolean isNegated() {
        return negated;
    }

    /** Whether it speaks of names in any folder. */
    boolean isRelative() {
        return relative;
    }

    /** Whether the whole path fits, whether negated or not. */
    boolean matches(String path) {
        return matches(path, false);
    }

    /** Whether the path fits, or something below it could. */
    boolean couldLeadTo(String path) {
        return matches(path, true);
    }

    private boolean matches(String path, boolean partial) {
        if (partial && path.equals("/")) {
            return true;
        }
        List<String> file = split(path);
        String name = "";
        for (int i = file.size() - 1; i >= 0 && name.isEmpty(); i--) {
            name = file.get(i);
        }
        for (List<Part> pattern : alternatives) {
            List<String> tested = pattern.size() == 1 ? List.of(name) : file;
            if (matches(tested, 0, pattern, 0, partial)) {
                return true;
            }
        }
        return false;
    }

    private static boolean matches(List<String> file, int fileAt, List<Part> pattern, int patternAt, boolean partial) {
        int f = fileAt;
        int p = patternAt;
        for (; f < file.size() && p < pattern.size(); f++, p++) {
            Part part = pattern.get(p);
            if (part == AnyFolders.INSTANCE) {
                return matchesFolders(file, f, pattern, p + 1, partial);
            }
            if (!matches(file.get(f), part)) {
                return false;
            }
        }
        if (f == file.size() && p == pattern.size()) {
            return true;
        }
        if (f == file.size()) {
            return partial;
        }
        return f == file.size() - 1 && file.get(f).isEmpty();
    }

    private static boolean matchesFolders(List<String> file, int start, List<Part> pattern, int next, boolean partial) {
        if (next == pattern.size()) {
            return file.subList(start, file.size()).stream().noneMatch(Glob::isDots);
        }
        for (int f = start; f < file.size(); f++) {
            if (matches(file, f, pattern, next, partial)) {
                return true;
            }
            if (isDots(file.get(f))) {
                return false;
            }
        }
        return partial;
    }

    private static boolean matches(String name, Part part) {
        return switch (part) {
            case AnyFolders any -> throw new IllegalStateException("not a name");
            case Literal literal -> name.toLowerCase(Locale.ROOT).equals(literal.lowerCase());
            case Name pattern -> !isDots(name) && pattern.pattern().matches(name.toLowerCase(Locale.ROOT));
            case Regex regex -> !isDots(name) && regex.pattern().matcher(name).matches();
        };
    }

    private static boolean isDots(String name) {
        return name.equals(".") || name.equals("..");
    }

    private static Part part(String text) {
        if (text.equals("**")) {
            return AnyFolders.INSTANCE;
        }
        if (text.indexOf('(') > 0) {
            try {
                String regex = ExtendedGroups.toRegex(text);
                if (regex != null) {
                    return new Regex(Pattern.compile(regex, Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE));
                }
            } catch (PatternSyntaxException noGroups) {
                // Taken for the characters it is made of, as below.
            }
        }
        NamePattern pattern = NamePattern.parse(text.toLowerCase(Locale.ROOT));
        String literal = pattern.literal();
        return literal == null ? new Name(pattern) : new Literal(literal);
    }

    /** Several slashes are one. */
    private static List<String> split(String path) {
        List<String> parts = new ArrayList<>();
        int start = 0;
        for (int i = 0; i < path.length(); i++) {
            if (path.charAt(i) == '/') {
                parts.add(path.substring(start, i));
                while (i + 1 < path.length() && path.charAt(i + 1) == '/') {
                    i++;
                }
                start = i + 1;
            }
        }
        parts.add(path.substring(start));
        return parts;
    }

    private static List<String> optimized(List<String> parts) {
        List<String> kept = new ArrayList<>();
        for (String part : parts) {
            String before = kept.isEmpty() ? null : kept.getLast();
            if (part.equals("**") && "**".equals(before)) {
                continue;
            }
            boolean stepsBack =
                    part.equals("..") && before != null && !before.isEmpty() && !isDots(before) && !before.equals("**");
            if (stepsBack) {
                kept.removeLast();
            } else {
                kept.add(part);
            }
        }
        return kept.isEmpty() ? List.of("") : kept;
    }
}
