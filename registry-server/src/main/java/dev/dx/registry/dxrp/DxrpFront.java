package dev.dx.registry.dxrp;

import dev.dx.registry.activity.Crowd;
import dev.dx.registry.activity.Metrics;
import dev.dx.registry.activity.RegistryLog;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;

/** The DXRP listener: takes connections, and ends those whose peers are too slow. */
public final class DxrpFront implements AutoCloseable {
    private static final int MOST_CONNECTIONS = 8_192;
    private static final int BACKLOG = 1_024;

    /**
     * Where and how to listen.
     *
     * @param tls null for none
     * @param patience for the rest of a request, for HELLO, and to take a chunk of an answer
     * @param idle for the next request
     */
    public record Settings(
            InetAddress address, int port, @Nullable SSLContext tls, Duration patience, Duration idle) {
        public Settings(InetAddress address, int port, @Nullable SSLContext tls) {
            this(address, port, tls, Duration.ofSeconds(30), Duration.ofMinutes(10));
        }
    }

    private final Settings settings;
    private final DxrpConnection.Handler handler;
    private final RegistryLog log;
    private final Metrics metrics;
    private final Crowd<DxrpConnection> connections =
            new Crowd<>(MOST_CONNECTIONS, DxrpConnection::heard, DxrpConnection::end);
    private final ServerSocketChannel listener;

    private DxrpFront(
            Settings settings,
            DxrpConnection.Handler handler,
            RegistryLog log,
            Metrics metrics,
            ServerSocketChannel listener) {
        this.settings = settings;
        this.handler = handler;
        this.log = log;
        this.metrics = metrics;
        this.listener = listener;
    }

    /** Starts to listen; a port that is taken is a {@link java.net.BindException}. */
    public static DxrpFront start(Settings settings, DxrpRequests requests, RegistryLog log, Metrics metrics)
            throws IOException {
        ServerSocketChannel listener = ServerSocketChannel.open();
        try {
            listener.setOption(StandardSocketOptions.SO_REUSEADDR, true);
            listener.bind(new InetSocketAddress(settings.address(), settings.port()), BACKLOG);
        } catch (IOException | RuntimeException failure) {
            listener.close();
            throw failure;
        }
        DxrpFront front = new DxrpFront(settings, requests, log, metrics, listener);
        Thread.ofVirtual().name("dxrp-accept").start(front::accept);
        Thread.ofVirtual().name("dxrp-watch").start(front::watch);
        return front;
    }

    public int port() {
        return listener.socket().getLocalPort();
    }

    public int connections() {
        return connections.size();
    }

    private void accept() {
        while (listener.isOpen()) {
            try {
                SocketChannel channel = listener.accept();
                Thread.ofVirtual().name("dxrp-read").start(() -> serve(channel));
            } catch (ClosedChannelException closed) {
                return;
            } catch (IOException failure) {
                log.warning("a connection was not taken: " + failure);
                pause();
            }
        }
    }

    private static void pause() {
        try {
            Thread.sleep(20);
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
        }
    }

    private void serve(SocketChannel channel) {
        try (channel) {
            channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
            InetSocketAddress remote = (InetSocketAddress) channel.getRemoteAddress();
            Line line = settings.tls() == null ? new PlainLine(channel) : secured(settings.tls(), channel);
            String peer = remote.getAddress().getHostAddress();
            boolean isPrivate = settings.tls() != null || remote.getAddress().isLoopbackAddress();
            DxrpConnection connection = new DxrpConnection(
                    line,
                    new DxrpConnection.Peer(
                            peer, isPrivate ? DxrpConnection.Secrecy.PRIVATE : DxrpConnection.Secrecy.OVERHEARD),
                    handler,
                    metrics,
                    log);
            connections.enter(connection);
            try {
                if (listener.isOpen()) {
                    connection.serve();
                }
            } finally {
                connections.leave(connection);
            }
        } catch (IOException gone) {
            log.debug("a connection ended: " + gone.getMessage());
        }
    }

    private static Line secured(SSLContext context, SocketChannel channel) throws IOException {
        SSLSocket socket = (SSLSocket) context.getSocketFactory().createSocket(channel.socket(), null, false);
        socket.setEnabledProtocols(new String[] {"TLSv1.3", "TLSv1.2"});
        return new TlsLine(channel, socket);
    }

    private void watch() {
        try {
            while (listener.isOpen()) {
                Thread.sleep(
                        Duration.ofMillis(Math.min(1_000, settings.patience().toMillis() / 2 + 1)));
                for (DxrpConnection connection : connections) {
                    connection.endIfSilent(settings.patience(), settings.idle());
                }
            }
        } catch (InterruptedException closed) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        try {
            listener.close();
        } catch (IOException closed) {
            log.debug("the listener: " + closed.getMessage());
        }
        connections.forEach(DxrpConnection::end);
    }
}
