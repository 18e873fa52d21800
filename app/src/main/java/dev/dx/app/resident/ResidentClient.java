package dev.dx.app.resident;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Asks the resident engine of a home how it is, and asks it to end. Calls are the launcher's to make. */
public final class ResidentClient {
    private static final Duration SILENCE = Duration.ofSeconds(5);
    private static final int HEAD = 8;
    private static final int LARGEST = 64 << 10;

    private final Path home;

    public ResidentClient(Path home) {
        this.home = home;
    }

    /** How it is, by name; null if there is none that answers. */
    public @Nullable Map<String, String> status() {
        return ask("status");
    }

    /** Tells it to end once nothing runs, and answers how it was; null if there is none that answers. */
    public @Nullable Map<String, String> stop() {
        return ask("stop");
    }

    /** Hands it a folder to show, or null for the window alone; answers whether it does. */
    public boolean show(@Nullable Path folder) {
        byte[] head = say("2\0show\0" + (folder == null ? "" : folder) + "\0", in -> in.readNBytes(1));
        return head != null && head.length == 1 && head[0] == 'a';
    }

    private @Nullable Map<String, String> ask(String inquiry) {
        return say("1\0" + inquiry + "\0", ResidentClient::answer);
    }

    /** How what it answers is read. */
    private interface Reading<T> {
        T read(InputStream in) throws IOException;
    }

    private <T> @Nullable T say(String what, Reading<T> reading) {
        Endpoint endpoint = Endpoint.read(home);
        if (endpoint == null) {
            return null;
        }
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), endpoint.port()), (int)
                    SILENCE.toMillis());
            socket.setSoTimeout((int) SILENCE.toMillis());
            socket.getOutputStream().write(ascii(Conversation.GREETING + endpoint.token() + "\n"));
            InputStream in = socket.getInputStream();
            byte[] greeting = in.readNBytes(Conversation.GREETING_LENGTH);
            if (!MessageDigest.isEqual(greeting, ascii(Conversation.GREETING + endpoint.proof() + "\n"))) {
                return null;
            }
            socket.getOutputStream().write(what.getBytes(StandardCharsets.UTF_8));
            return reading.read(in);
        } catch (IOException nobody) {
            return null;
        }
    }

    private static Map<String, String> answer(InputStream in) throws IOException {
        String head = new String(in.readNBytes(HEAD), StandardCharsets.ISO_8859_1);
        if (!head.matches("o\\d{7}") || Integer.parseInt(head.substring(1)) > LARGEST) {
            throw new IOException("no answer");
        }
        int length = Integer.parseInt(head.substring(1));
        Map<String, String> state = new LinkedHashMap<>();
        new String(in.readNBytes(length), StandardCharsets.UTF_8).lines().forEach(line -> {
            int equals = line.indexOf('=');
            if (equals > 0) {
                state.put(line.substring(0, equals), line.substring(equals + 1));
            }
        });
        return state;
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
