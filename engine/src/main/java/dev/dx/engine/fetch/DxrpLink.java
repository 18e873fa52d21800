package dev.dx.engine.fetch;

import dev.dx.engine.DxException;
import dev.dx.engine.ErrorCode;
import dev.dx.engine.binary.FormatFault;
import dev.dx.engine.wire.FrameHeader;
import dev.dx.engine.wire.Op;
import dev.dx.engine.wire.RequestHeader;
import dev.dx.engine.wire.WireFormat;
import dev.dx.engine.wire.WireKey;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * One connection to a DXRP server. A thread of its own hands every frame to whoever asked for it; what nobody wants any more
 * is read and dropped. Once it is broken it stays so.
 */
final class DxrpLink implements AutoCloseable {
    private static final int READ_AHEAD = 64 << 10;
    private static final int AT_ONCE = 256 << 10;

    /** Takes the frames of one answer, all on the link's thread. */
    interface Receiver {
        /** The payload of a HEAD or a WHOLE. */
        void message(FrameHeader frame, byte[] payload);

        /** Some of the bytes of a part. */
        void data(FrameHeader frame, ByteBuffer bytes);

        /** The end of a part. */
        void end(FrameHeader frame);

        /** Nothing more comes: the connection broke. */
        void broken(IOException why);
    }

    private final Socket socket;
    private final InputStream in;
    private final OutputStream out;
    private final FormatFault fault;
    private final ReentrantLock writing = new ReentrantLock();
    private final Map<Integer, Receiver> receivers = new ConcurrentHashMap<>();
    private final AtomicInteger ids = new AtomicInteger();
    private final AtomicReference<@Nullable IOException> broken = new AtomicReference<>();
    private final String where;
    private volatile long heard = System.nanoTime();
    /** Whether anything came that was DXRP; of the reading thread. */
    private boolean spoke;

    DxrpLink(Socket socket, String where) throws IOException {
        this.socket = socket;
        this.where = where;
        this.in = new BufferedInputStream(socket.getInputStream(), READ_AHEAD);
        this.out = socket.getOutputStream();
        this.fault = WireFormat.fault(where);
    }

    void start() {
        Thread.ofVirtual().name("dxrp").start(this::read);
    }

    FormatFault fault() {
        return fault;
    }

    boolean isBroken() {
        return broken.get() != null;
    }

    /** When something came last, or was asked for while nothing else was, by {@link System#nanoTime()}. */
    long heard() {
        return heard;
    }

    /** Sends a request, and returns its id. */
    int ask(Op op, RequestHeader.Form form, WireKey key, byte[] payload, Receiver receiver) throws IOException {
        int id = ids.incrementAndGet();
        byte[] whole = whole(new RequestHeader(op, form, id, payload.length, key), payload);
        if (receivers.isEmpty()) {
            heard = System.nanoTime();
        }
        receivers.put(id, receiver);
        IOException before = broken.get();
        if (before != null) {
            receivers.remove(id);
            throw new IOException(before.getMessage(), before);
        }
        send(whole);
        return id;
    }

    private static byte[] whole(RequestHeader request, byte[] payload) {
        return ByteBuffer.allocate(WireFormat.HEADER + payload.length)
                .put(WireFormat.encode(request))
                .put(payload)
                .array();
    }

    private void send(byte[] bytes) throws IOException {
        writing.lock();
        try {
            out.write(bytes);
            out.flush();
        } catch (IOException failure) {
            breakOff(failure);
            throw failure;
        } finally {
            writing.unlock();
        }
    }

    /** Says that nobody waits for an answer any more. */
    void cancel(int id) {
        if (receivers.computeIfPresent(id, (_, _) -> Dropped.INSTANCE) == null) {
            return;
        }
        byte[] payload =
                ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putInt(id).array();
        try {
            RequestHeader.Form form = RequestHeader.Form.ABBREVIATED;
            send(whole(
                    new RequestHeader(Op.CANCEL, form, ids.incrementAndGet(), payload.length, WireKey.NONE), payload));
        } catch (IOException broke) {
            // Then nothing comes any more either.
            return;
        }
    }

    private void read() {
        try {
            byte[] header = new byte[WireFormat.HEADER];
            byte[] buffer = new byte[AT_ONCE];
            while (true) {
                int got = in.readNBytes(header, 0, header.length);
                if (got > 0) {
                    checkVersion(header, got);
                }
                if (got < header.length) {
                    throw new EOFException("it was closed at the other end");
                }
                heard = System.nanoTime();
                frame(WireFormat.frame(header, fault), buffer);
            }
        } catch (IOException failure) {
            breakOff(failure);
        } catch (DxException refused) {
            breakOff(new IOException(refused.what(), refused));
        } catch (RuntimeException defect) {
            // Whoever waits must not wait for ever.
            breakOff(new IOException(defect));
        }
    }

    /** What is no damage, but somebody else than was expected. */
    private void checkVersion(byte[] header, int got) {
        int version = got < header.length ? -1 : WireFormat.version(header);
        if (version < 0 && !spoke && !WireFormat.begins(header, got)) {
            throw new DxException(ErrorCode.DX_REGISTRY, where + ": it does not speak DXRP there", DxrpAddress.REMEDY);
        }
        if (version >= 0 && version != WireFormat.VERSION) {
            throw new DxException(
                    ErrorCode.DX_UNSUPPORTED,
                    where + ": it speaks version " + version + " of DXRP, and this DX version " + WireFormat.VERSION,
                    "Bring " + (version < WireFormat.VERSION ? "the registry" : "DX")
                            + " up to date, or use the http address of the registry.");
        }
        spoke = true;
    }

    private void frame(FrameHeader frame, byte[] buffer) throws IOException {
        Receiver receiver = receivers.get(frame.id());
        if (receiver == null) {
            throw fault.corrupt("an answer that nobody asked for");
        }
        if (frame.isLast()) {
            receivers.remove(frame.id());
        }
        switch (frame.kind()) {
            case WHOLE, HEAD -> receiver.message(frame, payload(frame.length()));
            case END -> receiver.end(frame);
            case DATA -> {
                int left = frame.length();
                while (left > 0) {
                    int got = in.read(buffer, 0, Math.min(left, buffer.length));
                    if (got < 0) {
                        throw new EOFException("it was closed in the middle of an answer");
                    }
                    heard = System.nanoTime();
                    receiver.data(frame, ByteBuffer.wrap(buffer, 0, got));
                    left -= got;
                }
            }
        }
    }

    private byte[] payload(int length) throws IOException {
        // Grows with what comes, whatever was announced.
        byte[] payload = in.readNBytes(length);
        if (payload.length < length) {
            throw new EOFException("it was closed in the middle of an answer");
        }
        return payload;
    }

    /** Ends it; whoever waits is told why. */
    void breakOff(IOException why) {
        if (broken.compareAndSet(null, why)) {
            try {
                socket.close();
            } catch (IOException closed) {
                why.addSuppressed(closed);
            }
        }
        IOException first = broken.get();
        for (Integer id : List.copyOf(receivers.keySet())) {
            Receiver receiver = receivers.remove(id);
            if (receiver != null) {
                receiver.broken(first == null ? why : first);
            }
        }
    }

    @Override
    public void close() {
        breakOff(new IOException("it was closed here"));
    }

    /** Takes what nobody wants. */
    private enum Dropped implements Receiver {
        INSTANCE;

        @Override
        public void message(FrameHeader frame, byte[] payload) {}

        @Override
        public void data(FrameHeader frame, ByteBuffer bytes) {}

        @Override
        public void end(FrameHeader frame) {}

        @Override
        public void broken(IOException why) {}
    }
}
