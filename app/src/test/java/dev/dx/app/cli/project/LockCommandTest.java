package dev.dx.app.cli.project;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.dx.app.cli.Caller;
import dev.dx.app.cli.Caller.Answer;
import dev.dx.engine.npm.registry.LocalRegistry;
import dev.dx.engine.npm.registry.TestPackage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** A project that keeps its lock as lock.dxl, with a registry on loopback and with git itself. */
final class LockCommandTest {
    @TempDir
    Path folder = Path.of("");

    private final LocalRegistry registry = LocalRegistry.start()
            .publish(TestPackage.named("left", "1.0.0").dependency("inner", "^1.0.0"))
            .publish(TestPackage.named("inner", "1.0.3"))
            .publish(TestPackage.named("right", "3.0.0"))
            .publish(TestPackage.named("middle", "2.0.0"));

    private Path project = Path.of("");

    @BeforeEach
    void install() throws IOException {
        project = Files.createDirectory(folder.resolve("shop"));
        Files.writeString(
                project.resolve("package.json"),
                "{\n  \"name\": \"shop\",\n  \"dependencies\": {\"left\": \"^1.0.0\"}\n}\n");
        assertEquals(0, dx("install").exit());
    }

    @AfterEach
    void stopRegistry() {
        registry.close();
    }

    private Answer dx(String... arguments) {
        return new Caller(project)
                .with("npm_config_registry", registry.url())
                .with("DX_HOME", folder.resolve("dx-home").toString())
                .runs(arguments);
    }

    private Path lock(String name) {
        return project.resolve(name);
    }

    @Test
    void textAndBinaryAreMadeOfEachOther() throws IOException {
        byte[] text = Files.readAllBytes(lock("package-lock.json"));
        assertEquals(0, dx("lock", "--binary").exit());
        assertFalse(Files.exists(lock("package-lock.json")));
        assertEquals(
                new String(text, StandardCharsets.UTF_8), dx("lock", "print").out());
        assertEquals(0, dx("lock", "--text").exit());
        assertFalse(Files.exists(lock("lock.dxl")));
        assertArrayEquals(text, Files.readAllBytes(lock("package-lock.json")));
    }

    @Test
    void installAddAndCiWorkWithIt() throws IOException {
        assertEquals(0, dx("lock", "--binary").exit());
        assertEquals(0, dx("install").exit());
        byte[] before = Files.readAllBytes(lock("lock.dxl"));
        Files.setLastModifiedTime(lock("lock.dxl"), FileTime.fromMillis(1_000_000));
        assertEquals(0, dx("install").exit());
        assertEquals(FileTime.fromMillis(1_000_000), Files.getLastModifiedTime(lock("lock.dxl")));
        assertArrayEquals(before, Files.readAllBytes(lock("lock.dxl")));

        assertEquals(0, dx("add", "right@3").exit());
        assertFalse(Files.exists(lock("package-lock.json")));
        assertTrue(dx("lock", "print").out().contains("\"node_modules/right\""));
        assertTrue(dx("why", "right").out().contains("shop (right@^3.0.0)"));

        Answer ci = dx("ci");
        assertEquals(0, ci.exit(), ci.err());
        assertTrue(Files.exists(project.resolve("node_modules/right/package.json")));
        Files.writeString(
                project.resolve("package.json"), "{\"name\": \"shop\", \"dependencies\": {\"left\": \"^2.0.0\"}}\n");
        assertEquals(6, dx("ci").exit());
    }

    @Test
    void damagedLockIsRefusedAndLeftAlone() throws IOException {
        assertEquals(0, dx("lock", "--binary").exit());
        byte[] bytes = Files.readAllBytes(lock("lock.dxl"));
        bytes[200]++;
        Files.write(lock("lock.dxl"), bytes);
        Answer answer = dx("install");
        assertEquals(5, answer.exit());
        assertTrue(answer.err().startsWith("error DX_FORMAT_CORRUPT: "), answer.err());
        assertArrayEquals(bytes, Files.readAllBytes(lock("lock.dxl")));
    }

