package dev.dx.engine.npm.registry;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.OffsetDateTime;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TimestampTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "2025-10-02T01:44:30.071Z",
                "2025-10-02T01:44:30Z",
                "2025-10-02T01:44:30.5Z",
                "2025-10-02T01:44:30.071999+00:00",
                "2025-10-02T01:44:30.071999999-07:30",
                "2025-10-02T01:44:30+14:00",
                "2025-10-02T01:44:30.+00:00",
                "2025-10-02T01:44:30.1234567890Z",
                "2025-10-02T01:44Z",
                "2025-10-02T01:44:30+18:01",
                "2025-10-02T01:44:30+0100",
                "2025-10-02T24:44:30Z",
                "2025-02-30T01:44:30Z",
                "2024-02-29T23:59:59.999Z",
                "1969-12-31T23:59:59Z",
                "2025-10-02 01:44:30Z",
                "2025-10-02T01:44:30",
                "Z",
                ""
            })
    void readsWhatTheJdkReads(String text) {
        byte[] json = ("[\"" + text + "\"]").getBytes(StandardCharsets.UTF_8);
        assertEquals(asTheJdk(text), Timestamp.encode(json, 1, json.length - 1));
    }

    private static long asTheJdk(String text) {
        try {
            return Math.max(-1, OffsetDateTime.parse(text).toInstant().toEpochMilli()) + 1;
        } catch (DateTimeException none) {
            return 0;
        }
    }
}
