package dev.dx.app.resident;

import dev.dx.engine.DxException;
import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Listens on loopback for the launchers of one home. A home has one at most, which holds a lock there for as long as it
 * lives. Calls run side by side, each on a thread of its own; those on one project wait for each other as processes do.
 */
public final class ResidentServer implements AutoCloseable {
    private static final int BACKLOG = 1024;
    /** Connections at a time; half of them may be of somebody who has not said the token. */
    private static final int CONNECTIONS = 128;

    private static final int SPARE_LISTENERS = 4;
    private static final Duration WATCH = Duration.ofSeconds(5);
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Path home;
    private final Object homeKey;
    private final FileChannel lock;
    private final ServerSocket listening;
    private final Endpoint endpoint;
    private final CallHandler handler;
    private final Idleness idleness;
    private final ResidentLog log;
    private final Standing standing;
    private final Instant since = Instant.now();
    /** Whether each has said the token. */
    private final Map<Conversation, Boolean> conversations = new ConcurrentHashMap<>();

    private final Set<Conversation> atWork = ConcurrentHashMap.newKeySet();
    private final AtomicInteger strangers = new AtomicInteger();
    /** Threads that wait for a connection. */
    private final AtomicInteger listeners = new AtomicInteger();

    private final AtomicLong calls = new AtomicLong();
    private final AtomicBoolean stopping = new AtomicBoolean();
    private final CountDownLatch stopped = new CountDownLatch(1);

    private ResidentServer(
            Path home,
            FileChannel lock,
            ServerSocket listening,
            Endpoint endpoint,
            CallHandler handler,
            Idleness idleness,
            ResidentLog log)
            throws IOException {
        this.home = home;
        this.homeKey = keyOf(home);
        this.lock = lock;
        this.listening = listening;
        this.endpoint = endpoint;
        this.handler = handler;
        this.idleness = idleness;
        this.log = log;
        this.standing = Standing.ofThisProcess();
    }

