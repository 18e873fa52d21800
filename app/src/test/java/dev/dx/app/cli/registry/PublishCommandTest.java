package dev.dx.app.cli.registry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.dx.app.cli.Caller;
import dev.dx.app.cli.Caller.Answer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.Resources;

/** {@code dx pack}, {@code publish}, {@code login}, {@code logout} and {@code whoami}, against DX's own registry. */
@ResourceLock(Resources.SYSTEM_PROPERTIES)
class PublishCommandTest {
    private static final String MANIFEST =
            "{\"name\": \"kettle\", \"version\": \"1.0.0\", \"bin\": \"run.js\", \"description\": \"Boils water\"}";

    @TempDir
    Path folder;

    private final InputStream standardInput = System.in;

    @AfterEach
    void giveBackStandardInput() {
        System.setIn(standardInput);
    }

    private Path write(String name, String text) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.resolveSibling(""));
        return Files.writeString(file, text);
    }

    private Answer dx(String registry, String... arguments) {
        return new Caller(folder)
                .asProcess()
                .with("npm_config_registry", registry)
                .with("npm_config_fetch_retries", "0")
                .runs(arguments);
    }

    @Test
    void packsWhatNpmWould() throws IOException {
        write("package.json", MANIFEST);
        write("run.js", "#!/usr/bin/env node\n");
        write("secret.txt", "for nobody");
        write(".npmignore", "*.txt\n");
        write("Readme.md", "# Kettle");
        Answer trial = dx("http://127.0.0.1:1/", "pack", "--dry-run");
        assertEquals("kettle-1.0.0.tgz\n", trial.out(), trial.err());
        assertFalse(Files.exists(folder.resolve("kettle-1.0.0.tgz")));
        assertFalse(trial.err().contains("secret"), trial.err());

        Answer packed = dx("http://127.0.0.1:1/", "pack", "--json").isJson();
        assertEquals(0, packed.exit(), packed.err());
        assertTrue(packed.out().contains("\"filename\": \"kettle-1.0.0.tgz\""), packed.out());
        assertTrue(packed.out().contains("\"path\": \"run.js\""), packed.out());
        assertTrue(packed.out().contains("\"mode\": 493"), "a command can be run: " + packed.out());
        assertTrue(Files.size(folder.resolve("kettle-1.0.0.tgz")) > 0);
    }

    @Test
    void aScriptThatFailsStopsItAndNothingIsLeft() throws IOException {
        write(
                "package.json",
                "{\"name\": \"kettle\", \"version\": \"1.0.0\", \"scripts\": {\"prepack\": \"echo loud && exit 3\"}}");
        Answer failed = dx("http://127.0.0.1:1/", "pack");
        assertEquals(1, failed.exit());
        assertTrue(
                failed.err().contains("error DX_SCRIPT: kettle@1.0.0: its script prepack exited with 3"), failed.err());
        assertEquals("", failed.out(), "what scripts say is not the result");
        assertEquals(0, dx("http://127.0.0.1:1/", "pack", "--ignore-scripts").exit());
        try (var files = Files.list(folder)) {
            assertEquals(
                    0,
                    files.filter(file -> file.getFileName().toString().startsWith(".dx-pack"))
                            .count());
        }
    }

    @Test
    void logsInPublishesAndLogsOut() throws Exception {
        Path project = folder.resolve("kettle");
        write("kettle/package.json", MANIFEST);
        write("kettle/run.js", "#!/usr/bin/env node\nconsole.log('hot');\n");
        write("kettle/README.md", "# Kettle\n\nBoils.");
        Caller server = new Caller(folder);
        CompletableFuture<Answer> running = CompletableFuture.supplyAsync(() ->
                server.runs("registry", "run", "packages", "127.0.0.1:0", "--http-port", "0", "--upstream", "none"));
        try {
            String registry = address(server);

            assertTrue(dx(registry, "whoami").err().contains("error DX_AUTH"));
            Answer refused = dx(registry, "publish", "kettle");
            assertEquals(4, refused.exit(), refused.err());
            assertTrue(refused.err().contains("nobody is logged in there"), refused.err());

            System.setIn(new ByteArrayInputStream("publisher\na long password\n".getBytes(StandardCharsets.UTF_8)));
            Answer login = dx(registry, "adduser");
            assertEquals(0, login.exit(), login.err());
            assertFalse(login.err().contains("password"), login.err());
            Path settings = folder.resolve("no-user-npmrc");
            assertTrue(Files.readString(settings).contains("_authToken="));
            assertFalse(Files.getPosixFilePermissions(settings).contains(PosixFilePermission.GROUP_READ));
            assertEquals("publisher\n", dx(registry, "whoami").out());

            Answer published = dx(registry, "publish", "kettle");
            assertEquals(0, published.exit(), published.err());
            assertEquals("+ kettle@1.0.0\n", published.out());
            assertEquals(
                    "1.0.0", dx(registry, "view", "kettle", "version").out().strip());

            Answer again = dx(registry, "publish", "kettle");
            assertEquals(4, again.exit());
            assertTrue(again.err().contains("that version is published already"), again.err());
            Answer forced = dx(registry, "publish", "kettle", "--force");
            assertEquals(4, forced.exit(), "the registry has the last word: " + forced.err());

            Files.writeString(project.resolve("package.json"), MANIFEST.replace("1.0.0", "0.9.0"));
            Answer older = dx(registry, "publish", "kettle");
            assertEquals(2, older.exit());
            assertTrue(older.err().contains("1.0.0 is published, and latest would go back to 0.9.0"), older.err());
            assertEquals(0, dx(registry, "publish", "kettle", "--tag", "old").exit());
            Files.writeString(project.resolve("package.json"), MANIFEST.replace("1.0.0", "2.0.0-rc.1"));
            assertEquals(2, dx(registry, "publish", "kettle").exit());
            Files.writeString(
                    project.resolve("package.json"), MANIFEST.replace("\"bin\"", "\"private\": true, \"bin\""));
            assertTrue(dx(registry, "publish", "kettle").err().contains("it is private"));

            write("user/package.json", "{\"dependencies\": {\"kettle\": \"^1.0.0\"}}");
            assertEquals(0, dx(registry, "install", "--cwd", "user").exit());
            assertTrue(Files.isExecutable(folder.resolve("user/node_modules/.bin/kettle")));

            assertEquals(0, dx(registry, "logout").exit());
            assertFalse(Files.readString(settings).contains("_authToken"));
            assertEquals(4, dx(registry, "whoami").exit());
            System.setIn(new ByteArrayInputStream("publisher\nanother password\n".getBytes(StandardCharsets.UTF_8)));
            assertEquals(4, dx(registry, "login").exit());
            System.setIn(new ByteArrayInputStream("publisher\na long password\n".getBytes(StandardCharsets.UTF_8)));
            assertEquals(0, dx(registry, "login").exit());
            assertEquals("publisher\n", dx(registry, "whoami").out());
        } finally {
            server.runs("registry", "stop", "packages");
            running.get(20, TimeUnit.SECONDS);
        }
    }

    private static String address(Caller server) throws InterruptedException {
        Answer status = server.runs("registry", "status", "packages", "--json");
        for (int tries = 0; status.exit() != 0 && tries < 200; tries++) {
            TimeUnit.MILLISECONDS.sleep(50);
            status = server.runs("registry", "status", "packages", "--json");
        }
        return status.out().replaceAll("(?s).*\"http\": \"([^\"]*)\".*", "$1");
    }
}
