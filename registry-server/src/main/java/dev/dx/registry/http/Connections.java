package dev.dx.registry.http;

import dev.dx.registry.activity.Crowd;
import io.helidon.common.buffers.BufferData;
import io.helidon.common.concurrency.limits.Limit;
import io.helidon.webserver.ConnectionContext;
import io.helidon.webserver.http1.Http1Config;
import io.helidon.webserver.http1.Http1ConnectionSelector;
import io.helidon.webserver.spi.ServerConnection;
import io.helidon.webserver.spi.ServerConnectionSelector;
import java.time.Duration;
import java.util.Objects;
import java.util.Set;

/**
 * The connections there are. One whose peer has kept this server waiting for too long is ended: with half a request, with
 * none, or with an answer it does not take.
 */
final class Connections implements ServerConnectionSelector, AutoCloseable {
    /** The peer of the connection that the current thread serves. */
    private static final ThreadLocal<Peer> PEER = new ThreadLocal<>();

    private final Http1ConnectionSelector http1;
    private final Crowd<Peer> peers;
    private final Duration patience;
    private final Thread watch;

    /**
     * @param patience how long a peer may be waited for, for a whole request head or to take 64 kB of an answer
     * @param most how many there may be at once
     */
    Connections(Http1Config config, Duration patience, int most) {
        this.peers = new Crowd<>(most, Peer::heard, Peer::end);
        this.http1 = Http1ConnectionSelector.builder().config(config).build();
        this.patience = patience;
        this.watch = Thread.ofVirtual().name("registry-connections").start(this::watch);
    }

    static Peer peer() {
        Peer peer = PEER.get();
        return peer == null ? new Peer(() -> {}) : peer;
    }

    int count() {
        return peers.size();
    }

    private void watch() {
        try {
            while (true) {
                Thread.sleep(Duration.ofMillis(Math.min(1_000, patience.toMillis() / 2 + 1)));
                for (Peer peer : peers) {
                    peer.endIfSilentFor(patience.toNanos());
                }
            }
        } catch (InterruptedException closed) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public int bytesToIdentifyConnection() {
        return http1.bytesToIdentifyConnection();
    }

    @Override
    public Support supports(BufferData data) {
        return http1.supports(data);
    }

    @Override
    public Set<String> supportedApplicationProtocols() {
        return http1.supportedApplicationProtocols();
    }

    @Override
    public ServerConnection connection(ConnectionContext context) {
        return new Watched(http1.connection(context));
    }

    @Override
    public void close() {
        watch.interrupt();
    }

    private final class Watched implements ServerConnection {
        private final ServerConnection connection;

        Watched(ServerConnection connection) {
            this.connection = connection;
        }

        @Override
        public void handle(Limit limit) throws InterruptedException {
            Thread thread = Objects.requireNonNull(Thread.currentThread());
            Peer peer = new Peer(() -> {
                connection.close(true);
                thread.interrupt();
            });
            PEER.set(peer);
            peers.enter(peer);
            try {
                connection.handle(limit);
            } finally {
                peers.leave(peer);
                PEER.remove();
            }
        }

        @Override
        public Duration idleTime() {
            return connection.idleTime();
        }

        @Override
        public void close(boolean interrupt) {
            connection.close(interrupt);
        }
    }
}
