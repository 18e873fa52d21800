package dev.dx.app.cli.text;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class QuantityTest {
    @ParameterizedTest
    @CsvSource({
        "0, 0 B",
        "999, 999 B",
        "1000, 1 kB",
        "1049, 1 kB",
        "1050, 1.1 kB",
        "99949, 99.9 kB",
        "99950, 100 kB",
        "999499, 999 kB",
        "999500, 1 MB",
        "3400000, 3.4 MB",
        "897000000, 897 MB",
        "9223372036854775807, 9223372 TB"
    })
    void bytes(long bytes, String shown) {
        assertEquals(shown, Quantity.bytes(bytes));
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0 ms",
        "999, 999 ms",
        "1000, 1 s",
        "1240, 1.2 s",
        "9949, 9.9 s",
        "9950, 10 s",
        "59499, 59 s",
        "59500, 1 min",
        "125000, 2 min 5 s"
    })
    void time(long millis, String shown) {
        assertEquals(shown, Quantity.time(Duration.ofMillis(millis)));
    }

    @ParameterizedTest
    @CsvSource({"0, 1 s", "1, 1 s", "1001, 2 s", "60000, 1 min", "119001, 2 min"})
    void timeLeftIsNeverTooShort(long millis, String shown) {
        assertEquals(shown, Quantity.timeLeft(Duration.ofMillis(millis)));
    }

    @Test
    void onePackageIsNotSeveral() {
        assertEquals("1 package", Quantity.packages(1));
        assertEquals("0 packages", Quantity.packages(0));
    }
}
