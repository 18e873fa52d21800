package dev.dx.app.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertLinesMatch;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.dx.app.cli.Caller.Answer;
import dev.dx.engine.npm.registry.LocalRegistry;
import dev.dx.engine.npm.registry.TestPackage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands that change a project, with the real engine and a registry on loopback. */
final class InstallCommandsTest {
    private static final String MANIFEST = """
        {
          "name": "shop",
          "version": "1.0.0",
          "dependencies": {
            "left": "^1.0.0"
          },
          "devDependencies": {
            "tool": "^2.0.0"
          }
        }
        """;

    @TempDir
    Path folder = Path.of("");

    private final LocalRegistry registry = LocalRegistry.start()
            .publish(TestPackage.named("left", "1.0.0"))
            .publish(TestPackage.named("left", "1.1.0").dependency("inner", "^1.0.0"))
            .publish(TestPackage.named("inner", "1.0.3"))
            .publish(TestPackage.named("tool", "2.0.0"))
            .publish(TestPackage.named("@scope/extra", "3.1.4"));

    @BeforeEach
    void writeManifest() throws IOException {
        Files.writeString(folder.resolve("package.json"), MANIFEST);
    }

    @AfterEach
    void stopRegistry() {
        registry.close();
    }

    private Answer dx(String... arguments) {
        return new Caller(folder).with("npm_config_registry", registry.url()).runs(arguments);
    }

    @Test
    void installSaysWhatItDid() {
        Answer answer = dx("install");

        assertEquals(0, answer.exit(), answer.err());
        assertLinesMatch(
                List.of("added 3 packages in [\\d.]+ m?s \\(3 fetched, [\\d.]+ k?B\\)"),
                answer.out().lines().toList());
        assertLinesMatch(
                List.of("resolved 3 packages", "downloaded 3 packages, .*", "linked 3 packages"),
                answer.err().lines().toList());
        assertTrue(Files.exists(folder.resolve("node_modules/left/package.json")));
        assertTrue(Files.exists(folder.resolve("package-lock.json")));
    }

    @Test
    void verboselyItSaysHowLongEachPartTook() {
        assertLinesMatch(
                List.of(">> what else is said >>", "it took: read \\d+ ms, resolve \\d+ ms, .*commit \\d+ ms"),
                dx("install", "--verbose").err().lines().toList());
        assertFalse(dx("install").err().contains("it took"));
    }

    @Test
    void aSecondInstallHasNothingToDo() {
        dx("install");

        assertLinesMatch(
                List.of("up to date, 3 packages in [\\d.]+ m?s"),
                dx("i").out().lines().toList());
    }

    @Test
    void quietSaysNothing() {
        assertEquals(new Answer(0, "", ""), dx("install", "--quiet"));
        assertEquals(new Answer(0, "", ""), dx("install", "--silent"));
    }

    @Test
    void jsonIsOneDocument() {
        Answer answer = dx("install", "--json").isJson();

        assertEquals(0, answer.exit(), answer.err());
        assertTrue(answer.out().contains("\"added\": 3"), answer.out());
    }

    @Test
    void installWithPackagesAddsThem() throws IOException {
        Answer answer = dx("i", "@scope/extra", "-E");

        assertEquals(0, answer.exit(), answer.err());
        assertEquals("+ @scope/extra@3.1.4", answer.out().lines().findFirst().orElse(""));
        assertTrue(Files.readString(folder.resolve("package.json")).contains("\"@scope/extra\": \"3.1.4\""));
    }

    @Test
    void addListsAmongTheBundledWhatItIsToldTo() throws IOException {
        assertEquals(0, dx("add", "-B", "-E", "@scope/extra").exit());
        assertEquals(0, dx("install", "--save-bundle", "left").exit());

        String manifest = Files.readString(folder.resolve("package.json")).replaceAll("\\s", "");
        assertTrue(manifest.contains("\"bundleDependencies\":[\"@scope/extra\",\"left\"]"), manifest);
    }

    @Test
    void addAndRemoveChangeTheManifest() throws IOException {
        assertEquals(0, dx("add", "-D", "@scope/extra@3").exit());
        assertTrue(Files.exists(folder.resolve("node_modules/@scope/extra")));

        assertEquals(0, dx("rm", "@scope/extra", "left").exit());
        String manifest = Files.readString(folder.resolve("package.json"));
        assertFalse(manifest.contains("left"), manifest);
        assertFalse(manifest.contains("@scope/extra"), manifest);
        assertFalse(Files.exists(folder.resolve("node_modules/left")));
    }

