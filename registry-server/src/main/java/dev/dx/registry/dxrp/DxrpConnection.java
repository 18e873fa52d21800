package dev.dx.registry.dxrp;

import dev.dx.engine.DxException;
import dev.dx.engine.binary.FormatFault;
import dev.dx.engine.wire.Op;
import dev.dx.engine.wire.RequestHeader;
import dev.dx.engine.wire.Status;
import dev.dx.engine.wire.WireFormat;
import dev.dx.registry.activity.Metrics;
import dev.dx.registry.activity.RegistryLog;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * One connection: a thread that reads requests, one for each that is being answered, and one that sends. A peer that sends
 * more requests than are answered at once is not read from meanwhile; one that takes nothing costs what it has asked for and
 * no more.
 */
final class DxrpConnection {
    static final int REQUESTS = 64;
    private static final int CLOSURES = 4;
    private static final int SMALL_REQUEST = 16 << 10;
    private static final int STEP = 64 << 10;
    private static final long NOT = Long.MIN_VALUE;

    /** Whether somebody between could read what is sent. */
    enum Secrecy {
        PRIVATE,
        OVERHEARD
    }

    /** Who is at the other end. */
    record Peer(String address, Secrecy secrecy) {
        @Override
        public String toString() {
            return address;
        }
    }

    /** Finds answers. */
    interface Handler {
        /** Fills the answer; the request fails with what is thrown. */
        void answer(DxrpConnection connection, RequestHeader request, byte[] payload, Answer answer)
                throws DxrpRefusal, IOException, InterruptedException;
    }

    private final Line line;
    private final Peer peer;
    private final FormatFault fault;
    private final Handler handler;
    private final Metrics metrics;
    private final RegistryLog log;
    private final Sending sending;
    private final Semaphore places = new Semaphore(REQUESTS);
    /** Questions that may be long. */
    private final Semaphore closures = new Semaphore(CLOSURES);

    private final Map<Integer, Running> running = new ConcurrentHashMap<>();
    private final AtomicReference<@Nullable Session> session = new AtomicReference<>();
    private final AtomicBoolean ended = new AtomicBoolean();
    private final long began = System.nanoTime();
    /** Since when the rest of a request is waited for. */
    private volatile long reading = NOT;

    private volatile long lastRequest = began;

    private record Running(Answer answer, Thread thread) {}

    DxrpConnection(Line line, Peer peer, Handler handler, Metrics metrics, RegistryLog log) {
        this.line = line;
        this.peer = peer;
        this.fault = WireFormat.fault(peer.address());
        this.handler = handler;
        this.metrics = metrics;
        this.log = log;
        this.sending = new Sending(line, metrics);
    }

    /** Null before HELLO. */
    @Nullable
    Session session() {
        return session.get();
    }

    /** Says who it is; false if that was said before. */
    boolean begin(Session said) {
        return session.compareAndSet(null, said);
    }

    Peer peer() {
        return peer;
    }

    FormatFault fault() {
        return fault;
    }

    /** Serves the peer until it goes, or has to. */
    void serve() {
        Thread writer = Thread.ofVirtual().name("dxrp-send").start(this::send);
        try {
            read();
        } catch (DxException broken) {
            log.debug(broken.what());
            metrics.count(Metrics.Count.REFUSED);
        } catch (EOFException gone) {
            log.debug(peer + " is gone in the middle of a request");
        } catch (IOException gone) {
            log.debug(peer + ": " + gone.getMessage());
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
        } finally {
            end();
            writer.interrupt();
        }
    }

    /** Ends it now. */
    void end() {
        if (ended.compareAndSet(false, true)) {
            try {
                line.close();
            } catch (IOException closed) {
                log.debug(peer + ": " + closed.getMessage());
            }
            sending.end();
            for (Running one : running.values()) {
                one.answer().cancel();
                one.thread().interrupt();
            }
        }
    }

    /**
     * Ends it if its peer has kept this server waiting for too long.
     *
     * @param patience for the rest of a request, for HELLO, and to take a chunk of an answer
     * @param idle for the next request
     */
    void endIfSilent(Duration patience, Duration idle) {
        long now = System.nanoTime();
        long since = reading;
        boolean slow = since != NOT && now - since > patience.toNanos();
        boolean stuck = sending.isStuck(now, patience);
        boolean silent = session.get() == null && now - began > patience.toNanos();
        boolean unused = running.isEmpty() && now - lastRequest > idle.toNanos();
        if (slow || stuck || silent || unused) {
            log.debug(peer + " kept this server waiting for too long");
            end();
        }
    }

    /** Since when it is silent; now while something is done for it. */
    long heard() {
        return running.isEmpty() ? lastRequest : System.nanoTime();
    }

    private void read() throws IOException, InterruptedException {
        byte[] header = new byte[WireFormat.HEADER];
        while (readHeader(header)) {
            int version = WireFormat.version(header);
            if (version >= 0 && version != WireFormat.VERSION) {
                refuseVersion(header, version);
                return;
            }
            RequestHeader request = WireFormat.request(header, fault);
            boolean large = request.op() == Op.CLOSURE;
            if (!large && request.length() > SMALL_REQUEST) {
                throw fault.corrupt("a " + request.op() + " of " + request.length() + " bytes");
            }
            byte[] payload = payload(request.length());
            reading = NOT;
            lastRequest = System.nanoTime();
            metrics.add(Metrics.Count.BYTES_RECEIVED, header.length + payload.length);
            if (request.op() == Op.CANCEL) {
                cancel(payload);
            } else if (request.op() == Op.HELLO) {
                // What comes behind it counts on it.
                answer(request, payload, new Answer(request.id(), sending));
            } else {
                places.acquire();
                if (large) {
                    closures.acquire();
                }
                start(request, payload);
            }
        }
    }

