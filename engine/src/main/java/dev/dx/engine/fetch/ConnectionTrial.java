package dev.dx.engine.fetch;

import dev.dx.engine.DxException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/**
 * Goes to a registry step by step, as a request does, and says of each step what was found; the first that fails is the last.
 * Nothing is asked twice, and a secret goes nowhere but to the host it is configured for.
 */
public final class ConnectionTrial {
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final int MOST_ANSWER = 64 << 10;
    private static final Pattern USERNAME = Pattern.compile("\"username\"\\s*:\\s*\"([^\"\\\\]{1,200})\"");

    /** The steps, in order. */
    public enum Stage {
        PROXY,
        /** From a name to an address. */
        NAME,
        CONNECT,
        TLS,
        ANSWER,
        LOGIN
    }

    /** How a step went. */
    public enum State {
        GOOD,
        /** It works, and there is something to know. */
        NOTE,
        FAILED
    }

    /** @param remedy what to do about it; empty where nothing needs doing */
    public record Step(Stage stage, State state, String found, String remedy, Duration took) {}

    /** @param words where its secret comes from; empty if there is none */
    public record Secret(Credentials credentials, String words) {}

    private final URI registry;
    private final HttpSettings settings;
    private final Secret secret;
    private final Consumer<Step> told;
    private final @Nullable URI proxy;
    private final String host;
    private long began = System.nanoTime();

    private ConnectionTrial(URI registry, HttpSettings settings, Secret secret, Consumer<Step> told) {
        this.registry = registry;
        this.settings = settings;
        this.secret = secret;
        this.told = told;
        this.proxy = settings.proxies().proxyFor(registry);
        this.host = String.valueOf(registry.getHost());
    }

    /** Tells of each step as it was made. Whatever fails is told too and not thrown. */
    public static void run(URI registry, HttpSettings settings, Secret secret, Consumer<Step> told) {
        new ConnectionTrial(registry, settings, secret, told).run();
    }

    /**
     * Greets a registry that speaks DXRP, tells how that went, and answers where its HTTP is, which is what can be tried
     * then; null if it was not reached.
     */
    public static @Nullable URI greet(URI registry, HttpSettings settings, Consumer<Step> told) {
        long began = System.nanoTime();
        try (DxrpTransport dxrp = new DxrpTransport(registry, Credentials.NONE, settings)) {
            URI http = dxrp.http();
            String found = registry + " answers, and names " + http + " for the rest";
            told.accept(new Step(Stage.CONNECT, State.GOOD, found, "", Duration.ofNanos(System.nanoTime() - began)));
            return http;
        } catch (DxException failure) {
            DxException.checkCancelled();
            Duration took = Duration.ofNanos(System.nanoTime() - began);
            told.accept(new Step(Stage.CONNECT, State.FAILED, failure.what(), failure.remedy(), took));
            return null;
        }
    }

    private void run() {
        URI through = proxy;
        tell(
                Stage.PROXY,
                State.GOOD,
                through == null
                        ? "no proxy for " + host
                        : "through " + through.getHost() + ":" + port(through) + " (set proxy, https-proxy, noproxy)");
        InetAddress[] addresses = name(through == null ? host : String.valueOf(through.getHost()));
        if (addresses == null) {
            return;
        }
        // Let go before the registry is asked: a server that serves one at a time would wait for it.
        if (reaches(addresses[0], through) && answer()) {
            login();
        }
    }

    private boolean reaches(InetAddress address, @Nullable URI through) {
        try (Socket socket = new Socket()) {
            return connect(socket, address, through) && (!isTls() || tls(socket, through));
        } catch (IOException broken) {
            throw DxException.io(host, broken);
        }
    }

    private boolean isTls() {
        return "https".equalsIgnoreCase(registry.getScheme());
    }

    private static int port(URI uri) {
        return uri.getPort() >= 0 ? uri.getPort() : "https".equalsIgnoreCase(uri.getScheme()) ? 443 : 80;
    }

    private InetAddress @Nullable [] name(String name) {
        try {
            InetAddress[] addresses = InetAddress.getAllByName(name);
            List<String> shown = new ArrayList<>();
            Stream.of(addresses).limit(3).forEach(address -> shown.add(address.getHostAddress()));
            tell(Stage.NAME, State.GOOD, name + " is " + String.join(", ", shown));
            return addresses;
        } catch (UnknownHostException unknown) {
            fail(
                    Stage.NAME,
                    "there is no host of the name " + name,
                    "Check the address, and that this machine is online; behind a proxy, set proxy and https-proxy.");
            return null;
        }
    }

