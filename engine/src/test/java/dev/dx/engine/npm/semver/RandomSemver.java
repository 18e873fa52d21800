package dev.dx.engine.npm.semver;

import java.util.Random;

/** Versions and ranges from few enough numbers that they meet often. */
final class RandomSemver {
    private static final String[] LABELS = {"0", "1", "7", "alpha", "alpha.0", "alpha.1", "beta", "beta.2.x", "-", "A"};
    private static final String[] OPERATORS = {"", "", "=", "^", "^", "~", ">", ">=", "<", "<="};

    private RandomSemver() {}

    static String version(Random random) {
        String release = random.nextInt(3) + "." + random.nextInt(3) + "." + random.nextInt(4);
        String prerelease = random.nextInt(3) == 0 ? "-" + LABELS[random.nextInt(LABELS.length)] : "";
        return release + prerelease + (random.nextInt(10) == 0 ? "+build." + random.nextInt(3) : "");
    }

    static String range(Random random) {
        StringBuilder range = new StringBuilder(alternative(random));
        while (random.nextInt(3) == 0) {
            range.append(" || ").append(alternative(random));
        }
        return range.toString();
    }

    private static String alternative(Random random) {
        if (random.nextInt(10) == 0) {
            return partial(random) + " - " + partial(random);
        }
        StringBuilder comparators = new StringBuilder(comparator(random));
        while (random.nextInt(3) == 0) {
            comparators.append(' ').append(comparator(random));
        }
        return comparators.toString();
    }

    private static String comparator(Random random) {
        return OPERATORS[random.nextInt(OPERATORS.length)]
                + (random.nextInt(3) == 0 ? partial(random) : version(random));
    }

    private static String partial(Random random) {
        return switch (random.nextInt(5)) {
            case 0 -> "*";
            case 1 -> Integer.toString(random.nextInt(3));
            case 2 -> random.nextInt(3) + ".x";
            case 3 -> random.nextInt(3) + "." + random.nextInt(3);
            default -> version(random);
        };
    }
}
