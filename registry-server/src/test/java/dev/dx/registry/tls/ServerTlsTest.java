package dev.dx.registry.tls;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.dx.engine.DxException;
import dev.dx.engine.Environment;
import dev.dx.engine.ErrorCode;
import dev.dx.engine.Platform;
import dev.dx.registry.RegistryConfig;
import dev.dx.registry.RegistryServer;
import dev.dx.registry.RegistrySettings;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServerTlsTest {
    @TempDir
    Path folder;

    private RegistrySettings settings(Certificate certificate) {
        RegistrySettings plain = RegistryConfig.settings(folder);
        return new RegistrySettings(
                folder,
                plain.address(),
                0,
                0,
                null,
                Set.of("registry.test"),
                certificate,
                plain.upstream(),
                plain.filter(),
                plain.rules(),
                plain.registration(),
                plain.largestArchive());
    }

    private static HttpClient trusting(Path pem) throws Exception {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        try (InputStream in = Files.newInputStream(pem)) {
            store.setCertificateEntry(
                    "registry", CertificateFactory.getInstance("X.509").generateCertificate(in));
        }
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(store);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        return HttpClient.newBuilder().sslContext(context).build();
    }

    @Test
    void whoTrustsTheCertificateOfItsOwnMakingGetsThrough() throws Exception {
        Environment environment = new Environment(Map.of(), folder, Platform.current());
        Path pem = folder.resolve("tls/certificate.pem");
        byte[] made;
        try (RegistryServer server = new RegistryServer(settings(new Certificate.SelfMade()), environment)) {
            server.start();
            URI address = Objects.requireNonNull(server.status().http());
            assertEquals("https", address.getScheme());
            HttpRequest ping =
                    HttpRequest.newBuilder(address.resolve("/-/ping")).build();
            try (HttpClient client = trusting(pem)) {
                assertEquals("{}", client.send(ping, BodyHandlers.ofString()).body());
            }
            try (HttpClient stranger = HttpClient.newHttpClient()) {
                assertThrows(IOException.class, () -> stranger.send(ping, BodyHandlers.ofString()));
            }
            made = Files.readAllBytes(pem);
            assertEquals(
                    "rw-------",
                    PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve("tls/key.pem"))));
        }
        InetAddress loopback = InetAddress.getLoopbackAddress();
        ServerTls.context(new Certificate.SelfMade(), folder, loopback, Set.of("registry.test"));
        assertArrayEquals(made, Files.readAllBytes(pem), "it is kept");
    }

    @Test
    void filesThatAreNoCertificateAreNamed() throws IOException {
        Path nonsense = Files.writeString(folder.resolve("nonsense.pem"), "nonsense");
        DxException refused = assertThrows(
                DxException.class,
                () -> ServerTls.context(
                        new Certificate.Given(nonsense, nonsense), folder, InetAddress.getLoopbackAddress(), Set.of()));
        assertEquals(ErrorCode.DX_CONFIG, refused.code());
    }
}
