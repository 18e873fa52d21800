package dev.dx.engine.fetch;

import dev.dx.engine.DxException;
import dev.dx.engine.ErrorCode;
import java.io.IOException;
import java.net.Authenticator;
import java.net.InetSocketAddress;
import java.net.PasswordAuthentication;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.SocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/** The JDK's clients: one, and one more for every client certificate, since a client has one TLS identity. */
final class HttpClients implements AutoCloseable {
    private static final Duration CONNECT = Duration.ofSeconds(20);

    private final HttpSettings settings;
    private final X509ExtendedTrustManager trusted;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Map<Optional<ClientCertificate>, HttpClient> clients = new ConcurrentHashMap<>();

    HttpClients(HttpSettings settings) {
        this.settings = settings;
        requireUsable(settings.proxies().forHttp());
        requireUsable(settings.proxies().forHttps());
        this.trusted = TrustedCertificates.of(settings.trust());
        if (userInfo(settings.proxies().forHttps()) != null) {
            // The JDK refuses a proxy's password over a tunnel unless told otherwise; the user configured this one.
            System.setProperty("jdk.http.auth.tunneling.disabledSchemes", "");
        }
    }

    private static void requireUsable(@Nullable URI proxy) {
        if (proxy != null && (!"http".equalsIgnoreCase(proxy.getScheme()) || proxy.getHost() == null)) {
            throw new DxException(
                    ErrorCode.DX_UNSUPPORTED,
                    "proxy " + proxy.getScheme() + "://" + proxy.getHost(),
                    "Only proxies of the form http://host:port can be used.");
        }
    }

    HttpClient clientFor(Credentials credentials) {
        return clients.computeIfAbsent(Optional.ofNullable(credentials.certificate()), this::create);
    }

    private HttpClient create(Optional<ClientCertificate> identity) {
        HttpClient.Builder builder = HttpClient.newBuilder()
                .executor(threads)
                // Measured against npm's registry, streams of one HTTP/2 connection took a fifth more time than as many
                // HTTP/1.1 connections, for packuments and archives alike.
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(settings.silence().compareTo(CONNECT) < 0 ? settings.silence() : CONNECT)
                .proxy(new Selector(settings.proxies()))
                .sslContext(tls(identity.orElse(null)));
        if (userInfo(settings.proxies().forHttps()) != null
                || userInfo(settings.proxies().forHttp()) != null) {
            builder.authenticator(new ProxyLogin(settings.proxies()));
        }
        return builder.build();
    }

    private SSLContext tls(@Nullable ClientCertificate identity) {
        return tls(trusted, identity);
    }

    static SSLContext tls(X509ExtendedTrustManager trusted, @Nullable ClientCertificate identity) {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            KeyManager[] keys = identity == null ? null : ClientKeys.read(identity);
            context.init(keys, new TrustManager[] {trusted}, null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Java cannot do TLS", e);
        }
    }

    @Override
    public void close() {
        clients.values().forEach(HttpClient::shutdownNow);
        threads.shutdownNow();
    }

    private static @Nullable String userInfo(@Nullable URI proxy) {
        return proxy == null ? null : proxy.getRawUserInfo();
    }

    private static final class Selector extends ProxySelector {
        private final Proxies proxies;

        Selector(Proxies proxies) {
            this.proxies = proxies;
        }

        @Override
        public List<Proxy> select(URI uri) {
            URI proxy = proxies.proxyFor(uri);
            if (proxy == null) {
                return List.of(Proxy.NO_PROXY);
            }
            int port = proxy.getPort() < 0 ? 80 : proxy.getPort();
            return List.of(new Proxy(Proxy.Type.HTTP, InetSocketAddress.createUnresolved(proxy.getHost(), port)));
        }

        @Override
        public void connectFailed(URI uri, SocketAddress address, IOException cause) {}
    }

    private static final class ProxyLogin extends Authenticator {
        private final Proxies proxies;

        ProxyLogin(Proxies proxies) {
            this.proxies = proxies;
        }

        @Override
        protected @Nullable PasswordAuthentication getPasswordAuthentication() {
            if (getRequestorType() != RequestorType.PROXY) {
                return null;
            }
            String login = userInfo("https".equals(getRequestingProtocol()) ? proxies.forHttps() : proxies.forHttp());
            if (login == null) {
                return null;
            }
            int colon = login.indexOf(':');
            String user = colon < 0 ? login : login.substring(0, colon);
            String password = colon < 0 ? "" : login.substring(colon + 1);
            return new PasswordAuthentication(decode(user), decode(password).toCharArray());
        }

        private static String decode(String text) {
            return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
        }
    }
}
