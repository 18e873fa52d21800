package dev.dx.engine.npm.registry;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * A registry on loopback for tests: what was published to it it serves as npm's own registry would, except for the
 * faults a test asks for. Answers to one path at a time can be made to fail, stall, break off or lead elsewhere.
 */
public final class LocalRegistry implements AutoCloseable {
    /** What a registry may or may not be able to do. */
    public enum Feature {
        ETAG,
        ABBREVIATED,
        GZIP,
        RANGE,
        SEARCH
    }

    /** One request as it arrived; header names are in lower case. */
    public record Request(String method, String path, Map<String, String> headers) {
        public Request {
            headers = Map.copyOf(headers);
        }

        public @Nullable String header(String name) {
            return headers.get(name);
        }
    }

    static {
        // Without it every answer on a kept connection waits 40 ms for an acknowledgement.
        System.setProperty("sun.net.httpserver.nodelay", "true");
    }

    private static final String ABBREVIATED_TYPE = "application/vnd.npm.install-v1+json";

    private final HttpServer server;
    private final ExecutorService threads;
    private final Map<String, PublishedPackage> packages = new ConcurrentHashMap<>();
    private final Map<String, byte[]> tarballs = new ConcurrentHashMap<>();
    private final Map<String, Queue<Fault>> faults = new ConcurrentHashMap<>();
    private final Map<String, String> redirects = new ConcurrentHashMap<>();
    private final Map<String, Stall> stalls = new ConcurrentHashMap<>();
    private final List<Request> requests = new CopyOnWriteArrayList<>();
    private volatile Set<Feature> features = EnumSet.allOf(Feature.class);
    private volatile Duration delay = Duration.ZERO;
    private volatile @Nullable String token;
    private volatile @Nullable Duration maxAge;

    private LocalRegistry(HttpServer server, ExecutorService threads) {
        this.server = server;
        this.threads = threads;
    }

    public static LocalRegistry start() {
        try {
            HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0), 0);
            ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
            LocalRegistry registry = new LocalRegistry(server, threads);
            server.setExecutor(threads);
            server.createContext("/", registry::serve);
            server.start();
            return registry;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** {@code http://127.0.0.1:PORT/}. */
    public String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/";
    }

    /** Says from now on how long its documents may be taken from a cache. */
    public LocalRegistry maxAge(Duration time) {
        maxAge = time;
        return this;
    }

    public URI tarballUri(String name, String version) {
        return URI.create(url().substring(0, url().length() - 1) + tarballPath(name, version));
    }

    /** Serves the package from now on; {@code latest} follows unless {@link #distTag} has pinned it. */
    public LocalRegistry publish(TestPackage published) {
        packages.computeIfAbsent(published.name(), PublishedPackage::new).add(published);
        tarballs.put(tarballPath(published.name(), published.version()), published.tarball());
        return this;
    }

    public LocalRegistry publish(TestPackage.Builder builder) {
        return publish(builder.build());
    }

    public void distTag(String name, String tag, String version) {
        packages.computeIfAbsent(name, PublishedPackage::new).tag(tag, version);
    }

    /** Changes one byte in the middle of the archive; the packument goes on promising the original. */
    public void corrupt(String name, String version) {
        tarballs.computeIfPresent(tarballPath(name, version), (path, bytes) -> {
            byte[] damaged = bytes.clone();
            damaged[damaged.length / 2] ^= 0x10;
            return damaged;
        });
    }

    /** The next so many requests for the path are answered with the status. */
    public void fail(String path, int status, int times) {
        fail(path, status, times, Map.of());
    }

    public void fail(String path, int status, int times, Map<String, String> headers) {
        addFaults(path, times, new Fault.Status(status, headers));
    }

    /** All requests for the path are sent elsewhere. */
    public void redirect(String path, String location) {
        redirects.put(path, location);
    }

    /** The next so many answers to the path promise their whole length and break off after so many bytes. */
    public void breakOff(String path, int afterBytes, int times) {
        addFaults(path, times, new Fault.BreakOff(afterBytes));
    }

    /** Every answer waits this long before it begins. */
    public void delay(Duration each) {
        delay = each;
    }

    /** Requests for the path are taken and not answered until the stall is released. */
    public Stall stall(String path) {
        Stall stall = new Stall();
        stalls.put(path, stall);
        return stall;
    }

