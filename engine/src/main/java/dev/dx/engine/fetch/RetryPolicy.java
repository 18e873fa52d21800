package dev.dx.engine.fetch;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/**
 * How often and after what pauses a failed request is made again.
 *
 * @param retries how many times after the first
 * @param firstPause before the first retry; each further one is {@code factor} times as long, up to {@code longestPause}
 */
public record RetryPolicy(int retries, Duration firstPause, double factor, Duration longestPause) {
    public static final RetryPolicy STANDARD = new RetryPolicy(3, Duration.ofMillis(100), 2, Duration.ofSeconds(30));

    /** The pause before retry number {@code retry}, counted from 0; up to a quarter more or less, by chance. */
    Duration pause(int retry) {
        double millis = firstPause.toMillis() * Math.pow(factor, retry);
        double jitter = ThreadLocalRandom.current().nextDouble(0.75, 1.25);
        return Duration.ofMillis(Math.min(longestPause.toMillis(), (long) (millis * jitter)));
    }

    /** The pause a server asked for, as far as it is bearable. */
    Duration bounded(Duration asked) {
        return asked.compareTo(longestPause) > 0 ? longestPause : asked;
    }
}
