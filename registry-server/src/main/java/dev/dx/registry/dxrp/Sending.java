package dev.dx.registry.dxrp;

import dev.dx.engine.wire.FrameHeader;
import dev.dx.engine.wire.Status;
import dev.dx.engine.wire.WireFormat;
import dev.dx.registry.activity.Metrics;
import dev.dx.registry.storage.Blob;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What is sent over one connection: a frame of one answer, then one of the next that has something. No more than a few files
 * are open for it at a time.
 */
final class Sending {
    private static final int ALONE = 1 << 20;
    private static final int AMONG_OTHERS = 128 << 10;
    private static final int MOST_ACTIVE = 8;
    private static final long NOT = Long.MIN_VALUE;
    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    private final Line line;
    private final Metrics metrics;
    private final Deque<Answer> waiting = new ArrayDeque<>();
    private final Deque<Flow> active = new ArrayDeque<>();
    private final ByteBuffer header = ByteBuffer.allocateDirect(WireFormat.HEADER);
    private boolean changed;
    private boolean ended;
    private volatile long writing = NOT;

    /** An answer that is being sent, and how far that is. */
    private static final class Flow {
        final Answer answer;
        int item = -1;
        boolean isLast;

        @Nullable
        Body body;

        @Nullable
        Blob blob;

        long sent;

        Flow(Answer answer) {
            this.answer = answer;
        }

        void closeBlob() throws IOException {
            Blob open = blob;
            blob = null;
            if (open != null) {
                open.close();
            }
        }
    }

    Sending(Line line, Metrics metrics) {
        this.line = line;
        this.metrics = metrics;
    }

    /** From now on what the answer has is sent. */
    synchronized void add(Answer answer) {
        waiting.add(answer);
        wake();
    }

    synchronized void wake() {
        changed = true;
        notifyAll();
    }

    synchronized void end() {
        ended = true;
        notifyAll();
    }

    /** Whether the peer has taken nothing of a frame for so long. */
    boolean isStuck(long now, Duration patience) {
        long since = writing;
        return since != NOT && now - since > patience.toNanos();
    }

    void run() throws IOException, InterruptedException {
        try {
            while (await()) {
                boolean moved = true;
                while (moved) {
                    moved = false;
                    for (int i = active.size(); i > 0; i--) {
                        Flow flow = active.removeFirst();
                        Step step = step(flow);
                        moved |= step != Step.NOTHING_YET;
                        if (step == Step.DONE) {
                            flow.answer.sent();
                        } else {
                            active.addLast(flow);
                        }
                    }
                    moved |= activate();
                }
            }
        } finally {
            for (Flow flow : active) {
                flow.closeBlob();
            }
        }
    }

    /** Waits until there may be something to send; false at the end. */
    private synchronized boolean await() throws InterruptedException {
        while (!changed && !ended) {
            wait();
        }
        changed = false;
        return !ended;
    }

    private synchronized boolean activate() {
        boolean more = false;
        while (active.size() < MOST_ACTIVE && !waiting.isEmpty()) {
            active.addLast(new Flow(waiting.removeFirst()));
            more = true;
        }
        return more;
    }

    private enum Step {
        SENT,
        NOTHING_YET,
        DONE
    }

    private Step step(Flow flow) throws IOException {
        if (flow.answer.isCancelled()) {
            return giveUp(flow, Status.CANCELLED, "it was cancelled");
        }
        if (flow.body != null) {
            return data(flow, flow.body);
        }
        Answer.Next next = flow.answer.poll();
        if (next == null) {
            return Step.NOTHING_YET;
        }
        flow.item++;
        flow.isLast = next.isLast();
        return switch (next.part()) {
            case Part.Whole(Status status, ByteBuffer payload) -> {
                FrameHeader frame = new FrameHeader(
                        status,
                        FrameHeader.Kind.WHOLE,
                        flow.isLast,
                        flow.answer.id(),
                        flow.item,
                        payload.remaining(),
                        0);
                write(frame, payload.duplicate());
                yield flow.isLast ? Step.DONE : Step.SENT;
            }
            case Part.Announced(var item, Body body) -> begin(flow, item.encode(), body);
        };
    }

    private Step begin(Flow flow, byte[] head, Body body) throws IOException {
        if (body instanceof Body.Stored stored) {
            Blob blob = stored.opening().open();
            if (blob == null || blob.length() != stored.length()) {
                return giveUp(flow, Status.FAILED, "the pack was lost just now; ask again");
            }
            flow.blob = blob;
        }
        flow.body = body;
        flow.sent = 0;
        write(FrameHeader.head(flow.answer.id(), flow.item, head.length), ByteBuffer.wrap(head));
        return Step.SENT;
    }

    private Step data(Flow flow, Body body) throws IOException {
        long left = body.length() - flow.sent;
        if (left == 0) {
            flow.body = null;
            flow.closeBlob();
            write(FrameHeader.end(flow.answer.id(), flow.item, flow.isLast, body.checksum()), NOTHING.duplicate());
            return flow.isLast ? Step.DONE : Step.SENT;
        }
        int count = (int) Math.min(left, active.isEmpty() ? ALONE : AMONG_OTHERS);
        FrameHeader frame = FrameHeader.data(flow.answer.id(), flow.item, count);
        switch (body) {
            case Body.Bytes(ByteBuffer bytes, long _) ->
                write(frame, bytes.slice(bytes.position() + (int) flow.sent, count));
            case Body.Stored _ -> {
                Blob blob = Objects.requireNonNull(flow.blob);
                FileChannel file = blob.file();
                if (file == null) {
                    write(frame, read(blob, flow.sent, count));
                } else {
                    write(frame, NOTHING.duplicate());
                    writing = System.nanoTime();
                    line.write(file, flow.sent, count);
                    writing = NOT;
                    metrics.add(Metrics.Count.BYTES_SENT, count);
                }
            }
        }
        flow.sent += count;
        return Step.SENT;
    }

    private static ByteBuffer read(Blob blob, long from, int count) throws IOException {
        try (InputStream in = blob.stream(from)) {
            byte[] bytes = in.readNBytes(count);
            if (bytes.length < count) {
                throw new EOFException("the pack became shorter");
            }
            return ByteBuffer.wrap(bytes);
        }
    }

    private Step giveUp(Flow flow, Status status, String words) throws IOException {
        flow.body = null;
        flow.closeBlob();
        byte[] payload = words.getBytes(StandardCharsets.UTF_8);
        write(FrameHeader.whole(flow.answer.id(), status, payload.length), ByteBuffer.wrap(payload));
        flow.answer.cancel();
        return Step.DONE;
    }

    private void write(FrameHeader frame, ByteBuffer payload) throws IOException {
        int length = WireFormat.HEADER + payload.remaining();
        header.clear();
        WireFormat.encode(frame, header);
        header.flip();
        writing = System.nanoTime();
        line.write(header, payload);
        writing = NOT;
        metrics.add(Metrics.Count.BYTES_SENT, length);
    }
}
