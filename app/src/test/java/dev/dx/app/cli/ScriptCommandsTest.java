package dev.dx.app.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.dx.app.cli.Caller.Answer;
import dev.dx.app.cli.script.CreateCommand;
import dev.dx.engine.DxException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisabledOnOs(OS.WINDOWS)
final class ScriptCommandsTest {
    @TempDir
    Path folder = Path.of("");

    private Answer dx(String... arguments) {
        return dxIn("", arguments);
    }

    private Answer dxIn(String where, String... arguments) {
        return new Caller(folder.resolve(where))
                .with("npm_config_registry", "http://127.0.0.1:1/")
                .with("npm_config_fetch_retries", "0")
                .runs(arguments);
    }

    private void write(String file, String text) throws IOException {
        Files.createDirectories(folder.resolve(file).getParent());
        Files.writeString(folder.resolve(file), text);
    }

    @Test
    void runsWhatGoesBeforeAndAfterAndHandsArgumentsToTheScriptAlone() throws IOException {
        write(
                "package.json",
                "{\"name\":\"app\",\"version\":\"1.0.0\",\"scripts\":{\"prebuild\":\"echo before\",\"build\":\"echo"
                        + " build\",\"postbuild\":\"echo after\"}}");
        Answer answer = dx("run", "build", "--watch", "a b", "--", "--json", "-w", "--");
        assertEquals("before\nbuild --watch a b --json -w --\nafter\n", answer.out());
        assertEquals(0, answer.exit());
        assertTrue(answer.err().contains("> app@1.0.0 build"), answer.err());
        assertEquals(
                "build\n", dx("run", "build", "--ignore-scripts", "--quiet").out());
        assertEquals("", dx("run", "build", "--ignore-scripts", "--quiet").err());
    }

    @Test
    void answersWhatTheScriptExitsWithAndRunsNothingAfterIt() throws IOException {
        write("package.json", "{\"scripts\":{\"test\":\"exit 42\",\"posttest\":\"echo after\"}}");
        for (String[] call : new String[][] {{"run", "test"}, {"test"}, {"t"}}) {
            Answer answer = dx(call);
            assertEquals(42, answer.exit());
            assertEquals("", answer.out());
            assertTrue(answer.err().contains("error DX_SCRIPT: test exited with 42"), answer.err());
        }
    }

    @Test
    void saysWhichScriptsThereAre() throws IOException {
        write("package.json", "{\"name\":\"app\",\"scripts\":{\"a\":\"echo 1\",\"b\":\"echo 2\"}}");
        assertEquals("app\n  a\n    echo 1\n  b\n    echo 2\n", dx("run").out());
        assertTrue(dx("run", "--json").isJson().out().contains("\"a\": \"echo 1\""));
        Answer missing = dx("run", "c");
        assertEquals(7, missing.exit());
        assertTrue(missing.err().contains("Its scripts are a, b."), missing.err());
        assertEquals(0, dx("run", "c", "--if-present").exit());
        assertEquals(7, dx("test").exit());
    }

    @Test
    void restartStopsAndStarts() throws IOException {
        write("package.json", "{\"scripts\":{\"prerestart\":\"echo 1\",\"stop\":\"echo 2\",\"start\":\"echo 3\"}}");
        assertEquals("1\n2\n3 x\n", dx("restart", "x").out());
        write("package.json", "{\"scripts\":{\"restart\":\"echo itself\"}}");
        assertEquals("itself\n", dx("restart").out());
    }

    @Test
    void everyMemberHasItsTurn() throws IOException {
        write("package.json", "{\"workspaces\":[\"packages/*\"],\"scripts\":{\"who\":\"echo root\"}}");
        write("packages/a/package.json", "{\"name\":\"a\",\"scripts\":{\"who\":\"echo a; exit 3\"}}");
        write("packages/b/package.json", "{\"name\":\"b\",\"scripts\":{\"who\":\"basename $PWD\"}}");
        write("packages/c/package.json", "{\"name\":\"c\"}");
        Answer all = dx("run", "who", "-r", "--if-present");
        assertEquals("a\nb\n", all.out());
        assertEquals(3, all.exit());
        assertEquals("b\n", dx("run", "who", "-w", "b").out());
        assertEquals("root\n", dx("run", "who").out());
        assertEquals("b\n", dxIn("packages/b", "run", "who").out());
        Answer missing = dx("run", "who", "-r");
        assertEquals(7, missing.exit());
        assertTrue(missing.err().contains("c: has no script \"who\""), missing.err());
    }

