package dev.dx.engine.npm.semver;

import java.util.ArrayList;
import java.util.List;

/** Whether some version can satisfy two ranges. */
final class RangeOverlap {
    private final Options options;

    private RangeOverlap(Options options) {
        this.options = options;
    }

    static boolean of(Range one, Range other) {
        RangeOverlap overlap = new RangeOverlap(one.options());
        for (Bound[] bounds : one.alternatives()) {
            if (overlap.isSatisfiable(bounds) && overlap.anyMeets(other.alternatives(), bounds)) {
                return true;
            }
        }
        return false;
    }

    private boolean anyMeets(Bound[][] alternatives, Bound[] bounds) {
        for (Bound[] others : alternatives) {
            if (isSatisfiable(others) && allMeet(bounds, others)) {
                return true;
            }
        }
        return false;
    }

    private boolean allMeet(Bound[] bounds, Bound[] others) {
        for (Bound bound : bounds) {
            for (Bound other : others) {
                if (!meet(bound, other)) {
                    return false;
                }
            }
        }
        return true;
    }

    private boolean isSatisfiable(Bound[] bounds) {
        List<Bound> rest = new ArrayList<>(List.of(bounds));
        while (rest.size() > 1) {
            Bound last = rest.remove(rest.size() - 1);
            for (Bound other : rest) {
                if (!meet(last, other)) {
                    return false;
                }
            }
        }
        return true;
    }

    /** Whether some version lies within both bounds. */
    private boolean meet(Bound one, Bound other) {
        if (one.isAny()) {
            return true;
        }
        if (one.operator() == Bound.Operator.EQUAL) {
            return Range.satisfies(new Bound[] {other}, one.version(), options);
        }
        if (other.isAny()) {
            return true;
        }
        if (other.operator() == Bound.Operator.EQUAL) {
            return Range.satisfies(new Bound[] {one}, other.version(), options);
        }
        if (isEmpty(one) || isEmpty(other)) {
            return false;
        }
        if (one.operator().isGreater() == other.operator().isGreater()) {
            return true;
        }
        int order = one.version().compareTo(other.version());
        return order == 0
                ? one.operator().isInclusive() && other.operator().isInclusive()
                : one.operator().isGreater() == order < 0;
    }

    /** Whether nothing is below a bound, prereleases counted as the options say. */
    private boolean isEmpty(Bound bound) {
        if (options.includesPrereleases()) {
            return bound.equals(Bound.NOTHING);
        }
        Version version = bound.version();
        return bound.operator() == Bound.Operator.LESS
                && version.major() == 0
                && version.minor() == 0
                && version.patch() == 0;
    }
}
