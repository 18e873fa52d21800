package dev.dx.engine.fetch;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * A server on loopback that answers whatever a test wants, byte for byte, one request a connection. Answers are given in the
 * order of the requests; the last one again and again.
 */
public final class RawServer implements AutoCloseable {
    /** Thrown by an answer to have the connection reset rather than closed. */
    public static final class Reset extends IOException {
        private static final long serialVersionUID = 1L;
    }

    /** What is done with one request, given its lines. */
    @FunctionalInterface
    public interface Answer {
        void to(List<String> request, OutputStream out) throws IOException, InterruptedException;
    }

    private static final int LINGER_MILLIS = 100;

    private final ServerSocket socket;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final List<Answer> answers;
    private final List<List<String>> requests = new CopyOnWriteArrayList<>();

    RawServer(ServerSocket socket, Answer... answers) {
        this.socket = socket;
        this.answers = List.of(answers);
        threads.execute(this::accept);
    }

    public static RawServer answering(Answer... answers) {
        try {
            return new RawServer(new ServerSocket(0, 50, InetAddress.ofLiteral("127.0.0.1")), answers);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** An answer of exactly these characters. */
    public static Answer text(String text) {
        return (request, out) -> out.write(text.replace("\n", "\r\n").getBytes(StandardCharsets.ISO_8859_1));
    }

    public static Answer status(String status, String... headers) {
        StringBuilder lines = new StringBuilder("HTTP/1.1 " + status + "\n");
        for (String header : headers) {
            lines.append(header).append('\n');
        }
        return text(lines + "Content-Length: 0\nConnection: close\n\n");
    }

    public static Answer ok(String body) {
        return text("HTTP/1.1 200 OK\nContent-Length: " + body.length() + "\nConnection: close\n\n" + body);
    }

    public URI uri(String path) {
        return URI.create("http://127.0.0.1:" + socket.getLocalPort() + path);
    }

    public int port() {
        return socket.getLocalPort();
    }

    /** The lines of each request so far. */
    public List<List<String>> requests() {
        return requests;
    }

    private void accept() {
        try {
            while (true) {
                Socket connection = socket.accept();
                threads.execute(() -> serve(connection));
            }
        } catch (IOException closed) {
            // the test is over
        }
    }

    private void serve(Socket connection) {
        try (connection) {
            BufferedReader in =
                    new BufferedReader(new InputStreamReader(connection.getInputStream(), StandardCharsets.ISO_8859_1));
            List<String> lines = new ArrayList<>();
            String line;
            while ((line = in.readLine()) != null && !line.isEmpty()) {
                lines.add(line);
            }
            if (lines.isEmpty()) {
                return;
            }
            Answer answer;
            synchronized (answers) {
                answer = answers.get(Math.min(requests.size(), answers.size() - 1));
                requests.add(lines);
            }
            try {
                answer.to(lines, connection.getOutputStream());
                connection.getOutputStream().flush();
                linger(connection);
            } catch (Reset reset) {
                connection.setSoLinger(true, 0);
            }
        } catch (IOException theClientIsGone) {
            // which is what some tests want
        } catch (InterruptedException theTestIsOver) {
            Thread.currentThread().interrupt();
        }
    }

    /**
     * Waits for the client to end the connection, though not for long. The JDK's client that sees an end before it has taken
     * up the body fails the whole exchange or repeats it, depending on which of its threads is quicker.
     */
    private static void linger(Socket connection) throws IOException {
        connection.setSoTimeout(LINGER_MILLIS);
        try {
            connection.getInputStream().transferTo(OutputStream.nullOutputStream());
        } catch (SocketTimeoutException itWaitsForTheEnd) {
            // which comes now
        }
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        threads.shutdownNow();
    }
}
