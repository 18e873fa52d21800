package dev.dx.engine.npm.semver;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads ranges: alternatives separated by {@code ||}, each a hyphen range or a list of comparators that all must hold.
 * Read strictly, one bad comparator spoils the range. Read loosely, what is no comparator is dropped, and the range is
 * bad only if nothing is left.
 */
final class RangeParser {
    private final Options options;

    private RangeParser(Options options) {
        this.options = options;
    }

    static @Nullable Range parse(String text, Options options) {
        String raw = collapseSpaces(text);
        RangeParser parser = new RangeParser(options);
        List<Bound[]> alternatives = new ArrayList<>(1);
        int from = 0;
        while (from <= raw.length()) {
            int bar = raw.indexOf("||", from);
            int end = bar < 0 ? raw.length() : bar;
            Bound[] bounds = parser.alternative(Grammar.trim(raw.substring(from, end)));
            if (bounds == null) {
                return null;
            }
            if (bounds.length > 0) {
                alternatives.add(bounds);
            }
            from = bar < 0 ? raw.length() + 1 : bar + 2;
        }
        return alternatives.isEmpty() ? null : new Range(raw, options, reduce(alternatives));
    }

    /** Drops alternatives that nothing satisfies, unless all are such, and everything beside one that matches anything. */
    private static Bound[][] reduce(List<Bound[]> alternatives) {
        List<Bound[]> kept = new ArrayList<>(alternatives);
        if (kept.size() > 1) {
            kept.removeIf(bounds -> bounds[0].equals(Bound.NOTHING));
            if (kept.isEmpty()) {
                kept.add(alternatives.get(0));
            }
            for (Bound[] bounds : kept) {
                if (kept.size() > 1 && bounds.length == 1 && bounds[0].isAny()) {
                    return new Bound[][] {bounds};
                }
            }
        }
        return kept.toArray(new Bound[0][]);
    }

    /** The bounds of one alternative; none if it is to be dropped, null if it spoils the range. */
    private Bound @Nullable [] alternative(String part) {
        String text = joinMarks(joinOperators(rewriteHyphen(stripBuilds(part))));
        List<Bound> bounds = new ArrayList<>(2);
        // An empty comparator at either end stands for anything; in the middle it is nothing.
        boolean anything = text.isEmpty() || text.startsWith(" ") || text.endsWith(" ");
        int length = text.length();
        int from = 0;
        while (from < length) {
            if (text.charAt(from) == ' ') {
                from++;
                continue;
            }
            int space = text.indexOf(' ', from);
            int end = space < 0 ? length : space;
            switch (ComparatorParser.parse(text.substring(from, end), options, bounds)) {
                case BOUNDS -> {}
                case ANYTHING -> anything = true;
                case EMPTY -> anything |= from == 0 || end == length;
                case ALIEN -> {
                    if (!options.isLoose()) {
                        return null;
                    }
                }
                case OUT_OF_LIMITS -> {
                    return null;
                }
            }
            from = end;
        }
        return unite(bounds, anything);
    }

    private static Bound[] unite(List<Bound> bounds, boolean anything) {
        if (bounds.contains(Bound.NOTHING)) {
            return new Bound[] {Bound.NOTHING};
        }
        Set<Bound> distinct = new LinkedHashSet<>(bounds);
        if (distinct.isEmpty() && anything) {
            distinct.add(Bound.ANY);
        }
        return distinct.toArray(new Bound[0]);
    }

    private static String collapseSpaces(String text) {
        int from = Grammar.skipSpaces(text, 0, text.length());
        int to = Grammar.trimmedEnd(text, from, text.length());
        StringBuilder collapsed = null;
        for (int at = from; at < to; at++) {
            char c = text.charAt(at);
            if (!Grammar.isSpace(c)) {
                if (collapsed != null) {
                    collapsed.append(c);
                }
                continue;
            }
            int end = Grammar.skipSpaces(text, at, to);
            if (collapsed == null && (c != ' ' || end > at + 1)) {
                collapsed = new StringBuilder(to - from).append(text, from, at);
            }
            if (collapsed != null) {
                collapsed.append(' ');
            }
            at = end - 1;
        }
        return collapsed == null ? text.substring(from, to) : collapsed.toString();
    }

    private static String stripBuilds(String text) {
        if (text.indexOf('+') < 0) {
            return text;
        }
        StringBuilder stripped = new StringBuilder(text.length());
        int at = 0;
        while (at < text.length()) {
            int end = text.charAt(at) == '+' ? Grammar.identifiersEnd(text, at + 1) : at;
            if (end > at + 1) {
                at = end;
            } else {
                stripped.append(text.charAt(at++));
            }
        }
        return stripped.toString();
    }

    /** Turns {@code 1.2 - 3.4} into {@code >=1.2.0 <3.5.0-0}. */
    private String rewriteHyphen(String text) {
        if (!text.contains(" - ")) {
            return text;
        }
        int lowStart = text.startsWith(" ") ? 1 : 0;
        int lowVersion = prefixEnd(text, lowStart);
        int lowEnd = text.indexOf(' ', lowVersion);
        if (lowEnd < 0 || !text.startsWith(" - ", lowEnd)) {
            return text;
        }
        int highEnd = text.endsWith(" ") ? text.length() - 1 : text.length();
        int highStart = Math.min(lowEnd + 3, highEnd);
        Partial low = Partial.parse(text, lowStart, lowEnd, options);
        Partial high = Partial.parse(text, highStart, highEnd, options);
        if (low == null || high == null) {
            return text;
        }
        String from = hyphenLow(low, text.substring(lowStart, lowEnd));
        String to = hyphenHigh(high, text.substring(highStart, highEnd));
        return Grammar.trim(from + " " + to);
    }

