package dev.dx.engine.npm.semver;

import org.jspecify.annotations.Nullable;

/** Finds what could be meant as a version in any text: up to three dotted numbers of at most 16 digits. */
final class Coercion {
    private static final int MAX_DIGITS = 16;

    /**
     * One candidate.
     *
     * @param start its first digit
     * @param majorEnd behind its first number
     * @param end behind the candidate and the one character that ends it, if any
     */
    private record Candidate(int start, int majorEnd, int end, String version) {}

    private Coercion() {}

    static @Nullable Version first(String text, Options options) {
        Candidate found = next(text, 0, options);
        return found == null ? null : Version.parse(found.version, options);
    }

    /** The right-most candidate that does not merely end where one further left ends. */
    static @Nullable Version last(String text, Options options) {
        Candidate best = null;
        int from = 0;
        while (best == null || best.end != text.length()) {
            Candidate found = next(text, from, options);
            if (found == null) {
                break;
            }
            if (best == null || found.end != best.end) {
                best = found;
            }
            from = found.majorEnd;
        }
        return best == null ? null : Version.parse(best.version, options);
    }

    /** The first candidate whose first number begins at or behind {@code from}, where a number may begin. */
    private static @Nullable Candidate next(String text, int from, Options options) {
        int at = from;
        while (at < text.length()) {
            if (!Grammar.isDigit(text.charAt(at))) {
                at++;
                continue;
            }
            int end = Grammar.digitsEnd(text, at, text.length());
            if (end - at <= MAX_DIGITS) {
                return candidate(text, at, end, options);
            }
            at = end;
        }
        return null;
    }

    private static Candidate candidate(String text, int start, int majorEnd, Options options) {
        int minorEnd = dottedEnd(text, majorEnd);
        int patchEnd = minorEnd == majorEnd ? majorEnd : dottedEnd(text, minorEnd);
        StringBuilder version = new StringBuilder(text.substring(start, patchEnd));
        if (minorEnd == majorEnd) {
            version.append(".0");
        }
        if (patchEnd == minorEnd) {
            version.append(".0");
        }
        int end = patchEnd;
        if (options.includesPrereleases()) {
            end = Grammar.strictPrereleaseEnd(text, end);
            if (end < text.length() && text.charAt(end) == '+') {
                int buildEnd = Grammar.identifiersEnd(text, end + 1);
                end = buildEnd > end + 1 ? buildEnd : end;
            }
            version.append(text, patchEnd, end);
        }
        return new Candidate(start, majorEnd, Math.min(end + 1, text.length()), version.toString());
    }

    /** Behind the dot at {@code at} and the number that follows it; {@code at} if there is none or it is too long. */
    private static int dottedEnd(String text, int at) {
        if (at >= text.length() || text.charAt(at) != '.') {
            return at;
        }
        int end = Grammar.digitsEnd(text, at + 1, text.length());
        return end > at + 1 && end - at - 1 <= MAX_DIGITS ? end : at;
    }
}
