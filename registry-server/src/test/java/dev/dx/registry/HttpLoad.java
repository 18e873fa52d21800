package dev.dx.registry;

import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Asks for the same small thing over and over, on many connections that are kept, with one request at a time on each, and
 * expects the same answer each time. Two threads and no more than it takes, so that it is not what is measured.
 */
final class HttpLoad {
    private static final int THREADS = 2;
    private static final int LARGEST_ANSWER = 64 << 10;
    private static final String GOOD = "HTTP/1.1 200";
    private static final ByteBuffer STATUS = ByteBuffer.wrap(GOOD.getBytes(StandardCharsets.US_ASCII));
    private static final Pattern LENGTH = Pattern.compile("\r\ncontent-length: *(\\d+)\r\n");

    private final InetSocketAddress address;
    private final byte[] request;
    private final int connections;

    /** What came of it: how long each request took, in order of length. */
    record Result(Latencies latencies, Duration took, Duration clientCpu, Duration serverCpu) {
        double perSecond() {
            return latencies.count() * 1e9 / took.toNanos();
        }
    }

    HttpLoad(int port, String path, int connections) {
        this.address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
        this.request = ("GET " + path + " HTTP/1.1\r\nHost: localhost:" + port + "\r\n"
                        + "Accept: application/vnd.npm.install-v1+json; q=1.0, application/json; q=0.8, */*\r\n"
                        + "Accept-Encoding: gzip\r\nConnection: keep-alive\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII);
        this.connections = connections;
    }

    Result run(Duration duration, ProcessHandle server) throws IOException, InterruptedException {
        ProcessHandle self = ProcessHandle.current();
        Duration cpu = SeparateServer.cpu(self);
        Duration serverCpu = SeparateServer.cpu(server);
        long started = System.nanoTime();
        List<Future<Latencies>> running = new ArrayList<>();
        try (ExecutorService threads = Executors.newFixedThreadPool(THREADS)) {
            for (int i = 0; i < THREADS; i++) {
                int share = connections / THREADS + (i < connections % THREADS ? 1 : 0);
                running.add(threads.submit(() -> new Share(share).run(started + duration.toNanos())));
            }
        }
        Duration took = Duration.ofNanos(System.nanoTime() - started);
        Latencies all = new Latencies();
        for (Future<Latencies> share : running) {
            try {
                all.add(share.get());
            } catch (ExecutionException failed) {
                throw new AssertionError(failed.getCause());
            }
        }
        return new Result(
                all,
                took,
                SeparateServer.cpu(self).minus(cpu),
                SeparateServer.cpu(server).minus(serverCpu));
    }

    /** The connections of one thread. */
    private final class Share {
        private final int size;
        private final Latencies latencies = new Latencies();

        Share(int size) {
            this.size = size;
        }

        Latencies run(long end) throws IOException {
            try (Selector selector = Selector.open()) {
                for (int i = 0; i < size; i++) {
                    SocketChannel channel = SocketChannel.open(address);
                    channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
                    channel.configureBlocking(false);
                    Asking asking = new Asking(channel);
                    channel.register(selector, SelectionKey.OP_READ, asking);
                    asking.ask();
                }
                while (System.nanoTime() < end) {
                    selector.select(key -> ((Asking) key.attachment()).read(latencies), 100);
                }
                for (SelectionKey key : selector.keys()) {
                    key.channel().close();
                }
            }
            return latencies;
        }
    }

    /** One connection. The first answer is read as a head and a body; the others mostly look the same, and are held against it. */
    private final class Asking {
        private final SocketChannel channel;
        private final ByteBuffer question =
                ByteBuffer.allocateDirect(request.length).put(request);
        private final ByteBuffer answer = ByteBuffer.allocateDirect(LARGEST_ANSWER);
        private ByteBuffer expected = ByteBuffer.allocate(0);
        private int head;
        private long asked;

        Asking(SocketChannel channel) {
            this.channel = channel;
        }

        void ask() throws IOException {
            answer.clear();
            asked = System.nanoTime();
            question.rewind();
            while (question.hasRemaining()) {
                channel.write(question);
            }
        }

        void read(Latencies latencies) {
            try {
                if (channel.read(answer) < 0) {
                    throw new EOFException("the server ended a connection");
                }
                if (isAsExpected() || isWhole()) {
                    latencies.add(System.nanoTime() - asked);
                    ask();
                }
            } catch (IOException failure) {
                throw new UncheckedIOException(failure);
            }
        }

        /** Heads say what time it is; they begin alike, and are as long. */
        private boolean isAsExpected() {
            int length = head + expected.limit();
            return head > 0
                    && answer.position() == length
                    && STATUS.mismatch(answer.duplicate().flip().limit(STATUS.limit())) < 0
                    && expected.mismatch(answer.slice(head, expected.limit())) < 0;
        }

        private boolean isWhole() {
            byte[] bytes = new byte[answer.position()];
            answer.get(0, bytes);
            String text = new String(bytes, StandardCharsets.ISO_8859_1);
            int end = text.indexOf("\r\n\r\n");
            if (end < 0) {
                return false;
            }
            int body = end + 4;
            Matcher said = LENGTH.matcher(text.substring(0, end + 2).toLowerCase(Locale.ROOT));
            // In chunks: with one request at a time nothing comes after the last one.
            boolean whole = said.find()
                    ? bytes.length >= body + Integer.parseInt(said.group(1))
                    : bytes.length >= body + 5 && text.endsWith("0\r\n\r\n");
            if (whole) {
                ByteBuffer now = ByteBuffer.wrap(Arrays.copyOfRange(bytes, body, bytes.length));
                if (!text.startsWith(GOOD) || (head > 0 && !expected.equals(now))) {
                    throw new AssertionError(text);
                }
                expected = now;
                head = body;
            }
            return whole;
        }
    }
}
