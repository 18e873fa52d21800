package dev.dx.registry.dxrp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.dx.engine.PackageId;
import dev.dx.engine.npm.registry.TestPackage;
import dev.dx.engine.wire.FoundPackages;
import dev.dx.engine.wire.FrameHeader;
import dev.dx.engine.wire.Op;
import dev.dx.engine.wire.PackageList;
import dev.dx.engine.wire.RequestHeader;
import dev.dx.engine.wire.Status;
import dev.dx.engine.wire.WireFormat;
import dev.dx.engine.wire.WireKey;
import dev.dx.engine.wire.Words;
import dev.dx.registry.RegistryServer;
import dev.dx.registry.TestServer;
import dev.dx.registry.access.AddressRange;
import dev.dx.registry.access.Identity;
import dev.dx.registry.access.Tokens;
import dev.dx.registry.activity.Metrics;
import dev.dx.registry.storage.FolderStorage;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a server bears. */
class DxrpServerTest {
    private static final PackageId LARGE = new PackageId("large", "1.0.0");
    private static final byte[] NAME = "small".getBytes(StandardCharsets.UTF_8);

    /** One server bears all of it; what one test does to it is nothing to the next. */
    @TempDir
    static Path folder;

    private static TestServer server;
    private static int port;

    @BeforeAll
    static void start() {
        server = TestServer.start(folder.resolve("registry"));
        port = Objects.requireNonNull(server.server().status().dxrp()).getPort();
        String jane = server.register("jane");
        byte[] noise = new byte[6 << 20];
        new Random(1).nextBytes(noise);
        server.publish(TestPackage.named("large", "1.0.0").file("noise", noise).build(), jane);
        server.publish(TestPackage.named("small", "1.0.0").build(), jane);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private void isWell() throws IOException {
        try (RawClient well = new RawClient(port).hello()) {
            well.ask(Op.META, WireKey.NONE, NAME);
            assertEquals(Status.OK, well.last().status());
        }
    }

    @Test
    void whatIsNoRequestEndsItsConnectionAlone() throws IOException {
        byte[] noise = new byte[4_000];
        new Random(2).nextBytes(noise);
        RequestHeader ping = new RequestHeader(Op.PING, RequestHeader.Form.ABBREVIATED, 5, 0, WireKey.NONE);
        byte[] fourGigabytes = WireFormat.encode(ping);
        Arrays.fill(fourGigabytes, 12, 16, (byte) 0xff);
        byte[] large =
                WireFormat.encode(new RequestHeader(Op.META, RequestHeader.Form.ABBREVIATED, 6, 1 << 20, WireKey.NONE));
        byte[] http = "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
        for (byte[] bad : List.of(noise, fourGigabytes, large, http)) {
            try (RawClient other = new RawClient(port).hello();
                    RawClient client = new RawClient(port).hello()) {
                client.send(bad);
                assertTrue(client.isEnded());
                other.ask(Op.PING, WireKey.NONE, new byte[0]);
                assertEquals(Status.OK, other.last().status());
            }
        }
        isWell();
    }

    @Test
    void nothingIsAnsweredBeforeHello() throws IOException {
        try (RawClient client = new RawClient(port)) {
            client.ask(Op.PING, WireKey.NONE, new byte[0]);
            assertEquals(Status.OK, client.last().status());
            client.ask(Op.META, WireKey.NONE, NAME);
            assertEquals(Status.BAD_REQUEST, client.last().status());
            client.hello().ask(Op.META, WireKey.NONE, NAME);
            assertEquals(Status.OK, client.last().status());
        }
    }

    @Test
    void aTokenCountsWhereItMayBeUsedAndUntilItIsEnded() throws Exception {
        Tokens tokens = Objects.requireNonNull(server.server().parts()).tokens();
        Tokens.Issued elsewhere = issue(tokens, "10.0.0.0/8", "2001:db8::/32");
        Tokens.Issued here = issue(tokens, "192.168.0.0/16", "127.0.0.0/8", "::1/128");
        try (RawClient client = new RawClient(port)) {
            assertEquals(Status.UNAUTHORIZED, client.hello(elsewhere.secret()));
            client.ask(Op.META, WireKey.NONE, NAME);
            assertEquals(Status.BAD_REQUEST, client.last().status(), "it is nobody's session");
            assertEquals(Status.OK, client.hello(here.secret()));
            client.ask(Op.META, WireKey.NONE, NAME);
            assertEquals(Status.OK, client.last().status());
            assertTrue(tokens.revoke("jane", here.secret()));
            Status status = Status.OK;
            long end = System.nanoTime() + Duration.ofSeconds(20).toNanos();
            while (status == Status.OK && System.nanoTime() < end) {
                client.ask(Op.META, WireKey.NONE, NAME);
                status = client.last().status();
                Thread.sleep(20);
            }
            assertEquals(Status.UNAUTHORIZED, status);
            client.ask(Op.PACK, WireKey.of(LARGE), new PackageList(List.of(LARGE)).encode());
            assertEquals(Status.UNAUTHORIZED, client.last().status());
        }
        try (RawClient again = new RawClient(port)) {
            assertEquals(Status.UNAUTHORIZED, again.hello(here.secret()));
        }
    }

    private static Tokens.Issued issue(Tokens tokens, String... ranges) throws IOException {
        List<AddressRange> addresses =
                Arrays.stream(ranges).map(AddressRange::parse).toList();
        return tokens.issue("jane", "", Identity.Permission.WRITE, List.of(), addresses, null);
    }

    @Test
    void slowAndSilentPeersAreDropped() throws Exception {
        RegistryServer.Parts parts = Objects.requireNonNull(server.server().parts());
        Metrics metrics = new Metrics();
        FolderStorage storage = FolderStorage.open(folder.resolve("packs"), FolderStorage.Promise.DISPOSABLE);
        try (ServedPacks packs = new ServedPacks(
                parts.catalogue(),
                storage,
                folder.resolve("scratch"),
                server.server().log(),
                metrics)) {
            DxrpRequests requests = new DxrpRequests(
                    parts.catalogue(),
                    server.server().settings().rules(),
                    parts.users(),
                    parts.tokens(),
                    packs,
                    new Predictions(parts.catalogue(), storage, server.server().log()),
                    metrics,
                    null,
                    () -> server.uri("/"));
            DxrpFront.Settings impatient = new DxrpFront.Settings(
                    InetAddress.getLoopbackAddress(), 0, null, Duration.ofMillis(300), Duration.ofMillis(900));
            try (DxrpFront front =
                            DxrpFront.start(impatient, requests, server.server().log(), metrics);
                    RawClient half = new RawClient(front.port()).hello();
                    RawClient mute = new RawClient(front.port());
                    RawClient idle = new RawClient(front.port()).hello();
                    RawClient stalled = new RawClient(front.port()).hello()) {
                half.send(new byte[] {0x44, 0x58});
                stalled.ask(Op.PACK, WireKey.of(LARGE), new PackageList(List.of(LARGE)).encode());
                assertTrue(half.isEnded());
                assertTrue(mute.isEnded());
                assertTrue(idle.isEnded());
                long end = System.nanoTime() + Duration.ofSeconds(10).toNanos();
                while (front.connections() > 0 && System.nanoTime() < end) {
                    Thread.sleep(20);
                }
                assertEquals(0, front.connections());
            }
        }
    }

    @Test
    void readersThatStallHoldUpNobody() throws IOException {
        byte[] wanted = new PackageList(List.of(LARGE)).encode();
        try (RawClient first = new RawClient(port).hello()) {
            first.ask(Op.PACK, WireKey.of(LARGE), wanted);
            assertEquals(Status.OK, first.last().status());
        }
        List<RawClient> stalled = new ArrayList<>();
        try {
            for (int i = 0; i < 64; i++) {
                RawClient client = new RawClient(port).hello();
                stalled.add(client);
                // Each wants 96 MB in all, and takes the first frame.
                for (int j = 0; j < 16; j++) {
                    client.ask(Op.PACK, WireKey.of(LARGE), wanted);
                }
                client.frame();
            }
            System.gc();
            Runtime runtime = Runtime.getRuntime();
            long used = runtime.totalMemory() - runtime.freeMemory();
            assertTrue(used < 400L << 20, used + " bytes");
            long started = System.nanoTime();
            for (int i = 0; i < 20; i++) {
                isWell();
            }
            try (RawClient client = new RawClient(port).hello()) {
                client.ask(Op.PACK, WireKey.of(LARGE), wanted);
                assertEquals(Status.OK, client.last().status());
            }
            Duration took = Duration.ofNanos(System.nanoTime() - started);
            assertTrue(took.toSeconds() < 10, took.toString());
        } finally {
            for (RawClient client : stalled) {
                client.close();
            }
        }
    }

    @Test
    void answerCanBeCancelledAndOthersGoOn() throws IOException {
        try (RawClient client = new RawClient(port).hello()) {
            int large = client.ask(Op.PACK, WireKey.of(LARGE), new PackageList(List.of(LARGE)).encode());
            FrameHeader head = client.frame();
            client.payload(head);
            assertEquals(FrameHeader.Kind.HEAD, head.kind());
            client.ask(Op.CANCEL, WireKey.NONE, RawClient.number(large));
            int small = client.ask(Op.META, WireKey.NONE, NAME);
            Status ofLarge = null;
            Status ofSmall = null;
            while (ofLarge == null || ofSmall == null) {
                FrameHeader frame = client.frame();
                client.payload(frame);
                if (frame.isLast() && frame.id() == large) {
                    ofLarge = frame.status();
                } else if (frame.isLast() && frame.id() == small) {
                    ofSmall = frame.status();
                }
            }
            assertEquals(Status.CANCELLED, ofLarge);
            assertEquals(Status.OK, ofSmall);
        }
    }

    @Test
    void packageIsOneSmallRequestOnceItsKeyIsKnown() throws IOException {
        PackageId small = new PackageId("small", "1.0.0");
        try (RawClient client = new RawClient(port).hello()) {
            client.ask(Op.PACK, WireKey.of(small), new byte[0]);
            Status first = client.last().status();
            assertTrue(first == Status.UNKNOWN_KEY || first == Status.OK, first.toString());
            client.ask(Op.PACK, WireKey.of(small), new PackageList(List.of(small)).encode());
            assertEquals(Status.OK, client.last().status());
            client.ask(Op.PACK, WireKey.of(small), new byte[0]);
            assertEquals(Status.OK, client.last().status());
            // A key that is not that of the name is nobody's.
            client.ask(Op.PACK, WireKey.of(LARGE), new PackageList(List.of(small)).encode());
            assertEquals(Status.BAD_REQUEST, client.last().status());
            client.ask(Op.LIST, WireKey.NONE, new byte[0]);
            assertEquals(Status.OK, client.last().status());
            client.ask(Op.STATS, WireKey.NONE, new byte[0]);
            assertEquals(Status.OK, client.last().status());
        }
    }

    @Test
    void whoSpeaksAnotherVersionIsToldWhichIsSpokenHere() throws IOException {
        for (int version : new int[] {0, 2, 255}) {
            try (RawClient client = new RawClient(port)) {
                byte[] request = WireFormat.encode(
                        new RequestHeader(Op.HELLO, RequestHeader.Form.ABBREVIATED, 7, 3, WireKey.NONE));
                request[4] = (byte) version;
                client.send(request);
                client.send(new byte[] {1, 2, 3});
                FrameHeader frame = client.frame();
                assertEquals(Status.UNSUPPORTED, frame.status());
                assertEquals(7, frame.id());
            }
        }
    }

    @Test
    void searchFindsWhatMayBeRead() throws IOException {
        try (RawClient client = new RawClient(port).hello()) {
            client.ask(Op.SEARCH, WireKey.NONE, new Words("smal", 10).encode());
            FrameHeader frame = client.frame();
            assertEquals(Status.OK, frame.status());
            FoundPackages found = FoundPackages.decode(client.payload(frame), WireFormat.fault("the server"));
            assertEquals(
                    List.of("small 1.0.0"),
                    found.hits().stream()
                            .map(hit -> hit.name() + " " + hit.version())
                            .toList());
            client.ask(Op.SEARCH, WireKey.NONE, new Words("", 1).encode());
            FrameHeader first = client.frame();
            assertEquals(
                    1,
                    FoundPackages.decode(client.payload(first), WireFormat.fault("the server"))
                            .hits()
                            .size());
        }
    }

    @Test
    void whatIsPublishedBecomesAPackByItself() throws IOException, InterruptedException {
        Path records = folder.resolve("registry/cache/data/packs/hosted");
        long end = System.nanoTime() + Duration.ofMinutes(2).toNanos();
        while (System.nanoTime() < end && !Files.exists(records.resolve("small/1.0.0"))) {
            Thread.sleep(20);
        }
        assertTrue(Files.exists(records.resolve("small/1.0.0")));
    }
}
