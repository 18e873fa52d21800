package dev.dx.engine.npm.semver;

/** The lexical rules that versions and ranges share. */
final class Grammar {
    /** Longer text is no version. */
    static final int MAX_LENGTH = 256;
    /** The largest integer a double holds exactly; larger numbers are no version numbers. */
    static final long MAX_NUMBER = (1L << 53) - 1;

    private Grammar() {}

    /** White space as JavaScript's {@code trim()} and {@code \s} know it. */
    static boolean isSpace(char c) {
        if (c <= ' ') {
            return c == ' ' || (c >= '\t' && c <= '\r');
        }
        return c >= '\u00a0'
                && (c == '\u00a0'
                        || c == '\u1680'
                        || (c >= '\u2000' && c <= '\u200a')
                        || c == '\u2028'
                        || c == '\u2029'
                        || c == '\u202f'
                        || c == '\u205f'
                        || c == '\u3000'
                        || c == '\ufeff');
    }

    /** The first index from {@code from} that is not white space. */
    static int skipSpaces(String text, int from, int to) {
        int at = from;
        while (at < to && isSpace(text.charAt(at))) {
            at++;
        }
        return at;
    }

    /** The end of {@code text} without its trailing white space. */
    static int trimmedEnd(String text, int from, int to) {
        int end = to;
        while (end > from && isSpace(text.charAt(end - 1))) {
            end--;
        }
        return end;
    }

    static String trim(String text) {
        int from = skipSpaces(text, 0, text.length());
        return text.substring(from, trimmedEnd(text, from, text.length()));
    }

    static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    static boolean isIdentifierChar(char c) {
        return isDigit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-';
    }

    /** The first index from {@code from} that is not a digit. */
    static int digitsEnd(String text, int from, int to) {
        int at = from;
        while (at < to && isDigit(text.charAt(at))) {
            at++;
        }
        return at;
    }

    /** The value of digits; more than {@link #MAX_NUMBER} if it is more than that. */
    static long number(String digits, int from, int to) {
        long value = 0;
        for (int at = from; at < to && value <= MAX_NUMBER; at++) {
            value = value * 10 + (digits.charAt(at) - '0');
        }
        return value;
    }

    static boolean hasLeadingZero(String digits, int from, int to) {
        return to - from > 1 && digits.charAt(from) == '0';
    }

    /** Whether all of it is one or more dot-separated, non-empty build identifiers. */
    static boolean isBuild(String text, int from, int to) {
        return isPrerelease(text, from, to, Options.LOOSE);
    }

    /** Whether all of it is one or more dot-separated prerelease identifiers. */
    static boolean isPrerelease(String text, int from, int to, Options options) {
        int start = from;
        boolean digitsOnly = true;
        for (int at = from; at < to; at++) {
            char c = text.charAt(at);
            if (c == '.') {
                if (!isIdentifier(text, start, at, digitsOnly, options)) {
                    return false;
                }
                start = at + 1;
                digitsOnly = true;
            } else if (!isIdentifierChar(c)) {
                return false;
            } else if (!isDigit(c)) {
                digitsOnly = false;
            }
        }
        return isIdentifier(text, start, to, digitsOnly, options);
    }

    private static boolean isIdentifier(String text, int from, int to, boolean digitsOnly, Options options) {
        return to > from && (!digitsOnly || options.isLoose() || !hasLeadingZero(text, from, to));
    }

    /**
     * Where the prerelease begins that follows a patch number which ends at {@code at}.
     *
     * @return {@code to} if nothing follows, -1 if what follows is not a prerelease
     */
    static int prereleaseStart(String text, int at, int to, Options options) {
        if (at == to) {
            return to;
        }
        if (text.charAt(at) == '-' && isPrerelease(text, at + 1, to, options)) {
            return at + 1;
        }
        return options.isLoose() && isPrerelease(text, at, to, options) ? at : -1;
    }

    /** The end of the dot-separated identifiers at {@code from}; {@code from} if there are none. */
    static int identifiersEnd(String text, int from) {
        int end = identifierEnd(text, from);
        while (end > from && end < text.length() && text.charAt(end) == '.') {
            int next = identifierEnd(text, end + 1);
            if (next == end + 1) {
                break;
            }
            end = next;
        }
        return end;
    }

    /** The end of the hyphen and prerelease at {@code at}, as far as it follows the strict grammar; {@code at} if it does not. */
    static int strictPrereleaseEnd(String text, int at) {
        if (at >= text.length() || text.charAt(at) != '-') {
            return at;
        }
        int end = at;
        int start = at + 1;
        while (true) {
            int identifierEnd = identifierEnd(text, start);
            if (!isPrerelease(text, start, identifierEnd, Options.STRICT)) {
                return end;
            }
            end = identifierEnd;
            if (end == text.length() || text.charAt(end) != '.') {
                return end;
            }
            start = end + 1;
        }
    }

    private static int identifierEnd(String text, int from) {
        int end = from;
        while (end < text.length() && isIdentifierChar(text.charAt(end))) {
            end++;
        }
        return end;
    }
}
