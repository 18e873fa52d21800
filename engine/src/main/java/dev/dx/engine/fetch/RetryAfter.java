package dev.dx.engine.fetch;

import java.time.Duration;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import org.jspecify.annotations.Nullable;

/** How long a server asks to be left alone: its {@code Retry-After}, in seconds or as a date. */
final class RetryAfter {
    private RetryAfter() {}

    static @Nullable Duration parse(@Nullable String header) {
        if (header == null) {
            return null;
        }
        String text = header.strip();
        Duration pause;
        try {
            pause = text.chars().allMatch(c -> c >= '0' && c <= '9')
                    ? Duration.ofSeconds(Integer.parseInt(text))
                    : Duration.between(
                            ZonedDateTime.now(ZoneOffset.UTC),
                            ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME));
        } catch (NumberFormatException | DateTimeParseException nonsense) {
            return null;
        }
        return pause.isNegative() ? Duration.ZERO : pause;
    }
}
