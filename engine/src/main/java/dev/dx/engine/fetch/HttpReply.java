package dev.dx.engine.fetch;

import dev.dx.engine.DxException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a server answered to something that was sent to it. */
public final class HttpReply {
    private final HttpQuery query;
    private final int status;
    private final Map<String, String> headers;
    private final byte[] body;

    HttpReply(HttpQuery query, int status, Map<String, String> headers, byte[] body) {
        this.query = query;
        this.status = status;
        this.headers = Map.copyOf(headers);
        this.body = body;
    }

    public int status() {
        return status;
    }

    public boolean isDone() {
        return status >= 200 && status < 300;
    }

    public @Nullable String header(String name) {
        return headers.get(name.toLowerCase(Locale.ROOT));
    }

    public String text() {
        return new String(body, StandardCharsets.UTF_8);
    }

    /**
     * The answer as an error.
     *
     * @param reason that the server gave, fit to be printed; empty if it gave none
     */
    public DxException refusal(String reason) {
        DxException plain = Refusal.of(query, status);
        return reason.isEmpty() ? plain : new DxException(plain.code(), plain.what() + ": " + reason, plain.remedy());
    }
}
