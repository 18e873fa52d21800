package dev.dx.engine.fetch;

import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** An answer that was read whole, its compression undone: 200, 304 or 404. Everything else was an error. */
public final class Document {
    private final int status;
    private final Map<String, String> headers;
    private final byte[] body;

    Document(int status, Map<String, String> headers, byte[] body) {
        this.status = status;
        this.headers = Map.copyOf(headers);
        this.body = body;
    }

    public boolean isFound() {
        return status == 200;
    }

    /** Whether what the asker has, as its conditional headers said, is what the server has. */
    public boolean isUnchanged() {
        return status == 304;
    }

    public @Nullable String header(String name) {
        return headers.get(name.toLowerCase(Locale.ROOT));
    }

    /** The body itself, not a copy: it can be large, and nobody else holds it. */
    public byte[] body() {
        return body;
    }
}
