package dev.dx.engine.npm.semver;

/** One comparison of a range: {@code >=1.2.3}. */
record Bound(Operator operator, Version version) {
    enum Operator {
        /** Everything, except prereleases where the range does not include them. */
        ANY(""),
        EQUAL(""),
        LESS("<"),
        LESS_OR_EQUAL("<="),
        GREATER(">"),
        GREATER_OR_EQUAL(">=");

        private final String symbol;

        Operator(String symbol) {
            this.symbol = symbol;
        }

        boolean isGreater() {
            return this == GREATER || this == GREATER_OR_EQUAL;
        }

        boolean isLess() {
            return this == LESS || this == LESS_OR_EQUAL;
        }

        boolean isInclusive() {
            return this == GREATER_OR_EQUAL || this == LESS_OR_EQUAL;
        }
    }

    static final Bound ANY = new Bound(Operator.ANY, Version.of(0, 0, 0, Identifiers.NONE));
    /** What no version is below of. */
    static final Bound NOTHING = new Bound(Operator.LESS, Version.of(0, 0, 0, Identifiers.ZERO));

    boolean isAny() {
        return operator == Operator.ANY;
    }

    /** Whether the comparison holds; whether a prerelease may be considered at all is for the range to say. */
    boolean holds(Version candidate) {
        return switch (operator) {
            case ANY -> true;
            case EQUAL -> candidate.compareTo(version) == 0;
            case LESS -> candidate.compareTo(version) < 0;
            case LESS_OR_EQUAL -> candidate.compareTo(version) <= 0;
            case GREATER -> candidate.compareTo(version) > 0;
            case GREATER_OR_EQUAL -> candidate.compareTo(version) >= 0;
        };
    }

    /** Whether it names a prerelease of the same release as {@code candidate}, and so admits that one. */
    boolean admitsPrereleasesLike(Version candidate) {
        return operator != Operator.ANY && version.isPrerelease() && version.sameRelease(candidate);
    }

    @Override
    public String toString() {
        return isAny() ? "" : operator.symbol + version;
    }
}
