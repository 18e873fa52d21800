package dev.dx.engine.npm.workspace;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/**
 * A pattern for one name of a path: {@code *}, {@code ?}, {@code [a-z]}, {@code @(a|b)}, {@code ?(a)}, {@code *(a)},
 * {@code +(a)}, {@code !(a|b)}. Matching takes time in proportion to the pattern and the square of the name, whatever the
 * pattern.
 */
final class SegmentGlob {
    private sealed interface Part {
        record Letter(char letter) implements Part {}

        record AnyLetter() implements Part {}

        record AnyText() implements Part {}

        record Letters(boolean negated, List<char[]> ranges) implements Part {}

        record Group(char kind, List<List<Part>> alternatives) implements Part {}
    }

    private static final int MAX_GROUP_DEPTH = 8;

    private final String pattern;
    private final List<Part> parts;
    private int at;

    SegmentGlob(String pattern) {
        this.pattern = pattern;
        this.parts = sequence(0);
    }

    /** Names that start with a dot are matched only by a pattern that does. */
    boolean matches(String name) {
        return (!name.startsWith(".") || pattern.startsWith(".")) && matchesHidden(name);
    }

    /** As {@link #matches}, and a leading dot is nothing special. */
    boolean matchesHidden(String name) {
        if (name.isEmpty() != pattern.isEmpty()) {
            return false;
        }
        BitSet start = new BitSet();
        start.set(0);
        return ends(parts, name, start).get(name.length());
    }

    private List<Part> sequence(int depth) {
        List<Part> sequence = new ArrayList<>();
        while (at < pattern.length()) {
            char c = pattern.charAt(at);
            if (depth > 0 && (c == '|' || c == ')')) {
                return sequence;
            }
            if ("?*+@!".indexOf(c) >= 0
                    && pattern.startsWith("(", at + 1)
                    && closes(at + 1)
                    && depth < MAX_GROUP_DEPTH) {
                sequence.add(group(c, depth));
            } else if (c == '*') {
                at++;
                if (sequence.isEmpty() || !(sequence.getLast() instanceof Part.AnyText)) {
                    sequence.add(new Part.AnyText());
                }
            } else if (c == '?') {
                at++;
                sequence.add(new Part.AnyLetter());
            } else if (c == '[' && pattern.indexOf(']', at + 2) > 0) {
                sequence.add(letterClass());
            } else {
                at++;
                sequence.add(new Part.Letter(c));
            }
        }
        return sequence;
    }

    private boolean closes(int open) {
        int depth = 0;
        for (int i = open; i < pattern.length(); i++) {
            if (pattern.charAt(i) == '(') {
                depth++;
            } else if (pattern.charAt(i) == ')' && --depth == 0) {
                return true;
            }
        }
        return false;
    }

    private Part group(char kind, int depth) {
        at += 2;
        List<List<Part>> alternatives = new ArrayList<>();
        alternatives.add(sequence(depth + 1));
        while (at < pattern.length() && pattern.charAt(at) == '|') {
            at++;
            alternatives.add(sequence(depth + 1));
        }
        at++;
        return new Part.Group(kind, alternatives);
    }

    private Part letterClass() {
        int end = pattern.indexOf(']', at + 2);
        int i = at + 1;
        boolean negated = pattern.charAt(i) == '!' || pattern.charAt(i) == '^';
        if (negated) {
            i++;
        }
        List<char[]> ranges = new ArrayList<>();
        for (; i < end; i++) {
            char from = pattern.charAt(i);
            boolean range = i + 2 < end && pattern.charAt(i + 1) == '-';
            ranges.add(new char[] {from, range ? pattern.charAt(i + 2) : from});
            i += range ? 2 : 0;
        }
        at = end + 1;
        return new Part.Letters(negated, ranges);
    }

    /** Where in the name a sequence of parts can end, if it starts at one of {@code starts}. */
    private static BitSet ends(List<Part> sequence, String name, BitSet starts) {
        BitSet now = starts;
        for (Part part : sequence) {
            if (now.isEmpty()) {
                return now;
            }
            now = ends(part, name, now);
        }
        return now;
    }

    private static BitSet ends(Part part, String name, BitSet starts) {
        BitSet ends = new BitSet();
        switch (part) {
            case Part.AnyText any -> ends.set(starts.nextSetBit(0), name.length() + 1);
            case Part.Group group -> groupEnds(group, name, starts, ends);
            case Part.Letter letter -> {
                for (int i = starts.nextSetBit(0); i >= 0 && i < name.length(); i = starts.nextSetBit(i + 1)) {
                    ends.set(i + 1, name.charAt(i) == letter.letter());
                }
            }
            case Part.AnyLetter any -> {
                for (int i = starts.nextSetBit(0); i >= 0 && i < name.length(); i = starts.nextSetBit(i + 1)) {
                    ends.set(i + 1);
                }
            }
            case Part.Letters letters -> {
                for (int i = starts.nextSetBit(0); i >= 0 && i < name.length(); i = starts.nextSetBit(i + 1)) {
                    char c = name.charAt(i);
                    boolean in = letters.ranges().stream().anyMatch(range -> c >= range[0] && c <= range[1]);
                    ends.set(i + 1, in != letters.negated());
                }
            }
        }
        return ends;
    }

    private static void groupEnds(Part.Group group, String name, BitSet starts, BitSet ends) {
        switch (group.kind()) {
            case '!' -> {
                for (int i = starts.nextSetBit(0); i >= 0; i = starts.nextSetBit(i + 1)) {
                    BitSet one = new BitSet();
                    one.set(i);
                    BitSet others = once(group, name, one);
                    others.flip(i, name.length() + 1);
                    others.clear(0, i);
                    ends.or(others);
                }
            }
            case '@' -> ends.or(once(group, name, starts));
            case '?' -> {
                ends.or(starts);
                ends.or(once(group, name, starts));
            }
            default -> {
                if (group.kind() == '*') {
                    ends.or(starts);
                }
                BitSet reached = once(group, name, starts);
                BitSet fresh = (BitSet) reached.clone();
                while (!fresh.isEmpty()) {
                    ends.or(reached);
                    fresh = once(group, name, fresh);
                    fresh.andNot(reached);
                    reached.or(fresh);
                }
            }
        }
    }

    private static BitSet once(Part.Group group, String name, BitSet starts) {
        BitSet ends = new BitSet();
        for (List<Part> alternative : group.alternatives()) {
            ends.or(ends(alternative, name, starts));
        }
        return ends;
    }
}