    @Test
    void twoLocksAreOneTooMany() throws IOException {
        byte[] text = Files.readAllBytes(lock("package-lock.json"));
        assertEquals(0, dx("lock", "--binary").exit());
        Files.write(lock("package-lock.json"), text);
        Answer answer = dx("install");
        assertEquals(1, answer.exit());
        assertTrue(answer.err().startsWith("error DX_LOCK_INVALID: "), answer.err());
    }

    @Test
    @DisabledOnOs(value = OS.WINDOWS, disabledReason = "the script that stands for dx is for a shell")
    void gitShowsItAsTextAndMergesTwoBranches() throws IOException, InterruptedException {
        Path bin = Files.createDirectory(folder.resolve("bin"));
        Path script = bin.resolve("dx");
        Files.writeString(
                script,
                "#!/bin/sh\nexec '" + Path.of(System.getProperty("java.home"), "bin", "java")
                        + "' -XX:TieredStopAtLevel=1 -XX:+UseSerialGC --enable-native-access=ALL-UNNAMED"
                        + " --sun-misc-unsafe-memory-access=allow -cp '" + System.getProperty("java.class.path")
                        + "' dev.dx.app.Main \"$@\"\n");
        assertTrue(script.toFile().setExecutable(true));

        git("init", "-q", "-b", "main");
        assertEquals(0, dx("lock", "--binary").exit());
        assertEquals(0, dx("lock", "git-setup").exit());
        assertEquals(0, dx("lock", "git-setup").exit());
        assertEquals(1, Files.readAllLines(lock(".gitattributes")).size());
        Files.writeString(lock(".gitignore"), "node_modules\n");
        git("add", ".");
        git("commit", "-q", "-m", "base");
        git("checkout", "-q", "-b", "other");
        assertEquals(0, dx("add", "middle@2").exit());
        String diff = git("diff", "lock.dxl");
        assertTrue(diff.contains("+    \"node_modules/middle\": {"), diff);
        git("commit", "-q", "-a", "-m", "middle");
        git("checkout", "-q", "main");
        assertEquals(0, dx("add", "right@3").exit());
        // What package.json says is merged as ever; both add a line at the same place, so it is done by hand here.
        String manifest = Files.readString(lock("package.json"));
        git("commit", "-q", "-a", "-m", "right");
        git("merge", "-q", "other", "-X", "ours", "-m", "both");
        Files.writeString(
                lock("package.json"), manifest.replace("\"right\"", "\"middle\": \"^2.0.0\",\n    \"right\""));
        String merged = dx("lock", "print").out();
        for (String name : List.of("left", "inner", "middle", "right")) {
            assertTrue(merged.contains("\"node_modules/" + name + "\""), merged);
        }
        Answer ci = dx("ci");
        assertEquals(0, ci.exit(), ci.err());
        assertTrue(Files.exists(project.resolve("node_modules/middle/package.json")));
        assertTrue(Files.exists(project.resolve("node_modules/right/package.json")));
    }

    private String git(String... arguments) throws IOException, InterruptedException {
        List<String> command =
                new ArrayList<>(List.of("git", "-c", "user.name=Somebody", "-c", "user.email=somebody@example.org"));
        command.addAll(List.of(arguments));
        ProcessBuilder builder =
                new ProcessBuilder(command).directory(project.toFile()).redirectErrorStream(true);
        builder.environment().put("PATH", folder.resolve("bin") + ":" + System.getenv("PATH"));
        builder.environment().put("GIT_CONFIG_NOSYSTEM", "1");
        builder.environment().put("DX_HOME", folder.resolve("dx-home").toString());
        Process process = builder.start();
        process.getOutputStream().close();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, process.waitFor(), command + ": " + said);
        return said;
    }
}