    /**
     * Starts to listen; null if the home has a resident engine already.
     *
     * @param version of this program
     * @param build of this program, as its launchers name it
     */
    public static @Nullable ResidentServer start(
            Path home, String version, String build, CallHandler handler, Idleness idleness, ResidentLog log) {
        FileChannel lock = null;
        ServerSocket listening = null;
        boolean started = false;
        try {
            Endpoint.createFolder(home);
            lock = lock(home);
            if (lock == null) {
                return null;
            }
            listening = new ServerSocket();
            listening.bind(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0), BACKLOG);
            Endpoint endpoint = Endpoint.withNewSecrets(version, build, listening.getLocalPort());
            ResidentServer server = new ResidentServer(home, lock, listening, endpoint, handler, idleness, log);
            server.startListener();
            endpoint.write(home);
            Thread.ofVirtual().name("dx-resident-watch").start(server::watch);
            log.say("started, version " + version + ", process " + endpoint.pid());
            started = true;
            return server;
        } catch (IOException failure) {
            throw DxException.io(Endpoint.folder(home).toString(), failure);
        } finally {
            if (!started) {
                closeQuietly(listening);
                closeQuietly(lock);
            }
        }
    }

    /** Whether a process, not this one, is the resident engine of a home, or still ends. */
    public static boolean isThere(Path home) {
        try (FileChannel lock = lock(home)) {
            return lock == null;
        } catch (IOException none) {
            return false;
        }
    }

    private static @Nullable FileChannel lock(Path home) throws IOException {
        FileChannel channel = FileChannel.open(
                Endpoint.folder(home).resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        boolean locked = false;
        try {
            locked = channel.tryLock() != null;
        } catch (OverlappingFileLockException ofThisProcess) {
            // not twice in one process either
        } finally {
            if (!locked) {
                channel.close();
            }
        }
        return locked ? channel : null;
    }

    /** Returns when it was stopped and the last call has ended. */
    public void awaitStop() throws InterruptedException {
        stopped.await();
    }

    /** Takes no more calls, and ends when those that run have ended. */
    public void stop() {
        if (stopping.compareAndSet(false, true)) {
            log.say("stopping");
            takeNoMore();
        }
        if (atWork.isEmpty()) {
            stopped.countDown();
        }
    }

    /** Ends it, cancelling what runs. */
    @Override
    public void close() {
        stop();
        atWork.forEach(Conversation::cancel);
        try {
            long end = System.nanoTime() + PATIENCE.toNanos();
            while (!atWork.isEmpty() && System.nanoTime() < end) {
                Thread.sleep(10);
            }
        } catch (InterruptedException impatient) {
            Thread.currentThread().interrupt();
        }
        idleness.close();
        closeQuietly(lock);
        log.say("ended");
    }

    private void takeNoMore() {
        try {
            endpoint.remove(home);
        } catch (IOException left) {
            // Launchers find nobody at the port that it names.
        }
        closeQuietly(listening);
    }

    /** Whoever takes a connection sees to it itself, and to that somebody else listens meanwhile: nobody is handed anything. */
    private void listen() {
        while (!stopping.get() && listeners.get() < SPARE_LISTENERS) {
            Socket socket = null;
            listeners.incrementAndGet();
            try {
                socket = listening.accept();
            } catch (IOException closedOrGone) {
                // The connection that was to be taken, or the server.
            }
            if (listeners.decrementAndGet() == 0 && !stopping.get()) {
                startListener();
            }
            if (socket != null) {
                talk(socket);
            }
        }
    }

    private void startListener() {
        Thread.ofPlatform().name("dx-resident").daemon().start(this::listen);
    }

    private void talk(Socket socket) {
        if (conversations.size() < CONNECTIONS && strangers.get() < CONNECTIONS / 2) {
            strangers.incrementAndGet();
            Conversation conversation = new Conversation(socket, this, endpoint, handler);
            conversations.put(conversation, false);
            conversation.run();
        } else {
            closeQuietly(socket);
        }
    }

    /** Whose home is deleted or taken over by another has nothing to stay for. */
    private void watch() {
        try {
            while (!stopped.await(WATCH.toMillis(), TimeUnit.MILLISECONDS)) {
                if (!endpoint.stands(home)) {
                    stop();
                }
            }
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
        }
    }

    void greeted(Conversation conversation) {
        if (Boolean.FALSE.equals(conversations.replace(conversation, true))) {
            strangers.decrementAndGet();
        }
    }

    /** Whether a call may be done here. Where it may, {@link #ended} has to follow. */
    boolean begin(Conversation conversation, Call call) {
        Path itsHome = call.environment().dxHome().folder();
        if (!call.standing().equals(standing) || !homeKey.equals(keyOrNull(itsHome))) {
            return false;
        }
        idleness.busy();
        conversation.begun(call);
        atWork.add(conversation);
        // Whoever stops it after this waits for the call.
        return !stopping.get();
    }

    void done(Call call, int code, long nanos) {
        calls.incrementAndGet();
        String command = call.arguments().isEmpty() ? "" : call.arguments().getFirst();
        // The first word is a command, or else a mistake that is nobody's business.
        String name = command.matches("-{0,2}[a-z]{1,20}") ? command : "?";
        log.say(name + ": " + code + ", " + nanos / 1_000_000 + " ms");
    }

    void ended(Conversation conversation) {
        if (Boolean.FALSE.equals(conversations.remove(conversation))) {
            strangers.decrementAndGet();
        }
        Call call = conversation.call();
        if (call != null) {
            atWork.remove(conversation);
            idleness.quiet(call.environment());
        }
        if (stopping.get() && atWork.isEmpty()) {
            stopped.countDown();
        }
    }

    /** How it is, as lines {@code name=value}. */
    String state() {
        Map<String, String> state = new LinkedHashMap<>();
        Runtime runtime = Runtime.getRuntime();
        state.put("process", Long.toString(endpoint.pid()));
        state.put("version", endpoint.version());
        state.put("since", since.truncatedTo(ChronoUnit.SECONDS).toString());
        state.put("calls", Long.toString(calls.get()));
        state.put("running", Integer.toString(atWork.size()));
        state.put("heap", Long.toString(runtime.totalMemory() - runtime.freeMemory()));
        state.put("idle", Long.toString(idleness.pieces()));
        state.putAll(handler.state());
        StringBuilder lines = new StringBuilder();
        state.forEach((name, value) ->
                lines.append(name).append('=').append(value.replace('\n', ' ')).append('\n'));
        return lines.toString();
    }

    private static Object keyOf(Path folder) throws IOException {
        BasicFileAttributes attributes = Files.readAttributes(folder, BasicFileAttributes.class);
        return Objects.requireNonNullElse(attributes.fileKey(), folder.toRealPath());
    }

    private static @Nullable Object keyOrNull(Path folder) {
        try {
            return keyOf(folder);
        } catch (IOException gone) {
            return null;
        }
    }

    private static void closeQuietly(@Nullable Closeable resource) {
        try {
            if (resource != null) {
                resource.close();
            }
        } catch (IOException alreadyGone) {
            // nothing is lost
        }
    }
}
