package dev.dx.app.cli.text;

import java.time.Duration;

/** Amounts as people read them. */
public final class Quantity {
    private static final String[] UNITS = {"B", "kB", "MB", "GB", "TB"};

    private Quantity() {}

    /** {@code 512 B}, {@code 3.4 MB}, {@code 206 MB}; a kB has 1000 bytes. */
    public static String bytes(long bytes) {
        double value = Math.max(0.0, (double) bytes);
        int unit = 0;
        while (value >= 999.5 && unit < UNITS.length - 1) {
            value /= 1000;
            unit++;
        }
        return (unit == 0 || value >= 99.95 ? Long.toString(Math.round(value)) : tenths(value)) + " " + UNITS[unit];
    }

    /** {@code 15 ms}, {@code 1.2 s}, {@code 48 s}, {@code 2 min 5 s}. */
    public static String time(Duration time) {
        long millis = time.toMillis();
        if (millis < 1000) {
            return millis + " ms";
        }
        return millis < 9_950 ? tenths(millis / 1000.0) + " s" : wholeSeconds(Math.round(millis / 1000.0));
    }

    /** Time still to pass, in whole seconds and never too few: {@code 1 s}, {@code 2 min 5 s}. */
    public static String timeLeft(Duration time) {
        return wholeSeconds(Math.max(1, Math.ceilDiv(time.toMillis(), 1000L)));
    }

    /** {@code 1 package}, {@code 66 packages}. */
    public static String packages(int count) {
        return count + (count == 1 ? " package" : " packages");
    }

    /** {@code 1 layout}, {@code 2 layouts}. */
    public static String layouts(int count) {
        return count + (count == 1 ? " layout" : " layouts");
    }

    private static String wholeSeconds(long seconds) {
        if (seconds < 60) {
            return seconds + " s";
        }
        return seconds / 60 + " min" + (seconds % 60 == 0 ? "" : " " + seconds % 60 + " s");
    }

    private static String tenths(double value) {
        long tenths = Math.round(value * 10);
        return tenths % 10 == 0 ? Long.toString(tenths / 10) : tenths / 10 + "." + tenths % 10;
    }
}
