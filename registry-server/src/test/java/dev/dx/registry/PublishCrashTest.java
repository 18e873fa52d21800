package dev.dx.registry;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.dx.engine.npm.registry.TestPackage;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A server that is killed in the middle of publishing: every version is there with its archive, or not at all. */
@Tag("e2e")
class PublishCrashTest {
    private static final int KILLS = 5;
    private static final int PUBLISHES = 100;

    @TempDir
    Path folder;

    private static TestPackage one(int number) {
        return TestPackage.named("one", "1.0." + number)
                .file("content.bin", new byte[200_000 + number])
                .build();
    }

    @Test
    void killedServerLeavesNothingHalf() throws Exception {
        Files.writeString(folder.resolve("registry.json"), "{\"upstream\": \"none\"}");
        String publisher;
        try (TestServer server = TestServer.start(folder)) {
            publisher = server.register("publisher");
        }
        Random random = new Random(20);
        Set<Integer> promised = ConcurrentHashMap.newKeySet();
        for (int kill = 0; kill < KILLS; kill++) {
            publishUntilKilled(publisher, kill * PUBLISHES, promised, random.nextInt(300, 1_500));
        }
        try (TestServer server = TestServer.start(folder)) {
            int there = 0;
            for (int number = 0; number < KILLS * PUBLISHES; number++) {
                int status = server.get("/one/1.0." + number).status();
                TestServer.Answer archive = server.get("/one/-/one-1.0." + number + ".tgz");
                assertEquals(status, archive.status(), "1.0." + number);
                assertTrue(status == 200 || !promised.contains(number), "1.0." + number + " was answered with 201");
                if (status == 200) {
                    there++;
                    assertArrayEquals(one(number).tarball(), archive.response().body());
                }
            }
            assertTrue(there > 0, "nothing was published in time");
            assertEquals(201, server.publish(one(KILLS * PUBLISHES), publisher).status());
        }
    }

    private void publishUntilKilled(String publisher, int first, Set<Integer> promised, int millis) throws Exception {
        try (SeparateServer victim = SeparateServer.start(folder, "-XX:TieredStopAtLevel=1");
                HttpClient client = HttpClient.newHttpClient();
                ExecutorService threads = Executors.newFixedThreadPool(4)) {
            for (int i = 0; i < PUBLISHES; i++) {
                int number = first + i;
                threads.execute(() -> {
                    HttpRequest request = HttpRequest.newBuilder(victim.http().resolve("/one"))
                            .header("Authorization", publisher)
                            .header("Content-Type", "application/json")
                            .PUT(BodyPublishers.ofString(TestServer.publication(one(number))))
                            .build();
                    try {
                        if (client.send(request, BodyHandlers.ofString()).statusCode() == 201) {
                            promised.add(number);
                        }
                    } catch (IOException killed) {
                        // What became of it is looked up afterwards.
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                });
            }
            Thread.sleep(millis);
            victim.kill();
            threads.shutdownNow();
        }
    }
}
