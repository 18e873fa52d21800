package dev.dx.registry.dxrp;

import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.SocketChannel;
import javax.net.ssl.SSLSocket;

/** With TLS: everything passes through memory, a little at a time. */
final class TlsLine implements Line {
    private static final int COPY = 64 << 10;

    private final SocketChannel channel;
    private final SSLSocket socket;
    private final byte[] buffer = new byte[COPY];

    TlsLine(SocketChannel channel, SSLSocket socket) {
        this.channel = channel;
        this.socket = socket;
    }

    @Override
    public int read(byte[] target, int offset, int count) throws IOException {
        return socket.getInputStream().read(target, offset, count);
    }

    @Override
    public void write(ByteBuffer first, ByteBuffer second) throws IOException {
        int filled = Math.min(first.remaining(), buffer.length);
        first.get(buffer, 0, filled);
        OutputStream out = socket.getOutputStream();
        while (filled > 0 || second.hasRemaining()) {
            int more = Math.min(buffer.length - filled, second.remaining());
            second.get(buffer, filled, more);
            out.write(buffer, 0, filled + more);
            filled = 0;
        }
        out.flush();
    }

    @Override
    public void write(FileChannel file, long from, long count) throws IOException {
        long position = from;
        while (position < from + count) {
            int got = file.read(
                    ByteBuffer.wrap(buffer, 0, (int) Math.min(buffer.length, from + count - position)), position);
            if (got <= 0) {
                throw new EOFException("the file became shorter");
            }
            socket.getOutputStream().write(buffer, 0, got);
            position += got;
        }
        socket.getOutputStream().flush();
    }

    @Override
    public void close() throws IOException {
        // At once: saying goodbye would wait for a peer that takes nothing.
        channel.close();
        Socket unused = socket;
        unused.close();
    }
}