    private String hyphenLow(Partial low, String written) {
        String lowest = options.includesPrereleases() ? "-0" : "";
        if (low.anyMajor()) {
            return "";
        }
        if (low.anyMinor()) {
            return ">=" + low.leading(1) + ".0.0" + lowest;
        }
        if (low.anyPatch()) {
            return ">=" + low.leading(2) + ".0" + lowest;
        }
        return ">=" + written + (low.prerelease().isEmpty() ? lowest : "");
    }

    private String hyphenHigh(Partial high, String written) {
        if (high.anyMajor()) {
            return "";
        }
        if (high.anyMinor()) {
            return "<" + (high.major() + 1) + ".0.0-0";
        }
        if (high.anyPatch()) {
            return "<" + high.major() + "." + (high.minor() + 1) + ".0-0";
        }
        String release = high.major() + "." + high.minor() + ".";
        if (!high.prerelease().isEmpty()) {
            return "<=" + release + high.patch() + "-" + high.prerelease();
        }
        return options.includesPrereleases() ? "<" + release + (high.patch() + 1) + "-0" : "<=" + written;
    }

    /** Turns {@code >= 1.2} into {@code >=1.2}, where a version follows. */
    private static String joinOperators(String text) {
        if (!text.contains("> ") && !text.contains("< ") && !text.contains("= ") && !text.contains("  ")) {
            return text;
        }
        StringBuilder joined = new StringBuilder(text.length());
        int at = 0;
        int version = -1;
        while (at < text.length()) {
            int operator = at < text.length() && text.charAt(at) == ' ' ? at + 1 : at;
            int operatorEnd = operator;
            if (isAt(text, operatorEnd, '<') || isAt(text, operatorEnd, '>')) {
                operatorEnd++;
            }
            if (isAt(text, operatorEnd, '=')) {
                operatorEnd++;
            }
            int rest = isAt(text, operatorEnd, ' ') ? operatorEnd + 1 : operatorEnd;
            // A long run of what may stand before a version is looked through once, not from each of its characters.
            version = rest <= version ? version : prefixEnd(text, rest);
            if (version < text.length()
                    && (Grammar.isDigit(text.charAt(version)) || Partial.isWildcard(text.charAt(version)))) {
                int end = versionEnd(text, version);
                joined.append(text, at, operatorEnd).append(text, rest, end);
                at = end;
            } else {
                joined.append(text.charAt(at++));
            }
        }
        return joined.toString();
    }

    /** Turns {@code ~ 1.2} and {@code ~> 1.2} into {@code ~1.2}, and {@code ^ 1.2} into {@code ^1.2}. */
    private static String joinMarks(String text) {
        if (!text.contains("~ ") && !text.contains("~> ") && !text.contains("^ ")) {
            return text;
        }
        StringBuilder joined = new StringBuilder(text.length());
        for (int at = 0; at < text.length(); at++) {
            char c = text.charAt(at);
            joined.append(c);
            if (c == '~' && text.startsWith("> ", at + 1)) {
                at += 2;
            } else if ((c == '~' || c == '^') && isAt(text, at + 1, ' ')) {
                at++;
            }
        }
        return joined.toString();
    }

    private static boolean isAt(String text, int at, char c) {
        return at < text.length() && text.charAt(at) == c;
    }

    private static int prefixEnd(String text, int from) {
        int end = from;
        while (end < text.length() && Version.isLoosePrefix(text.charAt(end))) {
            end++;
        }
        return end;
    }

    /** The end of what at {@code from} reads as a loose version, else as a partial one. */
    private static int versionEnd(String text, int from) {
        int majorEnd = Grammar.digitsEnd(text, from, text.length());
        int minorEnd = isAt(text, majorEnd, '.') ? Grammar.digitsEnd(text, majorEnd + 1, text.length()) : -1;
        int patchEnd = minorEnd > majorEnd + 1 && isAt(text, minorEnd, '.')
                ? Grammar.digitsEnd(text, minorEnd + 1, text.length())
                : -1;
        if (majorEnd > from && patchEnd > minorEnd + 1) {
            return prereleaseEnd(text, patchEnd);
        }
        int end = partEnd(text, from);
        int parts = 1;
        while (parts < 3 && isAt(text, end, '.') && partEnd(text, end + 1) > end + 1) {
            end = partEnd(text, end + 1);
            parts++;
        }
        return parts == 3 ? Grammar.strictPrereleaseEnd(text, end) : end;
    }

    /** The end of a loose prerelease at {@code from}, with or without its hyphen. */
    private static int prereleaseEnd(String text, int from) {
        int hyphenated = isAt(text, from, '-') ? Grammar.identifiersEnd(text, from + 1) : from;
        return hyphenated > from + 1 ? hyphenated : Grammar.identifiersEnd(text, from);
    }

    private static int partEnd(String text, int from) {
        if (from < text.length() && (Partial.isWildcard(text.charAt(from)) || text.charAt(from) == '0')) {
            return from + 1;
        }
        return Grammar.digitsEnd(text, from, text.length());
    }
}
