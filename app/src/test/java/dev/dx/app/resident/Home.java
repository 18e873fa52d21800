package dev.dx.app.resident;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.jspecify.annotations.Nullable;

/** A home with an engine that stays, which does what a test says, and callers of it. */
final class Home implements AutoCloseable, CallHandler {
    static final String BUILD = "build-of-this-test";

    /** What a call does. */
    interface Deed {
        int run(Call call, PrintStream out, PrintStream err) throws InterruptedException;
    }

    final Path folder;
    final BlockingQueue<Call> calls = new LinkedBlockingQueue<>();
    final ResidentServer server;
    private final Idleness idleness;
    private final @Nullable Deed deed;
    /** What callers are told to become where it does nothing itself. */
    volatile @Nullable Program program;

    /** @param deed null for an engine that does nothing itself */
    Home(Path folder, @Nullable Deed deed) {
        this.folder = folder;
        this.deed = deed;
        ResidentLog log = ResidentLog.in(folder);
        this.idleness = new Idleness(List.of(), log);
        this.server = Objects.requireNonNull(ResidentServer.start(folder, "1.2.3", BUILD, this, idleness, log));
    }

    @Override
    public @Nullable Task prepare(Call call) {
        calls.add(call);
        Deed its = deed;
        if (its == null) {
            return program;
        }
        Work work = (out, err) -> {
            try {
                return its.run(call, out, err);
            } catch (InterruptedException cancelled) {
                err.println("cancelled");
                return 130;
            }
        };
        return work;
    }

    @Override
    public Map<String, String> state() {
        return Map.of("told", "by the handler");
    }

    Endpoint endpoint() {
        return Objects.requireNonNull(Endpoint.read(folder));
    }

    /** A connection to it of somebody who says this first. */
    Socket said(String first) throws IOException {
        Socket socket =
                new Socket(InetAddress.ofLiteral("127.0.0.1"), endpoint().port());
        socket.setSoTimeout(20_000);
        socket.getOutputStream().write(first.getBytes(StandardCharsets.UTF_8));
        return socket;
    }

    /** A connection to it that it trusts. */
    Socket greeted() throws IOException {
        Socket socket = said("DX1 " + endpoint().token() + "\n");
        String greeting = new String(socket.getInputStream().readNBytes(37), StandardCharsets.UTF_8);
        if (!greeting.equals("DX1 " + endpoint().proof() + "\n")) {
            throw new IOException("greeted with " + greeting);
        }
        return socket;
    }

    /** What a launcher would say for these arguments. */
    byte[] call(String... arguments) throws IOException {
        Standing standing = Standing.ofThisProcess();
        return callOf(standing.umask(), standing.user(), folder, List.of(arguments));
    }

    byte[] callOf(String umask, String user, Path home, List<String> arguments) {
        List<String> fields = new ArrayList<>(
                List.of("call", folder.toString(), "", "", "1", umask, user, Integer.toString(arguments.size())));
        fields.addAll(arguments);
        fields.add("DX_HOME=" + home);
        return said(fields);
    }

    static byte[] said(List<String> fields) {
        return (fields.size() + "\0" + String.join("\0", fields) + "\0").getBytes(StandardCharsets.UTF_8);
    }

    /** All it answers to that, until it ends the connection. */
    String answer(byte[] said) throws IOException {
        try (Socket socket = greeted()) {
            socket.getOutputStream().write(said);
            return rest(socket.getInputStream());
        }
    }

    static String rest(InputStream in) throws IOException {
        StringBuilder all = new StringBuilder();
        try {
            for (int next = in.read(); next >= 0; next = in.read()) {
                all.append((char) next);
            }
        } catch (SocketException reset) {
            // it ended the connection without having read all
        }
        return all.toString();
    }

    @Override
    public void close() {
        server.close();
        idleness.close();
    }

    boolean isListed() {
        return Files.exists(Endpoint.folder(folder).resolve("endpoint"));
    }
}
