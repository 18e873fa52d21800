package dev.dx.registry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.dx.engine.PackageId;
import dev.dx.engine.npm.registry.TestPackage;
import dev.dx.engine.wire.Op;
import dev.dx.engine.wire.PackageList;
import dev.dx.engine.wire.Status;
import dev.dx.engine.wire.WireKey;
import dev.dx.registry.dxrp.RawClient;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What peers that mean ill do to those that do not. A client that asks for a little all the time, on a new connection now
 * and then, waits at most three times as long as before, and the server keeps within its memory. {@code -Ddx.seconds=N} is
 * how long each attack lasts, {@code -Ddx.connections=N} how many connections stand open; each takes a file in both
 * processes.
 */
@Tag("e2e")
class RegistryAttackTest {
    private static final Duration TIME = Duration.ofSeconds(Integer.getInteger("dx.seconds", 5));
    private static final int CONNECTIONS = Integer.getInteger("dx.connections", 9_500);
    private static final int DRIPPING = 1_000;
    private static final int STALLED = 64;
    private static final int NOISY = 8;
    private static final int REQUESTS_EACH = 20;
    /** Below this it is the machine that is measured: its scheduler, its garbage collection. */
    private static final double NOISE = 50;

    private static final long MOST_MEMORY = 700L << 20;
    private static final PackageId SMALL = new PackageId("small", "1.0.0");
    private static final PackageId LARGE = new PackageId("large", "1.0.0");

    @TempDir
    Path folder;

    /** Which port. */
    enum Protocol {
        HTTP,
        DXRP
    }

    /** What is done to it. */
    enum Attack {
        /** The beginning of a request, a byte at a time. */
        SLOW_LORIS,
        MANY_CONNECTIONS,
        /** Those that ask for much and take nothing. */
        STALLED_READERS,
        RANDOM_BYTES
    }

    @ParameterizedTest
    @CsvSource({
        "HTTP, SLOW_LORIS",
        "HTTP, MANY_CONNECTIONS",
        "HTTP, STALLED_READERS",
        "HTTP, RANDOM_BYTES",
        "DXRP, SLOW_LORIS",
        "DXRP, MANY_CONNECTIONS",
        "DXRP, STALLED_READERS",
        "DXRP, RANDOM_BYTES"
    })
    void othersAreServedAsBefore(Protocol protocol, Attack attack) throws Exception {
        Files.writeString(folder.resolve("registry.json"), "{\"upstream\": \"none\"}");
        byte[] noise = new byte[6 << 20];
        new Random(1).nextBytes(noise);
        try (TestServer server = TestServer.start(folder)) {
            String publisher = server.register("publisher");
            TestPackage large =
                    TestPackage.named("large", "1.0.0").file("noise", noise).build();
            assertEquals(201, server.publish(large, publisher).status());
            assertEquals(
                    201,
                    server.publish(TestPackage.named("small", "1.0.0").build(), publisher)
                            .status());
        }
        try (SeparateServer server = SeparateServer.start(folder, "-Xmx256m");
                Attackers attackers = new Attackers(protocol, port(protocol, server))) {
            // The pack is made before anything is measured.
            try (RawClient client = new RawClient(server.dxrp().getPort()).hello()) {
                client.ask(Op.PACK, WireKey.of(LARGE), new PackageList(List.of(LARGE)).encode());
                assertEquals(Status.OK, client.last().status());
            }
            measure(protocol, server, TIME.dividedBy(2));
            Latencies before = measure(protocol, server, TIME);
            attackers.begin(attack);
            Latencies during = measure(protocol, server, TIME);
            attackers.end();
            long memory = server.peakMemory();
            System.out.printf(
                    Locale.ROOT,
                    "%s %s: p50 %.2f ms, p99 %.2f ms before; p50 %.2f ms, p99 %.2f ms during; %d MB, %d connections%n",
                    protocol,
                    attack,
                    before.millis(50),
                    before.millis(99),
                    during.millis(50),
                    during.millis(99),
                    memory >> 20,
                    attackers.opened);
            assertTrue(memory < MOST_MEMORY, memory + " bytes");
            assertTrue(during.millis(99) <= Math.max(NOISE, 3 * before.millis(99)), "it waits too long");
            assertTrue(measure(protocol, server, Duration.ofMillis(200)).count() > 0);
        }
    }

    private static int port(Protocol protocol, SeparateServer server) {
        return switch (protocol) {
            case HTTP -> server.http().getPort();
            case DXRP -> server.dxrp().getPort();
        };
    }

    /** What somebody waits who asks a little, again and again; how long connecting takes is part of it. */
    private static Latencies measure(Protocol protocol, SeparateServer server, Duration duration) throws Exception {
        Latencies latencies = new Latencies();
        long end = System.nanoTime() + duration.toNanos();
        while (System.nanoTime() < end) {
            long started = System.nanoTime();
            try (Asking client = asking(protocol, port(protocol, server))) {
                for (int i = 0; i < REQUESTS_EACH && System.nanoTime() < end; i++) {
                    client.ask();
                    latencies.add(System.nanoTime() - started);
                    Thread.sleep(3);
                    started = System.nanoTime();
                }
            }
        }
        return latencies;
    }

    /** Somebody who asks for a little, and gets it. */
    private interface Asking extends Closeable {
        void ask() throws IOException;
    }

