package dev.dx.app.resident;

import dev.dx.app.resident.CallReader.Called;
import dev.dx.app.resident.CallReader.Inquiry;
import dev.dx.app.resident.CallReader.Said;
import dev.dx.app.resident.CallReader.Showing;
import dev.dx.app.resident.CallReader.Unfit;
import dev.dx.engine.ErrorCode;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * One connection, from the first byte to the last.
 *
 * <pre>
 * launcher: "DX1 " token LF      engine: "DX1 " proof LF
 * launcher: what it wants        engine: frames
 * launcher: "c" to cancel
 * </pre>
 *
 * Whoever does not say the token is told nothing. The call is accepted before anything of it is done; a connection that ends
 * cancels it.
 */
final class Conversation implements Runnable {
    static final String GREETING = "DX1 ";
    static final int GREETING_LENGTH = GREETING.length() + Endpoint.SECRET_LENGTH + 1;
    private static final int GREETING_MILLIS = 2_000;
    private static final int CALL_MILLIS = 10_000;
    private static final int BUFFER = 8 << 10;

    private final Socket socket;
    private final ResidentServer server;
    private final Endpoint endpoint;
    private final CallHandler handler;
    /** Guarded by this. */
    private @Nullable Thread worker;

    private volatile @Nullable Call call;

    Conversation(Socket socket, ResidentServer server, Endpoint endpoint, CallHandler handler) {
        this.socket = socket;
        this.server = server;
        this.endpoint = endpoint;
        this.handler = handler;
    }

    @Override
    public void run() {
        try (socket) {
            socket.setTcpNoDelay(true);
            socket.setSoTimeout(GREETING_MILLIS);
            InputStream in = new BufferedInputStream(socket.getInputStream(), BUFFER);
            if (!isGreeted(in.readNBytes(GREETING_LENGTH))) {
                return;
            }
            server.greeted(this);
            socket.getOutputStream().write((GREETING + endpoint.proof() + "\n").getBytes(StandardCharsets.ISO_8859_1));
            socket.setSoTimeout(CALL_MILLIS);
            Said said = new CallReader(in).read();
            socket.setSoTimeout(0);
            answer(said, in);
        } catch (IOException gone) {
            // Who speaks another language, too slowly or not to the end is not spoken with.
        } finally {
            server.ended(this);
        }
    }

    private boolean isGreeted(byte[] said) {
        byte[] greeting = GREETING.getBytes(StandardCharsets.ISO_8859_1);
        return said.length == GREETING_LENGTH
                && Arrays.equals(greeting, Arrays.copyOf(said, greeting.length))
                && endpoint.isToken(Arrays.copyOfRange(said, greeting.length, GREETING_LENGTH - 1))
                && said[GREETING_LENGTH - 1] == '\n';
    }

    private void answer(Said said, InputStream in) throws IOException {
        try (FrameWriter frames = new FrameWriter(socket.getOutputStream(), this::cancel)) {
            switch (said) {
                case Called(Call its) -> {
                    switch (server.begin(this, its) ? handler.prepare(its) : null) {
                        case null -> frames.send('n', 0);
                        case CallHandler.Program program -> frames.become(program);
                        case CallHandler.Work work -> {
                            frames.send('a', 0);
                            work(its, work, in, frames);
                        }
                    }
                }
                case Unfit _ -> frames.send('n', 0);
                case Showing(Path folder) -> frames.send(handler.show(folder) ? 'a' : 'n', 0);
                case Inquiry _ -> {
                    frames.stream('o').write(server.state().getBytes(StandardCharsets.UTF_8));
                    frames.send('x', 0);
                }
            }
        }
        if (said == Inquiry.STOP) {
            server.stop();
        }
    }

    private void work(Call its, CallHandler.Work work, InputStream in, FrameWriter frames) {
        PrintStream out =
                new PrintStream(new BufferedOutputStream(frames.stream('o'), BUFFER), false, StandardCharsets.UTF_8);
        PrintStream err =
                new PrintStream(new BufferedOutputStream(frames.stream('e'), BUFFER), true, StandardCharsets.UTF_8);
        long began = System.nanoTime();
        synchronized (this) {
            worker = Thread.currentThread();
        }
        Thread.ofVirtual().name("dx-cancel").start(() -> listen(in));
        int code = ErrorCode.DX_INTERNAL.exit().number();
        try {
            code = work.run(out, err);
        } finally {
            synchronized (this) {
                worker = null;
                // The next call on this thread is another's.
                Thread.interrupted();
            }
            out.flush();
            err.flush();
            frames.send('x', code);
            server.done(its, code, System.nanoTime() - began);
        }
    }

    /** Whatever comes after the call cancels it, and so does the end. */
    private void listen(InputStream in) {
        try {
            in.read();
        } catch (IOException ended) {
            // as by its end
        }
        cancel();
    }

    /** What is being done for whoever called; null before it begins. */
    @Nullable
    Call call() {
        return call;
    }

    void begun(Call its) {
        call = its;
    }

    synchronized void cancel() {
        if (worker != null) {
            worker.interrupt();
        }
    }
}
