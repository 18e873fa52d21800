package dev.dx.engine.npm.registry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LocalRegistryTest {
    private final LocalRegistry registry = LocalRegistry.start();
    private final HttpClient client = HttpClient.newHttpClient();

    @AfterEach
    void stop() {
        registry.close();
        client.close();
    }

    @Test
    void servesWhatWasPublishedInBothForms() throws Exception {
        TestPackage published = TestPackage.named("@s/pad", "1.3.0")
                .dependency("x", "^1.0.0")
                .installScript("node build.js")
                .build();
        registry.publish(published);
        String full = text("@s%2fpad", "Accept", "application/json");
        assertTrue(full.contains("\"readme\"") && full.contains("\"scripts\""), full);
        String abbreviated = text("@s/pad", "Accept", "application/vnd.npm.install-v1+json");
        assertFalse(abbreviated.contains("\"readme\""), abbreviated);
        assertTrue(abbreviated.contains("\"hasInstallScript\":true"), abbreviated);
        assertTrue(abbreviated.contains(published.integrity()), abbreviated);
    }

    @Test
    void corruptChangesTheArchiveOnly() throws Exception {
        TestPackage published = TestPackage.named("pad", "1.0.0").build();
        registry.publish(published);
        assertTrue(Arrays.equals(published.tarball(), tarball()));
        registry.corrupt("pad", "1.0.0");
        assertFalse(Arrays.equals(published.tarball(), tarball()));
    }

    @Test
    void failsAsOftenAsAsked() throws Exception {
        registry.publish(TestPackage.named("pad", "1.0.0"));
        registry.fail("/pad", 503, 1);
        assertEquals(503, get("pad", "Accept", "*/*").statusCode());
        assertEquals(200, get("pad", "Accept", "*/*").statusCode());
        assertEquals(2, registry.requestsFor("/pad").size());
    }

    @Test
    void breaksOff() {
        registry.publish(TestPackage.named("pad", "1.0.0"));
        registry.breakOff("/pad/-/pad-1.0.0.tgz", 10, 1);
        assertThrows(IOException.class, this::tarball);
    }

    @Test
    void theSameCallsGiveTheSameBytes() {
        assertEquals(
                TestPackage.named("pad", "1.0.0").file("a/b.js", "1").build().integrity(),
                TestPackage.named("pad", "1.0.0").file("a/b.js", "1").build().integrity());
    }

    private byte[] tarball() throws IOException, InterruptedException {
        return client.send(
                        HttpRequest.newBuilder(registry.tarballUri("pad", "1.0.0"))
                                .build(),
                        HttpResponse.BodyHandlers.ofByteArray())
                .body();
    }

    private String text(String path, String... headers) throws IOException, InterruptedException {
        return get(path, headers).body();
    }

    private HttpResponse<String> get(String path, String... headers) throws IOException, InterruptedException {
        return client.send(
                HttpRequest.newBuilder(URI.create(registry.url() + path))
                        .headers(headers)
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }
}
