package dev.dx.engine.npm.registry;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MaxAgeTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "                          |     | 300",
                "public, max-age=60        |     | 60",
                "max-age=60                | 20  | 40",
                "max-age=60                | 90  | 0",
                "Max-Age=60, no-cache      |     | 0",
                "no-store                  |     | 0",
                "public                    |     | 300",
                "max-age=999999999         |     | 86400",
                "max-age=nonsense          |     | 0",
            })
    void isWhatTheRegistrySays(@Nullable String cacheControl, @Nullable String age, long seconds) {
        assertEquals(seconds, MaxAge.of(cacheControl, age).toSeconds());
    }
}