    @Test
    void updateTakesTheLatestAndSaysNothingNew() throws IOException {
        Files.writeString(folder.resolve("package.json"), MANIFEST.replace("^1.0.0", "1.0.0"));
        dx("install");

        assertEquals(0, dx("update").exit());
        assertTrue(Files.readString(folder.resolve("package-lock.json")).contains("left-1.0.0.tgz"));
        Answer answer = dx("up", "left", "--latest");

        assertEquals(0, answer.exit(), answer.err());
        assertTrue(Files.readString(folder.resolve("package.json")).contains("\"left\": \"1.1.0\""));
        assertEquals(2, dx("update", "left@1").exit());
    }

    @Test
    void dedupeAndPruneLeaveWhatIsInOrder() throws IOException {
        dx("install");
        String lock = Files.readString(folder.resolve("package-lock.json"));
        Files.createDirectories(folder.resolve("node_modules/stray"));

        assertEquals(0, dx("dedupe").exit());
        assertEquals(0, dx("prune", "--omit=dev").exit());

        assertEquals(lock, Files.readString(folder.resolve("package-lock.json")));
        assertFalse(Files.exists(folder.resolve("node_modules/stray")));
        assertFalse(Files.exists(folder.resolve("node_modules/tool")));
        assertTrue(Files.exists(folder.resolve("node_modules/left")));
    }

    @Test
    void choosesMembersByOptionAndByWhereItIsCalled() throws IOException {
        Files.writeString(folder.resolve("package.json"), "{\"name\": \"shop\", \"workspaces\": [\"parts/*\"]}");
        for (String part : List.of("one", "two")) {
            Files.createDirectories(folder.resolve("parts/" + part));
            Files.writeString(
                    folder.resolve("parts/" + part + "/package.json"), "{\n  \"name\": \"" + part + "\"\n}\n");
        }

        assertEquals(0, dx("add", "-w", "one", "left@1.0.0", "-E").exit());
        Answer inFolder = new Caller(folder.resolve("parts/two"))
                .with("DX_HOME", folder.resolve("dx-home").toString())
                .with("npm_config_registry", registry.url())
                .runs("add", "inner");
        assertEquals(0, inFolder.exit(), inFolder.err());

        assertTrue(Files.readString(folder.resolve("parts/one/package.json")).contains("\"left\": \"1.0.0\""));
        assertTrue(Files.readString(folder.resolve("parts/two/package.json")).contains("\"inner\": \"^1.0.3\""));
        assertFalse(Files.exists(folder.resolve("parts/two/package-lock.json")));
        Answer list = dx("list", "--filter", "*");
        assertEquals(0, list.exit(), list.err());
        assertTrue(list.out().contains("left@1.0.0") && list.out().contains("inner@1.0.3"), list.out());
        assertTrue(dx("list", "-r", "--json").isJson().out().contains("\"two\""));
        assertEquals(7, dx("remove", "-w", "three", "left").exit());
        assertEquals(0, dx("remove", "-r", "left", "inner").exit());
        assertFalse(Files.exists(folder.resolve("node_modules/left")));
    }

    @Test
    void specsThatNameAFolderStartWhereTheyAreTyped() throws IOException {
        Files.createDirectories(folder.resolve("lib"));
        Files.createDirectories(folder.resolve("src"));
        Files.writeString(folder.resolve("lib/package.json"), "{\"name\": \"own\"}");

        Answer answer = new Caller(folder.resolve("src"))
                .with("DX_HOME", folder.resolve("dx-home").toString())
                .with("npm_config_registry", registry.url())
                .runs("add", "../lib", "-D");

        assertEquals(0, answer.exit(), answer.err());
        assertTrue(Files.readString(folder.resolve("package.json")).contains("\"own\": \"file:lib\""));
    }

    @Test
    void worksFromBelowTheProject() throws IOException {
        Path below = Files.createDirectories(folder.resolve("src/deep"));
        Answer answer =
                new Caller(below).with("npm_config_registry", registry.url()).runs("install");

        assertEquals(0, answer.exit(), answer.err());
        assertTrue(Files.exists(folder.resolve("node_modules/left")));
    }

    @Test
    void theRegistryOfTheCommandLineGoesFirst() {
        Answer answer = new Caller(folder)
                .with("npm_config_registry", "http://127.0.0.1:9/")
                .runs("install", "--registry", registry.url());

        assertEquals(0, answer.exit(), answer.err());
    }

    @Test
    void productionLeavesDevelopmentOut() {
        assertEquals(0, dx("install", "--production").exit());
        assertFalse(Files.exists(folder.resolve("node_modules/tool")));

        assertEquals(0, dx("install").exit());
        assertTrue(Files.exists(folder.resolve("node_modules/tool")));

        assertEquals(0, dx("install", "--omit=dev").exit());
        assertFalse(Files.exists(folder.resolve("node_modules/tool")));

        assertEquals(
                0,
                new Caller(folder)
                        .with("npm_config_registry", registry.url())
                        .with("NODE_ENV", "production")
                        .runs("install", "--include=dev")
                        .exit());
        assertTrue(Files.exists(folder.resolve("node_modules/tool")));
    }

