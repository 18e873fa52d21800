package dev.dx.engine.script;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.dx.engine.DxException;
import dev.dx.engine.Environment;
import dev.dx.engine.ErrorCode;
import dev.dx.engine.Platform;
import dev.dx.engine.npm.config.NpmConfig;
import dev.dx.engine.npm.json.JsonReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

@DisabledOnOs(OS.WINDOWS)
class ScriptRunnerTest {
    @TempDir
    Path folder;

    private final Map<String, String> variables = new HashMap<>(Map.of("PATH", System.getenv("PATH")));
    private final List<String> lines = Collections.synchronizedList(new ArrayList<>());

    private Environment environment() {
        variables.put("DX_HOME", folder.resolve("dx-home").toString());
        return new Environment(variables, folder.resolve("home"), Platform.current());
    }

    private ScriptRunner runner() {
        NpmConfig config = NpmConfig.load(environment(), folder, Map.of());
        return new ScriptRunner(environment(), config, new Caller(folder.resolve("here"), "run", null), folder);
    }

    private Script script(String command, String... arguments) throws IOException {
        Path manifest = folder.resolve("package.json");
        String text = Files.exists(manifest) ? Files.readString(manifest) : "{}";
        return Script.of(folder, scripts(text), "work", command, List.of(arguments));
    }

    private static PackageScripts scripts(String manifest) {
        try {
            return new PackageScripts(JsonReader.readObject(manifest));
        } catch (JsonReader.MalformedJsonException wrong) {
            throw new IllegalArgumentException(wrong);
        }
    }

    private int run(Script script) {
        return runner().run(script, ScriptOutput.lines(lines::add));
    }

    @Test
    void answersWhatTheScriptExitsWith() throws IOException {
        assertEquals(0, run(script("true")));
        assertEquals(7, run(script("exit 7")));
        assertEquals(128 + 9, run(script("kill -9 $$")));
    }

    @Test
    void everyArgumentIsOneWord() throws IOException {
        String[] hostile = {"a b", "", "$(touch pwned)", "`touch pwned`", "'; touch pwned; '", "\"", "*", "\\", "a\nb"};
        assertEquals(0, run(script("printf '[%s]'", hostile)));
        assertEquals(
                "[a b][][$(touch pwned)][`touch pwned`]['; touch pwned; '][\"][*][\\][a|b]", String.join("|", lines));
        assertFalse(Files.exists(folder.resolve("pwned")));
    }

    @Test
    void programsOfEveryFolderAboveAreFound() throws IOException {
        Path inner = Files.createDirectories(folder.resolve("packages/a"));
        for (Path place : List.of(inner, folder)) {
            Path bin = Files.createDirectories(place.resolve("node_modules/.bin"));
            Path tool = Files.writeString(bin.resolve(place.equals(folder) ? "far" : "near"), "#!/bin/sh\necho $0\n");
            assertTrue(tool.toFile().setExecutable(true));
        }
        run(Script.of(inner, scripts("{}"), "work", "near && far", List.of()));
        assertEquals(List.of(inner + "/node_modules/.bin/near", folder + "/node_modules/.bin/far"), List.copyOf(lines));
    }

    @Test
    void tellsNoSecretsOfTheConfiguration() throws IOException {
        Files.createDirectories(folder.resolve("home"));
        Files.writeString(folder.resolve("home/.npmrc"), """
            //registry.test/:_authToken=secret
            _auth=secret
            key=secret
            otp=secret
            @a:registry=https://secret/
            save-prefix=~
            fund=false
            """);
        run(script("env"));
        assertFalse(lines.stream().anyMatch(line -> line.contains("secret")), lines.toString());
        assertTrue(lines.contains("npm_config_save_prefix=~"));
        assertTrue(lines.contains("npm_config_fund="));
    }

    @Test
    void saysWhatNpmSays() throws Exception {
        assumeTrue(environment().program("npm") != null, "there is no npm to compare with");
        Files.writeString(folder.resolve("package.json"), """
            {"name": "@s/app", "version": "1.2.3", "config": {"port": 8080, "deep": {"list": [1, "two"], "off": false}},
             "engines": {"node": ">=1"}, "bin": "./cli.js", "scripts": {"work": "env"}}
            """);
        Files.createDirectories(folder.resolve("home"));
        Files.writeString(folder.resolve(".npmrc"), "tag-version-prefix=x\nsome-setting=1\n");
        variables.put("npm_config_userconfig", folder.resolve("home/.npmrc").toString());
        run(script("env"));

        ProcessBuilder npm = new ProcessBuilder("npm", "run", "--silent", "work")
                .directory(folder.toFile())
                .redirectError(ProcessBuilder.Redirect.DISCARD);
        npm.environment().clear();
        npm.environment().putAll(variables);
        npm.environment().put("HOME", folder.resolve("home").toString());
        Process process = npm.start();
        List<String> expected = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
                .lines()
                .toList();
        assertEquals(0, process.waitFor());

        Set<String> ofNpm = relevant(expected);
        assertTrue(ofNpm.contains("npm_package_config_deep_list_1=two"), expected.toString());
        assertEquals(String.join("\n", ofNpm), String.join("\n", relevant(lines)));
    }