    @Test
    void execRunsCommandsOfTheProjectAlone() throws IOException {
        write("package.json", "{}");
        write("node_modules/.bin/tool", "#!/bin/sh\necho \"tool in $(basename \"$PWD\"): $@\"; exit 5\n");
        assertTrue(folder.resolve("node_modules/.bin/tool").toFile().setExecutable(true));
        write("inner/x", "");
        Answer answer = dxIn("inner", "exec", "tool", "--json", "-w", "--", "$HOME");
        assertEquals("tool in inner: --json -w -- $HOME\n", answer.out());
        assertEquals(5, answer.exit());
        assertEquals(5, dx("exec", "--", "tool").exit());
        assertEquals(7, dx("exec", "ls").exit());
        assertEquals(7, dx("exec", "../tool").exit());
        assertEquals("line\n", dx("exec", "-c", "echo line").out());
        assertEquals(2, dx("exec").exit());
    }

    @Test
    void dlxFetchesBesideTheProject() throws IOException {
        write("package.json", "{\"name\":\"app\"}");
        write("tool/package.json", "{\"name\":\"@s/tool\",\"version\":\"1.0.0\",\"bin\":\"./cli.sh\"}");
        write("tool/cli.sh", "#!/bin/sh\necho \"$@\" from $npm_package_name\n");
        assertTrue(folder.resolve("tool/cli.sh").toFile().setExecutable(true));
        Answer answer = dx("dlx", "./tool", "--flag", "x");
        assertEquals("--flag x from app\n", answer.out(), answer.err());
        assertEquals(0, answer.exit());
        assertFalse(Files.exists(folder.resolve("node_modules")));
        assertEquals("{\"name\":\"app\"}", Files.readString(folder.resolve("package.json")));
        assertEquals("x from app\n", dx("exec", "-p", "./tool", "tool", "x").out());
        assertEquals(7, dx("dlx", "-p", "./tool", "other").exit());
    }

    @ParameterizedTest
    @CsvSource({
        "vite, create-vite",
        "vite@latest, create-vite@latest",
        "@s, @s/create",
        "@s@2, @s/create@2",
        "@s/app, @s/create-app",
        "@s/app@^1, @s/create-app@^1",
        "user/app, user/create-app"
    })
    void createFindsThePackage(String name, String expected) {
        assertEquals(expected, CreateCommand.packageFor(name));
    }

    @Test
    void createTakesNoPaths() {
        assertThrows(DxException.class, () -> CreateCommand.packageFor("../x"));
        assertThrows(DxException.class, () -> CreateCommand.packageFor("https://r.example/x.tgz"));
    }

    @Test
    void initWritesWhatNpmWrites() throws IOException {
        write("Some App.js/x", "");
        assertEquals(0, dxIn("Some App.js", "init", "-y").exit());
        assertEquals("""
            {
              "name": "some-app",
              "version": "1.0.0",
              "description": "",
              "main": "index.js",
              "scripts": {
                "test": "echo \\"Error: no test specified\\" && exit 1"
              },
              "keywords": [],
              "author": "",
              "license": "ISC",
              "type": "commonjs"
            }
            """, Files.readString(folder.resolve("Some App.js/package.json")));
        write("there/package.json", "{\"version\":\"2.0.0\",\"own\":1}");
        assertEquals(0, dxIn("there", "init").exit());
        String kept = Files.readString(folder.resolve("there/package.json"));
        assertTrue(kept.startsWith("{\"version\":\"2.0.0\",\"own\":1,\"name\":\"there\""), kept);
    }
}
