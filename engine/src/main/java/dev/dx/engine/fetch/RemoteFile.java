package dev.dx.engine.fetch;

import dev.dx.engine.DxException;
import dev.dx.engine.ErrorCode;
import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A file as it comes over the network, as one stream however often the connection breaks: the rest is asked for by range,
 * or skipped to where a server has no ranges. Whether the pieces fit together is for the reader's digest to say. Fails with
 * a {@link DxException} and never with an IOException, so that no reader takes it for trouble with its own files.
 */
public final class RemoteFile extends InputStream {
    private static final Pattern CONTENT_RANGE = Pattern.compile("bytes (\\d+)-\\d+/(\\d+|\\*)");
    /** So much between two breaks means that it gets somewhere, and that trying again is worth while. */
    private static final long PROGRESS = 256 << 10;

    private final HttpTransport transport;
    private final HttpQuery query;
    private final long length;
    private final @Nullable String validator;
    private HttpAnswer answer;
    private HttpTransport.Retries retries;
    private long position;
    private long lastBreak;

    RemoteFile(HttpTransport transport, HttpQuery query, HttpAnswer answer, HttpTransport.Retries retries) {
        this.transport = transport;
        this.query = query;
        this.answer = answer;
        this.retries = retries;
        this.length = answer.contentLength();
        String etag = answer.header("etag");
        this.validator = etag == null || etag.startsWith("W/") ? null : etag;
    }

    /** How many bytes were announced, or -1. */
    public long length() {
        return length;
    }

    @Override
    public int read() {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] target, int offset, int count) {
        Objects.checkFromIndexSize(offset, count, target.length);
        while (true) {
            try {
                int got = answer.body().read(target, offset, count);
                if (got > 0) {
                    position += got;
                }
                if (got >= 0 || length < 0 || position >= length) {
                    return got;
                }
                resume(new IOException("it ended after " + position + " of " + length + " bytes"));
            } catch (IOException broken) {
                resume(broken);
            }
        }
    }

    @Override
    public int available() {
        return answer.body().available();
    }

    @Override
    public void close() {
        answer.close();
    }

    private void resume(IOException cause) {
        answer.close();
        NetworkFailure failure = transport.failure(query, cause);
        if (position - lastBreak >= PROGRESS) {
            retries = transport.new Retries();
        }
        lastBreak = position;
        while (true) {
            retries.pauseOrThrow(failure);
            answer = transport.answer(rest(), HttpTransport.Delivery.FILE, retries);
            try {
                skipToPosition();
                return;
            } catch (IOException again) {
                answer.close();
                failure = transport.failure(query, again);
            }
        }
    }

    private HttpQuery rest() {
        HttpQuery ranged = query.with("Range", "bytes=" + position + "-");
        return validator == null ? ranged : ranged.with("If-Range", validator);
    }

    private void skipToPosition() throws IOException {
        switch (answer.status()) {
            case 206 -> {
                Matcher range = CONTENT_RANGE.matcher(String.valueOf(answer.header("content-range")));
                if (!range.matches()
                        || !range.group(1).equals(String.valueOf(position))
                        || (length >= 0
                                && !range.group(2).equals("*")
                                && !range.group(2).equals("" + length))) {
                    throw changed();
                }
            }
            case 200 -> {
                if (length >= 0 && answer.contentLength() >= 0 && answer.contentLength() != length) {
                    throw changed();
                }
                answer.body().skipNBytes(position);
            }
            default -> throw changed();
        }
    }

    private DxException changed() {
        answer.close();
        return new DxException(
                ErrorCode.DX_REGISTRY,
                query.uri().getHost() + ": " + query.uri().getPath() + " is another file than when it was begun",
                "Run it again.");
    }
}
