package dev.dx.registry.storage;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.Objects;

/** A file from a place on. Several may read one channel at once, each at a place of its own. */
final class ChannelSlice extends InputStream {
    private final FileChannel channel;
    private long position;

    ChannelSlice(FileChannel channel, long position) {
        this.channel = channel;
        this.position = position;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, target.length);
        if (length == 0) {
            return 0;
        }
        int got = channel.read(ByteBuffer.wrap(target, offset, length), position);
        position += Math.max(0, got);
        return got;
    }
}
