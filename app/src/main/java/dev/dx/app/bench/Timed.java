package dev.dx.app.bench;

import org.jspecify.annotations.Nullable;

/**
 * One run of a program.
 *
 * @param wall nanoseconds from before it was started until it had ended
 * @param cpu nanoseconds of processor time, of what it started and waited for too; below 0 where that is not known
 * @param memory the most bytes it had at once; below 0 where that is not known
 * @param failure why it does not count; null if it does
 */
public record Timed(
        long wall, long cpu, long memory, @Nullable String failure) {
    static Timed failed(String why) {
        return new Timed(-1, -1, -1, why);
    }

    public boolean counts() {
        return failure == null;
    }

    Timed because(String why) {
        return new Timed(wall, cpu, memory, why);
    }
}