    @Test
    void productionEnvironmentLeavesDevelopmentOut() {
        Answer answer = new Caller(folder)
                .with("npm_config_registry", registry.url())
                .with("NODE_ENV", "production")
                .runs("install");

        assertEquals(0, answer.exit(), answer.err());
        assertFalse(Files.exists(folder.resolve("node_modules/tool")));
    }

    @Test
    void ciWantsALockThatFits() throws IOException {
        assertTrue(dx("ci").exit() != 0, "there is no lock");

        dx("install");
        assertEquals(0, dx("ci").exit());

        Files.writeString(folder.resolve("package.json"), MANIFEST.replace("^1.0.0", "1.0.0"));
        for (Answer answer : List.of(dx("ci"), dx("install", "--frozen-lockfile"))) {
            assertEquals(6, answer.exit());
            assertTrue(answer.err().contains("error DX_LOCK_OUT_OF_DATE: "), answer.err());
        }
    }

    @Test
    void listShowsWhatStandsThere() throws IOException {
        Answer before = dx("list");
        assertEquals(1, before.exit());
        assertEquals(
                List.of(
                        "shop@1.0.0 " + folder,
                        "├── left missing, wanted ^1.0.0",
                        "└── tool missing, wanted ^2.0.0 (dev)"),
                before.out().lines().toList());
        assertEquals(
                List.of(
                        "missing: left@^1.0.0, required by shop@1.0.0",
                        "missing: tool@^2.0.0, required by shop@1.0.0",
                        "2 missing: dx install puts it right."),
                before.err().lines().toList());

        dx("install");
        assertEquals(
                new Answer(
                        0,
                        String.join(
                                System.lineSeparator(),
                                "shop@1.0.0 " + folder,
                                "├── left@1.1.0",
                                "└── tool@2.0.0 (dev)",
                                ""),
                        ""),
                dx("ls"));
        assertTrue(dx("ls", "--json").isJson().out().contains("\"version\": \"1.1.0\""));
        assertEquals(1, dx("ls", "absent").exit());
    }

    @Test
    void aRegistryThatIsNotThereChangesNothing() throws IOException {
        registry.stop();
        Answer answer = dx("install");

        assertEquals(4, answer.exit(), answer.err());
        assertTrue(answer.err().contains("error DX_NETWORK: "), answer.err());
        assertTrue(answer.err().contains("127.0.0.1"), answer.err());
        assertUntouched();
    }

    @Test
    void aPackageThatDoesNotExistIsNamed() throws IOException {
        Answer answer = dx("add", "does-not-exist", "--json").isJson();

        assertEquals(7, answer.exit(), answer.err());
        assertTrue(answer.err().contains("error DX_NOT_FOUND: does-not-exist"), answer.err());
        assertUntouched();
    }

    @Test
    void aChangedByteIsRefused() throws IOException {
        registry.corrupt("inner", "1.0.3");
        Answer answer = dx("install");

        assertEquals(5, answer.exit(), answer.err());
        assertTrue(answer.err().contains("error DX_INTEGRITY_MISMATCH: inner"), answer.err());
        assertUntouched();
    }

    @Test
    void doctorFindsNothingWrongWhereNothingIs() {
        dx("install");
        Answer answer = dx("doctor");

        assertEquals(0, answer.exit(), answer.out());
        for (String line : List.of("✓ Java", "✓ DX home", "✓ Node.js", "✓ npm config", "✓ Registry", "✓ Project")) {
            assertTrue(answer.out().lines().anyMatch(found -> found.startsWith(line)), line + "\n" + answer.out());
        }
        assertTrue(dx("doctor", "--json").isJson().out().contains("\"ok\": true"));
    }

    @Test
    void doctorSaysWhatToDo() throws IOException {
        registry.stop();
        Path file = Files.writeString(folder.resolve("a-file"), "");
        Answer answer = new Caller(folder)
                .with("npm_config_registry", registry.url())
                .with("DX_HOME", file.resolve("below").toString())
                .with("PATH", folder.toString())
                .runs("doctor", "--json")
                .isJson();

        assertEquals(1, answer.exit());
        for (String remedy : List.of("set DX_HOME", "Install Node.js", "Install git", "Run dx install")) {
            assertTrue(answer.out().contains(remedy), remedy + "\n" + answer.out());
        }
    }

    private void assertUntouched() throws IOException {
        assertEquals(MANIFEST, Files.readString(folder.resolve("package.json")));
        assertFalse(Files.exists(folder.resolve("node_modules")));
        assertFalse(Files.exists(folder.resolve("package-lock.json")));
    }
}
