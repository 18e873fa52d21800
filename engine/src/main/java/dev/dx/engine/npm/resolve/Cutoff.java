package dev.dx.engine.npm.resolve;

import dev.dx.engine.npm.config.NpmConfig;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** The moment after which nothing that is chosen may have been published, and why. */
public record Cutoff(Instant at, Reason reason) {
    /** Where a cutoff comes from. */
    public enum Reason {
        /** The user named a day: what came after it is as if it did not exist. */
        DAY,
        /** A version has to have been public for some time: one that has not is passed over, and that is worth saying. */
        AGE
    }

    /**
     * What a configuration says of it; null for no limit.
     *
     * @param day that somebody names by hand; null if nobody does
     */
    public static @Nullable Cutoff of(NpmConfig config, @Nullable Instant day, Instant now) {
        Instant before = day == null ? config.before() : day;
        if (before != null) {
            return new Cutoff(before, Reason.DAY);
        }
        Duration age = config.minReleaseAge();
        return age.isZero() || age.isNegative() ? null : new Cutoff(now.minus(age), Reason.AGE);
    }
}
