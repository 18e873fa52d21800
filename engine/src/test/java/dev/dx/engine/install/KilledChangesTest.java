package dev.dx.engine.install;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.dx.engine.link.ModulesFolder;
import dev.dx.engine.npm.registry.LocalRegistry;
import dev.dx.engine.npm.registry.TestPackage;
import dev.dx.engine.store.StoreKeeper;
import dev.dx.engine.store.StoreKeeper.Mode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Processes that change a project and are killed at any moment. After the next command manifest, lock and tree agree with
 * each other, and are what they were before or what they were to become.
 */
class KilledChangesTest {
    private static final List<String> COMMANDS = List.of(
            "install",
            "update",
            "add extra@1.0.0",
            "remove extra",
            "add package-1@1.0.0",
            "add package-1@1.1.0",
            "add package-2@1.0.0",
            "add package-2@1.1.0");

    @TempDir
    Path folder;

    private Path home;
    private LocalRegistry registry;

    @BeforeEach
    void start() {
        home = folder.resolve("home");
        registry = LocalRegistry.start();
    }

    @AfterEach
    void stop() {
        registry.close();
    }

    @Test
    void killedAFewTimes() throws Exception {
        kill(3, 20, 20261121);
    }

    @Test
    @Tag("e2e")
    void killedTwoHundredTimes() throws Exception {
        kill(Integer.getInteger("dx.kills", 200), Integer.getInteger("dx.kills.packages", 1430), System.nanoTime());
    }

    /** What a project's files say. */
    private record Wish(String manifest, String lock) {
        static Wish of(TestProject project) {
            return new Wish(project.read("package.json"), project.read("package-lock.json"));
        }

        void write(TestProject project) {
            project.write("package.json", manifest).write("package-lock.json", lock);
        }
    }

    private void kill(int times, int packages, long seed) throws Exception {
        Random random = new Random(seed);
        publish(packages);
        TestProject project = project("killed");
        project.write("package.json", manifest(packages));
        project.install();
        Map<Wish, Map<String, String>> trees = new HashMap<>();
        Map<String, Long> durations = new HashMap<>();
        int torn = 0;
        int changed = 0;
        // What the shortest took says how long others may take on this machine.
        long shortest = 500_000_000L;
        int most = times + 20;
        for (int i = 0; i < times || (torn == 0 && i < most); i++) {
            String command = COMMANDS.get(random.nextInt(COMMANDS.size()));
            String round = "seed " + seed + ", round " + i + ", " + command;
            Wish before = Wish.of(project);
            if (command.equals("install")) {
                // Something is missing, or all of it.
                boolean all = random.nextInt(4) == 0;
                ModulesFolder.delete(
                        project.folder(),
                        all ? project.modules() : project.modules().resolve("package-3"));
            }
            long usual = durations.getOrDefault(command, shortest);
            Path said = folder.resolve("said");
            Process process = start("killed", command, said);
            while (process.isAlive() && Files.size(said) == 0) {
                Thread.sleep(2);
            }
            long began = System.nanoTime();
            boolean ended = process.waitFor(random.nextLong(usual), TimeUnit.NANOSECONDS);
            if (ended) {
                assertEquals(0, process.exitValue(), round + Files.readString(said));
                durations.put(command, System.nanoTime() - began);
                shortest = Math.min(shortest, System.nanoTime() - began);
            } else {
                torn++;
                // It takes longer than was thought, as it seems.
                durations.put(command, usual * 5 / 4);
            }
            process.destroyForcibly().waitFor();

            project.install();

            Wish after = Wish.of(project);
            if (!after.equals(before)) {
                changed++;
                assertEquals(outcome(before, command), after, round);
            }
            Map<String, String> tree = trees.computeIfAbsent(after, this::linkedAnew);
            assertEquals(tree.keySet(), project.snapshot().keySet(), round);
            assertEquals(tree, project.snapshot(), round);
            StoreKeeper keeper = StoreKeeper.open(home.resolve("store/v1"));
            assertEquals(List.of(), keeper.verify(Mode.PREVIEW, event -> {}).findings(), round);
        }
        assertTrue(torn > 0, "none of " + most + " was killed before it was done");
        System.out.println(times + " changes, " + torn + " killed before they were done, " + changed + " made");
    }

    private TestProject project(String name) {
        return TestProject.in(folder.resolve(name), registry.url(), Map.of("DX_HOME", home.toString()));
    }

    private Process start(String name, String command, Path said) throws IOException {
        return InstallingProcess.start(folder.resolve(name), registry.url(), home, said, command);
    }

    /** What a command makes of these files where nobody disturbs it. */
    private Wish outcome(Wish before, String command) {
        TestProject twin = project("twin");
        before.write(twin);
        twin.install();
        twin.run(InstallingProcess.change(command));
        return Wish.of(twin);
    }

    private Map<String, String> linkedAnew(Wish wish) {
        TestProject fresh = project("fresh");
        if (fresh.has("node_modules")) {
            ModulesFolder.delete(fresh.folder(), fresh.modules());
        }
        ModulesFolder.delete(folder, home.resolve("parked"));
        wish.write(fresh);
        fresh.install();
        return fresh.snapshot();
    }

    private void publish(int packages) {
        for (int i = 0; i < packages; i++) {
            for (String version : List.of("1.0.0", "1.1.0")) {
                TestPackage.Builder each = TestPackage.named("package-" + i, version)
                        .file("index.js", "module.exports = '" + i + " " + version + "';")
                        .file("lib/a/b.js", "exports.b = " + i);
                if (i % 5 == 0) {
                    each.bin("command-" + i, "index.js");
                }
                if (i % 3 == 0 && i + 1 < packages) {
                    each.dependency("package-" + (i + 1), "^1.0.0");
                }
                registry.publish(each);
            }
        }
        registry.publish(TestPackage.named("extra", "1.0.0")
                .bin("extra", "index.js")
                .dependency("package-1", "1.0.0")
                .dependency("package-2", "1.1.0"));
    }

    private static String manifest(int packages) {
        StringBuilder manifest = new StringBuilder("{\"name\": \"project\", \"dependencies\": {");
        for (int i = 0; i < packages; i++) {
            manifest.append(i == 0 ? "" : ", ").append("\"package-").append(i).append("\": \"^1.0.0\"");
        }
        return manifest.append("}}").toString();
    }
}
