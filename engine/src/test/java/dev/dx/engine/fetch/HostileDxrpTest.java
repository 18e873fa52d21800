package dev.dx.engine.fetch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.dx.engine.ContentRoot;
import dev.dx.engine.DxException;
import dev.dx.engine.ErrorCode;
import dev.dx.engine.Integrity;
import dev.dx.engine.PackageId;
import dev.dx.engine.store.Store;
import dev.dx.engine.wire.ClosureQuestion;
import dev.dx.engine.wire.FrameHeader;
import dev.dx.engine.wire.Item;
import dev.dx.engine.wire.RequestHeader;
import dev.dx.engine.wire.Status;
import dev.dx.engine.wire.Welcome;
import dev.dx.engine.wire.WireFormat;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.LongBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A DXRP server that means harm: whoever asks it hears a code, holds little, and keeps nothing. */
class HostileDxrpTest {
    private static final PackageId WANTED = new PackageId("p", "1.0.0");
    private static final Integrity PROMISED = Integrity.of(Integrity.Algorithm.SHA512, new byte[64]);
    private static final int LIMIT = 1 << 20;

    @TempDir
    Path folder;

    /** What is sent to whoever asked something, until it is sent or the peer is gone. */
    @FunctionalInterface
    private interface Script {
        void run(int id, OutputStream out) throws IOException;
    }

    /** Greets, and answers everything else by the script. */
    private static final class Server implements AutoCloseable {
        private final ServerSocket listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());

        Server(Script script) throws IOException {
            Thread.ofVirtual().start(() -> {
                while (!listener.isClosed()) {
                    try {
                        Socket socket = listener.accept();
                        Thread.ofVirtual().start(() -> serve(socket, script));
                    } catch (IOException closed) {
                        return;
                    }
                }
            });
        }

        private static void serve(Socket socket, Script script) {
            try (socket) {
                InputStream in = socket.getInputStream();
                boolean greeted = false;
                while (true) {
                    byte[] header = in.readNBytes(WireFormat.HEADER);
                    if (header.length < WireFormat.HEADER) {
                        return;
                    }
                    RequestHeader request = WireFormat.request(header, WireFormat.fault("the test"));
                    in.readNBytes(request.length());
                    if (greeted) {
                        script.run(request.id(), socket.getOutputStream());
                    } else {
                        Welcome welcome = new Welcome("evil", "", "http://localhost:1/", Welcome.allOps(), 64);
                        last(request.id(), socket.getOutputStream(), welcome.encode());
                        greeted = true;
                    }
                }
            } catch (IOException gone) {
                return;
            }
        }

        DxrpTransport client() {
            return HostileDxrpTest.client(listener.getLocalPort());
        }

