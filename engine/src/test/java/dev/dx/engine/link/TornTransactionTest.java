package dev.dx.engine.link;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.dx.engine.DxException;
import dev.dx.engine.ErrorCode;
import dev.dx.engine.InMemory;
import dev.dx.engine.link.CrashingInstall.Victim;
import dev.dx.engine.link.CrashingInstall.Way;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What is left of a transaction that was killed, or met an error, at any of its steps. */
class TornTransactionTest {
    private static final int MORE_THAN_ALL_STEPS = 40;

    @TempDir(factory = InMemory.class)
    Path temp;

    @ParameterizedTest
    @EnumSource
    void killedAtAnyStepTheProjectIsInItsOldOrItsNewState(Way way) throws Exception {
        SortedMap<String, String> old = newProject("old");
        SortedMap<String, String> installed = installed(way);
        List<Victim> victims = IntStream.rangeClosed(firstStep(way), MORE_THAN_ALL_STEPS)
                .mapToObj(step -> new Victim(temp.resolve("project" + step), way, step))
                .toList();
        List<String> ends = CrashingInstall.die(victims);
        List<String> steps = ends.subList(0, ends.indexOf(CrashingInstall.SURVIVED));
        for (int i = 0; i < steps.size(); i++) {
            Path project = victims.get(i).project();
            String step = steps.get(i);

            assertTrue(ProjectTransaction.recover(way.staging(project)), step);

            SortedMap<String, String> after = ProjectFiles.snapshot(project);
            boolean isNew = after.equals(installed);
            assertEquals(isNew ? installed : old, after, () -> "killed before: " + step);
            assertEquals(i > steps.indexOf("publish the journal"), isNew, step);
            assertFalse(ProjectTransaction.recover(way.staging(project)), "a second time there is nothing to do");
        }
        assertEquals(way == Way.PARKED ? "put a tree aside" : "close", steps.getLast());
        assertTrue(steps.contains("publish the journal"), steps::toString);
        assertTrue(
                steps.contains(
                        switch (way) {
                            case RENAMES -> "move the old node_modules aside";
                            case EXCHANGE, PARKED -> "exchange node_modules";
                            case ENTRIES -> "move in .dx-commit";
                            case CHANGE -> "remove @gone if it is empty";
                        }),
                steps::toString);
    }

    @Test
    void recoveringCanBeKilledAsWell() throws Exception {
        Map<Way, SortedMap<String, String>> installed = new EnumMap<>(Way.class);
        List<Victim> victims = new ArrayList<>();
        for (Way way : List.of(Way.RENAMES, Way.ENTRIES, Way.CHANGE)) {
            installed.put(way, installed(way));
            victims.add(new Victim(temp.resolve("project" + way), way, firstStep(way)));
        }
        // Each run dies one step further on, so that the first ones after the record recover and die doing that.
        while (!victims.isEmpty()) {
            List<String> ends = CrashingInstall.die(victims);
            List<Victim> next = new ArrayList<>();
            for (int i = 0; i < victims.size(); i++) {
                Victim victim = victims.get(i);
                if (ends.get(i).equals(CrashingInstall.SURVIVED)) {
                    assertEquals(installed.get(victim.way()), ProjectFiles.snapshot(victim.project()));
                } else {
                    next.add(new Victim(victim.project(), victim.way(), victim.step() + 1));
                }
            }
            victims = next;
        }
    }

    @ParameterizedTest
    @EnumSource
    void anErrorAtAnyStepLeavesTheOldState(Way way) throws IOException {
        if (way == Way.EXCHANGE || way == Way.PARKED) {
            AtomicExchange.load();
        }
        SortedMap<String, String> old = newProject("old");
        int step = 1;
        for (boolean failed = true; failed; step++) {
            Path project = temp.resolve("full" + step);
            ProjectFiles.create(project);
            AtomicInteger left = new AtomicInteger(step);
            Checkpoint full = name -> {
                if (left.decrementAndGet() == 0) {
                    throw new IOException("No space left on device");
                }
            };
            try (ProjectTransaction transaction =
                    ProjectTransaction.begin(way.staging(project), event -> {}, Duration.ZERO, full)) {
                ProjectFiles.stage(transaction, way, project);
                transaction.commit();
            } catch (DxException e) {
                assertEquals(ErrorCode.DX_NO_SPACE, e.code());
                assertEquals(old, ProjectFiles.snapshot(project), "failed at step " + step);
            }
            failed = left.get() <= 0;
        }
        assertTrue(step > 12, () -> "there are more steps than that");
    }

