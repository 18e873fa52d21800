package dev.dx.engine.npm.workspace;

import dev.dx.engine.DxException;
import dev.dx.engine.ErrorCode;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A pattern for relative paths, of names between slashes, where {@code **} stands for any number of them. It is followed
 * name by name, so that a walk over folders can turn back as soon as nothing below can match.
 */
final class PathGlob {
    private static final int MAX_LENGTH = 2_000;
    private static final int MAX_ALTERNATIVES = 1_000;

    /** Whether names that start with a dot are matched by patterns that do not. */
    enum Hidden {
        PASSED_OVER,
        MATCHED
    }

    private final String pattern;
    /** Null stands for any number of names. */
    private final List<@Nullable SegmentGlob> segments = new ArrayList<>();

    private final Hidden hidden;

    private PathGlob(String pattern, Hidden hidden) {
        this.pattern = pattern;
        this.hidden = hidden;
        for (String segment : pattern.split("/", -1)) {
            if (segment.equals("..")) {
                throw new DxException(
                        ErrorCode.DX_UNSAFE_PATH,
                        "workspaces: \"" + pattern + "\" leads outside the project",
                        "Move the member into the project's folder, or take the pattern out.");
            }
            boolean any = segment.equals("**");
            // Two of them in a row mean the same as one.
            if (!segment.isEmpty()
                    && !segment.equals(".")
                    && !(any && !segments.isEmpty() && segments.getLast() == null)) {
                segments.add(any ? null : new SegmentGlob(segment));
            }
        }
    }

    /** The patterns that this one is short for: every choice from its braces. */
    static List<PathGlob> parse(String pattern, Hidden hidden) {
        if (pattern.length() > MAX_LENGTH) {
            throw tooMuch(pattern.substring(0, 40) + "…");
        }
        List<String> expanded = new ArrayList<>();
        expand(pattern, pattern, expanded);
        return expanded.stream().map(each -> new PathGlob(each, hidden)).toList();
    }

    /** How far into the pattern a path can be; empty where it cannot match any more. */
    BitSet start() {
        BitSet states = new BitSet();
        states.set(0);
        return passGlobstars(states);
    }

    BitSet step(BitSet states, String name) {
        BitSet next = new BitSet();
        for (int i = states.nextSetBit(0); i >= 0 && i < segments.size(); i = states.nextSetBit(i + 1)) {
            SegmentGlob segment = segments.get(i);
            if (segment == null) {
                if (hidden == Hidden.MATCHED || !name.startsWith(".")) {
                    next.set(i);
                }
            } else if (hidden == Hidden.MATCHED ? segment.matchesHidden(name) : segment.matches(name)) {
                next.set(i + 1);
            }
        }
        return passGlobstars(next);
    }

    boolean isWhole(BitSet states) {
        return states.get(segments.size());
    }

    private BitSet passGlobstars(BitSet states) {
        for (int i = 0; i < segments.size(); i++) {
            if (states.get(i) && segments.get(i) == null) {
                states.set(i + 1);
            }
        }
        return states;
    }

    private BitSet follow(String path) {
        BitSet states = start();
        for (String name : path.split("/")) {
            if (!name.isEmpty()) {
                states = step(states, name);
            }
        }
        return states;
    }

    /** Whether the path matches, or is a folder that something matching could be in. */
    boolean matchesOrLeadsOn(String path) {
        return !follow(path).isEmpty();
    }

    boolean matches(String path) {
        return isWhole(follow(path));
    }

    /** Whether the path matches where {@code **} at the end stands for at least one name. */
    boolean matchesBelow(String path) {
        int last = path.lastIndexOf('/');
        if (segments.isEmpty() || segments.getLast() != null || segments.size() == 1) {
            return matches(path);
        }
        return last >= 0 && matches(path.substring(0, last)) && matches(path);
    }

    private static void expand(String pattern, String whole, List<String> to) {
        int open = -1;
        int depth = 0;
        List<Integer> commas = new ArrayList<>();
        for (int i = 0; i < pattern.length(); i++) {
            char c = pattern.charAt(i);
            if (c == '{' && (i == 0 || pattern.charAt(i - 1) != '$')) {
                if (depth++ == 0) {
                    open = i;
                    commas.clear();
                }
            } else if (c == ',' && depth == 1) {
                commas.add(i);
            } else if (c == '}' && depth > 0 && --depth == 0) {
                List<String> choices = choices(pattern, open, commas, i);
                if (choices.isEmpty()) {
                    continue;
                }
                for (String choice : choices) {
                    expand(pattern.substring(0, open) + choice + pattern.substring(i + 1), whole, to);
                }
                return;
            }
        }
        if (to.size() >= MAX_ALTERNATIVES) {
            throw tooMuch(whole);
        }
        to.add(pattern);
    }

    private static List<String> choices(String pattern, int open, List<Integer> commas, int close) {
        List<String> choices = new ArrayList<>();
        if (commas.isEmpty()) {
            String[] range = pattern.substring(open + 1, close).split("\\.\\.", -1);
            if (range.length == 2 && range[0].matches("\\d{1,6}") && range[1].matches("\\d{1,6}")) {
                int from = Integer.parseInt(range[0]);
                int to = Integer.parseInt(range[1]);
                if (Math.abs(to - from) > MAX_ALTERNATIVES) {
                    throw tooMuch(pattern);
                }
                for (int i = from; from <= to ? i <= to : i >= to; i += from <= to ? 1 : -1) {
                    choices.add(String.valueOf(i));
                }
            }
            return choices;
        }
        int from = open + 1;
        for (int comma : commas) {
            choices.add(pattern.substring(from, comma));
            from = comma + 1;
        }
        choices.add(pattern.substring(from, close));
        return choices;
    }

    private static DxException tooMuch(String pattern) {
        return new DxException(
                ErrorCode.DX_MANIFEST,
                "workspaces: \"" + pattern + "\" stands for too many patterns",
                "Use a simpler pattern for the members.");
    }

    @Override
    public String toString() {
        return pattern;
    }
}