    private static Asking asking(Protocol protocol, int port) throws IOException {
        return switch (protocol) {
            case HTTP -> new AskingHttp(port);
            case DXRP -> new AskingDxrp(new RawClient(port).hello());
        };
    }

    private record AskingDxrp(RawClient client) implements Asking {
        @Override
        public void ask() throws IOException {
            client.ask(Op.META, WireKey.NONE, SMALL.name().getBytes(StandardCharsets.UTF_8));
            assertEquals(Status.OK, client.last().status());
        }

        @Override
        public void close() throws IOException {
            client.close();
        }
    }

    private static Socket connect(int port) throws IOException {
        Socket socket = new Socket();
        socket.setReceiveBufferSize(16 << 10);
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 20_000);
        socket.setSoTimeout(60_000);
        socket.setTcpNoDelay(true);
        return socket;
    }

    private static byte[] get(int port, String path) {
        return ("GET " + path + " HTTP/1.1\r\nHost: localhost:" + port + "\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII);
    }

    private static final class AskingHttp implements Asking {
        private final Socket socket;
        private final byte[] request;
        private final byte[] answer = new byte[16 << 10];

        AskingHttp(int port) throws IOException {
            socket = connect(port);
            request = get(port, "/" + SMALL.name() + "/1.0.0");
        }

        @Override
        public void ask() throws IOException {
            socket.getOutputStream().write(request);
            int length = 0;
            // The manifest ends the answer.
            while (length < 2 || answer[length - 1] != '}') {
                int got = socket.getInputStream().read(answer, length, answer.length - length);
                if (got < 0) {
                    throw new EOFException("the server ended a connection");
                }
                length += got;
            }
            String said = new String(answer, 0, length, StandardCharsets.UTF_8);
            assertTrue(said.startsWith("HTTP/1.1 200"), said);
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }

    /** Those that mean ill, until they are closed. */
    private static final class Attackers implements AutoCloseable {
        private final Protocol protocol;
        private final int port;
        private final List<Thread> threads = new ArrayList<>();
        private final Deque<Socket> sockets = new ArrayDeque<>();
        private volatile boolean over;
        private int opened;

        Attackers(Protocol protocol, int port) {
            this.protocol = protocol;
            this.port = port;
        }

        void begin(Attack attack) throws IOException {
            switch (attack) {
                case SLOW_LORIS -> {
                    open(DRIPPING);
                    drip(new ArrayList<>(sockets));
                }
                case MANY_CONNECTIONS -> open(CONNECTIONS);
                case STALLED_READERS -> {
                    for (int i = 0; i < STALLED; i++) {
                        stall();
                    }
                }
                case RANDOM_BYTES -> {
                    for (int i = 0; i < NOISY; i++) {
                        makeNoise(new Random(i));
                    }
                }
            }
        }

        private void open(int count) throws IOException {
            for (int i = 0; i < count; i++) {
                sockets.add(connect(port));
                opened++;
            }
        }

        private void drip(List<Socket> all) {
            byte[] request = switch (protocol) {
                case HTTP -> get(port, "/" + "a".repeat(2_000));
                case DXRP -> new byte[] {0x44, 0x58, 0x52, 0x50, 0x01, 0x01};
            };
            start(() -> {
                for (int at = 0; !over; at++) {
                    for (Socket socket : all) {
                        try {
                            socket.getOutputStream().write(request[Math.min(at, request.length - 2)]);
                        } catch (IOException ended) {
                            // The server had enough of it.
                        }
                    }
                    Thread.sleep(500);
                }
            });
        }

        private void stall() throws IOException {
            switch (protocol) {
                case HTTP -> {
                    Socket socket = connect(port);
                    sockets.add(socket);
                    socket.getOutputStream().write(get(port, "/large/-/large-1.0.0.tgz"));
                }
                case DXRP -> {
                    RawClient client = new RawClient(port).hello();
                    sockets.add(client.socket());
                    byte[] wanted = new PackageList(List.of(LARGE)).encode();
                    for (int i = 0; i < 16; i++) {
                        client.ask(Op.PACK, WireKey.of(LARGE), wanted);
                    }
                }
            }
            opened++;
        }

        private void makeNoise(Random random) {
            start(() -> {
                byte[] noise = new byte[4_096];
                while (!over) {
                    try (Socket socket = connect(port)) {
                        for (int i = random.nextInt(1, 50); i > 0 && !over; i--) {
                            random.nextBytes(noise);
                            // Some of it looks like the beginning of something.
                            byte[] start = get(port, "/x");
                            System.arraycopy(start, 0, noise, 0, random.nextInt(start.length));
                            socket.getOutputStream().write(noise, 0, random.nextInt(noise.length));
                        }
                    } catch (IOException ended) {
                        // As it should be.
                    }
                    Thread.sleep(20);
                }
            });
        }

        private interface Body {
            void run() throws InterruptedException;
        }

        private void start(Body body) {
            threads.add(Thread.ofPlatform().daemon().start(() -> {
                try {
                    body.run();
                } catch (InterruptedException stopping) {
                    Thread.currentThread().interrupt();
                }
            }));
        }

        void end() throws IOException {
            over = true;
            threads.forEach(Thread::interrupt);
            for (Socket socket = sockets.poll(); socket != null; socket = sockets.poll()) {
                socket.close();
            }
        }

        @Override
        public void close() throws IOException {
            end();
        }
    }
}
