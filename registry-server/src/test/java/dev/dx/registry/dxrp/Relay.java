package dev.dx.registry.dxrp;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * A way to a server on loopback that counts what goes over it, and can be as long as one likes: what is sent arrives that
 * much later, and a new connection takes a round trip first. It holds back nothing, however much is on its way.
 */
final class Relay implements AutoCloseable {
    private static final int AT_ONCE = 256 << 10;
    private static final Chunk END = new Chunk(0, ByteBuffer.allocate(0));

    private final Duration delay;
    private final ServerSocket listener;
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private final AtomicLong connections = new AtomicLong();
    private final AtomicLong turns = new AtomicLong();
    private final AtomicLong sent = new AtomicLong();
    private final AtomicLong received = new AtomicLong();
    private volatile int target;

    /**
     * What went over it.
     *
     * @param turns how often something was sent after something had come, or at first; of all connections together
     */
    record Counts(long connections, long turns, long sent, long received) {}

    private record Chunk(long due, ByteBuffer bytes) {}

    /** @param delay each way */
    Relay(Duration delay) throws IOException {
        this.delay = delay;
        this.listener = new ServerSocket(0, 1_024, InetAddress.getLoopbackAddress());
        Thread.ofPlatform().daemon().name("relay").start(this::accept);
    }

    int port() {
        return listener.getLocalPort();
    }

    /** Says where it leads to. */
    void leadTo(int port) {
        target = port;
    }

    /** What went over it since this was asked last. */
    Counts take() {
        return new Counts(connections.getAndSet(0), turns.getAndSet(0), sent.getAndSet(0), received.getAndSet(0));
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                Socket client = listener.accept();
                sockets.add(client);
                Thread.ofPlatform().daemon().name("relay").start(() -> connect(client));
            } catch (IOException closed) {
                return;
            }
        }
    }

    private void connect(Socket client) {
        connections.incrementAndGet();
        try {
            LockSupport.parkNanos(2 * delay.toNanos());
            Socket server = new Socket();
            sockets.add(server);
            server.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), target));
            client.setTcpNoDelay(true);
            server.setTcpNoDelay(true);
            AtomicBoolean answered = new AtomicBoolean(true);
            Thread.ofPlatform()
                    .daemon()
                    .name("relay")
                    .start(() -> pass(server, client, count -> {
                        answered.set(true);
                        received.addAndGet(count);
                    }));
            pass(client, server, count -> {
                if (answered.getAndSet(false)) {
                    turns.incrementAndGet();
                }
                sent.addAndGet(count);
            });
        } catch (IOException gone) {
            close(client);
        }
    }

    @FunctionalInterface
    private interface Meter {
        void add(int count);
    }

    private void pass(Socket from, Socket to, Meter meter) {
        BlockingQueue<Chunk> onItsWay = new LinkedBlockingQueue<>();
        try {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            if (!delay.isZero()) {
                Thread.ofPlatform().daemon().name("relay").start(() -> arrive(onItsWay, to, out));
            }
            byte[] buffer = new byte[AT_ONCE];
            int count = in.read(buffer);
            while (count >= 0) {
                meter.add(count);
                if (delay.isZero()) {
                    out.write(buffer, 0, count);
                } else {
                    onItsWay.add(new Chunk(
                            System.nanoTime() + delay.toNanos(), ByteBuffer.wrap(Arrays.copyOf(buffer, count))));
                }
                count = in.read(buffer);
            }
        } catch (IOException gone) {
            close(from);
        } finally {
            if (delay.isZero()) {
                end(to);
            } else {
                onItsWay.add(END);
            }
        }
    }

    private void arrive(BlockingQueue<Chunk> onItsWay, Socket to, OutputStream out) {
        try {
            Chunk chunk = onItsWay.take();
            while (chunk.bytes().hasRemaining()) {
                long left = chunk.due() - System.nanoTime();
                while (left > 0) {
                    LockSupport.parkNanos(left);
                    left = chunk.due() - System.nanoTime();
                }
                out.write(chunk.bytes().array());
                chunk = onItsWay.take();
            }
        } catch (IOException gone) {
            close(to);
        } catch (InterruptedException nobodyDoes) {
            Thread.currentThread().interrupt();
        }
        end(to);
    }

    private static void end(Socket to) {
        try {
            to.shutdownOutput();
        } catch (IOException ended) {
            close(to);
        }
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException closed) {
            // It is of no use any more in any case.
            return;
        }
    }

    @Override
    public void close() throws IOException {
        listener.close();
        sockets.forEach(Relay::close);
    }
}
