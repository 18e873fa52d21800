package dev.dx.app.cli.registry;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.dx.app.cli.Caller;
import dev.dx.app.cli.Caller.Answer;
import dev.dx.engine.ExitCode;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
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

    /** Both as {@code dx registry} and as {@code dx-registry} call it. */
    @Test
    void packagesComeFromFilesAndGoToFiles() throws IOException {
        Path from = folder.resolve("storage/one");
        Files.createDirectories(from);
        byte[] archive = {1, 2, 3};
        Files.write(from.resolve("one-1.0.0.tgz"), archive);
        Files.writeString(
                from.resolve("package.json"),
                "{\"name\": \"one\", \"dist-tags\": {\"latest\": \"1.0.0\"}, \"versions\": {\"1.0.0\": {\"name\":"
                        + " \"one\", \"version\": \"1.0.0\", \"dist\": {\"shasum\":"
                        + " \"7037807198c22a7d2b0807371d763779a84fdfcf\"}}, \"1.1.0\": {}}}");
        Caller caller = new Caller(folder);
        Answer taken = caller.runs("registry", "import", "storage", "packages");
        assertEquals("Versions published: 1, there already: 0\n", taken.out());
        assertTrue(taken.err().contains("left out: one 1.1.0 does not say"), taken.err());
        assertTrue(Files.readString(folder.resolve("packages/audit.jsonl")).contains("one 1.0.0"));

        assertEquals(2, caller.runs("registry", "export", "tree", "packages").exit());
        Answer written = caller.runs("registry", "run", "export", "tree", "packages", "--base-url", "https://host/x");
        assertEquals(0, written.exit(), written.err());
        assertArrayEquals(archive, Files.readAllBytes(folder.resolve("tree/-/one/one-1.0.0.tgz")));
        String packument = Files.readString(folder.resolve("tree/one"));
        assertTrue(packument.contains("\"https://host/x/-/one/one-1.0.0.tgz\""), packument);
        assertEquals(
                ExitCode.NOT_FOUND.number(),
                caller.runs("registry", "export", "tree", "nowhere", "--base-url", "https://host/")
                        .exit());
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
