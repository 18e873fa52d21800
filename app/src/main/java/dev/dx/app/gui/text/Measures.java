package dev.dx.app.gui.text;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;

/** Bytes, speeds and times as people read them: two or three digits that matter, and a unit. */
public final class Measures {
    private static final double STEP = 1000;

    private Measures() {}

    /** {@code 512 B}, {@code 1.3 MB}. Decimal units, as file managers and download pages count. */
    public static String bytes(double count) {
        if (count < STEP) {
            return Messages.text("measure.bytes", Math.round(count));
        }
        if (count < STEP * STEP) {
            return Messages.text("measure.kilobytes", shortened(count / STEP));
        }
        if (count < STEP * STEP * STEP) {
            return Messages.text("measure.megabytes", shortened(count / STEP / STEP));
        }
        return Messages.text("measure.gigabytes", shortened(count / STEP / STEP / STEP));
    }

    public static String perSecond(double bytes) {
        return Messages.text("measure.perSecond", bytes(bytes));
    }

    /** {@code 340 ms}, {@code 12.4 s}, {@code 3 min 5 s}. How long something took. */
    public static String took(Duration time) {
        long millis = time.toMillis();
        if (millis < 1000) {
            return Messages.text("measure.milliseconds", millis);
        }
        if (millis < 60_000) {
            return Messages.text("measure.seconds", shortened(millis / 1000.0));
        }
        return Messages.text("measure.minutesSeconds", time.toMinutes(), time.toSecondsPart());
    }

    /** {@code about 4 s left}. How long something still takes, no more exact than an estimate can be. */
    public static String left(Duration time) {
        long seconds = Math.max(1, Math.round(time.toMillis() / 1000.0));
        if (seconds < 90) {
            return Messages.text("measure.secondsLeft", seconds);
        }
        return Messages.text("measure.minutesLeft", Math.round(seconds / 60.0));
    }

    /** {@code 21 Nov 2026}. The day something happened, where the user is. */
    public static String date(Instant time) {
        return DateTimeFormatter.ofPattern(Messages.text("measure.date"), Messages.locale())
                .format(time.atZone(ZoneId.systemDefault()));
    }

    /** {@code 21 Nov 2026, 14:05}. The minute something happened, where the user is. */
    public static String moment(Instant time) {
        return DateTimeFormatter.ofPattern(Messages.text("measure.moment"), Messages.locale())
                .format(time.atZone(ZoneId.systemDefault()));
    }

    /** {@code 21 Nov, 14:05}, with the year where it is not that of {@code now}. */
    public static String shortMoment(Instant time, Instant now) {
        ZoneId here = ZoneId.systemDefault();
        return time.atZone(here).getYear() == now.atZone(here).getYear()
                ? DateTimeFormatter.ofPattern(Messages.text("measure.shortMoment"), Messages.locale())
                        .format(time.atZone(here))
                : moment(time);
    }

    /** One decimal below ten, none above. */
    private static double shortened(double value) {
        return value < 10 ? Math.round(value * 10) / 10.0 : Math.round(value);
    }
}
