package dev.dx.registry.dxrp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.dx.engine.DxException;
import dev.dx.engine.ErrorCode;
import dev.dx.engine.PackageId;
import dev.dx.engine.npm.registry.TestPackage;
import dev.dx.registry.TestServer;
import dev.dx.registry.activity.Metrics;
import dev.dx.registry.storage.FolderStorage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Packs that are made while others are to go first. */
class ServedPacksTest {
    private static final PackageId MANY = new PackageId("many", "1.0.0");

    @TempDir
    Path folder;

    private TestServer server;
    private final Metrics metrics = new Metrics();

    @BeforeEach
    void start() {
        server = TestServer.start(folder.resolve("registry"));
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private ServedPacks packs() throws IOException {
        return new ServedPacks(
                Objects.requireNonNull(server.server().parts()).catalogue(),
                FolderStorage.open(folder.resolve("packs"), FolderStorage.Promise.DISPOSABLE),
                folder.resolve("scratch"),
                server.server().log(),
                metrics);
    }

    private void publish() {
        TestPackage.Builder many = TestPackage.named(MANY.name(), MANY.version());
        byte[] content = new byte[64 << 10];
        Random random = new Random(7);
        for (int i = 0; i < 3; i++) {
            random.nextBytes(content);
            many.file("file" + i, content.clone());
        }
        assertEquals(201, server.publish(many.build(), server.register("jane")).status());
    }

    @Test
    void whatNobodyWaitsForIsMadeUnderRequestsThatNeverCease() throws Exception {
        publish();
        try (ServedPacks packs = packs()) {
            metrics.begun();
            packs.convertSoon(MANY);
            long end = System.nanoTime() + Duration.ofMinutes(5).toNanos();
            while (packs.findMade(MANY) == null && System.nanoTime() < end) {
                Thread.sleep(20);
            }
            assertNotNull(packs.findMade(MANY));
        }
        assertFalse(Files.exists(folder.resolve("scratch")), "something was left behind");
    }

    @Test
    void whoeverAsksForAPackageDoesNotWaitForWhatMakesItInSpareTime() throws Exception {
        publish();
        try (ServedPacks packs = packs()) {
            metrics.begun();
            packs.convertSoon(MANY);
            assertInstanceOf(ServedPacks.Outcome.Given.class, packs.find(MANY));
            assertEquals(1, packs.all().size());
        }
    }

    @Test
    void aTwentiethOfTheTimeIsTakenWhileSomebodyIsAnswered() throws Exception {
        metrics.begun();
        SpareTime time = new SpareTime(metrics, () -> false);
        long started = System.nanoTime();
        Thread.sleep(10);
        time.pause();
        Thread.sleep(10);
        time.pause();
        assertTrue(System.nanoTime() - started >= Duration.ofMillis(400).toNanos());

        Thread.sleep(10);
        SpareTime pointless = new SpareTime(metrics, () -> true);
        Thread.sleep(10);
        DxException ended = assertThrows(DxException.class, pointless::pause);
        assertEquals(ErrorCode.DX_CANCELLED, ended.code());
    }
}
