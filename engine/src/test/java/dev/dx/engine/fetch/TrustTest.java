package dev.dx.engine.fetch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsExchange;
import com.sun.net.httpserver.HttpsParameters;
import com.sun.net.httpserver.HttpsServer;
import dev.dx.engine.DxException;
import dev.dx.engine.ErrorCode;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Against a server whose certificate nobody knows unless told. */
@Timeout(60)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TrustTest {
    private static final char[] PASSWORD = "password".toCharArray();

    private Path temp = Path.of("");
    private @Nullable HttpsServer server;
    private String pem = "";
    private Path pemFile = Path.of("");

    @BeforeAll
    void start(@TempDir Path folder) throws Exception {
        temp = folder;
        KeyStore identity = keys("server", "EC", "CN=localhost", "san=dns:localhost");
        pem = pem(identity.getCertificate("server").getEncoded(), "CERTIFICATE");
        pemFile = Files.writeString(temp.resolve("server.pem"), "# a comment\n" + pem);
        KeyStore client = clientKeys("client", "EC");
        KeyStore other = clientKeys("client-rsa", "RSA");
        client.setCertificateEntry("client-rsa", other.getCertificate("client-rsa"));

        SSLContext context = SSLContext.getInstance("TLS");
        KeyManagerFactory own = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        own.init(identity, PASSWORD);
        TrustManagerFactory others = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        others.init(client);
        context.init(own.getKeyManagers(), others.getTrustManagers(), null);
        HttpsServer made = HttpsServer.create(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0), 0);
        made.setHttpsConfigurator(new HttpsConfigurator(context) {
            @Override
            public void configure(HttpsParameters parameters) {
                SSLParameters wanted = context.getDefaultSSLParameters();
                wanted.setWantClientAuth(true);
                parameters.setSSLParameters(wanted);
            }
        });
        made.createContext("/", exchange -> {
            var session = ((HttpsExchange) exchange).getSSLSession();
            byte[] who = name(session).getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, who.length);
            exchange.getResponseBody().write(who);
            exchange.close();
        });
        made.start();
        server = made;
    }

    /** Writes the certificate, and the key in the two forms there are: NAME.key and NAME.old.key. */
    private KeyStore clientKeys(String name, String algorithm)
            throws IOException, InterruptedException, GeneralSecurityException {
        KeyStore keys = keys(name, algorithm, "CN=" + name, "san=dns:" + name);
        byte[] key = keys.getKey(name, PASSWORD).getEncoded();
        Files.writeString(
                temp.resolve(name + ".pem"), pem(keys.getCertificate(name).getEncoded(), "CERTIFICATE"));
        Files.writeString(temp.resolve(name + ".key"), pem(key, "PRIVATE KEY"));
        Files.writeString(temp.resolve(name + ".old.key"), pem(insideOf(key), algorithm + " PRIVATE KEY"));
        return keys;
    }

    /** What a PKCS#8 key holds in its third value, behind the version and the algorithm. */
    private static byte[] insideOf(byte[] pkcs8) {
        ByteBuffer der = ByteBuffer.wrap(pkcs8);
        enter(der);
        der.position(der.position() + 3);
        int algorithm = enter(der);
        der.position(der.position() + algorithm);
        byte[] inside = new byte[enter(der)];
        der.get(inside);
        return inside;
    }

    /** Passes over the head of a DER value and returns the length of its content. */
    private static int enter(ByteBuffer der) {
        der.get();
        int first = der.get() & 0xff;
        return switch (first) {
            case 0x81 -> der.get() & 0xff;
            case 0x82 -> der.getShort() & 0xffff;
            default -> first;
        };
    }

    @AfterAll
    void stop() {
        if (server != null) {
            server.stop(0);
        }
    }

    @Test
    void aCertificateNobodyKnowsIsRefusedAndTheRemedyNamesTheSetting() {
        DxException e = assertThrows(DxException.class, () -> ask(verified(List.of(), List.of()), "localhost"));
        assertEquals(ErrorCode.DX_NETWORK, e.code());
        assertEquals("localhost: its certificate is not trusted", e.what());
        assertTrue(e.remedy().contains("cafile") && e.remedy().contains("NODE_EXTRA_CA_CERTS"), e.remedy());
    }

    @Test
    void aTrialSaysWhoseCertificateIsNotTrusted() {
        ConnectionTrial.Step last =
                trial(verified(List.of(), List.of()), "localhost").getLast();
        assertEquals(ConnectionTrial.Stage.TLS, last.stage());
        assertEquals(ConnectionTrial.State.FAILED, last.state());
        assertTrue(
                last.found().startsWith("the certificate of localhost, issued by localhost, valid to "), last.found());
        assertTrue(last.found().endsWith("is not trusted here"), last.found());
        assertTrue(last.remedy().contains("cafile"), last.remedy());
    }

    @Test
    void aTrialSaysThatACertificateIsForAnotherHost() {
        ConnectionTrial.Step last =
                trial(verified(List.of(pemFile), List.of()), "127.0.0.1").getLast();
        assertEquals(ConnectionTrial.Stage.TLS, last.stage());
        assertTrue(last.found().startsWith("the certificate is not for 127.0.0.1 but of localhost"), last.found());
    }

    @Test
    void aTrialGoesAllTheWay() {
        List<ConnectionTrial.Step> steps = trial(verified(List.of(pemFile), List.of()), "localhost");
        assertEquals(
                List.of(ConnectionTrial.Stage.values()),
                steps.stream().map(ConnectionTrial.Step::stage).toList(),
                steps.toString());
        assertTrue(steps.stream().noneMatch(step -> step.state() == ConnectionTrial.State.FAILED), steps.toString());
        assertTrue(
                steps.getLast().found().contains("none was sent"),
                steps.getLast().found());
    }

    private List<ConnectionTrial.Step> trial(Trust trust, String host) {
        List<ConnectionTrial.Step> steps = new ArrayList<>();
        int port = Objects.requireNonNull(server).getAddress().getPort();
        RetryPolicy once = new RetryPolicy(0, Duration.ofMillis(1), 1, Duration.ofMillis(1));
        HttpSettings settings = new HttpSettings(trust, Proxies.NONE, once, Duration.ofSeconds(10), 4, 4, "test");
        ConnectionTrial.run(
                URI.create("https://" + host + ":" + port + "/"),
                settings,
                new ConnectionTrial.Secret(Credentials.NONE, ""),
                steps::add);
        return steps;
    }

    @Test
    void aFileOfCertificatesIsBelieved() {
        assertEquals("nobody", ask(verified(List.of(pemFile), List.of()), "localhost"));
    }

    @Test
    void certificatesInTheConfigurationAreBelieved() {
        assertEquals("nobody", ask(verified(List.of(), List.of(pem)), "localhost"));
    }

    @Test
    void theFirstSystemFileThatIsThereIsBelieved() {
        Trust trust = new Trust.Verified(List.of(), List.of(), List.of(temp.resolve("missing"), pemFile));
        assertEquals("nobody", ask(trust, "localhost"));
    }

    @Test
    void aCertificateForAnotherHostIsRefused() {
        DxException e = assertThrows(DxException.class, () -> ask(verified(List.of(pemFile), List.of()), "127.0.0.1"));
        assertEquals("127.0.0.1: its certificate is not trusted", e.what());
    }

    @Test
    void verificationCanBeTurnedOff() {
        assertEquals("nobody", ask(new Trust.Unverified(), "localhost"));
        assertEquals("nobody", ask(new Trust.Unverified(), "127.0.0.1"));
    }

    @Test
    void aFileThatCannotBeReadIsNamed() {
        DxException e = assertThrows(
                DxException.class, () -> ask(verified(List.of(temp.resolve("missing")), List.of()), "localhost"));
        assertEquals(ErrorCode.DX_CONFIG, e.code());
        assertTrue(e.what().contains("missing"), e.what());
    }

    @ParameterizedTest
    @CsvSource({
        "client, client.key",
        "client, client.old.key",
        "client-rsa, client-rsa.key",
        "client-rsa, client-rsa.old.key"
    })
    void aClientCertificateIsShown(String name, String key) {
        ClientCertificate identity = new ClientCertificate(temp.resolve(name + ".pem"), temp.resolve(key));
        Credentials credentials = new Credentials(null, identity, null);
        assertEquals("CN=" + name, ask(verified(List.of(pemFile), List.of()), "localhost", credentials));
    }

    @Test
    void aKeyThatCannotBeUsedIsNamed() {
        ClientCertificate identity = new ClientCertificate(temp.resolve("client.pem"), temp.resolve("server.pem"));
        DxException e = assertThrows(
                DxException.class,
                () -> ask(new Trust.Unverified(), "localhost", new Credentials(null, identity, null)));
        assertEquals(ErrorCode.DX_CONFIG, e.code());
        assertTrue(e.what().contains("server.pem"), e.what());
    }

    @Test
    void plainTextWhereTlsIsExpectedIsToldApart() throws IOException {
        try (ServerSocket plain = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
            Thread.startVirtualThread(() -> {
                try (Socket connection = plain.accept()) {
                    connection
                            .getOutputStream()
                            .write("HTTP/1.1 400 No TLS here\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
                } catch (IOException theClientIsGone) {
                    // as it should
                }
            });
            URI uri = URI.create("https://127.0.0.1:" + plain.getLocalPort() + "/");
            DxException e = assertThrows(DxException.class, () -> ask(new Trust.Unverified(), HttpQuery.of(uri)));
            assertEquals(ErrorCode.DX_NETWORK, e.code());
            assertTrue(e.what().startsWith("127.0.0.1: no secure connection"), e.what());
        }
    }

    private String ask(Trust trust, String host) {
        return ask(trust, host, Credentials.NONE);
    }

    private String ask(Trust trust, String host, Credentials credentials) {
        HttpsServer running = server;
        assertNotNull(running);
        URI uri = URI.create("https://" + host + ":" + running.getAddress().getPort() + "/");
        return ask(trust, new HttpQuery(uri, Map.of(), credentials));
    }

    private static String ask(Trust trust, HttpQuery query) {
        HttpSettings settings = new HttpSettings(
                trust,
                Proxies.NONE,
                new RetryPolicy(0, Duration.ofMillis(1), 2, Duration.ofMillis(1)),
                Duration.ofSeconds(10),
                2,
                2,
                "dx test");
        try (HttpTransport transport = new HttpTransport(settings)) {
            return new String(transport.document(query, 100).body(), StandardCharsets.UTF_8);
        }
    }

    private static Trust verified(List<Path> files, List<String> pem) {
        return new Trust.Verified(files, pem, List.of());
    }

    private static String name(SSLSession session) {
        try {
            return session.getPeerPrincipal().getName();
        } catch (SSLPeerUnverifiedException nobody) {
            return "nobody";
        }
    }

    private static String pem(byte[] der, String kind) {
        return "-----BEGIN " + kind + "-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der) + "\n-----END " + kind + "-----\n";
    }

    private KeyStore keys(String alias, String algorithm, String name, String extension)
            throws IOException, InterruptedException, GeneralSecurityException {
        Path file = temp.resolve(alias + ".p12");
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-keyalg",
                algorithm,
                "-alias",
                alias,
                "-dname",
                name,
                "-ext",
                extension,
                "-keystore",
                file.toString(),
                "-storepass",
                new String(PASSWORD)));
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(temp.resolve("keytool.log").toFile())
                .start();
        assertEquals(0, process.waitFor());
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(file)) {
            store.load(in, PASSWORD);
        }
        return store;
    }
}
