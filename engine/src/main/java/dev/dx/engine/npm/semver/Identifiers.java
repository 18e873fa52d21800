package dev.dx.engine.npm.semver;

import java.util.Arrays;
import java.util.List;

/**
 * The dot-separated identifiers of a prerelease, in the order npm gives them: numbers by value and before words, words
 * by their characters, and a prefix before what continues it.
 */
final class Identifiers implements Comparable<Identifiers> {
    static final Identifiers NONE = new Identifiers(new String[0]);
    /** The lowest prerelease there is. */
    static final Identifiers ZERO = new Identifiers(new String[] {"0"});

    private static final long WORD = -1;
    /** Digits beyond what a double holds exactly: kept as text, compared as a double. */
    private static final long HUGE = -2;

    private final String[] texts;
    private final long[] numbers;

    private Identifiers(String[] texts) {
        this.texts = texts;
        this.numbers = new long[texts.length];
        for (int i = 0; i < texts.length; i++) {
            numbers[i] = numberOf(texts[i]);
        }
    }

    static Identifiers of(List<String> texts) {
        return texts.isEmpty() ? NONE : new Identifiers(texts.toArray(new String[0]));
    }

    /** Splits what {@link Grammar#isPrerelease} accepted; numbers lose their leading zeros. */
    static Identifiers parse(String text, int from, int to) {
        if (from == to) {
            return NONE;
        }
        int count = 1;
        for (int at = from; at < to; at++) {
            if (text.charAt(at) == '.') {
                count++;
            }
        }
        String[] texts = new String[count];
        int start = from;
        for (int i = 0; i < count; i++) {
            int dot = text.indexOf('.', start);
            int end = dot < 0 || dot > to ? to : dot;
            texts[i] = normal(text.substring(start, end));
            start = end + 1;
        }
        return new Identifiers(texts);
    }

    int size() {
        return texts.length;
    }

    boolean isEmpty() {
        return texts.length == 0;
    }

    List<String> texts() {
        return List.of(texts);
    }

    boolean isNumber(int index) {
        return numbers[index] >= 0;
    }

    boolean isWord(int index) {
        return numbers[index] == WORD;
    }

    long number(int index) {
        return numbers[index];
    }

    /** Whether it is the single number zero. */
    boolean isZero() {
        return texts.length == 1 && numbers[0] == 0;
    }

    /** These identifiers and one more. */
    Identifiers followedBy(String text) {
        String[] longer = Arrays.copyOf(texts, texts.length + 1);
        longer[texts.length] = text;
        return new Identifiers(longer);
    }

    /** Whether these identifiers begin with {@code other}'s. */
    boolean startsWith(Identifiers other) {
        if (other.texts.length > texts.length) {
            return false;
        }
        for (int i = 0; i < other.texts.length; i++) {
            if (compare(texts[i], numbers[i], other.texts[i], other.numbers[i]) != 0) {
                return false;
            }
        }
        return true;
    }

    /** Identifier by identifier; no identifiers at all come first, which for prereleases the caller turns around. */
    @Override
    public int compareTo(Identifiers other) {
        int shared = Math.min(texts.length, other.texts.length);
        for (int i = 0; i < shared; i++) {
            if (!texts[i].equals(other.texts[i])) {
                // Numbers too large to tell apart end the comparison as equal, whatever follows: npm does the same.
                return compare(texts[i], numbers[i], other.texts[i], other.numbers[i]);
            }
        }
        return Integer.compare(texts.length, other.texts.length);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Identifiers that && List.of(texts).equals(List.of(that.texts));
    }

    @Override
    public int hashCode() {
        return List.of(texts).hashCode();
    }

    @Override
    public String toString() {
        return texts.length == 1 ? texts[0] : String.join(".", texts);
    }

    private static int compare(String a, long aNumber, String b, long bNumber) {
        if (aNumber >= 0 && bNumber >= 0) {
            return Long.compare(aNumber, bNumber);
        }
        if (aNumber == WORD || bNumber == WORD) {
            if (aNumber != bNumber) {
                return aNumber == WORD && bNumber == WORD ? 0 : aNumber == WORD ? 1 : -1;
            }
            return Integer.signum(a.compareTo(b));
        }
        return Double.compare(Double.parseDouble(a), Double.parseDouble(b));
    }

    private static long numberOf(String text) {
        if (Grammar.digitsEnd(text, 0, text.length()) < text.length()) {
            return WORD;
        }
        long number = Grammar.number(text, 0, text.length());
        return number < Grammar.MAX_NUMBER ? number : HUGE;
    }

    private static String normal(String text) {
        if (!Grammar.hasLeadingZero(text, 0, text.length())) {
            return text;
        }
        long number = numberOf(text);
        return number >= 0 ? Long.toString(number) : text;
    }
}
