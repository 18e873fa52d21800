package dev.dx.engine.fetch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.dx.engine.DxException;
import dev.dx.engine.ErrorCode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class HttpTransportTest {
    private static final RetryPolicy QUICK = new RetryPolicy(2, Duration.ofMillis(1), 2, Duration.ofMillis(50));

    private @Nullable HttpTransport transport;

    @AfterEach
    void close() {
        if (transport != null) {
            transport.close();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"408 Timeout", "420 Calm", "429 Too Many", "500 Oops", "502 Bad", "503 Busy", "504 Slow"})
    void triesAgainWhatCanPass(String status) {
        try (RawServer server =
                RawServer.answering(RawServer.status(status), RawServer.status(status), RawServer.ok("fine"))) {
            assertEquals("fine", text(server.uri("/x")));
            assertEquals(3, server.requests().size());
        }
    }

    @Test
    void givesUpAfterTheLastRetry() {
        try (RawServer server = RawServer.answering(RawServer.status("503 Busy"))) {
            DxException e = failure(server.uri("/x"));
            assertEquals(ErrorCode.DX_REGISTRY, e.code());
            assertEquals("127.0.0.1: answered 503 for /x", e.what());
            assertEquals(3, server.requests().size());
        }
    }

    @Test
    void waitsAsLongAsItIsAskedToWithinReason() {
        try (RawServer server =
                RawServer.answering(RawServer.status("429 Too Many", "Retry-After: 3600"), RawServer.ok("fine"))) {
            long start = System.nanoTime();
            assertEquals("fine", text(server.uri("/x")));
            assertTrue(System.nanoTime() - start < Duration.ofSeconds(5).toNanos());
        }
    }

    @Test
    void triesAgainWhenTheConnectionBreaks() {
        RawServer.Answer breaks = (request, out) -> {};
        RawServer.Answer shortened = RawServer.text("HTTP/1.1 200 OK\nContent-Length: 100\n\nabc");
        try (RawServer server = RawServer.answering(breaks, shortened, RawServer.ok("fine"))) {
            assertEquals("fine", text(server.uri("/x")));
        }
    }

    @Test
    void doesNotTryAgainWhatCannotPass() {
        try (RawServer server = RawServer.answering(RawServer.status("400 Bad Request"))) {
            assertEquals(ErrorCode.DX_REGISTRY, failure(server.uri("/x")).code());
            assertEquals(1, server.requests().size());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"401 Unauthorized", "403 Forbidden"})
    void missingRightsAreToldApart(String status) {
        try (RawServer server = RawServer.answering(RawServer.status(status))) {
            DxException e = failure(server.uri("/x"));
            assertEquals(ErrorCode.DX_AUTH, e.code());
            assertTrue(e.remedy().contains("//127.0.0.1/:_authToken="), e.remedy());
        }
    }

    @Test
    void absenceIsAnAnswer() {
        try (RawServer server = RawServer.answering(RawServer.status("404 Not Found"))) {
            assertFalse(
                    transport().document(HttpQuery.of(server.uri("/x")), 100).isFound());
            assertNull(transport().file(HttpQuery.of(server.uri("/x"))));
        }
    }

    @Test
    void aHostThatDoesNotExistIsSaidNotToExist() {
        DxException e = failure(URI.create("http://no-such-host.invalid/x"));
        assertEquals(ErrorCode.DX_NETWORK, e.code());
        assertEquals("no-such-host.invalid: there is no host of that name", e.what());
    }

    @Test
    void silenceEndsARequest() {
        RawServer.Answer silent = (request, out) -> Thread.sleep(60_000);
        try (RawServer server = RawServer.answering(silent)) {
            HttpTransport impatient = transport(settings(Duration.ofMillis(300), Proxies.NONE));
            DxException e =
                    assertThrows(DxException.class, () -> impatient.document(HttpQuery.of(server.uri("/x")), 100));
            assertEquals(ErrorCode.DX_NETWORK, e.code());
            assertEquals("127.0.0.1: stopped answering", e.what());
        }
    }

    @Test
    void silenceInTheMiddleOfABodyEndsARequest() {
        RawServer.Answer stalls = (request, out) -> {
            out.write("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nabc".getBytes(StandardCharsets.US_ASCII));
            out.flush();
            Thread.sleep(60_000);
        };
        try (RawServer server = RawServer.answering(stalls)) {
            HttpTransport impatient = transport(settings(Duration.ofMillis(300), Proxies.NONE));
            DxException e =
                    assertThrows(DxException.class, () -> impatient.document(HttpQuery.of(server.uri("/x")), 100));
            assertEquals("127.0.0.1: stopped answering", e.what());
        }
    }

    @Test
    void interruptingEndsAWaitForAnAnswerAtOnce() throws InterruptedException {
        assertEndsAtOnce("");
    }

    @Test
    void interruptingEndsAWaitForTheRestOfABodyAtOnce() throws InterruptedException {
        assertEndsAtOnce("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nabc");
    }

    private void assertEndsAtOnce(String beginning) throws InterruptedException {
        long quickest = Long.MAX_VALUE;
        // The quickest of a few: a machine busy with something else is not what this is about.
        for (int i = 0; i < 5 && quickest >= 100; i++) {
            quickest = Math.min(quickest, millisToEnd(beginning));
        }
        assertTrue(quickest < 100, quickest + " ms");
    }

    private long millisToEnd(String beginning) throws InterruptedException {
        CountDownLatch asked = new CountDownLatch(1);
        RawServer.Answer stalls = (request, out) -> {
            out.write(beginning.getBytes(StandardCharsets.US_ASCII));
            out.flush();
            asked.countDown();
            Thread.sleep(60_000);
        };
        try (RawServer server = RawServer.answering(stalls)) {
            AtomicReference<DxException> thrown = new AtomicReference<>();
            HttpTransport used = transport();
            Thread thread = Thread.startVirtualThread(() -> {
                try {
                    used.document(HttpQuery.of(server.uri("/x")), 100);
                } catch (DxException e) {
                    thrown.set(e);
                }
            });
            asked.await();
            Thread.sleep(50);
            long start = System.nanoTime();
            thread.interrupt();
            thread.join();
            assertEquals(ErrorCode.DX_CANCELLED, thrown.get().code());
            return (System.nanoTime() - start) / 1_000_000;
        }
    }

    @Test
    void anAnnouncedLengthBeyondTheLimitIsRefusedUnread() {
        RawServer.Answer huge = RawServer.text("HTTP/1.1 200 OK\nContent-Length: 9999999999999\n\n");
        try (RawServer server = RawServer.answering(huge)) {
            assertEquals(ErrorCode.DX_REGISTRY, failure(server.uri("/x")).code());
            assertEquals(1, server.requests().size());
        }
    }

    @Test
    void aBodyBeyondTheLimitIsNotReadToItsEnd() {
        RawServer.Answer endless = (request, out) -> {
            out.write("HTTP/1.1 200 OK\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            while (true) {
                out.write(new byte[8192]);
            }
        };
        try (RawServer server = RawServer.answering(endless)) {
            assertEquals(ErrorCode.DX_REGISTRY, failure(server.uri("/x")).code());
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 16_384, 16_385, 4 << 20, (4 << 20) + 1, 5_000_000})
    void bodiesOfEveryLengthAreReadWhole(int length) {
        String body = "x".repeat(length);
        RawServer.Answer unannounced = RawServer.text("HTTP/1.1 200 OK\nConnection: close\n\n" + body);
        try (RawServer server = RawServer.answering(RawServer.ok(body), unannounced)) {
            HttpQuery query = HttpQuery.of(server.uri("/x"));
            assertEquals(
                    length, transport().document(query, Math.max(1, length)).body().length);
            assertEquals(
                    length, transport().document(query, Math.max(1, length)).body().length);
            assertEquals(length, transport().document(query, 9_000_000).body().length);
            if (length > 0) {
                assertThrows(DxException.class, () -> transport().document(query, length - 1));
            }
        }
    }

    @Test
    void compressionIsUndoneAndItsResultIsLimited() throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
            gzip.write(new byte[1_000_000]);
        }
        RawServer.Answer bomb = (request, out) -> {
            out.write(("HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: " + packed.size() + "\r\n\r\n")
                    .getBytes(StandardCharsets.US_ASCII));
            packed.writeTo(out);
        };
        try (RawServer server = RawServer.answering(bomb)) {
            HttpQuery query = HttpQuery.of(server.uri("/x"));
            assertEquals(1_000_000, transport().document(query, 1_000_000).body().length);
            DxException e = assertThrows(DxException.class, () -> transport().document(query, 999_999));
            assertEquals(ErrorCode.DX_REGISTRY, e.code());
        }
    }

    @Test
    void followsARedirectOnTheSameHostWithTheSecret() {
        try (RawServer server =
                RawServer.answering(RawServer.status("302 Found", "Location: /other?a=b"), RawServer.ok("fine"))) {
            HttpQuery query = new HttpQuery(server.uri("/x"), Map.of(), Credentials.bearer("t0k"));
            assertEquals("fine", text(transport(), query));
            assertEquals("GET /other?a=b HTTP/1.1", server.requests().get(1).getFirst());
            assertTrue(server.requests().get(1).contains("Authorization: Bearer t0k"));
        }
    }

    @Test
    void aSecretStaysBehindWhenTheHostChanges() {
        try (RawServer other = RawServer.answering(RawServer.ok("fine"));
                RawServer server =
                        RawServer.answering(RawServer.status("307 Temporary", "Location: " + other.uri("/y")))) {
            HttpQuery query = new HttpQuery(server.uri("/x"), Map.of(), Credentials.bearer("t0k"));
            assertEquals("fine", text(transport(), query));
            assertTrue(server.requests().getFirst().contains("Authorization: Bearer t0k"));
            assertFalse(other.requests().getFirst().toString().contains("t0k"));
        }
    }

    @Test
    void aRedirectThatWouldCarryTheSecretInItsAddressIsRefused() {
        try (RawServer other = RawServer.answering(RawServer.ok("fine"));
                RawServer server =
                        RawServer.answering(RawServer.status("302 Found", "Location: " + other.uri("/y?stolen=t0k")))) {
            HttpQuery query = new HttpQuery(server.uri("/x"), Map.of(), Credentials.bearer("t0k"));
            DxException e = assertThrows(DxException.class, () -> transport().document(query, 100));
            assertEquals(ErrorCode.DX_UNSAFE_REDIRECT, e.code());
            assertFalse(e.toString().contains("t0k"));
            assertEquals(0, other.requests().size());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"file:///etc/passwd", "ftp://h/x", "https:///x", "//", "gopher:x"})
    void aRedirectToAnythingButHttpIsRefused(String location) {
        try (RawServer server = RawServer.answering(RawServer.status("302 Found", "Location: " + location))) {
            ErrorCode code = failure(server.uri("/x")).code();
            assertTrue(code == ErrorCode.DX_UNSAFE_REDIRECT || code == ErrorCode.DX_REGISTRY, code.toString());
            assertEquals(1, server.requests().size());
        }
    }

    @Test
    void redirectsToALesserSchemeAreRefused() {
        HttpQuery query = HttpQuery.of(URI.create("https://h/x"));
        DxException e = assertThrows(DxException.class, () -> Redirects.follow(query, "http://h/x"));
        assertEquals(ErrorCode.DX_UNSAFE_REDIRECT, e.code());
    }

    @Test
    void aRedirectThatOnlyAddsTlsKeepsTheSecret() {
        HttpQuery query = new HttpQuery(URI.create("http://h/x"), Map.of(), Credentials.bearer("t0k"));
        assertFalse(Redirects.follow(query, "https://h/x").credentials().isEmpty());
        assertTrue(Redirects.follow(query, "https://h:444/x").credentials().isEmpty());
        assertTrue(Redirects.follow(query, "https://h.evil/x").credentials().isEmpty());
    }

    @Test
    void endlessRedirectsEnd() {
        try (RawServer server = RawServer.answering(RawServer.status("302 Found", "Location: /x"))) {
            DxException e = failure(server.uri("/x"));
            assertEquals(ErrorCode.DX_REGISTRY, e.code());
            assertEquals(11, server.requests().size());
        }
    }

    @Test
    void goesThroughTheProxyUnlessTheHostIsExcepted() {
        try (RawServer proxy = RawServer.answering(RawServer.ok("by proxy"));
                RawServer server = RawServer.answering(RawServer.ok("direct"))) {
            URI address = proxy.uri("");
            HttpTransport proxied =
                    transport(settings(Duration.ofSeconds(10), new Proxies(address, address, List.of("127.0.0.1"))));
            assertEquals("direct", text(proxied, HttpQuery.of(server.uri("/x"))));
            assertEquals("by proxy", text(proxied, HttpQuery.of(URI.create("http://registry.invalid/x"))));
            assertEquals(
                    "GET http://registry.invalid/x HTTP/1.1",
                    proxy.requests().getFirst().getFirst());
        }
    }

    @Test
    void logsInToTheProxy() {
        try (RawServer proxy = RawServer.answering(
                RawServer.status("407 Proxy", "Proxy-Authenticate: Basic realm=\"p\""), RawServer.ok("by proxy"))) {
            URI address = URI.create("http://user:p%40ss@127.0.0.1:" + proxy.port());
            HttpTransport proxied =
                    transport(settings(Duration.ofSeconds(10), new Proxies(address, address, List.of())));
            assertEquals("by proxy", text(proxied, HttpQuery.of(URI.create("http://registry.invalid/x"))));
            assertTrue(
                    proxy.requests().getLast().contains("Proxy-Authorization: Basic dXNlcjpwQHNz"),
                    proxy.requests().toString());
        }
    }

    @Test
    void aProxyThatIsGoneIsNamed() {
        RawServer gone = RawServer.answering(RawServer.ok(""));
        gone.close();
        URI address = gone.uri("");
        HttpTransport proxied = transport(settings(Duration.ofSeconds(10), new Proxies(address, address, List.of())));
        DxException e = assertThrows(
                DxException.class, () -> proxied.document(HttpQuery.of(URI.create("http://registry.invalid/x")), 100));
        assertEquals("registry.invalid through proxy 127.0.0.1: connection refused", e.what());
    }

    @Test
    void aProxyOfAnotherKindIsRefusedByName() {
        URI socks = URI.create("socks5://p:1080");
        HttpTransport proxied = transport(settings(Duration.ofSeconds(10), new Proxies(socks, socks, List.of())));
        DxException e = assertThrows(
                DxException.class, () -> proxied.document(HttpQuery.of(URI.create("http://registry.invalid/x")), 100));
        assertEquals(ErrorCode.DX_UNSUPPORTED, e.code());
        assertTrue(e.what().contains("socks5://p"), e.what());
    }

    @ParameterizedTest
    @ValueSource(strings = {"h", "H", ".h", "*.h", "*", "x, h"})
    void exceptions(String except) {
        Proxies proxies = new Proxies(null, URI.create("http://p"), List.of(except.split(",", -1)));
        assertNull(proxies.proxyFor(URI.create("https://a.h/")));
        assertEquals(except.equals("*"), proxies.proxyFor(URI.create("https://ah/")) == null);
    }

    private DxException failure(URI uri) {
        return assertThrows(DxException.class, () -> transport().document(HttpQuery.of(uri), 100));
    }

    private String text(URI uri) {
        return text(transport(), HttpQuery.of(uri));
    }

    private static String text(HttpTransport transport, HttpQuery query) {
        return new String(transport.document(query, 100).body(), StandardCharsets.UTF_8);
    }

    private HttpTransport transport() {
        return transport(settings(Duration.ofSeconds(20), Proxies.NONE));
    }

    private HttpTransport transport(HttpSettings settings) {
        close();
        HttpTransport made = new HttpTransport(settings);
        transport = made;
        return made;
    }

    private static HttpSettings settings(Duration silence, Proxies proxies) {
        return new HttpSettings(new Trust.Unverified(), proxies, QUICK, silence, 4, 4, "dx test");
    }
}