    /** From now on everything wants {@code Authorization: Bearer} with this token. */
    public void requireToken(String wanted) {
        token = wanted;
    }

    /** A registry with nothing beyond what an install cannot do without. */
    public LocalRegistry plain() {
        features = EnumSet.noneOf(Feature.class);
        return this;
    }

    public LocalRegistry without(Feature... missing) {
        Set<Feature> rest = EnumSet.copyOf(features);
        rest.removeAll(Arrays.asList(missing));
        features = rest;
        return this;
    }

    /** What was asked so far, in order of arrival. */
    public List<Request> requests() {
        return List.copyOf(requests);
    }

    public List<Request> requestsFor(String path) {
        return requests.stream().filter(request -> request.path().equals(path)).toList();
    }

    public void forgetRequests() {
        requests.clear();
    }

    /** Ends it at once; connections are refused from then on. */
    public void stop() {
        stalls.values().forEach(Stall::release);
        server.stop(0);
        threads.shutdownNow();
    }

    @Override
    public void close() {
        stop();
    }

    /** {@code /name/-/name-1.0.0.tgz}. */
    public static String tarballPath(String name, String version) {
        return "/" + name + "/-/" + name.substring(name.indexOf('/') + 1) + "-" + version + ".tgz";
    }

    /** An answer held back. */
    public static final class Stall implements AutoCloseable {
        private final CountDownLatch arrived = new CountDownLatch(1);
        private final CountDownLatch released = new CountDownLatch(1);

        /** Waits until a request has arrived; false if none does within ten seconds. */
        public boolean awaitRequest() throws InterruptedException {
            return arrived.await(60, TimeUnit.SECONDS);
        }

        public void release() {
            released.countDown();
        }

        @Override
        public void close() {
            release();
        }

        private void hold() throws InterruptedException {
            arrived.countDown();
            released.await();
        }
    }

    private sealed interface Fault {
        record Status(int code, Map<String, String> headers) implements Fault {}

        record BreakOff(int afterBytes) implements Fault {}
    }

    private void addFaults(String path, int times, Fault fault) {
        Queue<Fault> queue = faults.computeIfAbsent(path, _ -> new ConcurrentLinkedQueue<>());
        queue.addAll(Collections.nCopies(times, fault));
    }

    private void serve(HttpExchange exchange) throws IOException {
        try (exchange) {
            Request request = record(exchange);
            Stall stall = stalls.get(request.path());
            if (stall != null) {
                stall.hold();
            }
            Thread.sleep(delay);
            answer(exchange, request);
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
        }
    }

    private Request record(HttpExchange exchange) {
        Map<String, String> headers = new HashMap<>();
        exchange.getRequestHeaders()
                .forEach((name, values) -> headers.put(name.toLowerCase(Locale.ROOT), String.join(", ", values)));
        // getPath() decodes, so a scope's slash looks the same escaped or not
        Request request = new Request(
                exchange.getRequestMethod(), exchange.getRequestURI().getPath(), headers);
        requests.add(request);
        return request;
    }

    private void answer(HttpExchange exchange, Request request) throws IOException {
        String location = redirects.get(request.path());
        if (location != null) {
            status(exchange, new Fault.Status(302, Map.of("Location", location)));
            return;
        }
        Queue<Fault> planned = faults.get(request.path());
        Fault fault = planned == null ? null : planned.poll();
        if (fault instanceof Fault.Status status) {
            status(exchange, status);
            return;
        }
        String wanted = token;
        if (wanted != null && !("Bearer " + wanted).equals(request.header("authorization"))) {
            status(exchange, new Fault.Status(401, Map.of("WWW-Authenticate", "Bearer")));
            return;
        }
        int breakOffAfter = fault instanceof Fault.BreakOff breakOff ? breakOff.afterBytes() : Integer.MAX_VALUE;
        byte[] tarball = tarballs.get(request.path());
        PublishedPackage published = packages.get(request.path().substring(1));
        if (tarball != null) {
            exchange.getResponseHeaders().set("Content-Type", "application/octet-stream");
            sendTarball(exchange, request, tarball, breakOffAfter);
        } else if (published != null) {
            sendPackument(exchange, request, published, breakOffAfter);
        } else if (request.path().equals("/-/v1/search") && features.contains(Feature.SEARCH)) {
            send(exchange, 200, bytes(hits(exchange.getRequestURI().getRawQuery())), breakOffAfter);
        } else if (request.path().equals("/-/ping")) {
            send(exchange, 200, bytes("{}"), breakOffAfter);
        } else {
            status(exchange, new Fault.Status(404, Map.of()));
        }
    }

