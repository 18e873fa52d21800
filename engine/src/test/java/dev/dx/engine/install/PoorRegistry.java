package dev.dx.engine.install;

import dev.dx.engine.fetch.RawServer;
import dev.dx.engine.npm.registry.TestPackage;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A registry on loopback with one package, {@code leaf} 1.0.0, that answers as badly as a test wants: bytes on a socket, with
 * no header but those a test gives.
 */
final class PoorRegistry implements AutoCloseable {
    static final String PACKUMENT = "/leaf";
    static final String TARBALL = "/leaf/-/leaf-1.0.0.tgz";

    private final TestPackage leaf = TestPackage.named("leaf", "1.0.0")
            .file("index.js", "module.exports = 1")
            .build();
    private final Map<String, Queue<RawServer.Answer>> first = new HashMap<>();
    private final Map<String, RawServer.Answer> then = new ConcurrentHashMap<>();
    private final Map<String, AtomicInteger> asked = new ConcurrentHashMap<>();
    private final RawServer server = RawServer.answering(this::answer);

    PoorRegistry() {
        then.put(PACKUMENT, (_, out) -> send(out, packument()));
        then.put(TARBALL, (_, out) -> send(out, leaf.tarball()));
    }

    String url() {
        return server.uri("/").toString();
    }

    /** How the next requests for the path are answered; those after them as they should be. */
    synchronized PoorRegistry first(String path, RawServer.Answer... answers) {
        first.computeIfAbsent(path, _ -> new ArrayDeque<>()).addAll(Arrays.asList(answers));
        return this;
    }

    PoorRegistry always(String path, RawServer.Answer answer) {
        then.put(path, answer);
        return this;
    }

    int requestsFor(String path) {
        return asked.getOrDefault(path, new AtomicInteger()).get();
    }

    /** Everything that ever arrived. */
    String heard() {
        return server.requests().toString();
    }

    byte[] packument() {
        return packument("");
    }

    /** The packument with more members in front. */
    byte[] packument(String members) {
        return ("{" + members + afterwards()).getBytes(StandardCharsets.UTF_8);
    }

    /** All of the packument but its opening bracket. */
    String afterwards() {
        return "\"name\":\"leaf\",\"dist-tags\":{\"latest\":\"1.0.0\"},\"time\":{\"1.0.0\":\"2020-01-02T03:04:05.678Z\"},"
            + "\"versions\":{\"1.0.0\":" + manifest() + "}}";
    }

    String manifest() {
        return "{\"name\":\"leaf\",\"version\":\"1.0.0\",\"dist\":{\"tarball\":\"" + server.uri(TARBALL)
                + "\",\"integrity\":\"" + leaf.integrity() + "\"}}";
    }

    byte[] tarball() {
        return leaf.tarball();
    }

    /** A body whose end is the end of the connection, which is the least a server can do. */
    static void send(OutputStream out, byte[] body, String... headers) throws IOException {
        StringBuilder head = new StringBuilder("HTTP/1.1 200 OK\r\n");
        for (String header : headers) {
            head.append(header).append("\r\n");
        }
        out.write((head + "Connection: close\r\n\r\n").getBytes(StandardCharsets.ISO_8859_1));
        out.write(body);
    }

    /** A body in chunks of so many bytes. */
    static void sendChunked(OutputStream out, byte[] body, int size) throws IOException {
        out.write("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n"
                .getBytes(StandardCharsets.ISO_8859_1));
        for (int start = 0; start < body.length; start += size) {
            int length = Math.min(size, body.length - start);
            out.write((Integer.toHexString(length) + "\r\n").getBytes(StandardCharsets.ISO_8859_1));
            out.write(body, start, length);
            out.write("\r\n".getBytes(StandardCharsets.ISO_8859_1));
        }
        out.write("0\r\n\r\n".getBytes(StandardCharsets.ISO_8859_1));
    }

    /** Promises the whole body and resets the connection in the middle of it. */
    static RawServer.Answer reset(byte[] body) {
        return (_, out) -> {
            out.write(("HTTP/1.1 200 OK\r\nContent-Length: " + body.length + "\r\n\r\n")
                    .getBytes(StandardCharsets.ISO_8859_1));
            out.write(body, 0, body.length / 2);
            out.flush();
            Thread.sleep(50);
            throw new RawServer.Reset();
        };
    }

    private void answer(List<String> request, OutputStream out) throws IOException, InterruptedException {
        String path = request.getFirst().split(" ", -1)[1];
        asked.computeIfAbsent(path, _ -> new AtomicInteger()).incrementAndGet();
        RawServer.Answer answer;
        synchronized (this) {
            Queue<RawServer.Answer> queue = first.get(path);
            answer = queue == null ? null : queue.poll();
        }
        if (answer == null) {
            answer = then.getOrDefault(path, RawServer.status("404 Not Found"));
        }
        answer.to(request, out);
    }

    @Override
    public void close() {
        server.close();
    }
}
