package dev.dx.engine.fetch;

import dev.dx.engine.DxException;
import dev.dx.engine.wire.FrameHeader;
import dev.dx.engine.wire.Status;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** An answer of one part, as it comes: its status, its message, and the bytes behind it. */
abstract class DxrpReply implements DxrpLink.Receiver {
    /**
     * What came.
     *
     * @param message of the HEAD or WHOLE
     * @param checksum of the bytes that followed, as the server says; 0 if none did
     */
    record Outcome(Status status, ByteBuffer message, long checksum) {
        /** The message, copied. */
        byte[] bytes() {
            byte[] bytes = new byte[message.remaining()];
            message.duplicate().get(bytes);
            return bytes;
        }

        /** What a server says where it does not do what it is asked for. */
        String words() {
            return StandardCharsets.UTF_8.decode(message.duplicate()).toString().replaceAll("\\p{Cntrl}", " ");
        }
    }

    private final CompletableFuture<Outcome> outcome = new CompletableFuture<>();
    private byte @Nullable [] head;
    private @Nullable DxException trouble;

    CompletableFuture<Outcome> outcome() {
        return outcome;
    }

    /** What is to be done with the HEAD. */
    abstract void begin(byte[] message);

    /** What is to be done with the bytes behind it. */
    abstract void more(ByteBuffer bytes);

    @Override
    public final void message(FrameHeader frame, byte[] payload) {
        if (frame.isLast()) {
            finish(new Outcome(frame.status(), ByteBuffer.wrap(payload), 0));
        } else if (head == null) {
            head = payload;
            guard(() -> begin(payload));
        }
    }

    @Override
    public final void data(FrameHeader frame, ByteBuffer bytes) {
        guard(() -> more(bytes));
    }

    @Override
    public final void end(FrameHeader frame) {
        byte[] message = head;
        if (message != null && frame.isLast()) {
            finish(new Outcome(frame.status(), ByteBuffer.wrap(message), frame.checksum()));
        }
    }

    @Override
    public final void broken(IOException why) {
        outcome.completeExceptionally(why);
    }

    private void finish(Outcome came) {
        DxException failure = trouble;
        if (failure == null) {
            outcome.complete(came);
        } else {
            outcome.completeExceptionally(failure);
        }
    }

    /** What goes wrong here is told to whoever asked, and to nobody else on the link. */
    private void guard(Runnable step) {
        if (trouble == null) {
            try {
                step.run();
            } catch (DxException failure) {
                trouble = failure;
                // Not at its end: there may be none.
                outcome.completeExceptionally(failure);
            }
        }
    }
}
