package dev.dx.registry.http;

import dev.dx.engine.npm.json.JsonObject;
import dev.dx.engine.npm.json.JsonReader;
import dev.dx.engine.npm.json.JsonStyle;
import dev.dx.engine.npm.json.JsonValue;
import dev.dx.engine.npm.json.JsonWriter;
import dev.dx.registry.access.Identity;
import dev.dx.registry.activity.Metrics;
import dev.dx.registry.storage.Blob;
import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/** One request and its answer. */
final class Exchange {
    private static final Pattern RANGE = Pattern.compile("bytes=(\\d{0,18})-(\\d{0,18})");
    private static final int CHUNK = 64 << 10;

    private final ServerRequest request;
    private final ServerResponse response;
    private final Metrics metrics;
    private final String base;
    private final Identity identity;
    private final Peer peer;

    Exchange(
            ServerRequest request,
            ServerResponse response,
            Metrics metrics,
            String base,
            Identity identity,
            Peer peer) {
        this.request = request;
        this.response = response;
        this.metrics = metrics;
        this.base = base;
        this.identity = identity;
        this.peer = peer;
    }

    String method() {
        return request.prologue().method().text();
    }

    boolean isHead() {
        return method().equals("HEAD");
    }

    boolean isRead() {
        return isHead() || method().equals("GET");
    }

    /** The address of this registry as the one who asks knows it; ends with a slash. */
    String base() {
        return base;
    }

    Identity identity() {
        return identity;
    }

    /** Where the request came from, for logs and limits. */
    String peer() {
        return request.remotePeer().host();
    }

    @Nullable
    String header(HeaderName name) {
        return request.headers().first(name).orElse(null);
    }

    /** Everything behind the question mark, as it stood there. */
    String query() {
        return request.query().rawValue();
    }

    /** A parameter of the query; null where it is not there. */
    @Nullable
    String parameter(String name) {
        return request.query().contains(name) ? request.query().get(name) : null;
    }

    /** The body as it comes; a peer that sends too slowly is refused. */
    InputStream body() throws IOException {
        InputStream in = new PacedBody(request.content().inputStream(), peer, metrics);
        return "gzip".equalsIgnoreCase(header(HeaderNames.CONTENT_ENCODING)) ? new GZIPInputStream(in, CHUNK) : in;
    }

    /** How long the body is said to be, as it comes; a very large number where nobody says. */
    long length() {
        return request.headers().contentLength().orElse(Long.MAX_VALUE);
    }

    byte[] body(int limit) {
        if (!request.content().hasEntity()) {
            return new byte[0];
        }
        try (InputStream in = body()) {
            byte[] bytes = in.readNBytes(limit + 1);
            if (bytes.length > limit) {
                throw new HttpRefusal(413, "the request is larger than " + limit + " bytes");
            }
            return bytes;
        } catch (IOException broken) {
            throw new HttpRefusal(400, "the request broke off");
        }
    }

    JsonObject json(int limit) {
        byte[] bytes = body(limit);
        try {
            if (bytes.length == 0) {
                return JsonObject.EMPTY;
            }
            if (JsonReader.read(bytes, 0, bytes.length) instanceof JsonObject object) {
                return object;
            }
        } catch (JsonReader.MalformedJsonException malformed) {
            throw new HttpRefusal(400, "the request is not JSON: " + malformed.getMessage());
        }
        throw new HttpRefusal(400, "the request is not a JSON object");
    }

    void header(HeaderName name, String value) {
        response.header(name, value);
    }

    void send(int status, JsonValue json) {
        send(
                status,
                "application/json",
                JsonWriter.write(json, JsonStyle.COMPACT).getBytes(StandardCharsets.UTF_8));
    }

    void ok(int status) {
        send(status, JsonObject.of(Map.of("ok", JsonValue.Literal.TRUE)));
    }

    void refuse(int status, String words) {
        send(status, JsonObject.ofStrings(Map.of("error", words)));
    }

    void send(int status, String type, byte[] bytes) {
        response.status(status);
        response.header(HeaderNames.CONTENT_TYPE, type);
        if (isHead()) {
            response.contentLength(bytes.length);
            response.send();
            return;
        }
        metrics.add(Metrics.Count.BYTES_SENT, bytes.length);
        peer.waiting();
        try {
            response.send(bytes);
        } finally {
            peer.working();
        }
    }

    void notModified() {
        response.status(304);
        response.send();
    }

