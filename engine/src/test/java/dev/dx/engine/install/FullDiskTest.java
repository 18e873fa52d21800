package dev.dx.engine.install;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.dx.engine.DxException;
import dev.dx.engine.ErrorCode;
import dev.dx.engine.ExitCode;
import dev.dx.engine.npm.registry.LocalRegistry;
import dev.dx.engine.npm.registry.TestPackage;
import dev.dx.engine.store.StoreKeeper;
import dev.dx.engine.store.StoreKeeper.Mode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A disk of a few megabytes that runs full. It is a file system of its own, which not everybody may mount. */
class FullDiskTest {
    @TempDir
    Path folder;

    private Path disk;
    private boolean mounted;

    @BeforeEach
    void mount() throws IOException, InterruptedException {
        disk = Files.createDirectory(folder.resolve("disk"));
        try {
            mounted = run("mount", "-t", "tmpfs", "-o", "size=3m", "dx-test", disk.toString()) == 0;
        } catch (IOException noSuchCommand) {
            mounted = false;
        }
        assumeTrue(mounted, "no small disk can be mounted here");
    }

    @AfterEach
    void unmount() throws IOException, InterruptedException {
        if (mounted) {
            assertEquals(0, run("umount", "--lazy", disk.toString()));
        }
    }

    @Test
    void whereTheStoreHasNoRoomNothingChangesAndLaterItWorks() throws IOException {
        try (LocalRegistry registry = registry()) {
            TestProject project = TestProject.in(
                    folder,
                    registry.url(),
                    Map.of("DX_HOME", disk.resolve("home").toString()));
            runsFullAndRecovers(project);
        }
    }

    @Test
    void whereTheProjectHasNoRoomNothingChangesAndLaterItWorks() throws IOException {
        try (LocalRegistry registry = registry()) {
            TestProject project = TestProject.in(
                    disk,
                    registry.url(),
                    Map.of("DX_HOME", folder.resolve("home").toString()));
            runsFullAndRecovers(project);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"own", "shared"})
    void aStoreThatCannotBeWrittenToServesWhatItHas(String mode) throws IOException, InterruptedException {
        try (LocalRegistry registry = registry()) {
            Map<String, String> variables =
                    Map.of("DX_HOME", disk.resolve("home").toString(), "npm_config_node_modules", mode);
            TestProject filling = TestProject.in(folder.resolve("one"), registry.url(), variables);
            filling.write("package.json", "{\"dependencies\": {\"small\": \"1.0.0\"}}")
                    .install();
            TestProject project = TestProject.in(folder.resolve("two"), registry.url(), variables);
            project.write("package.json", filling.read("package.json"));
            project.write("package-lock.json", filling.read("package-lock.json"));
            assertEquals(0, run("mount", "-o", "remount,ro", disk.toString()));
            project.install();
            assertEquals("1", project.read("node_modules/small/index.js"));
            project.write("package.json", "{\"dependencies\": {\"large\": \"1.0.0\"}}");
            DxException failure = assertThrows(DxException.class, project::install);
            assertEquals(ErrorCode.DX_IO, failure.code(), failure.getMessage());
        }
    }

    private void runsFullAndRecovers(TestProject project) throws IOException {
        project.write("package.json", "{\"dependencies\": {\"small\": \"1.0.0\"}}");
        project.install();
        project.write("package.json", "{\"dependencies\": {\"small\": \"1.0.0\", \"large\": \"1.0.0\"}}");
        Map<String, String> before = project.snapshot();
        Path filler = disk.resolve("filler");
        Files.write(filler, new byte[2 << 20]);
        for (int i = 0; i < 2; i++) {
            DxException failure = assertThrows(DxException.class, project::install);
            assertEquals(ErrorCode.DX_NO_SPACE, failure.code(), failure.getMessage());
            assertEquals(ExitCode.FAILED, failure.code().exit());
            assertEquals(before, project.snapshot());
        }
        StoreKeeper keeper = StoreKeeper.open(project.environment().dxHome().store());
        assertEquals(List.of(), keeper.verify(Mode.PREVIEW, event -> {}).findings());
        Files.delete(filler);
        project.install();
        assertEquals(1_500_000, Files.size(project.modules().resolve("large/noise")));
        assertTrue(keeper.verify(Mode.PREVIEW, event -> {}).isWhole());
    }

    /** With packages that a disk of this size holds once. */
    private static LocalRegistry registry() {
        byte[] noise = new byte[1_500_000];
        new Random(1).nextBytes(noise);
        return LocalRegistry.start()
                .publish(TestPackage.named("small", "1.0.0").file("index.js", "1"))
                .publish(TestPackage.named("large", "1.0.0").file("noise", noise));
    }

    private static int run(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        return process.waitFor(1, TimeUnit.MINUTES) ? process.exitValue() : -1;
    }
}
