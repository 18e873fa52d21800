package dev.dx.registry.http;

import dev.dx.registry.activity.Metrics;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** A request's body, of somebody who must not take forever to send it. */
final class PacedBody extends FilterInputStream {
    private static final long PATIENCE = 30_000_000_000L;
    private static final long LEAST_BYTES_PER_SECOND = 1_000;

    private final Peer peer;
    private final Metrics metrics;
    private final long started = System.nanoTime();
    private long count;

    PacedBody(InputStream in, Peer peer, Metrics metrics) {
        super(in);
        this.peer = peer;
        this.metrics = metrics;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        peer.waiting();
        try {
            int got = super.read(target, offset, length);
            if (got > 0) {
                count += got;
                metrics.add(Metrics.Count.BYTES_RECEIVED, got);
            }
            long took = System.nanoTime() - started;
            if (got >= 0 && took > PATIENCE && count * 1_000_000_000L / took < LEAST_BYTES_PER_SECOND) {
                peer.end();
                throw new IOException("the request comes too slowly");
            }
            return got;
        } finally {
            peer.working();
        }
    }
}
