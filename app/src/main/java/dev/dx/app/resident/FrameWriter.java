package dev.dx.app.resident;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * What the engine says to a launcher, made so that a shell can read it without starting anything:
 *
 * <pre>
 * frame := kind number:7 bytes
 * </pre>
 *
 * where {@code number} has seven decimal digits. {@code o} and {@code e} are followed by so many bytes for standard output
 * and error, {@code O} and {@code E} by so many that printf's {@code %b} turns into those bytes, since no shell can hold a NUL.
 * {@code r} is followed by so many {@code f}, each by so many bytes: what to say to standard error, a folder, how many words the
 * command has, these words, and variables as {@code NAME=value} or {@code NAME} for one that is none; the launcher becomes that
 * command. {@code a} accepts the call, {@code n} leaves it to the caller, {@code x} ends it with an exit code.
 *
 * <p>Safe for use by many threads, also by those that are interrupted: interrupting a virtual thread that writes to a socket
 * closes the socket, and whoever is cancelled has things to say still. Such threads let another one write.
 */
final class FrameWriter implements AutoCloseable {
    private static final int PIECE = 32 << 10;

    private final OutputStream socket;
    private final Runnable broken;
    private final ReentrantLock turn = new ReentrantLock();
    /** Guarded by {@link #turn}, as is the field below. */
    private boolean isBroken;

    private @Nullable ExecutorService platform;

    /** @param broken is called once nobody listens any more */
    FrameWriter(OutputStream socket, Runnable broken) {
        this.socket = socket;
        this.broken = broken;
    }

    OutputStream stream(char raw) {
        return new OutputStream() {
            @Override
            public void write(int b) {
                write(new byte[] {(byte) b}, 0, 1);
            }

            @Override
            public void write(byte[] bytes, int offset, int length) {
                for (int done = 0; done < length; done += PIECE) {
                    int from = offset + done;
                    send(data(raw, Arrays.copyOfRange(bytes, from, from + Math.min(PIECE, length - done))));
                }
            }
        };
    }

    void send(char kind, int number) {
        send(head(kind, number));
    }

    /** All in one, so that it arrives as a whole or not at all. */
    void become(CallHandler.Program program) {
        List<String> fields = new ArrayList<>();
        fields.add(program.said());
        fields.add(program.folder().toString());
        fields.add(Integer.toString(program.command().size()));
        fields.addAll(program.command());
        program.variables()
                .forEach((name, value) ->
                        fields.add(name + value.map(text -> "=" + text).orElse("")));
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        all.writeBytes(head('r', fields.size()));
        for (String field : fields) {
            byte[] bytes = field.getBytes(StandardCharsets.UTF_8);
            all.writeBytes(head('f', bytes.length));
            all.writeBytes(bytes);
        }
        send(all.toByteArray());
    }

    static byte[] data(char raw, byte[] bytes) {
        byte[] content = bytes;
        char kind = raw;
        for (byte b : bytes) {
            if (b == 0) {
                content = escaped(bytes);
                kind = Character.toUpperCase(raw);
                break;
            }
        }
        byte[] head = head(kind, content.length);
        byte[] frame = Arrays.copyOf(head, head.length + content.length);
        System.arraycopy(content, 0, frame, head.length, content.length);
        return frame;
    }

    private static byte[] escaped(byte[] bytes) {
        ByteArrayOutputStream escaped = new ByteArrayOutputStream(2 * bytes.length);
        for (byte b : bytes) {
            switch (b) {
                case 0 -> escaped.writeBytes("\\0000".getBytes(StandardCharsets.US_ASCII));
                case '\\' -> escaped.writeBytes("\\\\".getBytes(StandardCharsets.US_ASCII));
                default -> escaped.write(b);
            }
        }
        return escaped.toByteArray();
    }

    private static byte[] head(char kind, int number) {
        String digits = Integer.toString(number);
        return (kind + "0".repeat(7 - digits.length()) + digits).getBytes(StandardCharsets.US_ASCII);
    }

    private void send(byte[] frame) {
        if (!Thread.currentThread().isVirtual()) {
            write(frame);
            return;
        }
        Future<?> written = platform().submit(() -> write(frame));
        boolean interrupted = false;
        while (true) {
            try {
                written.get();
                break;
            } catch (InterruptedException cancelled) {
                interrupted = true;
            } catch (ExecutionException defect) {
                throw new IllegalStateException(defect.getCause());
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private ExecutorService platform() {
        turn.lock();
        try {
            ExecutorService known = platform;
            if (known == null) {
                known = Executors.newSingleThreadExecutor(
                        Thread.ofPlatform().name("dx-answer").daemon().factory());
                platform = known;
            }
            return known;
        } finally {
            turn.unlock();
        }
    }

    private void write(byte[] frame) {
        turn.lock();
        try {
            if (!isBroken) {
                socket.write(frame);
            }
        } catch (IOException gone) {
            isBroken = true;
            broken.run();
        } finally {
            turn.unlock();
        }
    }

    @Override
    public void close() {
        turn.lock();
        try {
            if (platform != null) {
                platform.shutdown();
            }
        } finally {
            turn.unlock();
        }
    }
}
