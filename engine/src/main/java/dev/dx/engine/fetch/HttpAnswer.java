package dev.dx.engine.fetch;

import java.net.http.HttpResponse;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** An answer whose body is still to be read. Closing it ends the transfer and gives its place to the next request. */
final class HttpAnswer implements AutoCloseable {
    private final HttpResponse<BodyStream> response;
    private final Semaphore places;
    private final AtomicBoolean closed = new AtomicBoolean();

    HttpAnswer(HttpResponse<BodyStream> response, Semaphore places) {
        this.response = response;
        this.places = places;
    }

    int status() {
        return response.statusCode();
    }

    @Nullable
    String header(String name) {
        return response.headers().firstValue(name).orElse(null);
    }

    /** How many bytes the body was announced to have, or -1. */
    long contentLength() {
        try {
            return response.headers().firstValueAsLong("content-length").orElse(-1);
        } catch (NumberFormatException nonsense) {
            return -1;
        }
    }

    /** Every header by its lower-case name; of one that was sent twice, the first. */
    Map<String, String> headers() {
        Map<String, String> headers = new HashMap<>();
        response.headers()
                .map()
                .forEach((name, values) -> headers.put(name.toLowerCase(Locale.ROOT), values.getFirst()));
        return headers;
    }

    BodyStream body() {
        return response.body();
    }

    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            response.body().close();
            places.release();
        }
    }
}
