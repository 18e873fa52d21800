package dev.dx.engine.link;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.dx.engine.DxException;
import dev.dx.engine.ErrorCode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProjectTransactionTest {
    @TempDir
    Path temp;

    private Path project;

    @BeforeEach
    void createProject() throws IOException {
        project = Files.createDirectories(temp.resolve("project"));
        write("package.json", "{\"old\":1}");
        write("node_modules/a/index.js", "old a");
    }

    @Test
    void commitReplacesTreeAndFiles() throws IOException {
        try (ProjectTransaction transaction = begin()) {
            Files.writeString(
                    Files.createDirectories(transaction.stagingModules().resolve("b"))
                            .resolve("index.js"),
                    "new b");
            transaction.stageFile("package.json", bytes("{\"new\":1}"));
            transaction.stageFile("package-lock.json", bytes("{}"));
            transaction.commit();
        }

        assertEquals("new b", read("node_modules/b/index.js"));
        assertFalse(Files.exists(project.resolve("node_modules/a")));
        assertEquals("{\"new\":1}", read("package.json"));
        assertEquals("{}", read("package-lock.json"));
        assertNothingElseInProject("node_modules", "package.json", "package-lock.json");
        assertFalse(Files.exists(project.resolve("node_modules/.dx-commit")));
    }

    @Test
    void closingWithoutCommitLeavesEverythingAsItWas() throws IOException {
        FileTime modified = Files.getLastModifiedTime(project.resolve("node_modules"));
        try (ProjectTransaction transaction = begin()) {
            Files.writeString(transaction.stagingModules().resolve("x"), "x");
            transaction.stageFile("package.json", bytes("new"));
            transaction.carryOver(path -> true);
        }

        assertEquals("old a", read("node_modules/a/index.js"));
        assertEquals("{\"old\":1}", read("package.json"));
        assertEquals(modified, Files.getLastModifiedTime(project.resolve("node_modules")));
        assertNothingElseInProject("node_modules", "package.json");
    }

    @Test
    void withoutAStagedTreeNodeModulesStays() throws IOException {
        try (ProjectTransaction transaction = begin()) {
            transaction.stageFile("package-lock.json", bytes("{}"));
            transaction.commit();
        }

        assertEquals("old a", read("node_modules/a/index.js"));
        assertEquals("{}", read("package-lock.json"));
    }

    @Test
    void carriesOverWhatBelongsToTheUserUnlessTheNewTreeHasIt() throws IOException {
        write("node_modules/.cache/tool/state", "cached");
        write("node_modules/.package-lock.json", "theirs");
        write("node_modules/@scope/mine/index.js", "mine");
        write("node_modules/@scope/theirs/index.js", "theirs");
        write("node_modules/both/index.js", "old both");
        write("linked/index.js", "linked");
        Files.createSymbolicLink(project.resolve("node_modules/linked"), Path.of("../linked"));
        Set<String> mine = Set.of(".cache", "@scope/mine", "linked", "both");

        try (ProjectTransaction transaction = begin()) {
            Files.writeString(
                    Files.createDirectories(transaction.stagingModules().resolve("both"))
                            .resolve("index.js"),
                    "new both");
            transaction.carryOver(mine::contains);
            transaction.commit();
        }

        assertEquals("cached", read("node_modules/.cache/tool/state"));
        assertEquals("mine", read("node_modules/@scope/mine/index.js"));
        assertEquals("new both", read("node_modules/both/index.js"));
        assertTrue(Files.isSymbolicLink(project.resolve("node_modules/linked")));
        assertEquals("linked", read("linked/index.js"));
        assertFalse(Files.exists(project.resolve("node_modules/@scope/theirs")));
        assertFalse(Files.exists(project.resolve("node_modules/.package-lock.json")));
        assertFalse(Files.exists(project.resolve("node_modules/a")));
    }

    @Test
    void aLinkedNodeModulesIsReplacedAndItsTargetLeftAlone() throws IOException {
        Files.move(project.resolve("node_modules"), temp.resolve("elsewhere"));
        Files.createSymbolicLink(project.resolve("node_modules"), temp.resolve("elsewhere"));

        try (ProjectTransaction transaction = begin()) {
            assertEquals(temp.resolve("elsewhere"), transaction.linkedModules());
            Files.writeString(transaction.stagingModules().resolve("new"), "new");
            transaction.carryOver(path -> true);
            transaction.commit();
        }

        assertTrue(Files.isDirectory(project.resolve("node_modules"), LinkOption.NOFOLLOW_LINKS));
        assertEquals("new", read("node_modules/new"));
        assertFalse(Files.exists(project.resolve("node_modules/a")));
        assertEquals("old a", Files.readString(temp.resolve("elsewhere/a/index.js")));
    }

    @Test
    void aFileKeepsItsPermissions() throws IOException {
        Files.setPosixFilePermissions(project.resolve("package.json"), PosixFilePermissions.fromString("rw-rw----"));

        try (ProjectTransaction transaction = begin()) {
            transaction.stageFile("package.json", bytes("new"));
            transaction.commit();
        }

        assertEquals(
                "rw-rw----",
                PosixFilePermissions.toString(Files.getPosixFilePermissions(project.resolve("package.json"))));
    }

    @Test
    void aLinkedFileIsWrittenWhereItIs() throws IOException {
        Path shared = Files.createDirectories(temp.resolve("shared"));
        Files.move(project.resolve("package.json"), shared.resolve("manifest.json"));
        Files.createSymbolicLink(project.resolve("package.json"), Path.of("../shared/manifest.json"));

        try (ProjectTransaction transaction = begin()) {
            transaction.stageFile("package.json", bytes("new"));
            transaction.commit();
        }

        assertTrue(Files.isSymbolicLink(project.resolve("package.json")));
        assertEquals("new", Files.readString(shared.resolve("manifest.json")));
    }

    @Test
    void aFileLinkedFromAnotherFileSystemIsWrittenThere() throws IOException {
        Path memory = Path.of("/dev/shm");
        Assumptions.assumeTrue(
                Files.isWritable(memory) && !Files.getFileStore(memory).equals(Files.getFileStore(project)),
                "only one file system here");
        Path target = Files.createTempFile(memory, "dx-test", ".json");
        try {
            Files.writeString(target, "a longer manifest than the new one");
            Files.delete(project.resolve("package.json"));
            Files.createSymbolicLink(project.resolve("package.json"), target);

            try (ProjectTransaction transaction = begin()) {
                transaction.stageFile("package.json", bytes("new"));
                transaction.commit();
            }

            assertTrue(Files.isSymbolicLink(project.resolve("package.json")));
            assertEquals("new", Files.readString(target));
        } finally {
            Files.delete(target);
        }
    }

    @Test
    void aFileKeepsItsOwner() throws IOException {
        Path manifest = project.resolve("package.json");
        Assumptions.assumeTrue(
                Integer.valueOf(0).equals(Files.getAttribute(manifest, "unix:uid")), "only root gives files away");
        Files.setAttribute(manifest, "unix:uid", 12345);
        Files.setAttribute(manifest, "unix:gid", 12346);

        try (ProjectTransaction transaction = begin()) {
            transaction.stageFile("package.json", bytes("new"));
            transaction.commit();
        }

        assertEquals(12345, Files.getAttribute(manifest, "unix:uid"));
        assertEquals(12346, Files.getAttribute(manifest, "unix:gid"));
    }

    @Test
    void stagingAFileTwiceCountsTheLast() throws IOException {
        try (ProjectTransaction transaction = begin()) {
            transaction.stageFile("package.json", bytes("first"));
            transaction.stageFile("package-lock.json", bytes("lock"));
            transaction.stageFile("package.json", bytes("second"));
            transaction.commit();
        }
        assertEquals("second", read("package.json"));

        try (ProjectTransaction transaction = begin()) {
            transaction.stageFile("package.json", bytes("third"));
            transaction.stageFile("package.json", bytes("second"));
            transaction.commit();
        }
        assertEquals("second", read("package.json"));
        assertEquals("lock", read("package-lock.json"));
    }

    @Test
    void anInterruptDuringTheCommitIsKeptForAfterwards() throws IOException {
        Checkpoint interrupting = step -> {
            if (step.startsWith("move") || step.startsWith("replace") || step.startsWith("carry")) {
                Thread.currentThread().interrupt();
            }
        };
        write("node_modules/.cache/state", "cached");
        try (ProjectTransaction transaction = ProjectTransaction.begin(
                ProjectTransaction.staging(project), event -> {}, Duration.ZERO, interrupting)) {
            Files.writeString(transaction.stagingModules().resolve("new"), "new");
            transaction.stageFile("package.json", bytes("new"));
            transaction.carryOver(path -> path.equals(".cache"));
            transaction.commit();
        }
        assertTrue(Thread.interrupted());
        assertEquals("new", read("node_modules/new"));
        assertEquals("cached", read("node_modules/.cache/state"));
        assertEquals("new", read("package.json"));
        assertNothingElseInProject("node_modules", "package.json");
    }

    @Test
    void gitSeesNothingOfIt() throws Exception {
        Assumptions.assumeTrue(run("git", "init", "-q") == 0, "no git here");
        write(".gitignore", "node_modules\n");
        assertEquals(0, run("git", "add", "."));
        try (ProjectTransaction transaction = begin()) {
            write(".dx-staging/node_modules/x", "x");
            transaction.stageFile("package.json", bytes("new"));
            Process status = new ProcessBuilder("git", "ls-files", "--others", "--exclude-standard")
                    .directory(project.toFile())
                    .start();
            assertEquals("", new String(status.getInputStream().readAllBytes(), StandardCharsets.UTF_8));
        }
    }

    private int run(String... command) throws InterruptedException {
        try {
            return new ProcessBuilder(command)
                    .directory(project.toFile())
                    .start()
                    .waitFor();
        } catch (IOException notInstalled) {
            return -1;
        }
    }

    @Test
    void aFileWithTheSameContentIsNotTouched() throws IOException {
        Object inode = Files.getAttribute(project.resolve("package.json"), "unix:ino");
        FileTime modified = Files.getLastModifiedTime(project.resolve("package.json"));

        try (ProjectTransaction transaction = begin()) {
            transaction.stageFile("package.json", bytes("{\"old\":1}"));
            transaction.commit();
        }

        assertEquals(inode, Files.getAttribute(project.resolve("package.json"), "unix:ino"));
        assertEquals(modified, Files.getLastModifiedTime(project.resolve("package.json")));
    }

    @Test
    void refusesToOverwriteWhatWasEditedMeanwhile() throws IOException {
        try (ProjectTransaction transaction = begin()) {
            transaction.basedOn("package.json", bytes("{\"old\":1}"));
            Files.writeString(transaction.stagingModules().resolve("new"), "new");
            write("package.json", "edited");
            transaction.stageFile("package.json", bytes("new"));

            DxException refused = assertThrows(DxException.class, transaction::commit);

            assertEquals(ErrorCode.DX_BUSY, refused.code());
        }
        assertEquals("edited", read("package.json"));
        assertEquals("old a", read("node_modules/a/index.js"));
    }

    @Test
    void anInterruptBeforeTheCommitLeavesTheOldState() throws IOException {
        try (ProjectTransaction transaction = begin()) {
            Files.writeString(transaction.stagingModules().resolve("new"), "new");
            Thread.currentThread().interrupt();

            DxException cancelled = assertThrows(DxException.class, transaction::commit);

            assertEquals(ErrorCode.DX_CANCELLED, cancelled.code());
        } finally {
            assertTrue(Thread.interrupted());
        }
        assertEquals("old a", read("node_modules/a/index.js"));
        assertNothingElseInProject("node_modules", "package.json");
    }

    @Test
    void aProjectWithoutNodeModulesGetsThem() throws IOException {
        ModulesFolder.delete(project, project.resolve("node_modules"));

        try (ProjectTransaction transaction = begin()) {
            assertNull(transaction.linkedModules());
            Files.writeString(transaction.stagingModules().resolve("new"), "new");
            transaction.commit();
        }

        assertEquals("new", read("node_modules/new"));
    }

    private ProjectTransaction begin() {
        return ProjectTransaction.begin(project, event -> {});
    }

    private void assertNothingElseInProject(String... names) throws IOException {
        try (var entries = Files.list(project)) {
            assertEquals(
                    Set.of(names),
                    entries.map(entry -> entry.getFileName().toString()).collect(Collectors.toSet()));
        }
    }

    private void write(String path, String text) throws IOException {
        Path file = project.resolve(path);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    private String read(String path) throws IOException {
        return Files.readString(project.resolve(path));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
