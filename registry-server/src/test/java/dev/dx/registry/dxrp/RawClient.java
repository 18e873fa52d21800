package dev.dx.registry.dxrp;

import dev.dx.engine.binary.FormatFault;
import dev.dx.engine.wire.FrameHeader;
import dev.dx.engine.wire.Hello;
import dev.dx.engine.wire.Op;
import dev.dx.engine.wire.RequestHeader;
import dev.dx.engine.wire.Status;
import dev.dx.engine.wire.WireFormat;
import dev.dx.engine.wire.WireKey;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;

/** A connection to a DXRP server, byte by byte. */
public final class RawClient implements AutoCloseable {
    private static final FormatFault FAULT = WireFormat.fault("the server");

    private final Socket socket = new Socket();
    private int ids;

    public RawClient(int port) throws IOException {
        // Little room, so that a reader that stalls is felt soon.
        socket.setReceiveBufferSize(16 << 10);
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 5_000);
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(20_000);
    }

    public Socket socket() {
        return socket;
    }

    public RawClient hello() throws IOException {
        hello("");
        return this;
    }

    Status hello(String token) throws IOException {
        ask(Op.HELLO, WireKey.NONE, new Hello("test", "localhost", token).encode());
        FrameHeader frame = frame();
        payload(frame);
        return frame.status();
    }

    public int ask(Op op, WireKey key, byte[] payload) throws IOException {
        int id = ++ids;
        send(WireFormat.encode(new RequestHeader(op, RequestHeader.Form.ABBREVIATED, id, payload.length, key)));
        send(payload);
        return id;
    }

    public void send(byte[] bytes) throws IOException {
        socket.getOutputStream().write(bytes);
        socket.getOutputStream().flush();
    }

    FrameHeader frame() throws IOException {
        byte[] header = socket.getInputStream().readNBytes(WireFormat.HEADER);
        if (header.length < WireFormat.HEADER) {
            throw new EOFException();
        }
        return WireFormat.frame(header, FAULT);
    }

    byte[] payload(FrameHeader frame) throws IOException {
        return socket.getInputStream().readNBytes(frame.length());
    }

    /** Reads to the end of one answer, and returns its last frame. */
    public FrameHeader last() throws IOException {
        while (true) {
            FrameHeader frame = frame();
            socket.getInputStream().skipNBytes(frame.length());
            if (frame.isLast()) {
                return frame;
            }
        }
    }

    /** Whether the server ends the connection, having sent nothing more. */
    boolean isEnded() {
        try {
            InputStream in = socket.getInputStream();
            return in.read() < 0;
        } catch (IOException reset) {
            return !(reset instanceof java.net.SocketTimeoutException);
        }
    }

    static byte[] number(int value) {
        return ByteBuffer.allocate(4)
                .order(java.nio.ByteOrder.LITTLE_ENDIAN)
                .putInt(value)
                .array();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
