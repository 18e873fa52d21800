package dev.dx.engine.npm.semver;

import org.jspecify.annotations.Nullable;

/**
 * A version of which a tail may be missing or be written {@code x}, {@code X} or {@code *}: what stands behind a caret,
 * a tilde or an operator, and at either end of a hyphen range.
 *
 * @param text the version as it is written, without what may stand before it
 * @param prefix the {@code v}, {@code =} and spaces before it
 * @param major its number, or {@link #WILD}
 * @param minor its number, or {@link #WILD}
 * @param patch its number, or {@link #WILD}
 * @param bareMajor whether the major version is written as the one digit 0
 * @param bareMinor whether the minor version is written as the one digit 0
 * @param prerelease what follows the patch version, or empty
 */
record Partial(
        String text,
        String prefix,
        long major,
        long minor,
        long patch,
        boolean bareMajor,
        boolean bareMinor,
        String prerelease) {
    static final long WILD = -1;

    /** Reads all of {@code text} from {@code from} to {@code to}; null if it is not such a version. */
    static @Nullable Partial parse(String text, int from, int to, Options options) {
        int start = from;
        while (start < to && Version.isLoosePrefix(text.charAt(start))) {
            start++;
        }
        int majorEnd = partEnd(text, start, to, options);
        if (majorEnd < 0) {
            return null;
        }
        int minorEnd = dottedPartEnd(text, majorEnd, to, options);
        int patchEnd = minorEnd == majorEnd ? majorEnd : dottedPartEnd(text, minorEnd, to, options);
        if (minorEnd < 0 || patchEnd < 0) {
            return null;
        }
        int prereleaseStart = to;
        if (patchEnd != minorEnd) {
            prereleaseStart = Grammar.prereleaseStart(text, patchEnd, to, options);
            if (prereleaseStart < 0 && options.isLoose() && patchEnd - minorEnd > 2) {
                patchEnd--;
                prereleaseStart = Grammar.isPrerelease(text, patchEnd, to, options) ? patchEnd : -1;
            }
            if (prereleaseStart < 0) {
                return null;
            }
        } else if (patchEnd != to) {
            return null;
        }
        return new Partial(
                text.substring(start, to),
                text.substring(from, start),
                part(text, start, majorEnd),
                part(text, majorEnd + 1, minorEnd),
                part(text, minorEnd + 1, patchEnd),
                isBareZero(text, start, majorEnd),
                isBareZero(text, majorEnd + 1, minorEnd),
                text.substring(prereleaseStart, to));
    }

    boolean anyMajor() {
        return major == WILD;
    }

    /** Whether the minor version is left open. */
    boolean anyMinor() {
        return minor == WILD;
    }

    boolean anyPatch() {
        return patch == WILD;
    }

    /** The first parts as they are written, joined by their dots. */
    String leading(int parts) {
        int end = -1;
        for (int i = 0; i < parts; i++) {
            int dot = text.indexOf('.', end + 1);
            end = dot < 0 ? text.length() : dot;
        }
        return text.substring(0, end);
    }

    /** Whether a number follows an open part: {@code 1.x.5}. */
    boolean isOutOfOrder() {
        return (anyMajor() && !anyMinor()) || (anyMinor() && !anyPatch());
    }

    /** The end of the number or wildcard at {@code start}, -1 if there is none. */
    private static int partEnd(String text, int start, int to, Options options) {
        if (start >= to) {
            return -1;
        }
        if (isWildcard(text.charAt(start))) {
            return start + 1;
        }
        int end = Grammar.digitsEnd(text, start, to);
        if (end == start
                || end - start > Grammar.MAX_LENGTH
                || (!options.isLoose() && Grammar.hasLeadingZero(text, start, end))) {
            return -1;
        }
        return end;
    }

    /** The end of the part behind the dot at {@code at}; {@code at} if nothing follows it, -1 if something else does. */
    private static int dottedPartEnd(String text, int at, int to, Options options) {
        if (at < 0 || at == to) {
            return at;
        }
        return text.charAt(at) == '.' ? partEnd(text, at + 1, to, options) : -1;
    }

    private static long part(String text, int start, int end) {
        return start >= end || isWildcard(text.charAt(start)) ? WILD : Grammar.number(text, start, end);
    }

    private static boolean isBareZero(String text, int start, int end) {
        return end - start == 1 && text.charAt(start) == '0';
    }

    static boolean isWildcard(char c) {
        return c == 'x' || c == 'X' || c == '*';
    }
}
