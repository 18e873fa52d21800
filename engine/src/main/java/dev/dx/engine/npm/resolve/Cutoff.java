package dev.dx.engine.npm.resolve;

import java.time.Instant;

/** The moment after which nothing that is chosen may have been published, and why. */
public record Cutoff(Instant at, Reason reason) {
    /** Where a cutoff comes from. */
    public enum Reason {
        /** The user named a day: what came after it is as if it did not exist. */
        DAY,
        /** A version has to have been public for some time: one that has not is passed over, and that is worth saying. */
        AGE
    }
}
