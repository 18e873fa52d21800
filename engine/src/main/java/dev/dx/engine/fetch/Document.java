package dev.dx.engine.fetch;

import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * An answer that was read whole, its compression undone: 200, 304 or 404. Everything else was an error.
 *
 * @param <T> what was made of the body
 */
public final class Document<T> {
    private final int status;
    private final Map<String, String> headers;
    private final @Nullable T body;

    Document(int status, Map<String, String> headers, @Nullable T body) {
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

    /** What was made of the body, of which there is one only if the document was found. */
    public T body() {
        return Objects.requireNonNull(body);
    }
}