    private boolean connect(Socket socket, InetAddress address, @Nullable URI through) {
        int port = port(through == null ? registry : through);
        try {
            socket.connect(new InetSocketAddress(address, port), (int) PATIENCE.toMillis());
            socket.setSoTimeout((int) PATIENCE.toMillis());
            tell(Stage.CONNECT, State.GOOD, address.getHostAddress() + ", port " + port + " takes connections");
            return true;
        } catch (SocketTimeoutException silent) {
            fail(
                    Stage.CONNECT,
                    address.getHostAddress() + ", port " + port + " does not answer",
                    "A firewall may be in between; set proxy and https-proxy if there is one to go through.");
        } catch (IOException refused) {
            fail(
                    Stage.CONNECT,
                    address.getHostAddress() + ", port " + port + ": connection refused",
                    "Check that the server runs, and the port in the address.");
        }
        return false;
    }

    private boolean tls(Socket socket, @Nullable URI through) {
        Witness witness = new Witness(TrustedCertificates.of(settings.trust()));
        try {
            if (through != null && !tunnel(socket, through)) {
                return false;
            }
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, new TrustManager[] {witness}, null);
            SSLSocket secure = (SSLSocket) context.getSocketFactory().createSocket(socket, host, port(registry), false);
            SSLParameters parameters = secure.getSSLParameters();
            parameters.setEndpointIdentificationAlgorithm("HTTPS");
            secure.setSSLParameters(parameters);
            secure.startHandshake();
            boolean verified = settings.trust() instanceof Trust.Verified;
            tell(
                    Stage.TLS,
                    verified ? State.GOOD : State.NOTE,
                    secure.getSession().getProtocol() + ", certificate of " + witness.words()
                            + (verified ? "" : ", which is not checked: strict-ssl is off"));
            return true;
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("Java cannot do TLS", impossible);
        } catch (DxException unreadable) {
            fail(Stage.TLS, unreadable.what(), unreadable.remedy());
        } catch (IOException refused) {
            failedTls(witness, refused);
        }
        return false;
    }

    private boolean tunnel(Socket socket, URI through) throws IOException {
        String login = through.getUserInfo();
        String authorization = login == null
                ? ""
                : "Proxy-Authorization: Basic "
                        + Base64.getEncoder().encodeToString(login.getBytes(StandardCharsets.UTF_8)) + "\r\n";
        String target = host + ":" + port(registry);
        socket.getOutputStream()
                .write(("CONNECT " + target + " HTTP/1.1\r\nHost: " + target + "\r\n" + authorization + "\r\n")
                        .getBytes(StandardCharsets.ISO_8859_1));
        StringBuilder head = new StringBuilder();
        InputStream in = socket.getInputStream();
        while (head.length() < MOST_ANSWER && head.indexOf("\r\n\r\n") < 0) {
            int next = in.read();
            if (next < 0) {
                break;
            }
            head.append((char) next);
        }
        String status = head.isEmpty() ? "nothing" : head.substring(0, Math.max(0, head.indexOf("\r\n")));
        if (status.matches("HTTP/1\\.[01] 2\\d\\d.*")) {
            return true;
        }
        fail(
                Stage.CONNECT,
                "the proxy " + through.getHost() + " does not let through to " + target + ": it answers " + status,
                status.contains(" 407")
                        ? "It wants a login: write the proxy as http://user:password@host:port."
                        : "Ask whoever runs the proxy, or name the host in noproxy.");
        return false;
    }

    private void failedTls(Witness witness, IOException refused) {
        X509Certificate certificate = witness.certificate();
        if (certificate == null) {
            fail(
                    Stage.TLS,
                    host + " speaks no TLS there (" + refused.getMessage() + ")",
                    "Check that the address should begin with https, and its port.");
        } else if (certificate.getNotAfter().toInstant().isBefore(Instant.now())) {
            fail(
                    Stage.TLS,
                    "the certificate of " + witness.words() + " has expired",
                    "Whoever runs " + host + " has to renew it; check this machine's clock too.");
        } else if (witness.isBelieved()) {
            fail(
                    Stage.TLS,
                    "the certificate is not for " + host + " but of " + witness.words(),
                    "Check the address; something in between may answer in the place of " + host + ".");
        } else {
            fail(
                    Stage.TLS,
                    "the certificate of " + witness.words() + " is not trusted here",
                    "If that is your company's, name the PEM file of its authority with cafile in .npmrc, or in"
                            + " NODE_EXTRA_CA_CERTS.");
        }
    }

    private boolean answer() {
        try (HttpTransport transport = new HttpTransport(patient())) {
            HttpQuery query = new HttpQuery(registry.resolve("-/ping"), Map.of(), secret.credentials());
            Document<byte[]> answer = transport.document(query, MOST_ANSWER);
            tell(
                    Stage.ANSWER,
                    State.GOOD,
                    answer.isFound() ? host + " answers as a registry" : host + " answers, and does not know ping");
            return true;
        } catch (DxException refused) {
            DxException.checkCancelled();
            fail(Stage.ANSWER, refused.what(), refused.remedy());
            return false;
        }
    }

    private void login() {
        if (secret.credentials().isEmpty()) {
            tell(Stage.LOGIN, State.NOTE, "no token or password is configured for " + host + ", and none was sent");
            return;
        }
        try (HttpTransport transport = new HttpTransport(patient())) {
            HttpQuery query = new HttpQuery(registry.resolve("-/whoami"), Map.of(), secret.credentials());
            Document<byte[]> answer = transport.document(query, MOST_ANSWER);
            String body = answer.isFound() ? new String(answer.body(), StandardCharsets.UTF_8) : "";
            Matcher user = USERNAME.matcher(body);
            tell(
                    Stage.LOGIN,
                    answer.isFound() ? State.GOOD : State.NOTE,
                    (user.find() ? "logged in as " + user.group(1) : host + " does not say who you are") + "; "
                            + secret.words() + " was sent to " + host);
        } catch (DxException refused) {
            DxException.checkCancelled();
            fail(Stage.LOGIN, refused.what() + "; " + secret.words() + " was sent to " + host, refused.remedy());
        }
    }

    private HttpSettings patient() {
        RetryPolicy once = new RetryPolicy(0, Duration.ofMillis(1), 1, Duration.ofMillis(1));
        return new HttpSettings(
                settings.trust(),
                settings.proxies(),
                once,
                PATIENCE,
                settings.files(),
                settings.documents(),
                settings.userAgent());
    }

    private void tell(Stage stage, State state, String found) {
        tell(stage, state, found, "");
    }

    private void fail(Stage stage, String found, String remedy) {
        tell(stage, State.FAILED, found, remedy);
    }

    private void tell(Stage stage, State state, String found, String remedy) {
        long now = System.nanoTime();
        told.accept(new Step(stage, state, found, remedy, Duration.ofNanos(now - began)));
        began = now;
    }

    /** Believes what the settings believe, and remembers whom it was shown. */
    private static final class Witness extends X509ExtendedTrustManager {
        private final X509ExtendedTrustManager judge;
        private X509Certificate @Nullable [] chain;
        private String type = "";

        Witness(X509ExtendedTrustManager judge) {
            this.judge = judge;
        }

        @Nullable
        X509Certificate certificate() {
            X509Certificate[] shown = chain;
            return shown == null || shown.length == 0 ? null : shown[0];
        }

        /** Whether it would be believed if it were for the host. */
        boolean isBelieved() {
            try {
                judge.checkServerTrusted(chain, type);
                return true;
            } catch (CertificateException unbelieved) {
                return false;
            }
        }

        /** Whose it is, who says so, and how long. */
        String words() {
            X509Certificate shown = certificate();
            if (shown == null) {
                return "nobody";
            }
            return commonName(shown.getSubjectX500Principal().getName()) + ", issued by "
                    + commonName(shown.getIssuerX500Principal().getName()) + ", valid to "
                    + shown.getNotAfter().toInstant().toString().substring(0, 10);
        }

        private static String commonName(String name) {
            Matcher common = Pattern.compile("(?:^|,)CN=((?:\\\\.|[^,])*)").matcher(name);
            return common.find() ? common.group(1) : name;
        }

        private void remember(X509Certificate[] shown, String as) {
            chain = shown.clone();
            type = as;
        }

        @Override
        public void checkServerTrusted(X509Certificate[] shown, String as, SSLEngine engine)
                throws CertificateException {
            remember(shown, as);
            judge.checkServerTrusted(shown, as, engine);
        }

        @Override
        public void checkServerTrusted(X509Certificate[] shown, String as, Socket socket) throws CertificateException {
            remember(shown, as);
            judge.checkServerTrusted(shown, as, socket);
        }

        @Override
        public void checkServerTrusted(X509Certificate[] shown, String as) throws CertificateException {
            remember(shown, as);
            judge.checkServerTrusted(shown, as);
        }

        @Override
        public void checkClientTrusted(X509Certificate[] shown, String as, SSLEngine engine)
                throws CertificateException {
            judge.checkClientTrusted(shown, as, engine);
        }

        @Override
        public void checkClientTrusted(X509Certificate[] shown, String as, Socket socket) throws CertificateException {
            judge.checkClientTrusted(shown, as, socket);
        }

        @Override
        public void checkClientTrusted(X509Certificate[] shown, String as) throws CertificateException {
            judge.checkClientTrusted(shown, as);
        }

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return judge.getAcceptedIssuers();
        }
    }
}
