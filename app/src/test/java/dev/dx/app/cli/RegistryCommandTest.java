package dev.dx.app.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.dx.app.cli.Caller.Answer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RegistryCommandTest {
    @TempDir
    Path folder;

    @Test
    void runsUntilItIsStopped() throws Exception {
        Caller caller = new Caller(folder);
        assertEquals(1, caller.runs("registry", "status", "packages").exit());
        CompletableFuture<Answer> running = CompletableFuture.supplyAsync(() ->
                caller.runs("registry", "run", "packages", "127.0.0.1:0", "--http-port", "0", "--upstream", "none"));
        Answer status = caller.runs("registry", "status", "packages", "--json");
        for (int tries = 0; status.exit() != 0 && tries < 200; tries++) {
            TimeUnit.MILLISECONDS.sleep(50);
            status = caller.runs("registry", "status", "packages", "--json");
        }
        assertTrue(status.out().contains("\"http\": \"http://localhost:"), status.out());
        assertTrue(caller.runs("registry", "stop", "packages").out().startsWith("Stopped the registry at http://"));
        Answer ended = running.get(20, TimeUnit.SECONDS);
        assertEquals(0, ended.exit(), ended.err());
        assertTrue(ended.out().startsWith("The registry is at http://localhost:"), ended.out());
        assertTrue(ended.err().contains("INFO listening on"), ended.err());
        assertEquals(
                "No registry runs on " + folder.resolve("packages") + "\n",
                caller.runs("registry", "stop", "packages").out());
    }

    @Test
    void takenPortNamesItsHolder() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
            Answer refused = new Caller(folder)
                    .runs("registry", "run", "packages", "127.0.0.1:0", "--http-port", "" + taken.getLocalPort());
            assertEquals(1, refused.exit());
            assertTrue(
                    refused.err().contains("error DX_BUSY: port " + taken.getLocalPort() + " is taken by "),
                    refused.err());
        }
    }

    @Test
    void whatCannotBeUnderstoodIsSaid() {
        Caller caller = new Caller(folder);
        assertEquals(2, caller.runs("registry", "bogus").exit());
        assertEquals(
                2, caller.runs("registry", "run", "packages", "127.0.0.1:99999").exit());
        assertEquals(
                2,
                caller.runs("registry", "run", "packages", "--upstream", "nowhere")
                        .exit());
        assertEquals(
                2,
                caller.runs("registry", "run", "packages", "--tls-cert", "x.pem")
                        .exit());
        assertEquals(
                2,
                caller.runs("registry", "run", "packages", "--log-level", "loud")
                        .exit());
    }
}
