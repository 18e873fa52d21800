package dev.dx.engine.install.supply;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.function.LongConsumer;

/** Tells how many bytes have come through since it was last told, in portions worth telling. */
final class CountingStream extends FilterInputStream {
    private static final long PORTION = 64 * 1024;

    private final LongConsumer arrived;
    private long count;
    private long told;

    CountingStream(InputStream in, LongConsumer arrived) {
        super(in);
        this.arrived = arrived;
    }

    long count() {
        return count;
    }

    @Override
    public int read() throws IOException {
        int value = super.read();
        add(value < 0 ? -1 : 1);
        return value;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        int read = super.read(target, offset, length);
        add(read);
        return read;
    }

    private void add(int bytes) {
        count += Math.max(bytes, 0);
        if (count - told >= PORTION || (bytes < 0 && count > told)) {
            arrived.accept(count - told);
            told = count;
        }
    }
}
