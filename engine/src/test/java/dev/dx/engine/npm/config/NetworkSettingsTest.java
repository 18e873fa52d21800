package dev.dx.engine.npm.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.dx.engine.DxException;
import dev.dx.engine.Environment;
import dev.dx.engine.ErrorCode;
import dev.dx.engine.Platform;
import dev.dx.engine.fetch.HttpSettings;
import dev.dx.engine.fetch.Proxies;
import dev.dx.engine.fetch.Trust;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NetworkSettingsTest {
    @TempDir
    private Path temp;

    @Test
    void theConfiguredProxyIsForEverything() {
        Proxies proxies = settings(
                        Map.of("https-proxy", "http://p:1", "noproxy", "a, b"), Map.of("HTTPS_PROXY", "http://no"))
                .proxies();
        assertEquals(URI.create("http://p:1"), proxies.forHttp());
        assertEquals(URI.create("http://p:1"), proxies.forHttps());
        assertEquals(List.of("a", "b"), proxies.except());
    }

    @Test
    void theEnvironmentsProxiesAreTakenWhereNoneIsConfigured() {
        Proxies proxies = settings(
                        Map.of("proxy", "null"),
                        Map.of("https_proxy", "s:1", "HTTP_PROXY", "http://h", "NO_PROXY", "x,y"))
                .proxies();
        assertEquals(URI.create("http://s:1"), proxies.forHttps());
        assertEquals(URI.create("http://s:1"), proxies.forHttp());
        assertEquals(List.of("x", "y"), proxies.except());
        assertNull(
                settings(Map.of(), Map.of("http_proxy", "http://h")).proxies().forHttps());
    }

    @Test
    void aProxyThatIsNoAddressIsAnErrorThatDoesNotShowIt() {
        DxException e = assertThrows(DxException.class, () -> settings(Map.of("proxy", "http://u:s3cret@/"), Map.of()));
        assertEquals(ErrorCode.DX_CONFIG, e.code());
        assertTrue(!e.toString().contains("s3cret"));
    }

    @Test
    void certificatesComeFromEverywhere() {
        Trust.Verified trust = assertInstanceOf(
                Trust.Verified.class,
                settings(
                                Map.of("cafile", "/ca.pem", "ca", "PEM\\nPEM"),
                                Map.of("NODE_EXTRA_CA_CERTS", "/extra.pem", "SSL_CERT_FILE", "/system.pem"))
                        .trust());
        assertEquals(List.of(Path.of("/ca.pem"), Path.of("/extra.pem")), trust.files());
        assertEquals(List.of("PEM\nPEM"), trust.pem());
        assertEquals(Path.of("/system.pem"), trust.systemFiles().getFirst());
        assertInstanceOf(
                Trust.Unverified.class,
                settings(Map.of("strict-ssl", "false"), Map.of()).trust());
    }

    @Test
    void limitsAreAsConfigured() {
        HttpSettings settings = settings(
                Map.of("maxsockets", "3", "fetch-timeout", "7000", "fetch-retries", "1", "fetch-retry-factor", "10"),
                Map.of());
        assertEquals(3, settings.files());
        assertEquals(3, settings.documents());
        assertEquals(Duration.ofSeconds(7), settings.silence());
        assertEquals(1, settings.retries().retries());
        assertEquals(20, settings(Map.of(), Map.of()).files());
    }

    private HttpSettings settings(Map<String, String> config, Map<String, String> variables) {
        Environment environment = new Environment(variables, temp, new Platform("linux", "x64", "glibc"));
        return NetworkSettings.of(NpmConfig.load(environment, temp, config), environment);
    }
}
