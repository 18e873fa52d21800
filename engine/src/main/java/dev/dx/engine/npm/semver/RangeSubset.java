package dev.dx.engine.npm.semver;

import dev.dx.engine.npm.semver.Bound.Operator;
import org.jspecify.annotations.Nullable;

/** Whether everything that satisfies one range satisfies another. */
final class RangeSubset {
    private enum Answer {
        YES,
        NO,
        /** Nothing satisfies the smaller one, so it says nothing about the whole. */
        EMPTY
    }

    private static final Bound[] RELEASES = {new Bound(Operator.GREATER_OR_EQUAL, Version.of(0, 0, 0, Identifiers.NONE))
    };
    private static final Bound[] EVERYTHING = {
        new Bound(Operator.GREATER_OR_EQUAL, Version.of(0, 0, 0, Identifiers.ZERO))
    };

    private final Options options;

    private RangeSubset(Options options) {
        this.options = options;
    }

    static boolean of(Range range, Range other) {
        if (range.raw().equals(other.raw()) && range.options() == other.options()) {
            return true;
        }
        RangeSubset subset = new RangeSubset(range.options());
        boolean sawVersions = false;
        for (Bound[] bounds : range.alternatives()) {
            boolean covered = false;
            for (Bound[] others : other.alternatives()) {
                Answer answer = subset.alternative(bounds, others);
                sawVersions |= answer != Answer.EMPTY;
                covered |= answer == Answer.YES;
                if (covered) {
                    break;
                }
            }
            if (!covered && sawVersions) {
                return false;
            }
        }
        return true;
    }

    private Answer alternative(Bound[] bounds, Bound[] others) {
        if (isAny(others)) {
            boolean coversAll = isAny(bounds) || options.includesPrereleases();
            return coversAll ? Answer.YES : within(bounds, RELEASES);
        }
        return within(isAny(bounds) ? (options.includesPrereleases() ? EVERYTHING : RELEASES) : bounds, others);
    }

    private Answer within(Bound[] bounds, Bound[] others) {
        Bound equal = null;
        Bound lower = null;
        Bound upper = null;
        for (Bound bound : bounds) {
            if (bound.operator().isGreater()) {
                lower = lower == null || isHigher(bound, lower) ? bound : lower;
            } else if (bound.operator().isLess()) {
                upper = upper == null || isLower(bound, upper) ? bound : upper;
            } else if (equal == null) {
                equal = bound;
            } else {
                return Answer.EMPTY;
            }
        }
        if (lower != null && upper != null) {
            int order = lower.version().compareTo(upper.version());
            boolean touches = lower.operator().isInclusive() && upper.operator().isInclusive();
            if (order > 0 || (order == 0 && !touches)) {
                return Answer.EMPTY;
            }
        }
        if (equal != null) {
            return single(equal.version(), lower, upper, others);
        }
        return between(lower, upper, others) ? Answer.YES : Answer.NO;
    }

    private Answer single(Version version, @Nullable Bound lower, @Nullable Bound upper, Bound[] others) {
        if ((lower != null && !satisfies(version, lower)) || (upper != null && !satisfies(version, upper))) {
            return Answer.EMPTY;
        }
        for (Bound other : others) {
            if (!satisfies(version, other)) {
                return Answer.NO;
            }
        }
        return Answer.YES;
    }

    /** Whether all that lies between two bounds, of which at least one is there, satisfies the other alternative. */
    private boolean between(@Nullable Bound lower, @Nullable Bound upper, Bound[] others) {
        boolean isOneVersion = lower != null && upper != null && lower.version().compareTo(upper.version()) == 0;
        boolean boundedBelow = false;
        boolean boundedAbove = false;
        for (Bound other : others) {
            Operator operator = other.operator();
            boundedBelow |= operator.isGreater();
            boundedAbove |= operator.isLess();
            if (lower != null
                    && (operator.isGreater()
                            ? isHigher(other, lower)
                            : lower.operator().isInclusive() && !other.holds(lower.version()))) {
                return false;
            }
            if (upper != null
                    && (operator.isLess()
                            ? isLower(other, upper)
                            : upper.operator().isInclusive() && !other.holds(upper.version()))) {
                return false;
            }
            if (operator == Operator.EQUAL && !isOneVersion) {
                return false;
            }
        }
        if ((lower == null && boundedBelow) || (upper == null && boundedAbove)) {
            return false;
        }
        return admitsPrereleases(lower, others) && (isBelowAllPrereleases(upper) || admitsPrereleases(upper, others));
    }

    /** {@code <1.2.3-0} admits no prerelease of 1.2.3, though it names one. */
    private static boolean isBelowAllPrereleases(@Nullable Bound upper) {
        return upper != null
                && upper.operator() == Operator.LESS
                && upper.version().identifiers().isZero();
    }

    /** Whether prereleases that are in because a bound names one are in with the other alternative as well. */
    private boolean admitsPrereleases(@Nullable Bound bound, Bound[] others) {
        if (bound == null || options.includesPrereleases() || !bound.version().isPrerelease()) {
            return true;
        }
        for (Bound other : others) {
            if (other.admitsPrereleasesLike(bound.version())) {
                return true;
            }
        }
        return false;
    }

    private boolean satisfies(Version version, Bound bound) {
        return Range.satisfies(new Bound[] {bound}, version, options);
    }

    /** Whether the lower bound {@code one} shuts out more than {@code other} does. */
    private static boolean isHigher(Bound one, Bound other) {
        int order = one.version().compareTo(other.version());
        return order > 0
                || (order == 0
                        && !one.operator().isInclusive()
                        && other.operator().isInclusive());
    }

    /** Whether the upper bound {@code one} shuts out more than {@code other} does. */
    private static boolean isLower(Bound one, Bound other) {
        int order = one.version().compareTo(other.version());
        return order < 0
                || (order == 0
                        && !one.operator().isInclusive()
                        && other.operator().isInclusive());
    }

    private static boolean isAny(Bound[] bounds) {
        return bounds.length == 1 && bounds[0].isAny();
    }
}
