package dev.dx.engine.install;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.dx.engine.DxException;
import dev.dx.engine.ErrorCode;
import dev.dx.engine.InMemory;
import dev.dx.engine.link.LayoutKeeper;
import dev.dx.engine.npm.registry.LocalRegistry;
import dev.dx.engine.npm.registry.TestPackage;
import dev.dx.engine.store.FolderRemoval;
import dev.dx.engine.store.StoreKeeper;
import dev.dx.engine.store.StoreKeeper.Mode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Processes that install at once and die at any moment, over one store. */
class ManyInstallsTest {
    private static final int PACKAGES = 12;

    @TempDir(factory = InMemory.class)
    Path folder;

    @Test
    void twoAtOnceOnAnEmptyStore() throws Exception {
        installAtOnce(2);
    }

    @Test
    @Tag("e2e")
    void sixteenAtOnceOnAnEmptyStore() throws Exception {
        installAtOnce(16);
    }

    /** Each process has a registry of its own, so that it can be told what it asked for. */
    private void installAtOnce(int count) throws Exception {
        Path home = folder.resolve("home");
        List<LocalRegistry> registries = new ArrayList<>();
        List<Process> processes = new ArrayList<>();
        try {
            for (int i = 0; i < count; i++) {
                registries.add(publish(LocalRegistry.start()));
                TestProject.in(folder.resolve("p" + i), registries.getLast()).write("package.json", manifest());
            }
            for (int i = 0; i < count; i++) {
                processes.add(InstallingProcess.start(
                        folder.resolve("p" + i), registries.get(i).url(), home, folder.resolve("said" + i)));
            }
            for (int i = 0; i < count; i++) {
                assertTrue(processes.get(i).waitFor(5, TimeUnit.MINUTES), "it hangs");
                assertEquals(0, processes.get(i).exitValue(), Files.readString(folder.resolve("said" + i)));
                for (int p = 0; p < PACKAGES; p++) {
                    String path = LocalRegistry.tarballPath("package-" + p, "1.0.0");
                    assertTrue(registries.get(i).requestsFor(path).size() <= 1, path + " by process " + i);
                }
                assertEquals(
                        text(3),
                        Files.readString(folder.resolve("p" + i + "/project/node_modules/package-3/index.js")));
            }
        } finally {
            processes.forEach(Process::destroyForcibly);
            registries.forEach(LocalRegistry::close);
        }
        StoreKeeper keeper = StoreKeeper.open(home.resolve("store/v1"));
        assertEquals(List.of(), keeper.verify(Mode.PREVIEW, event -> {}).findings());
        assertEquals(PACKAGES, keeper.list().size());
        assertEquals(count, keeper.projects().size());
        assertTrue(keeper.list().stream().allMatch(held -> held.id() != null), "the index has all of them");
        assertNothingInProgress(home);
    }

    @Test
    void whatInstallsUseIsNotRemovedUnderThem() throws Exception {
        Path home = folder.resolve("home");
        int collections = 0;
        try (LocalRegistry registry = publish(LocalRegistry.start())) {
            List<Process> processes = new ArrayList<>();
            for (int i = 0; i < 2; i++) {
                TestProject.in(folder.resolve("p" + i), registry.url()).write("package.json", manifest());
                Path said = folder.resolve("said" + i);
                processes.add(InstallingProcess.start(folder.resolve("p" + i), registry.url(), home, said));
            }
            try {
                StoreKeeper keeper = StoreKeeper.open(home.resolve("store/v1"));
                while (processes.stream().anyMatch(Process::isAlive)) {
                    // Nothing was used of late: what no project is known to use goes.
                    try {
                        keeper.collect(Duration.ZERO, Mode.DO, event -> {});
                        collections++;
                    } catch (DxException busy) {
                        assertEquals(ErrorCode.DX_BUSY, busy.code(), busy.getMessage());
                    }
                    Thread.sleep(20);
                }
                for (int i = 0; i < 2; i++) {
                    assertEquals(0, processes.get(i).waitFor(), Files.readString(folder.resolve("said" + i)));
                }
                assertTrue(collections > 0);
                assertEquals(
                        0,
                        keeper.collect(Duration.ZERO, Mode.DO, event -> {})
                                .items()
                                .size());
                assertEquals(PACKAGES, keeper.list().size(), "both projects use all of them");
                assertEquals(List.of(), keeper.verify(Mode.PREVIEW, event -> {}).findings());
            } finally {
                processes.forEach(Process::destroyForcibly);
            }
        }
    }

    @Test
    void killedAtAnyMomentTheNextInstallSucceeds() throws Exception {
        killAgainAndAgain(2, 20260401, "");
    }

    @Test
    void killedAtAnyMomentALayoutIsThereOrNot() throws Exception {
        killAgainAndAgain(2, 20260402, "node-modules=shared\n");
    }

