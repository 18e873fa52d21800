package dev.dx.engine.npm.semver;

import dev.dx.engine.npm.semver.Bound.Operator;
import org.jspecify.annotations.Nullable;

/** Where a range begins and ends. */
final class RangeEdge {
    /** From which side of a range a version is looked at. */
    private enum Side {
        ABOVE,
        BELOW;

        /** Positive if {@code one} lies further out on this side than {@code other}. */
        int compare(Version one, Version other) {
            return this == ABOVE ? one.compareTo(other) : other.compareTo(one);
        }

        /** Whether a bound leaves this side open. */
        boolean isOpen(Operator operator) {
            return this == ABOVE ? operator.isGreater() : operator.isLess();
        }
    }

    private static final Bound FROM_ZERO = new Bound(Operator.GREATER_OR_EQUAL, Version.of(0, 0, 0, Identifiers.NONE));

    private RangeEdge() {}

    static boolean isBelow(Range range, Version version) {
        return isOutside(range, version, Side.ABOVE);
    }

    static boolean isAbove(Range range, Version version) {
        return isOutside(range, version, Side.BELOW);
    }

    private static boolean isOutside(Range range, Version version, Side side) {
        if (range.satisfies(version)) {
            return false;
        }
        for (Bound[] bounds : range.alternatives()) {
            Bound outer = withVersion(bounds[0]);
            Bound inner = outer;
            for (Bound each : bounds) {
                Bound bound = withVersion(each);
                if (side.compare(bound.version(), outer.version()) > 0) {
                    outer = bound;
                } else if (side.compare(bound.version(), inner.version()) < 0) {
                    inner = bound;
                }
            }
            if (side.isOpen(outer.operator())) {
                return false;
            }
            int toInner = side.compare(version, inner.version());
            boolean excludesInner = inner.operator() == Operator.EQUAL
                    || (side.isOpen(inner.operator()) && !inner.operator().isInclusive());
            if (excludesInner && toInner <= 0) {
                return false;
            }
            if (side.isOpen(inner.operator()) && inner.operator().isInclusive() && toInner < 0) {
                return false;
            }
        }
        return true;
    }

    private static Bound withVersion(Bound bound) {
        return bound.isAny() ? FROM_ZERO : bound;
    }

    static @Nullable Version lowest(Range range) {
        Version zero = Version.of(0, 0, 0, Identifiers.NONE);
        if (range.satisfies(zero)) {
            return zero;
        }
        Version first = Version.of(0, 0, 0, Identifiers.ZERO);
        if (range.satisfies(first)) {
            return first;
        }
        Version lowest = null;
        for (Bound[] bounds : range.alternatives()) {
            Version start = start(bounds);
            if (start != null && (lowest == null || lowest.compareTo(start) > 0)) {
                lowest = start;
            }
        }
        return lowest != null && range.satisfies(lowest) ? lowest : null;
    }

    /** The highest of the lower bounds, or the version right above it where it is excluded. */
    private static @Nullable Version start(Bound[] bounds) {
        Version start = null;
        for (Bound bound : bounds) {
            if (bound.operator().isLess()) {
                continue;
            }
            Version version = bound.operator() == Operator.GREATER ? following(bound.version()) : bound.version();
            if (start == null || version.compareTo(start) > 0) {
                start = version;
            }
        }
        return start;
    }

    private static Version following(Version version) {
        return version.isPrerelease()
                ? Version.of(
                        version.major(),
                        version.minor(),
                        version.patch(),
                        version.identifiers().followedBy("0"))
                : Version.of(version.major(), version.minor(), version.patch() + 1, Identifiers.NONE);
    }
}