    /** What a script may build upon; what npm says of itself, and of how it was called, is left out. */
    private Set<String> relevant(List<String> environment) {
        Set<String> own = Set.of(
                "npm_execpath",
                "npm_config_user_agent",
                "npm_config_npm_version",
                "npm_config_loglevel",
                "npm_config_allow_scripts",
                "npm_config_local_prefix",
                "npm_package_json",
                "INIT_CWD");
        return environment.stream()
                .filter(line -> line.startsWith("npm_") || line.startsWith("NODE=") || line.startsWith("PATH="))
                .filter(line -> !own.contains(line.substring(0, line.indexOf('='))))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    @Test
    void cancellingEndsEverythingTheScriptStarted() throws Exception {
        Path pids = folder.resolve("pids");
        String orphan = "sh -c '(sleep 600 & echo $! >> pids) &'; sleep 600 & echo $! >> pids; wait";
        DxException[] thrown = new DxException[1];
        Thread thread = Thread.ofPlatform().start(() -> {
            try {
                thrown[0] = assertThrows(DxException.class, () -> run(script(orphan)));
            } catch (RuntimeException e) {
                throw new AssertionError(e);
            }
        });
        while (!Files.exists(pids) || Files.readAllLines(pids).size() < 2) {
            Thread.sleep(10);
        }
        thread.interrupt();
        thread.join(Duration.ofSeconds(20));
        assertEquals(ErrorCode.DX_CANCELLED, thrown[0].code());
        for (String pid : Files.readAllLines(pids)) {
            assertGone(Long.parseLong(pid));
        }
    }

    private static void assertGone(long pid) throws InterruptedException {
        for (int i = 0; i < 500; i++) {
            // What is dead and not yet asked for by its parent says nothing of its command any more.
            boolean alive = ProcessHandle.of(pid)
                    .filter(process -> process.info().command().isPresent())
                    .isPresent();
            if (!alive) {
                return;
            }
            Thread.sleep(10);
        }
        throw new AssertionError(pid + " lives on");
    }

    @Test
    void nothingOfACapturedScriptOutlivesIt() throws Exception {
        long began = System.nanoTime();
        assertEquals(3, run(script("sleep 600 & echo $! > pid; echo done; exit 3")));
        assertTrue(Duration.ofNanos(System.nanoTime() - began).toSeconds() < 30);
        assertEquals(List.of("done"), List.copyOf(lines));
        assertGone(Long.parseLong(Files.readString(folder.resolve("pid")).strip()));
    }

    @Test
    void scriptsThatTakeTooLongAreEnded() throws Exception {
        Script slow = script("echo $$ > pid; sleep 600");
        DxException late = assertThrows(
                DxException.class, () -> runner().run(slow, ScriptOutput.lines(lines::add), Duration.ofMillis(300)));
        assertEquals(ErrorCode.DX_SCRIPT, late.code());
        assertGone(Long.parseLong(Files.readString(folder.resolve("pid")).strip()));
    }

    @Test
    void theProjectChoosesAShellForItsScriptsAlone() throws IOException {
        Path shell = Files.writeString(folder.resolve("shell"), "#!/bin/sh\necho shell of the project\n");
        assertTrue(shell.toFile().setExecutable(true));
        Files.writeString(folder.resolve(".npmrc"), "script-shell=" + shell + "\nnode-options=--require=evil\n");
        run(script("echo hello; echo $NODE_OPTIONS"));
        assertEquals(List.of("shell of the project"), List.copyOf(lines));

        lines.clear();
        Script named = script("echo hello; echo $NODE_OPTIONS");
        run(new Script(
                folder, named.owner(), "npx", named.command(), List.of(), Map.of(), List.of(), Script.Origin.CALLER));
        assertEquals(List.of("hello", ""), List.copyOf(lines));
    }

    @Test
    void linesAreCutWhereverTheyAreTooLong() throws IOException {
        run(script("head -c 40000 /dev/zero | tr '\\0' x; printf '\\r\\nlast'"));
        assertEquals(
                List.of(16384, 16384, 40000 - 2 * 16384, 4),
                lines.stream().map(String::length).toList());
    }

    @Test
    void argumentsForCmdAreEscapedAsItReadsThem() {
        assertEquals("plain", ShellCommand.forCmd("plain", false));
        assertEquals("^\"a^ b^\"", ShellCommand.forCmd("a b", false));
        assertEquals("^%PATH^%", ShellCommand.forCmd("%PATH%", false));
        assertEquals("^^^%PATH^^^%", ShellCommand.forCmd("%PATH%", true));
        assertEquals("^\"say^ \\^\"hi\\\\\\^\"^\"", ShellCommand.forCmd("say \"hi\\\"", false));
        assertEquals("\"\"", ShellCommand.forCmd("", true));
    }
}
