package dev.dx.engine.npm.registry;

import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import org.jspecify.annotations.Nullable;

/** A date of a packument as a number: milliseconds since 1970, plus one; 0 for what is no date since then. */
final class Timestamp {
    private static final byte[] USUAL = "\"dddd-dd-ddTdd:dd:dd.dddZ\"".getBytes(StandardCharsets.US_ASCII);

    private Timestamp() {}

    static @Nullable Instant decode(long encoded) {
        return encoded == 0 ? null : Instant.ofEpochMilli(encoded - 1);
    }

    /** Reads a JSON string; the form every registry uses without the time zone's machinery. */
    static long encode(byte[] json, int start, int end) {
        if (!isUsual(json, start, end)) {
            return encode(new String(json, start + 1, end - start - 2, StandardCharsets.UTF_8));
        }
        try {
            long day = LocalDate.of(number(json, start + 1, 4), number(json, start + 6, 2), number(json, start + 9, 2))
                    .toEpochDay();
            long seconds = number(json, start + 12, 2) * 3600L
                    + number(json, start + 15, 2) * 60L
                    + number(json, start + 18, 2);
            return encode(day * 86_400_000L + seconds * 1000L + number(json, start + 21, 3));
        } catch (DateTimeException noSuchDay) {
            return 0;
        }
    }

    static long encode(String text) {
        try {
            return encode(OffsetDateTime.parse(text).toInstant().toEpochMilli());
        } catch (DateTimeException | ArithmeticException nonsense) {
            return 0;
        }
    }

    private static long encode(long millis) {
        return Math.max(-1, millis) + 1;
    }

    private static boolean isUsual(byte[] json, int start, int end) {
        if (end - start != USUAL.length) {
            return false;
        }
        for (int i = 0; i < USUAL.length; i++) {
            byte b = json[start + i];
            if (USUAL[i] == 'd' ? b < '0' || b > '9' : b != USUAL[i]) {
                return false;
            }
        }
        return true;
    }

    private static int number(byte[] digits, int start, int count) {
        int number = 0;
        for (int i = start; i < start + count; i++) {
            number = number * 10 + digits[i] - '0';
        }
        return number;
    }
}