    @Test
    @Tag("e2e")
    void killedAHundredTimes() throws Exception {
        killAgainAndAgain(50, System.nanoTime(), "");
        killAgainAndAgain(50, System.nanoTime(), "node-modules=shared\n");
    }

    private void killAgainAndAgain(int times, long seed, String settings) throws Exception {
        Random random = new Random(seed);
        try (LocalRegistry registry = publish(LocalRegistry.start())) {
            Path root = folder.resolve("killed-" + seed);
            Path home = folder.resolve("home");
            TestProject project = TestProject.in(root, registry.url(), Map.of("DX_HOME", home.toString()));
            project.write("package.json", manifest()).write(".npmrc", settings);
            long whole = untilDone(root, registry, home);
            Map<String, String> installed = installed(project);
            int torn = 0;
            for (int i = 0; torn < times; i++) {
                assertTrue(i < 20 * times, torn + " of " + i + " were killed before they were done");
                String round = "seed " + seed + ", round " + i;
                // Sometimes the store is there and the project is not, sometimes neither.
                FolderRemoval.removeWhatCanBe(project.modules());
                if (random.nextInt(4) != 0) {
                    FolderRemoval.removeWhatCanBe(home);
                }
                Path said = folder.resolve("said");
                Process process = InstallingProcess.start(root, registry.url(), home, said);
                waitForBegin(process, said);
                long began = System.nanoTime();
                if (process.waitFor(random.nextLong(whole * 3 / 4 + 1), TimeUnit.NANOSECONDS)) {
                    // It takes less time than the first did: the next one is killed sooner.
                    whole = Math.min(whole, System.nanoTime() - began);
                } else {
                    torn++;
                }
                process.destroyForcibly().waitFor();

                StoreKeeper keeper = StoreKeeper.open(home.resolve("store/v1"));
                assertTrue(keeper.verify(Mode.PREVIEW, event -> {}).isWhole(), round);
                keeper.repair(Mode.DO, event -> {});
                assertEquals(List.of(), keeper.verify(Mode.PREVIEW, event -> {}).findings(), round);
                project.install();
                assertEquals(installed.keySet(), installed(project).keySet(), round);
                assertEquals(installed, installed(project), round);
                assertTrue(keeper.verify(Mode.PREVIEW, event -> {}).isWhole(), round);
                LayoutKeeper layouts =
                        new LayoutKeeper(keeper, project.environment().platform());
                assertEquals(List.of(), layouts.verify(Mode.PREVIEW).findings(), round);
                assertNothingInProgress(home);
            }
        }
    }

    /** Without the note of when links were looked at, which depends on how long all that takes. */
    private static Map<String, String> installed(TestProject project) {
        Map<String, String> installed = project.snapshot();
        installed.remove("node_modules/.dx/checked");
        return installed;
    }

    /** How long an install takes from its beginning, in nanoseconds. */
    private long untilDone(Path root, LocalRegistry registry, Path home) throws Exception {
        Path said = folder.resolve("said");
        Process process = InstallingProcess.start(root, registry.url(), home, said);
        waitForBegin(process, said);
        long began = System.nanoTime();
        assertTrue(process.waitFor(1, TimeUnit.MINUTES));
        assertEquals(0, process.exitValue(), Files.readString(said));
        return System.nanoTime() - began;
    }

    private static void waitForBegin(Process process, Path said) throws IOException, InterruptedException {
        while (process.isAlive() && Files.size(said) == 0) {
            Thread.sleep(2);
        }
    }

    private static void assertNothingInProgress(Path home) throws IOException {
        try (Stream<Path> left = Files.list(home.resolve("store/v1/tmp"))) {
            assertEquals(List.of(), left.toList());
        }
    }

    private static LocalRegistry publish(LocalRegistry registry) {
        for (int i = 0; i < PACKAGES; i++) {
            TestPackage.Builder each = TestPackage.named("package-" + i, "1.0.0");
            each.file("index.js", text(i));
            for (int f = 0; f < 20; f++) {
                each.file("lib/" + f % 5 + "/file-" + f + ".js", text(i).repeat(10 + f));
            }
            byte[] noise = new byte[300_000];
            new Random(i).nextBytes(noise);
            registry.publish(each.file("large", noise).build());
        }
        return registry;
    }

    private static String text(int number) {
        return "module.exports = " + number + ";\n";
    }

    private static String manifest() {
        StringBuilder manifest = new StringBuilder("{\"dependencies\": {");
        for (int i = 0; i < PACKAGES; i++) {
            manifest.append(i == 0 ? "" : ", ").append("\"package-").append(i).append("\": \"1.0.0\"");
        }
        return manifest.append("}}").toString();
    }
}
