package dev.dx.engine.npm.semver;

import dev.dx.engine.npm.semver.Bound.Operator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads one comparator of a range, {@code ^1.2}, {@code ~1}, {@code >=1.x}, {@code 1.2.3}, as the bounds it stands for. */
final class ComparatorParser {
    /** What a comparator turned out to be. */
    enum Outcome {
        /** Bounds were added. */
        BOUNDS,
        /** It holds for everything. */
        ANYTHING,
        /** It holds for everything, and where others stand around it, it is as if it were not there. */
        EMPTY,
        /** It is no comparator. */
        ALIEN,
        /** A number in it is larger, or it is longer, than a version may be. */
        OUT_OF_LIMITS
    }

    private final String token;
    private final Options options;
    private final List<Bound> bounds;
    /** What the lowest version of an open part carries: {@code -0} where prereleases are included. */
    private final Identifiers lowest;

    private ComparatorParser(String token, Options options, List<Bound> bounds) {
        this.token = token;
        this.options = options;
        this.bounds = bounds;
        this.lowest = options.includesPrereleases() ? Identifiers.ZERO : Identifiers.NONE;
    }

    /** Reads {@code token}, which is not empty and has no spaces, and adds the bounds it stands for. */
    static Outcome parse(String token, Options options, List<Bound> bounds) {
        return new ComparatorParser(token, options, bounds).parse();
    }

    private Outcome parse() {
        char first = token.charAt(0);
        if (first == '^') {
            Partial partial = Partial.parse(token, 1, token.length(), options);
            return partial == null ? withoutStar() : caret(partial);
        }
        if (first == '~') {
            int start = token.startsWith("~>") ? 2 : 1;
            Partial partial = Partial.parse(token, start, token.length(), options);
            return partial == null ? withoutStar() : tilde(partial);
        }
        int start = operatorLength(token);
        Partial partial = Partial.parse(token, start, token.length(), options);
        if (partial == null || partial.isOutOfOrder()) {
            return withoutStar();
        }
        if (partial.anyPatch()) {
            return open(operatorOf(token), partial);
        }
        return comparator(token);
    }

    private Outcome caret(Partial partial) {
        if (partial.anyMajor()) {
            return Outcome.EMPTY;
        }
        long major = partial.major();
        long minor = partial.minor();
        if (partial.anyMinor()) {
            return between(lower(partial, major, 0), major + 1, 0, 0);
        }
        Outcome lower = partial.anyPatch() ? lower(partial, major, minor) : written(partial);
        if (!partial.bareMajor()) {
            return between(lower, major + 1, 0, 0);
        }
        if (partial.anyPatch() || !partial.bareMinor()) {
            return between(lower, major, minor + 1, 0);
        }
        return between(lower, major, minor, partial.patch() + 1);
    }

    private Outcome tilde(Partial partial) {
        if (partial.anyMajor()) {
            return Outcome.EMPTY;
        }
        long major = partial.major();
        if (partial.anyMinor()) {
            return between(lower(partial, major, 0), major + 1, 0, 0);
        }
        Outcome lower = partial.anyPatch() ? lower(partial, major, partial.minor()) : written(partial);
        return between(lower, major, partial.minor() + 1, 0);
    }

    /** A comparator whose version has an open part. */
    private Outcome open(Operator operator, Partial partial) {
        if (partial.anyMajor()) {
            if (operator == Operator.GREATER || operator == Operator.LESS) {
                bounds.add(Bound.NOTHING);
                return Outcome.BOUNDS;
            }
            return Outcome.EMPTY;
        }
        long major = partial.major();
        long minor = partial.anyMinor() ? 0 : partial.minor();
        long nextMajor = partial.anyMinor() ? major + 1 : major;
        long nextMinor = partial.anyMinor() ? 0 : minor + 1;
        return switch (operator) {
            case ANY, EQUAL -> between(lower(partial, major, minor), nextMajor, nextMinor, 0);
            case LESS -> add(Operator.LESS, major, minor, 0, Identifiers.ZERO);
            case LESS_OR_EQUAL -> add(Operator.LESS, nextMajor, nextMinor, 0, Identifiers.ZERO);
            case GREATER -> add(Operator.GREATER_OR_EQUAL, nextMajor, nextMinor, 0, lowest);
            case GREATER_OR_EQUAL -> lower(partial, major, minor);
        };
    }