    @Test
    void aChangeThatCannotBeTakenBackIsCompletedLater() throws IOException {
        SortedMap<String, String> installed = installed(Way.RENAMES);
        Path project = temp.resolve("project");
        ProjectFiles.create(project);
        Checkpoint failing = step -> {
            if (step.startsWith("replace") || step.startsWith("delete the journal")) {
                throw new IOException("Input/output error");
            }
        };
        try (ProjectTransaction transaction =
                ProjectTransaction.begin(Way.RENAMES.staging(project), event -> {}, Duration.ZERO, failing)) {
            ProjectFiles.stage(transaction);
            DxException failed = assertThrows(DxException.class, transaction::commit);
            assertEquals(ErrorCode.DX_IO, failed.code());
            assertTrue(failed.what().contains("half changed"), failed.what());
        }

        assertTrue(ProjectTransaction.recover(project));

        assertEquals(installed, ProjectFiles.snapshot(project));
    }

    @Test
    void deletingNodeModulesAfterAKillIsRespected() throws Exception {
        List<Victim> victims = IntStream.rangeClosed(1, MORE_THAN_ALL_STEPS)
                .mapToObj(step -> new Victim(temp.resolve("project" + step), Way.RENAMES, step))
                .toList();
        List<String> steps = CrashingInstall.die(victims);
        int replacing = IntStream.range(0, steps.size())
                .filter(i -> steps.get(i).startsWith("replace"))
                .findFirst()
                .orElseThrow();
        Path project = victims.get(replacing).project();
        ModulesFolder.delete(project, project.resolve("node_modules"));

        assertTrue(ProjectTransaction.recover(project));

        assertFalse(Files.exists(project.resolve("node_modules")));
        assertEquals("new manifest", Files.readString(project.resolve("package.json")));
    }

    @Test
    void aRecordFromElsewhereIsRefused() throws IOException {
        Path project = temp.resolve("project");
        SortedMap<String, String> old = newProject("project");
        CommitRecord record = new CommitRecord(
                "inode 1",
                "nonce",
                CommitRecord.Modules.STAY,
                List.of("package.json"),
                List.of(),
                List.of(),
                List.of());
        Files.createDirectories(project.resolve(".dx-staging/files"));
        Files.write(project.resolve(".dx-staging/journal"), record.encode());
        Files.writeString(project.resolve(".dx-staging/files/0"), "evil");

        DxException refused = assertThrows(DxException.class, () -> ProjectTransaction.begin(project, event -> {}));

        assertEquals(ErrorCode.DX_UNSAFE_PATH, refused.code());
        assertTrue(refused.what().contains(".dx-staging"), refused.what());
        assertEquals("evil", Files.readString(project.resolve(".dx-staging/files/0")));
        ModulesFolder.delete(project, project.resolve(".dx-staging"));
        assertEquals(old, ProjectFiles.snapshot(project));
    }

    @Test
    void aStagingFolderThatIsALinkIsRefused() throws IOException {
        Path project = temp.resolve("project");
        ProjectFiles.create(project);
        ProjectFiles.write(temp.resolve("precious/file"), "precious");
        Files.createSymbolicLink(project.resolve(".dx-staging"), temp.resolve("precious"));

        DxException refused = assertThrows(DxException.class, () -> ProjectTransaction.begin(project, event -> {}));

        assertEquals(ErrorCode.DX_UNSAFE_PATH, refused.code());
        try (var files = Files.list(temp.resolve("precious"))) {
            assertEquals(List.of(temp.resolve("precious/file")), files.toList());
        }
    }

    @Test
    void discardingFollowsNoLinks() throws IOException {
        Path project = temp.resolve("project");
        SortedMap<String, String> old = newProject("project");
        ProjectFiles.write(temp.resolve("precious/file"), "precious");
        Files.createDirectories(project.resolve(".dx-staging/node_modules/a"));
        Files.createSymbolicLink(project.resolve(".dx-staging/node_modules/a/link"), temp.resolve("precious"));
        Files.createSymbolicLink(project.resolve(".dx-staging/files"), temp.resolve("precious"));
        Files.createSymbolicLink(project.resolve("node_modules/.dx-staging"), temp.resolve("precious"));

        assertTrue(ProjectTransaction.recover(project));

        assertEquals(old, ProjectFiles.snapshot(project));
        assertEquals("precious", Files.readString(temp.resolve("precious/file")));
    }