    boolean accepts(String type) {
        String accept = header(HeaderNames.ACCEPT);
        return accept != null && accept.toLowerCase(Locale.ROOT).contains(type);
    }

    boolean acceptsGzip() {
        String accepted = header(HeaderNames.ACCEPT_ENCODING);
        if (accepted == null) {
            return false;
        }
        for (String part : accepted.toLowerCase(Locale.ROOT).split(",", -1)) {
            String coding = part.strip();
            if (coding.equals("gzip")
                    || (coding.startsWith("gzip;") && !coding.replace(" ", "").endsWith("q=0"))) {
                return true;
            }
        }
        return false;
    }

    /** Whether whoever asks has what goes by the tag already. */
    boolean has(String etag) {
        String known = header(HeaderNames.IF_NONE_MATCH);
        if (known == null) {
            return false;
        }
        for (String part : known.split(",", -1)) {
            String tag = part.strip();
            if (tag.equals("*") || bare(tag).equals(bare(etag))) {
                return true;
            }
        }
        return false;
    }

    private static String bare(String tag) {
        return tag.startsWith("W/") ? tag.substring(2) : tag;
    }

    /** Sends a blob, or the part of it that is asked for, and closes it. */
    void sendBlob(Blob blob, String type, String etag) throws IOException {
        try (blob) {
            response.header(HeaderNames.CONTENT_TYPE, type);
            response.header(HeaderNames.ACCEPT_RANGES, "bytes");
            response.header(HeaderNames.ETAG, etag);
            if (has(etag)) {
                notModified();
                return;
            }
            long length = blob.length();
            long from = 0;
            long end = length;
            String range = header(HeaderNames.RANGE);
            String condition = header(HeaderNames.IF_RANGE);
            Matcher matcher =
                    range == null || (condition != null && !condition.equals(etag)) ? null : RANGE.matcher(range);
            if (matcher != null && matcher.matches() && !"bytes=-".equals(range)) {
                String first = matcher.group(1);
                String last = matcher.group(2);
                if (first.isEmpty()) {
                    from = Math.max(0, length - Long.parseLong(last));
                } else {
                    from = Long.parseLong(first);
                    end = last.isEmpty() ? length : Math.min(length, Long.parseLong(last) + 1);
                }
                if (from >= end) {
                    response.header(HeaderNames.CONTENT_RANGE, "bytes */" + length);
                    refuse(416, "the archive has " + length + " bytes");
                    return;
                }
                response.status(206);
                response.header(HeaderNames.CONTENT_RANGE, "bytes " + from + "-" + (end - 1) + "/" + length);
            }
            response.contentLength(end - from);
            if (isHead()) {
                response.send();
                return;
            }
            try (InputStream in = blob.stream(from)) {
                copy(in, end - from);
            }
        }
    }

    /**
     * Sends what comes, and closes it.
     *
     * @param length -1 if nobody knows
     */
    void sendStream(InputStream in, long length, String type) throws IOException {
        try (in) {
            response.header(HeaderNames.CONTENT_TYPE, type);
            if (length >= 0) {
                response.contentLength(length);
            }
            if (isHead()) {
                response.send();
                return;
            }
            copy(in, length < 0 ? Long.MAX_VALUE : length);
        }
    }

    private void copy(InputStream in, long length) throws IOException {
        byte[] buffer = new byte[(int) Math.min(CHUNK, length)];
        long left = length;
        OutputStream out = response.outputStream();
        try {
            while (left > 0) {
                int got = in.read(buffer, 0, (int) Math.min(buffer.length, left));
                if (got < 0) {
                    break;
                }
                peer.waiting();
                try {
                    out.write(buffer, 0, got);
                } finally {
                    peer.working();
                }
                metrics.add(Metrics.Count.BYTES_SENT, got);
                left -= got;
            }
        } catch (IOException broken) {
            throw new BrokenAnswer(broken);
        }
        if (left > 0 && length != Long.MAX_VALUE) {
            throw new BrokenAnswer(new IOException("the archive ended early"));
        }
        peer.waiting();
        try {
            out.close();
        } finally {
            peer.working();
        }
    }

    /** An answer that cannot be finished any more: its connection must end, so that nobody takes it for whole. */
    static final class BrokenAnswer extends IOException {
        private static final long serialVersionUID = 1L;

        BrokenAnswer(IOException cause) {
            super(cause.getMessage(), cause);
        }
    }
}
