package dev.dx.engine.fetch;

import dev.dx.engine.DxException;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A body as a stream that gives up when nothing arrives for too long, and at once when the reading thread is interrupted.
 * The JDK's own stream would wait forever.
 */
final class BodyStream extends InputStream implements HttpResponse.BodySubscriber<BodyStream> {
    /** How many chunks may wait to be read: enough to keep a connection busy while a reader is. */
    private static final int AHEAD = 4;

    private sealed interface Item {
        record Chunk(List<ByteBuffer> buffers) implements Item {}

        record Failure(Throwable cause) implements Item {}

        record End() implements Item {}
    }

    private final Duration silence;
    private final BlockingQueue<Item> arrived = new LinkedBlockingQueue<>();
    private final CompletableFuture<Flow.Subscription> subscription = new CompletableFuture<>();
    private final ArrayDeque<ByteBuffer> current = new ArrayDeque<>();
    private @Nullable Item last;

    BodyStream(Duration silence) {
        this.silence = silence;
    }

    @Override
    public CompletionStage<BodyStream> getBody() {
        return CompletableFuture.completedStage(this);
    }

    @Override
    public void onSubscribe(Flow.Subscription given) {
        if (!subscription.complete(given)) {
            given.cancel();
            return;
        }
        given.request(AHEAD);
    }

    @Override
    public void onNext(List<ByteBuffer> buffers) {
        arrived.add(new Item.Chunk(buffers));
    }

    @Override
    public void onError(Throwable cause) {
        arrived.add(new Item.Failure(cause));
    }

    @Override
    public void onComplete() {
        arrived.add(new Item.End());
    }

    @Override
    public int read() throws IOException {
        ByteBuffer buffer = readable();
        return buffer == null ? -1 : buffer.get() & 0xff;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, target.length);
        if (length == 0) {
            return 0;
        }
        ByteBuffer buffer = readable();
        if (buffer == null) {
            return -1;
        }
        int count = Math.min(length, buffer.remaining());
        buffer.get(target, offset, count);
        return count;
    }

    @Override
    public int available() {
        ByteBuffer buffer = current.peek();
        return buffer == null ? 0 : buffer.remaining();
    }

    /** Ends the transfer if it has not ended by itself. */
    @Override
    public void close() {
        if (last == null) {
            last = new Item.Failure(new IOException("closed"));
        }
        current.clear();
        CompletableFuture<Flow.Subscription> given = subscription;
        given.cancel(false);
        if (given.isDone() && !given.isCompletedExceptionally()) {
            given.join().cancel();
        }
    }

    /** A buffer with something in it; null at the end of the body. */
    private @Nullable ByteBuffer readable() throws IOException {
        while (true) {
            ByteBuffer buffer = current.peek();
            if (buffer != null && buffer.hasRemaining()) {
                return buffer;
            }
            if (buffer != null) {
                current.remove();
                continue;
            }
            if (last instanceof Item.Failure(Throwable cause)) {
                throw cause instanceof IOException io ? io : new IOException(cause);
            }
            if (last != null) {
                return null;
            }
            Item item = next();
            if (item instanceof Item.Chunk(List<ByteBuffer> buffers)) {
                current.addAll(buffers);
                subscription.join().request(1);
            } else {
                last = item;
            }
        }
    }

    private Item next() throws IOException {
        try {
            Item item = arrived.poll();
            if (item == null) {
                item = arrived.poll(silence.toMillis(), TimeUnit.MILLISECONDS);
            }
            if (item == null) {
                close();
                throw new HttpTimeoutException("nothing arrived for " + silence.toSeconds() + " s");
            }
            return item;
        } catch (InterruptedException e) {
            close();
            Thread.currentThread().interrupt();
            throw DxException.cancelled();
        }
    }
}
