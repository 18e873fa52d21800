package dev.dx.registry.http;

import io.helidon.http.encoding.ContentDecoder;
import io.helidon.http.encoding.ContentEncoder;
import io.helidon.http.encoding.ContentEncoding;
import java.util.Set;

/**
 * That requests with a packed body are taken, which the server refuses by itself: npm packs what it asks of an audit. They are
 * unpacked in {@link Exchange#body()}, where slow ones are noticed and long ones cut off.
 */
final class PackedBodies implements ContentEncoding {
    @Override
    public Set<String> ids() {
        return Set.of("gzip");
    }

    @Override
    public boolean supportsEncoding() {
        return false;
    }

    @Override
    public boolean supportsDecoding() {
        return true;
    }

    @Override
    public ContentDecoder decoder() {
        return ContentDecoder.NO_OP;
    }

    @Override
    public ContentEncoder encoder() {
        return ContentEncoder.NO_OP;
    }

    @Override
    public String name() {
        return "packed-bodies";
    }

    @Override
    public String type() {
        return "gzip";
    }
}
