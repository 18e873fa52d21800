package dev.dx.registry;

import java.util.Arrays;

/** How long each of many requests took. */
final class Latencies {
    private long[] nanos = new long[1_024];
    private int count;

    void add(long took) {
        if (count == nanos.length) {
            nanos = Arrays.copyOf(nanos, count * 2);
        }
        nanos[count++] = took;
    }

    void add(Latencies others) {
        for (int i = 0; i < others.count; i++) {
            add(others.nanos[i]);
        }
    }

    int count() {
        return count;
    }

    /** The milliseconds that so many of a hundred stayed below. */
    double millis(int percent) {
        if (count == 0) {
            throw new AssertionError("nothing was answered");
        }
        long[] sorted = Arrays.copyOf(nanos, count);
        Arrays.sort(sorted);
        return sorted[Math.min(count - 1, (int) ((long) count * percent / 100))] / 1e6;
    }
}