        @Override
        public void close() throws IOException {
            listener.close();
        }
    }

    /** What is said to whoever asks a server that answers any first request with these bytes, and closes. */
    private static DxException saidTo(byte[] bytes) throws IOException {
        try (ServerSocket listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Thread.ofVirtual().start(() -> {
                try (Socket socket = listener.accept()) {
                    socket.getInputStream().readNBytes(WireFormat.HEADER);
                    socket.getOutputStream().write(bytes);
                    socket.shutdownOutput();
                    socket.getInputStream().readAllBytes();
                } catch (IOException gone) {
                    // The client says what it thinks of it.
                    return;
                }
            });
            try (DxrpTransport client = client(listener.getLocalPort())) {
                return assertThrows(DxException.class, client::ping);
            }
        }
    }

    private static DxrpTransport client(int port) {
        RetryPolicy once = new RetryPolicy(0, Duration.ZERO, 1, Duration.ZERO);
        HttpSettings settings =
                new HttpSettings(new Trust.Unverified(), Proxies.NONE, once, Duration.ofSeconds(1), 4, 4, "test");
        return new DxrpTransport(URI.create("dxrp://localhost:" + port + "/"), Credentials.NONE, settings);
    }

    @Test
    void serversOfOtherVersionsAndKindsAreToldFromBrokenOnes() throws IOException {
        byte[] welcome = WireFormat.encode(new FrameHeader(Status.OK, FrameHeader.Kind.WHOLE, true, 1, 0, 0, 0));
        for (int version : new int[] {0, WireFormat.VERSION + 1}) {
            byte[] other = welcome.clone();
            other[4] = (byte) version;
            DxException said = saidTo(other);
            assertEquals(ErrorCode.DX_UNSUPPORTED, said.code());
            assertTrue(said.what().contains("version " + version), said.what());
            assertTrue(said.remedy().contains(version == 0 ? "the registry up to date" : "DX up to date"));
        }
        byte[] http = "HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
        assertEquals(ErrorCode.DX_REGISTRY, saidTo(http).code());
        byte[] tlsAlert = {21, 3, 3, 0, 2, 2, 80};
        assertEquals(ErrorCode.DX_REGISTRY, saidTo(tlsAlert).code());
        DxException closed = saidTo(new byte[0]);
        assertEquals(ErrorCode.DX_NETWORK, closed.code());
        assertEquals(DxrpAddress.REMEDY, closed.remedy());
        assertEquals(ErrorCode.DX_NETWORK, saidTo(Arrays.copyOf(welcome, 9)).code());
    }

    private static void frame(
            OutputStream out, FrameHeader.Kind kind, boolean last, int id, byte[] payload, long checksum)
            throws IOException {
        out.write(WireFormat.encode(new FrameHeader(Status.OK, kind, last, id, 0, payload.length, checksum)));
        out.write(payload);
    }

    private static void last(int id, OutputStream out, byte[] payload) throws IOException {
        frame(out, FrameHeader.Kind.WHOLE, true, id, payload, 0);
    }

    private static void head(int id, OutputStream out, Item item) throws IOException {
        frame(out, FrameHeader.Kind.HEAD, false, id, item.encode(), 0);
    }

    private static void endlessData(int id, OutputStream out) throws IOException {
        while (true) {
            frame(out, FrameHeader.Kind.DATA, false, id, new byte[64 << 10], 0);
        }
    }

    private static Item meta(String name, long length) {
        return new Item.Meta(name, RequestHeader.Form.ABBREVIATED, Item.Origin.UPSTREAM, length);
    }

    private static Item pack(PackageId id, long length) {
        return new Item.Pack(id, ContentRoot.of(new byte[ContentRoot.LENGTH]), PROMISED.toString(), length);
    }

    private ErrorCode codeOfMeta(Script script) throws IOException {
        try (Server server = new Server(script);
                DxrpTransport client = server.client()) {
            return assertThrows(DxException.class, () -> client.meta("p", RequestHeader.Form.ABBREVIATED, 0, LIMIT))
                    .code();
        }
    }

    @Test
    void packumentsThatAreNone() throws IOException {
        assertEquals(ErrorCode.DX_FORMAT_CORRUPT, codeOfMeta((id, out) -> {
            // A frame of four gigabytes.
            byte[] header = WireFormat.encode(new FrameHeader(Status.OK, FrameHeader.Kind.DATA, false, id, 0, 0, 0));
            ByteBuffer.wrap(header).order(ByteOrder.LITTLE_ENDIAN).putLong(16, 4L << 30);
            out.write(header);
        }));
        assertEquals(ErrorCode.DX_FORMAT_CORRUPT, codeOfMeta((id, out) -> {
            head(id, out, meta("another", 1));
            frame(out, FrameHeader.Kind.END, true, id, new byte[0], 0);
        }));
        assertEquals(ErrorCode.DX_REGISTRY, codeOfMeta((id, out) -> {
            head(id, out, meta("p", 4L << 30));
            endlessData(id, out);
        }));
        assertEquals(ErrorCode.DX_NETWORK, codeOfMeta((id, out) -> {
            head(id, out, meta("p", 10));
            frame(out, FrameHeader.Kind.DATA, false, id, new byte[10], 0);
            // And never an END.
        }));
        assertEquals(ErrorCode.DX_FORMAT_CORRUPT, codeOfMeta((id, out) -> last(id + 1, out, new byte[0])));
    }

    @Test
    void packsThatAreNone() throws IOException {
        Path place = folder.resolve("store");
        Store store = Store.open(place);
        Map<Script, ErrorCode> refused = Map.of(
                (id, out) -> {
                    head(id, out, pack(WANTED, 100));
                    endlessData(id, out);
                },
                ErrorCode.DX_FORMAT_CORRUPT,
                (id, out) -> {
                    head(id, out, pack(new PackageId("q", "1.0.0"), 1));
                    frame(out, FrameHeader.Kind.END, true, id, new byte[0], 0);
                },
                ErrorCode.DX_FORMAT_CORRUPT,
                (id, out) -> head(id, out, pack(WANTED, 100)),
                ErrorCode.DX_NETWORK);
        for (Map.Entry<Script, ErrorCode> each : refused.entrySet()) {
            try (Server server = new Server(each.getKey());
                    DxrpTransport client = server.client()) {
                DxException refusal = assertThrows(DxException.class, () -> client.pack(WANTED, PROMISED, store));
                assertEquals(each.getValue(), refusal.code(), refusal.what());
            }
        }
        byte[] ones = new byte[64];
        Arrays.fill(ones, (byte) 1);
        // Bytes that are no pack, or that of others: its archive has to be asked for.
        try (Server server = new Server((id, out) -> {
                    head(id, out, pack(WANTED, 1_000));
                    frame(out, FrameHeader.Kind.DATA, false, id, new byte[1_000], 0);
                    frame(out, FrameHeader.Kind.END, true, id, new byte[0], 0);
                });
                DxrpTransport client = server.client()) {
            assertNull(client.pack(WANTED, PROMISED, store));
            assertNull(client.pack(WANTED, Integrity.of(Integrity.Algorithm.SHA512, ones), store));
        }
        assertNothingWasKept(store, place);
    }

    private static void assertNothingWasKept(Store store, Path place) throws IOException {
        assertNull(store.find(PROMISED));
        try (Stream<Path> left = Files.exists(place) ? Files.walk(place) : Stream.empty()) {
            List<Path> files = left.filter(Files::isRegularFile)
                    .filter(file -> file.toString().contains("unpacked") || file.endsWith("pack"))
                    .toList();
            assertEquals(List.of(), files);
        }
    }

    /** Hears what was foreseen, until nothing more comes. */
    private static final class Heard implements DxrpTransport.Foreseen {
        private final CountDownLatch over = new CountDownLatch(1);
        private final List<PackageId> planned = new ArrayList<>();

        @Override
        public void packument(String name, RequestHeader.Form form, Item.Origin origin, byte[] bytes) {}

        @Override
        public void known(String name, RequestHeader.Form form, long fingerprint) {}

        @Override
        public void plan(List<PackageId> packs) {
            planned.addAll(packs);
        }

        @Override
        public void arrived(PackageId id) {}

        @Override
        public void taken(PackageId id, long bytes) {}

        @Override
        public void over() {
            over.countDown();
        }
    }

    private Heard closure(Script script) throws Exception {
        Path place = folder.resolve("store");
        Store store = Store.open(place);
        Heard heard = new Heard();
        try (Server server = new Server(script);
                DxrpTransport client = server.client()) {
            ClosureQuestion question = new ClosureQuestion(
                    List.of(), Map.of("p", "*"), ClosureQuestion.Machine.ANY, LongBuffer.allocate(0));
            assertTrue(client.foresee(question, heard, store, LIMIT));
            assertTrue(heard.over.await(1, TimeUnit.MINUTES), "it was never over");
        }
        assertNothingWasKept(store, place);
        return heard;
    }

    @Test
    void closuresThatAreNone() throws Exception {
        // A plan of a million packs.
        closure((id, out) -> frame(
                out,
                FrameHeader.Kind.WHOLE,
                false,
                id,
                ByteBuffer.allocate(8 << 20)
                        .order(ByteOrder.LITTLE_ENDIAN)
                        .put((byte) 2)
                        .putInt(1_000_000)
                        .array(),
                0));
        closure((id, out) -> {
            head(id, out, meta("p", 4L << 30));
            endlessData(id, out);
        });
        closure((id, out) -> {
            head(id, out, pack(WANTED, 4L << 30));
            endlessData(id, out);
        });
        Heard heard = closure((id, out) -> {
            frame(out, FrameHeader.Kind.WHOLE, false, id, new Item.Plan(List.of(WANTED)).encode(), 0);
            head(id, out, pack(WANTED, 1_000));
            endlessData(id, out);
        });
        assertEquals(List.of(WANTED), heard.planned);
        // Small things without end.
        closure((id, out) -> {
            byte[] known = new Item.Known("p", RequestHeader.Form.ABBREVIATED, 1).encode();
            while (true) {
                frame(out, FrameHeader.Kind.WHOLE, false, id, known, 0);
            }
        });
        closure((id, out) -> {
            // Nothing at all.
        });
    }
}
