package dev.dx.registry.dxrp;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.SocketChannel;

/** Without TLS: files go from the file into the socket. */
final class PlainLine implements Line {
    private static final int COPY = 64 << 10;

    private final SocketChannel channel;

    PlainLine(SocketChannel channel) {
        this.channel = channel;
    }

    @Override
    public int read(byte[] target, int offset, int count) throws IOException {
        return channel.read(ByteBuffer.wrap(target, offset, count));
    }

    @Override
    public void write(ByteBuffer first, ByteBuffer second) throws IOException {
        ByteBuffer[] both = {first, second};
        while (first.hasRemaining() || second.hasRemaining()) {
            channel.write(both);
        }
    }

    @Override
    public void write(FileChannel file, long from, long count) throws IOException {
        long position = from;
        long end = from + count;
        while (position < end) {
            long sent = file.transferTo(position, end - position, channel);
            if (sent == 0) {
                // The socket takes no more just now: a write that waits for it tells when it does.
                sent = copy(file, position, end - position);
            }
            position += sent;
        }
    }

    private long copy(FileChannel file, long from, long most) throws IOException {
        ByteBuffer some = ByteBuffer.allocate((int) Math.min(COPY, most));
        if (file.read(some, from) <= 0) {
            throw new EOFException("the file became shorter");
        }
        some.flip();
        int count = some.remaining();
        while (some.hasRemaining()) {
            channel.write(some);
        }
        return count;
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
