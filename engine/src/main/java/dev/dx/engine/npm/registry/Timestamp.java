package dev.dx.engine.npm.registry;

import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import org.jspecify.annotations.Nullable;

/** A date of a packument as a number: milliseconds since 1970, plus one; 0 for what is no date since then. */
final class Timestamp {
    private static final byte[] UP_TO_SECONDS = "dddd-dd-ddTdd:dd:dd".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] OFFSET = "dd:dd".getBytes(StandardCharsets.US_ASCII);
    private static final int MINUTES_OF_LARGEST_OFFSET = 18 * 60;

    private Timestamp() {}

    static @Nullable Instant decode(long encoded) {
        return encoded == 0 ? null : Instant.ofEpochMilli(encoded - 1);
    }

    /** Reads a JSON string; the forms registries use without the machinery for dates, which takes long to load and compile. */
    static long encode(byte[] json, int start, int end) {
        int at = start + 1;
        int last = end - 1;
        if (last - at > UP_TO_SECONDS.length && has(UP_TO_SECONDS, json, at)) {
            long millis = 0;
            int zone = at + UP_TO_SECONDS.length;
            if (json[zone] == '.') {
                int digits = 0;
                for (zone++; zone < last && digits < 9 && isDigit(json[zone]); zone++, digits++) {
                    millis = digits < 3 ? millis * 10 + json[zone] - '0' : millis;
                }
                for (; digits < 3; digits++) {
                    millis *= 10;
                }
            }
            long minutes = minutesOfOffset(json, zone, last);
            if (minutes != Long.MIN_VALUE) {
                return encode(json, at, millis - minutes * 60_000);
            }
        }
        return encode(new String(json, at, last - at, StandardCharsets.UTF_8));
    }

    private static long encode(byte[] json, int at, long millis) {
        int hour = number(json, at + 11, 2);
        int minute = number(json, at + 14, 2);
        int second = number(json, at + 17, 2);
        if (hour > 23 || minute > 59 || second > 59) {
            return 0;
        }
        try {
            long day = LocalDate.of(number(json, at, 4), number(json, at + 5, 2), number(json, at + 8, 2))
                    .toEpochDay();
            return encode((((day * 24 + hour) * 60 + minute) * 60 + second) * 1000 + millis);
        } catch (DateTimeException noSuchDay) {
            return 0;
        }
    }

    /** {@link Long#MIN_VALUE} for what is neither {@code Z} nor of the form {@code +00:00}. */
    private static long minutesOfOffset(byte[] json, int zone, int last) {
        if (last - zone == 1 && json[zone] == 'Z') {
            return 0;
        }
        boolean offset = last - zone == 1 + OFFSET.length && has(OFFSET, json, zone + 1);
        if (!offset || (json[zone] != '+' && json[zone] != '-') || number(json, zone + 4, 2) > 59) {
            return Long.MIN_VALUE;
        }
        int minutes = number(json, zone + 1, 2) * 60 + number(json, zone + 4, 2);
        return minutes > MINUTES_OF_LARGEST_OFFSET ? Long.MIN_VALUE : json[zone] == '+' ? minutes : -minutes;
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

    private static boolean has(byte[] form, byte[] json, int start) {
        for (int i = 0; i < form.length; i++) {
            byte b = json[start + i];
            if (form[i] == 'd' ? !isDigit(b) : b != form[i]) {
                return false;
            }
        }
        return true;
    }

    private static boolean isDigit(byte b) {
        return b >= '0' && b <= '9';
    }

    private static int number(byte[] digits, int start, int count) {
        int number = 0;
        for (int i = start; i < start + count; i++) {
            number = number * 10 + digits[i] - '0';
        }
        return number;
    }
}