    /** Says which version is spoken here, to somebody who can read that much of it, and waits until that is read. */
    private void refuseVersion(byte[] header, int version) throws IOException {
        log.debug(peer + " speaks version " + version + " of DXRP");
        new Answer(WireFormat.id(header), sending)
                .finish(words(Status.UNSUPPORTED, "this registry speaks version " + WireFormat.VERSION));
        // Closed while something of theirs is unread, the answer might never get there.
        byte[] rest = new byte[SMALL_REQUEST];
        for (int read = 0; read >= 0 && read < SMALL_REQUEST; ) {
            int got = line.read(rest, 0, rest.length);
            read = got < 0 ? -1 : read + got;
        }
    }

    private boolean readHeader(byte[] header) throws IOException {
        int got = line.read(header, 0, header.length);
        if (got < 0) {
            return false;
        }
        reading = System.nanoTime();
        while (got < header.length) {
            int more = line.read(header, got, header.length - got);
            if (more < 0) {
                throw new EOFException();
            }
            got += more;
        }
        return true;
    }

    /** Room is made for what has come, not for what was announced. */
    private byte[] payload(int length) throws IOException {
        byte[] payload = new byte[Math.min(length, STEP)];
        int filled = 0;
        while (filled < length) {
            if (filled == payload.length) {
                payload = Arrays.copyOf(payload, (int) Math.min(length, 2L * filled));
            }
            int got = line.read(payload, filled, payload.length - filled);
            if (got < 0) {
                throw new EOFException();
            }
            filled += got;
        }
        return payload;
    }

    private void cancel(byte[] payload) {
        if (payload.length != 4) {
            throw fault.corrupt("a CANCEL of " + payload.length + " bytes");
        }
        Running one = running.get(
                ByteBuffer.wrap(payload).order(ByteOrder.LITTLE_ENDIAN).getInt());
        if (one != null) {
            one.answer().cancel();
            one.thread().interrupt();
            sending.wake();
        }
    }

    private void start(RequestHeader request, byte[] payload) {
        Answer answer = new Answer(request.id(), sending);
        Thread thread = Thread.ofVirtual().name("dxrp-request").unstarted(() -> answer(request, payload, answer));
        if (running.putIfAbsent(request.id(), new Running(answer, thread)) != null) {
            places.release();
            throw fault.corrupt("request " + request.id() + " came twice");
        }
        answer.whenSent(() -> {
            running.remove(request.id());
            places.release();
            if (request.op() == Op.CLOSURE) {
                closures.release();
            }
        });
        thread.start();
    }

    private void answer(RequestHeader request, byte[] payload, Answer answer) {
        metrics.begun();
        metrics.count(Metrics.Count.DXRP_REQUESTS);
        long started = System.nanoTime();
        Status status = Status.FAILED;
        try {
            handler.answer(this, request, payload, answer);
            status = Status.OK;
        } catch (DxrpRefusal refusal) {
            status = refusal.status();
            if (status == Status.UNAUTHORIZED || status == Status.REFUSED) {
                metrics.count(Metrics.Count.REFUSED);
            }
            answer.finish(words(status, refusal.words()));
        } catch (DxException failure) {
            status = statusOf(failure);
            answer.finish(words(status, failure.what()));
        } catch (InterruptedException cancelled) {
            status = Status.CANCELLED;
            answer.finish(words(status, "it was cancelled"));
        } catch (IOException failure) {
            log.error(request.op() + ": " + failure);
            answer.finish(words(status, "reading or writing failed; the registry's log says more"));
        } catch (RuntimeException defect) {
            // The boundary of the server: one request that nobody foresaw ends nothing but itself.
            log.error(request.op() + ": " + defect + " at "
                    + Arrays.stream(defect.getStackTrace()).findFirst().orElse(null));
            answer.finish(words(status, "this is a defect of the registry; its log says more"));
        } finally {
            metrics.done(
                    "dxrp-" + request.op().name().toLowerCase(Locale.ROOT), http(status), System.nanoTime() - started);
        }
    }

    private static Part words(Status status, String words) {
        String brief = words.length() > 1_000 ? words.substring(0, 1_000) : words;
        return new Part.Whole(status, brief.getBytes(StandardCharsets.UTF_8));
    }

    private static Status statusOf(DxException failure) {
        return switch (failure.code()) {
            case DX_NOT_FOUND -> Status.NOT_FOUND;
            case DX_OFFLINE, DX_NETWORK, DX_REGISTRY, DX_AUTH -> Status.UNAVAILABLE;
            case DX_USAGE, DX_UNSAFE_PATH, DX_FORMAT_CORRUPT, DX_FORMAT_TRUNCATED -> Status.BAD_REQUEST;
            case DX_UNSUPPORTED -> Status.UNSUPPORTED;
            case DX_CANCELLED -> Status.CANCELLED;
            default -> Status.FAILED;
        };
    }

    /** What HTTP calls it, for counting. */
    static int http(Status status) {
        return switch (status) {
            case OK -> 200;
            case UNCHANGED -> 304;
            case NOT_FOUND, UNKNOWN_KEY -> 404;
            case REFUSED -> 403;
            case UNAUTHORIZED -> 401;
            case BAD_REQUEST -> 400;
            case UNAVAILABLE -> 504;
            case CANCELLED -> 499;
            case UNSUPPORTED -> 501;
            case FAILED -> 500;
        };
    }

    private void send() {
        try {
            sending.run();
        } catch (IOException gone) {
            log.debug(peer + ": " + gone.getMessage());
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
        } finally {
            end();
        }
    }
}
