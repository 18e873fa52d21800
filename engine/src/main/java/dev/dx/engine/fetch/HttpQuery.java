package dev.dx.engine.fetch;

import java.net.URI;
import java.util.HashMap;
import java.util.Map;

/**
 * What is asked for.
 *
 * @param credentials for the host of {@code uri} alone
 */
public record HttpQuery(URI uri, Map<String, String> headers, Credentials credentials) {
    public HttpQuery {
        headers = Map.copyOf(headers);
    }

    public static HttpQuery of(URI uri) {
        return new HttpQuery(uri, Map.of(), Credentials.NONE);
    }

    public HttpQuery with(String header, String value) {
        Map<String, String> more = new HashMap<>(headers);
        more.put(header, value);
        return new HttpQuery(uri, more, credentials);
    }
}