    @Test
    void aSecondProcessWaitsAndThenGivesUp() throws Exception {
        Path project = temp.resolve("project");
        ProjectFiles.create(project);
        Process holder = TestJava.start(HoldingProcess.class, project.toString());
        try {
            assertEquals('h', holder.getInputStream().read());
            List<Object> events = new ArrayList<>();

            DxException busy = assertThrows(
                    DxException.class,
                    () -> ProjectTransaction.begin(
                            ProjectTransaction.staging(project), events::add, Duration.ofMillis(200), Checkpoint.NONE));

            assertEquals(ErrorCode.DX_BUSY, busy.code());
            assertTrue(busy.what().contains("process " + holder.pid()), busy.what());
            assertEquals(1, events.size());
            assertFalse(ProjectTransaction.recover(project), "it is at work, not torn");
            holder.getOutputStream().close();
            ProjectTransaction.begin(project, events::add).close();
            assertEquals(0, holder.waitFor());
            assertFalse(Files.exists(project.resolve(".dx-staging"), LinkOption.NOFOLLOW_LINKS));
        } finally {
            holder.destroyForcibly().waitFor();
        }
    }

    @Test
    void aSecondThreadOfThisProcessWaitsToo() throws IOException {
        Path project = temp.resolve("project");
        ProjectFiles.create(project);
        Path alias = Files.createSymbolicLink(temp.resolve("alias"), project);
        try (ProjectTransaction first = ProjectTransaction.begin(project, event -> {})) {
            first.stageFile("x", new byte[] {'x'});

            DxException busy = assertThrows(
                    DxException.class,
                    () -> ProjectTransaction.begin(
                            ProjectTransaction.staging(alias), event -> {}, Duration.ofMillis(100), Checkpoint.NONE));

            assertEquals(ErrorCode.DX_BUSY, busy.code());
            first.commit();
        }
        assertEquals("x", Files.readString(project.resolve("x")));
    }

    @Test
    void manyProcessesAtOnceTakeTurns() throws Exception {
        Path project = temp.resolve("project");
        ProjectFiles.create(project);
        ProjectFiles.write(project.resolve("counter"), "0");
        List<Process> processes = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            processes.add(TestJava.start(CountingProcess.class, project.toString(), "15"));
        }
        try {
            CountingProcess.main(new String[] {project.toString(), "15"});
            for (Process process : processes) {
                assertTrue(process.waitFor(60, TimeUnit.SECONDS));
                String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
                assertEquals(0, process.exitValue(), output);
            }
        } finally {
            processes.forEach(Process::destroyForcibly);
        }
        assertEquals("60", Files.readString(project.resolve("counter")));
        assertFalse(Files.exists(project.resolve(".dx-staging")));
    }

    /** Holds a project until its input ends. */
    static final class HoldingProcess {
        private HoldingProcess() {}

        public static void main(String[] arguments) throws IOException {
            try (ProjectTransaction transaction = ProjectTransaction.begin(Path.of(arguments[0]), event -> {})) {
                System.out.println("holding " + transaction.linkedModules());
                System.out.flush();
                while (System.in.read() >= 0) {
                    // waits for the end
                }
            }
        }
    }

    /** Counts in a file of the project, one transaction for each number. */
    static final class CountingProcess {
        private CountingProcess() {}

        public static void main(String[] arguments) throws IOException {
            Path project = Path.of(arguments[0]);
            for (int i = 0; i < Integer.parseInt(arguments[1]); i++) {
                try (ProjectTransaction transaction = ProjectTransaction.begin(project, event -> {})) {
                    int number = Integer.parseInt(Files.readString(project.resolve("counter")));
                    Files.writeString(transaction.stagingModules().resolve("number"), "" + number);
                    transaction.stageFile(
                            "counter", Integer.toString(number + 1).getBytes(StandardCharsets.UTF_8));
                    transaction.commit();
                }
            }
        }
    }

    /** Until the journal is published all ways are the same, and one has to show it. */
    private static int firstStep(Way way) {
        return switch (way) {
            case RENAMES -> 1;
            case CHANGE -> 5;
            case EXCHANGE, PARKED, ENTRIES -> 7;
        };
    }

    private SortedMap<String, String> newProject(String name) throws IOException {
        ProjectFiles.create(temp.resolve(name));
        return ProjectFiles.snapshot(temp.resolve(name));
    }

    private SortedMap<String, String> installed(Way way) throws IOException {
        Path project = temp.resolve("installed");
        SortedMap<String, String> old = newProject("installed");
        try (ProjectTransaction transaction =
                ProjectTransaction.begin(way.staging(project), event -> {}, Duration.ZERO, Checkpoint.NONE)) {
            ProjectFiles.stage(transaction, way, project);
            transaction.commit();
        }
        SortedMap<String, String> installed = ProjectFiles.snapshot(project);
        assertNotEquals(old, installed);
        assertEquals("new a", Files.readString(project.resolve("node_modules/a/index.js")));
        assertEquals("mine", Files.readString(project.resolve("node_modules/@scope/mine/mine.js")));
        assertFalse(installed.containsKey("node_modules/b/"));
        assertFalse(installed.containsKey("node_modules/@scope/theirs/"));
        return installed;
    }
}
