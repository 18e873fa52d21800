package dev.dx.engine.fetch;

import dev.dx.engine.DxException;
import dev.dx.engine.ErrorCode;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;

/** A body of which no more than so many bytes are believed. */
final class LimitedBody extends FilterInputStream {
    private final URI uri;
    private final int limit;
    private long length;

    LimitedBody(InputStream body, URI uri, int limit) {
        super(body);
        this.uri = uri;
        this.limit = limit;
    }

    @Override
    public int read() throws IOException {
        int b = in.read();
        count(b < 0 ? 0 : 1);
        return b;
    }

    @Override
    public int read(byte[] target, int offset, int count) throws IOException {
        int got = in.read(target, offset, count);
        count(Math.max(0, got));
        return got;
    }

    @Override
    public long skip(long count) throws IOException {
        long skipped = in.skip(count);
        count(skipped);
        return skipped;
    }

    @Override
    public boolean markSupported() {
        return false;
    }

    private void count(long more) {
        length += more;
        if (length > limit) {
            throw tooLarge(uri, limit);
        }
    }

    static DxException tooLarge(URI uri, int limit) {
        return new DxException(
                ErrorCode.DX_REGISTRY,
                uri.getHost() + ": the answer for " + uri.getPath() + " is larger than " + limit + " bytes",
                "No package needs as much; check what the registry serves there.");
    }
}