    /** Packages whose name or description holds the text, by name. */
    private String hits(String query) {
        Map<String, String> asked = new HashMap<>();
        for (String part : query.split("&")) {
            String[] pair = part.split("=", 2);
            asked.put(pair[0], URLDecoder.decode(pair[1], StandardCharsets.UTF_8));
        }
        List<Map<String, Object>> found = packages.values().stream()
                .map(PublishedPackage::hit)
                .filter(hit -> hit.toString().contains(asked.getOrDefault("text", "")))
                .sorted(Comparator.comparing(hit -> String.valueOf(hit.get("name"))))
                .toList();
        return TestPackage.json(Map.of(
                "objects",
                found.stream()
                        .limit(Integer.parseInt(asked.getOrDefault("size", "20")))
                        .map(hit -> Map.of("package", hit))
                        .toList(),
                "total",
                found.size()));
    }

    private void sendPackument(HttpExchange exchange, Request request, PublishedPackage published, int breakOffAfter)
            throws IOException {
        boolean abbreviated = features.contains(Feature.ABBREVIATED)
                && String.valueOf(request.header("accept")).contains(ABBREVIATED_TYPE);
        byte[] body = bytes(published.document(url(), abbreviated));
        exchange.getResponseHeaders().set("Content-Type", abbreviated ? ABBREVIATED_TYPE : "application/json");
        Duration holds = maxAge;
        if (holds != null) {
            exchange.getResponseHeaders().set("Cache-Control", "max-age=" + holds.toSeconds());
        }
        if (features.contains(Feature.ETAG)) {
            String etag = '"' + HexFormat.of().formatHex(TestPackage.digest("SHA-1", body)) + '"';
            exchange.getResponseHeaders().set("ETag", etag);
            if (etag.equals(request.header("if-none-match"))) {
                exchange.sendResponseHeaders(304, -1);
                return;
            }
        }
        if (features.contains(Feature.GZIP)
                && String.valueOf(request.header("accept-encoding")).contains("gzip")) {
            exchange.getResponseHeaders().set("Content-Encoding", "gzip");
            ByteArrayOutputStream packed = new ByteArrayOutputStream();
            try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
                gzip.write(body);
            }
            body = packed.toByteArray();
        }
        send(exchange, 200, body, breakOffAfter);
    }

    private void sendTarball(HttpExchange exchange, Request request, byte[] tarball, int breakOffAfter)
            throws IOException {
        String range = request.header("range");
        if (range == null || !features.contains(Feature.RANGE)) {
            send(exchange, 200, tarball, breakOffAfter);
            return;
        }
        int from = Integer.parseInt(range.replaceFirst("bytes=(\\d+)-", "$1"));
        if (from >= tarball.length) {
            exchange.getResponseHeaders().set("Content-Range", "bytes */" + tarball.length);
            status(exchange, new Fault.Status(416, Map.of()));
            return;
        }
        exchange.getResponseHeaders()
                .set("Content-Range", "bytes " + from + "-" + (tarball.length - 1) + "/" + tarball.length);
        send(exchange, 206, Arrays.copyOfRange(tarball, from, tarball.length), breakOffAfter);
    }

    private static void send(HttpExchange exchange, int code, byte[] body, int breakOffAfter) throws IOException {
        exchange.sendResponseHeaders(code, body.length == 0 ? -1 : body.length);
        OutputStream out = exchange.getResponseBody();
        out.write(body, 0, Math.min(body.length, breakOffAfter));
        out.flush();
        // closing before all that was promised is written ends the connection
        out.close();
    }

    private static void status(HttpExchange exchange, Fault.Status status) throws IOException {
        status.headers().forEach(exchange.getResponseHeaders()::set);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        send(exchange, status.code(), bytes("{\"error\":\"status " + status.code() + "\"}"), Integer.MAX_VALUE);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
