package dev.dx.engine.fetch;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.function.Supplier;

/**
 * What is sent to a server to change something there.
 *
 * @param body opened once for each time it is sent
 */
public record HttpSubmission(String method, String contentType, long length, Supplier<InputStream> body) {
    public static HttpSubmission json(String method, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return new HttpSubmission(method, "application/json", bytes.length, () -> new ByteArrayInputStream(bytes));
    }

    /** Nothing but the wish itself. */
    public static HttpSubmission empty(String method) {
        return new HttpSubmission(method, "", 0, InputStream::nullInputStream);
    }
}