    /** At least the first version of an open part; anything, if that is the first there is. */
    private Outcome lower(Partial partial, long major, long minor) {
        if (partial.bareMajor() && (partial.anyMinor() || partial.bareMinor())) {
            return Outcome.ANYTHING;
        }
        return add(Operator.GREATER_OR_EQUAL, major, minor, 0, lowest);
    }

    /** At least the version that is written. */
    private Outcome written(Partial partial) {
        return atLeast(partial.text());
    }

    private Outcome atLeast(String version) {
        if (version.equals(options.includesPrereleases() ? "0.0.0-0" : "0.0.0")) {
            return Outcome.ANYTHING;
        }
        return add(Operator.GREATER_OR_EQUAL, Version.parse(version, options));
    }

    /** Completes a lower bound by an upper one that leaves out the prereleases of what it names. */
    private Outcome between(Outcome lower, long major, long minor, long patch) {
        return lower == Outcome.OUT_OF_LIMITS ? lower : add(Operator.LESS, major, minor, patch, Identifiers.ZERO);
    }

    /** What is left without the first {@code *} and the operator before it; nothing else can make sense of this token. */
    private Outcome withoutStar() {
        int star = token.indexOf('*');
        if (star < 0) {
            return Outcome.ALIEN;
        }
        int start = star > 0 && token.charAt(star - 1) == '=' ? star - 1 : star;
        if (start > 0 && (token.charAt(start - 1) == '<' || token.charAt(start - 1) == '>')) {
            start--;
        }
        String rest = token.substring(0, start) + token.substring(star + 1);
        if (rest.isEmpty()) {
            return Outcome.EMPTY;
        }
        int plus = rest.indexOf('+');
        return comparator(plus >= 0 && Grammar.isBuild(rest, plus + 1, rest.length()) ? rest.substring(0, plus) : rest);
    }

    /** An operator, or none, and a whole version. */
    private Outcome comparator(String text) {
        int start = operatorLength(text);
        Partial partial = Partial.parse(text, start, text.length(), options);
        if (partial == null || partial.anyPatch() || partial.isOutOfOrder()) {
            return Outcome.ALIEN;
        }
        if (!options.isLoose()
                && !partial.prefix().isEmpty()
                && !partial.prefix().equals("v")) {
            return Outcome.ALIEN;
        }
        Operator operator = operatorOf(text);
        if (operator == Operator.GREATER_OR_EQUAL && partial.prefix().isEmpty()) {
            return atLeast(partial.text());
        }
        return add(operator == Operator.ANY ? Operator.EQUAL : operator, Version.parse(partial.text(), options));
    }

    private Outcome add(Operator operator, @Nullable Version version) {
        if (version == null) {
            return Outcome.OUT_OF_LIMITS;
        }
        bounds.add(new Bound(operator, version));
        return Outcome.BOUNDS;
    }

    private Outcome add(Operator operator, long major, long minor, long patch, Identifiers prerelease) {
        if (major > Grammar.MAX_NUMBER || minor > Grammar.MAX_NUMBER || patch > Grammar.MAX_NUMBER) {
            return Outcome.OUT_OF_LIMITS;
        }
        return add(operator, Version.of(major, minor, patch, prerelease));
    }

    private static int operatorLength(String text) {
        int length = text.startsWith("<") || text.startsWith(">") ? 1 : 0;
        return text.startsWith("=", length) ? length + 1 : length;
    }

    /** The operator at the start of the text; {@link Operator#ANY} if there is none. */
    private static Operator operatorOf(String text) {
        boolean equal = text.startsWith("=", 1);
        return switch (text.charAt(0)) {
            case '<' -> equal ? Operator.LESS_OR_EQUAL : Operator.LESS;
            case '>' -> equal ? Operator.GREATER_OR_EQUAL : Operator.GREATER;
            case '=' -> Operator.EQUAL;
            default -> Operator.ANY;
        };
    }
}
