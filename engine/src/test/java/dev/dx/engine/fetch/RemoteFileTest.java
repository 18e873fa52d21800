package dev.dx.engine.fetch;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.dx.engine.DxException;
import dev.dx.engine.ErrorCode;
import dev.dx.engine.npm.registry.LocalRegistry;
import dev.dx.engine.npm.registry.LocalRegistry.Feature;
import dev.dx.engine.npm.registry.TestPackage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class RemoteFileTest {
    private static final String PATH = LocalRegistry.tarballPath("p", "1.0.0");

    private final LocalRegistry registry = LocalRegistry.start();
    private final TestPackage published =
            TestPackage.named("p", "1.0.0").file("noise", noise()).build();
    private final HttpTransport transport = new HttpTransport(new HttpSettings(
            new Trust.Unverified(),
            Proxies.NONE,
            new RetryPolicy(2, Duration.ofMillis(1), 2, Duration.ofMillis(50)),
            Duration.ofSeconds(10),
            2,
            2,
            "dx test"));

    RemoteFileTest() {
        registry.publish(published);
    }

    @AfterEach
    void stop() {
        transport.close();
        registry.close();
    }

    @Test
    void readsOnWhereItBroke() throws IOException {
        registry.breakOff(PATH, 70_000, 2);
        assertArrayEquals(published.tarball(), read());
        // The JDK's client may by itself repeat a request whose answer broke early, so the last may be the same twice.
        assertTrue(
                registry.requests().stream().anyMatch(request -> "bytes=70000-".equals(request.header("range"))),
                registry.requests().toString());
    }

    @Test
    void startsOverAndSkipsWhereThereAreNoRanges() throws IOException {
        registry.without(Feature.RANGE).breakOff(PATH, 70_000, 2);
        assertArrayEquals(published.tarball(), read());
    }

    @Test
    void givesUpWhenItGetsNowhere() {
        registry.breakOff(PATH, 10, 100);
        DxException e = assertThrows(DxException.class, this::read);
        assertEquals(ErrorCode.DX_NETWORK, e.code());
        assertEquals(3, transport.sent());
    }

    @Test
    void goesOnAsLongAsItGetsSomewhere() throws IOException {
        registry.breakOff(PATH, 300_000, 4);
        assertArrayEquals(published.tarball(), read());
    }

    @Test
    void anotherFileIsNotTakenForTheRest() {
        RawServer.Answer beginning = RawServer.text("HTTP/1.1 200 OK\nContent-Length: 10\n\nabc");
        RawServer.Answer rest =
                RawServer.text("HTTP/1.1 206 Partial\nContent-Range: bytes 3-19/20\nContent-Length: 17\n\n");
        // Answered by what is asked for, not by turn: the JDK's client may repeat the first request by itself.
        try (RawServer server =
                RawServer.answering((request, out) -> (isRanged(request) ? rest : beginning).to(request, out))) {
            RemoteFile file = Objects.requireNonNull(transport.file(HttpQuery.of(server.uri("/x"))));
            DxException e = assertThrows(DxException.class, file::readAllBytes);
            assertEquals(ErrorCode.DX_REGISTRY, e.code());
        }
    }

    @Test
    void closingGivesThePlaceToTheNext() throws IOException {
        for (int i = 0; i < 5; i++) {
            try (RemoteFile file = open()) {
                assertTrue(file.read() >= 0);
            }
        }
    }

    @Test
    void aBodyWithoutALengthIsReadToItsEnd() throws IOException {
        try (RawServer server = RawServer.answering(RawServer.text("HTTP/1.1 200 OK\n\nabc"));
                RemoteFile file = Objects.requireNonNull(transport.file(HttpQuery.of(server.uri("/x"))))) {
            assertEquals(-1, file.length());
            assertEquals("abc", new String(file.readAllBytes(), StandardCharsets.US_ASCII));
        }
    }

    private static boolean isRanged(List<String> request) {
        return request.stream().anyMatch(line -> line.regionMatches(true, 0, "range:", 0, "range:".length()));
    }

    private byte[] read() throws IOException {
        try (RemoteFile file = open()) {
            return file.readAllBytes();
        }
    }

    private RemoteFile open() {
        return Objects.requireNonNull(transport.file(HttpQuery.of(registry.tarballUri("p", "1.0.0"))));
    }

    private static byte[] noise() {
        byte[] noise = new byte[1_500_000];
        new Random(1).nextBytes(noise);
        return noise;
    }
}
