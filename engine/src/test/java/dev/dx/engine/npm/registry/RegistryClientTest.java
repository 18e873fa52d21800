package dev.dx.engine.npm.registry;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.dx.engine.DxException;
import dev.dx.engine.Environment;
import dev.dx.engine.ErrorCode;
import dev.dx.engine.Platform;
import dev.dx.engine.fetch.RemoteFile;
import dev.dx.engine.npm.config.NpmConfig;
import dev.dx.engine.npm.registry.LocalRegistry.Feature;
import dev.dx.engine.npm.registry.LocalRegistry.Request;
import dev.dx.engine.npm.registry.RegistryClient.Form;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RegistryClientTest {
    @TempDir
    private Path temp;

    private final LocalRegistry registry = LocalRegistry.start();
    private final Map<String, String> settings = new HashMap<>(Map.of("registry", registry.url()));
    private final List<RegistryClient> clients = new ArrayList<>();

    @AfterEach
    void stop() {
        clients.forEach(RegistryClient::close);
        registry.close();
    }

    @Test
    void asksForTheAbbreviatedFormPacked() {
        registry.publish(TestPackage.named("@s/p", "1.0.0"));
        Packument packument = client().packument("@s/p", Form.ABBREVIATED);
        assertEquals(List.of("1.0.0"), packument.versions());
        Request request = registry.requests().getFirst();
        assertEquals("/@s/p", request.path());
        assertTrue(String.valueOf(request.header("accept")).startsWith("application/vnd.npm.install-v1+json"));
        assertEquals("gzip", request.header("accept-encoding"));
    }

    @Test
    void theFullFormSaysWhenVersionsWerePublished() {
        registry.publish(TestPackage.named("p", "1.0.0"));
        RegistryClient client = client();
        assertTrue(!client.packument("p", Form.ABBREVIATED).hasTimes());
        assertEquals(TestPackage.LONG_AGO, client.packument("p", Form.FULL).time("1.0.0"));
    }

    @Test
    void aRegistryThatHasOnlyTheFullFormIsAskedOnce() {
        registry.plain().publish(TestPackage.named("p", "1.0.0"));
        RegistryClient client = client();
        Packument first = client.packument("p", Form.ABBREVIATED);
        assertSame(first, client.packument("p", Form.FULL));
        assertSame(first, client.packument("p", Form.ABBREVIATED));
        assertEquals(1, registry.requests().size());
    }

    @Test
    void theFullFormServesWhoeverWantsLess() {
        registry.publish(TestPackage.named("p", "1.0.0"));
        RegistryClient client = client();
        assertSame(client.packument("p", Form.FULL), client.packument("p", Form.ABBREVIATED));
    }

    @Test
    void whatIsMissingIsSaidByNameAndAskedForOnce() {
        RegistryClient client = client();
        DxException e = assertThrows(DxException.class, () -> client.packument("no-such", Form.ABBREVIATED));
        assertEquals(ErrorCode.DX_NOT_FOUND, e.code());
        assertTrue(e.what().startsWith("no-such: "), e.what());
        int asked = registry.requests().size();
        assertThrows(DxException.class, () -> client.packument("no-such", Form.ABBREVIATED));
        assertEquals(asked, registry.requests().size());
    }

    @Test
    void manyThreadsMakeOneRequest() throws Exception {
        registry.publish(TestPackage.named("p", "1.0.0"));
        RegistryClient client = client();
        try (LocalRegistry.Stall stall = registry.stall("/p");
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Packument>> answers = Stream.generate(
                            () -> threads.submit(() -> client.packument("p", Form.ABBREVIATED)))
                    .limit(20)
                    .toList();
            assertTrue(stall.awaitRequest());
            stall.release();
            Packument first = answers.getFirst().get();
            for (Future<Packument> answer : answers) {
                assertSame(first, answer.get());
            }
        }
        assertEquals(1, registry.requests().size());
    }

    @Test
    void cancellingTheThreadThatAskedDoesNotCancelTheOthers() throws Exception {
        registry.publish(TestPackage.named("p", "1.0.0"));
        RegistryClient client = client();
        try (LocalRegistry.Stall stall = registry.stall("/p");
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<Packument> first = threads.submit(() -> client.packument("p", Form.ABBREVIATED));
            assertTrue(stall.awaitRequest());
            Future<Packument> second = threads.submit(() -> client.packument("p", Form.ABBREVIATED));
            Thread.sleep(50);
            assertTrue(first.cancel(true));
            stall.release();
            assertEquals(List.of("1.0.0"), second.get().versions());
        }
    }

    @Test
    void aFreshAnswerIsNotAskedForAgain() {
        registry.publish(TestPackage.named("p", "1.0.0"));
        client().packument("p", Form.ABBREVIATED);
        registry.publish(TestPackage.named("p", "2.0.0"));
        RegistryClient next = client();
        assertEquals(List.of("1.0.0"), next.packument("p", Form.ABBREVIATED).versions());
        assertEquals(1, registry.requests().size());
        assertEquals(
                List.of("1.0.0", "2.0.0"), next.confirmed("p", Form.ABBREVIATED).versions());
        assertEquals(
                List.of("1.0.0", "2.0.0"), next.packument("p", Form.ABBREVIATED).versions());
        next.confirmed("p", Form.ABBREVIATED);
        assertEquals(2, registry.requests().size());
    }

    @Test
    void knowsWhetherAnAnswerStillHolds() throws IOException {
        registry.publish(TestPackage.named("p", "1.0.0"));
        RegistryClient first = client();
        first.packument("p", Form.ABBREVIATED);
        assertTrue(first.isFresh("p"));
        age();
        RegistryClient later = client(CachePolicy.PREFER_OFFLINE);
        later.packument("p", Form.ABBREVIATED);
        assertFalse(later.isFresh("p"));
        later.confirmed("p", Form.ABBREVIATED);
        assertTrue(later.isFresh("p"));
    }

    @Test
    void anOldAnswerIsConfirmedByItsTag() throws IOException {
        registry.publish(TestPackage.named("p", "1.0.0"));
        client().packument("p", Form.ABBREVIATED);
        age();
        client().packument("p", Form.ABBREVIATED);
        assertTrue(registry.requests().getLast().headers().containsKey("if-none-match"));
        client().packument("p", Form.ABBREVIATED);
        assertEquals(2, registry.requests().size(), "confirmed, so fresh again");
        age();
        registry.publish(TestPackage.named("p", "2.0.0"));
        assertEquals(
                List.of("1.0.0", "2.0.0"),
                client().packument("p", Form.ABBREVIATED).versions());
    }

    @Test
    void anOldAnswerWithoutATagIsAskedForAnew() throws IOException {
        registry.plain().publish(TestPackage.named("p", "1.0.0"));
        client().packument("p", Form.ABBREVIATED);
        age();
        registry.publish(TestPackage.named("p", "2.0.0"));
        assertEquals(
                List.of("1.0.0", "2.0.0"),
                client().packument("p", Form.ABBREVIATED).versions());
    }

    @Test
    void damagedCacheFilesAreAbsent() throws IOException {
        registry.publish(TestPackage.named("p", "1.0.0"));
        client().packument("p", Form.ABBREVIATED);
        Path file = cacheFiles().getFirst();
        byte[] good = Files.readAllBytes(file);
        for (int i = 0; i < good.length; i += 7) {
            byte[] bad = good.clone();
            bad[i] ^= 4;
            Files.write(file, bad);
            registry.forgetRequests();
            assertEquals(
                    List.of("1.0.0"), client().packument("p", Form.ABBREVIATED).versions());
            assertEquals(1, registry.requests().size(), "byte " + i);
        }
        Files.write(file, new byte[0]);
        assertEquals(List.of("1.0.0"), client().packument("p", Form.ABBREVIATED).versions());
    }

    @Test
    void cacheFilesAreTheUsersAlone() throws IOException {
        registry.publish(TestPackage.named("p", "1.0.0"));
        client().packument("p", Form.ABBREVIATED);
        assertEquals(
                "[OWNER_READ, OWNER_WRITE]",
                Files.getPosixFilePermissions(cacheFiles().getFirst()).stream()
                        .sorted()
                        .toList()
                        .toString());
        assertEquals(1, cacheFiles().size(), "nothing temporary is left");
    }

    @Test
    void offlineUsesWhatIsCachedHoweverOld() throws IOException {
        registry.publish(TestPackage.named("p", "1.0.0"));
        client().packument("p", Form.ABBREVIATED);
        age();
        registry.stop();
        assertEquals(
                List.of("1.0.0"),
                client(CachePolicy.OFFLINE).packument("p", Form.ABBREVIATED).versions());
        DxException e = assertThrows(
                DxException.class, () -> client(CachePolicy.OFFLINE).packument("q", Form.ABBREVIATED));
        assertEquals(ErrorCode.DX_OFFLINE, e.code());
        assertTrue(e.what().startsWith("q: "), e.what());
    }

    @Test
    void preferringOfflineAsksOnlyForWhatIsNotCached() throws IOException {
        registry.publish(TestPackage.named("p", "1.0.0")).publish(TestPackage.named("q", "1.0.0"));
        client().packument("p", Form.ABBREVIATED);
        age();
        RegistryClient client = client(CachePolicy.PREFER_OFFLINE);
        client.packument("p", Form.ABBREVIATED);
        client.packument("q", Form.ABBREVIATED);
        assertEquals(1, registry.requestsFor("/p").size());
        assertEquals(1, registry.requestsFor("/q").size());
    }

    @Test
    void sendsTheTokenThatIsConfigured() {
        registry.publish(TestPackage.named("p", "1.0.0")).requireToken("t0k");
        DxException e = assertThrows(DxException.class, () -> client().packument("p", Form.ABBREVIATED));
        assertEquals(ErrorCode.DX_AUTH, e.code());
        settings.put("//" + URI.create(registry.url()).getAuthority() + "/:_authToken", "t0k");
        assertEquals(List.of("1.0.0"), client().packument("p", Form.ABBREVIATED).versions());
        assertEquals("Bearer t0k", registry.requests().getLast().header("authorization"));
    }

    @Test
    void readsAnArchive() {
        TestPackage published = TestPackage.named("p", "1.0.0").build();
        registry.publish(published);
        RegistryClient client = client();
        VersionManifest manifest = client.packument("p", Form.ABBREVIATED).version("1.0.0");
        URI tarball = client.tarball(Objects.requireNonNull(manifest));
        assertEquals(registry.tarballUri("p", "1.0.0"), tarball);
        try (RemoteFile file = client.openTarball("p", tarball)) {
            assertEquals(published.tarball().length, file.length());
            assertArrayEquals(published.tarball(), file.readAllBytes());
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void anArchiveThatIsGoneIsNotFound() {
        DxException e =
                assertThrows(DxException.class, () -> client().openTarball("p", registry.tarballUri("p", "1.0.0")));
        assertEquals(ErrorCode.DX_NOT_FOUND, e.code());
    }

    @Test
    void aPackumentBeyondTheLimitIsRefused() {
        registry.publish(TestPackage.named("p", "1.0.0"));
        RegistryClient client =
                new RegistryClient(config(), environment(), CachePolicy.ONLINE, new PackumentLimits(100, 10, 1000));
        clients.add(client);
        DxException e = assertThrows(DxException.class, () -> client.packument("p", Form.ABBREVIATED));
        assertEquals(ErrorCode.DX_REGISTRY, e.code());
    }

    @Test
    void refusedConnectionsNameTheHostAndTheCause() {
        settings.put("fetch-retries", "0");
        registry.stop();
        DxException e = assertThrows(DxException.class, () -> client().packument("p", Form.ABBREVIATED));
        assertEquals(ErrorCode.DX_NETWORK, e.code());
        assertEquals("127.0.0.1: connection refused", e.what());
    }

    @Test
    void aRegistryWithoutAnyExtrasIsGoodEnough() {
        registry.without(Feature.ETAG, Feature.GZIP, Feature.ABBREVIATED).publish(TestPackage.named("p", "1.0.0"));
        assertEquals(List.of("1.0.0"), client().packument("p", Form.ABBREVIATED).versions());
    }

    private void age() throws IOException {
        for (Path file : cacheFiles()) {
            Files.setLastModifiedTime(file, FileTime.from(Instant.now().minusSeconds(100_000)));
        }
    }

    private List<Path> cacheFiles() throws IOException {
        try (Stream<Path> files = Files.walk(temp.resolve("dx"))) {
            return files.filter(Files::isRegularFile).toList();
        }
    }

    private RegistryClient client() {
        return client(CachePolicy.ONLINE);
    }

    private RegistryClient client(CachePolicy policy) {
        RegistryClient client = new RegistryClient(config(), environment(), policy);
        clients.add(client);
        return client;
    }

    private NpmConfig config() {
        return NpmConfig.load(environment(), temp, settings);
    }

    private Environment environment() {
        return new Environment(
                Map.of("DX_HOME", temp.resolve("dx").toString()), temp, new Platform("linux", "x64", "glibc"));
    }
}
