package dev.dx.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.dx.engine.npm.registry.LocalRegistry;
import dev.dx.engine.npm.registry.TestPackage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The command as a process of its own. */
final class MainTest {
    @TempDir
    Path folder = Path.of("");

    private record Answer(int exit, String out, String err) {}

    @Test
    void aPlainCommandLoadsNeitherPicocliNorTheWindow() throws IOException, InterruptedException {
        Answer answer = dx(List.of("-Xlog:class+load:file=" + folder.resolve("classes.log")), "--version", "--json");
        String classes = Files.readString(folder.resolve("classes.log"));

        assertEquals(0, answer.exit(), answer.err());
        assertTrue(classes.contains("dev.dx.app.cli.DirectArguments"), "the log is of another run");
        assertFalse(classes.contains("picocli."), "picocli was loaded");
        assertFalse(classes.contains(" javafx."), "JavaFX was loaded");
        assertFalse(classes.contains("java.net.http."), "the HTTP client was loaded");
    }

    @Test
    @DisabledOnOs(
            value = {OS.WINDOWS, OS.MAC},
            disabledReason = "there is always a display")
    void withoutADisplayItShowsHelpAndGuiSaysWhy() throws IOException, InterruptedException {
        Answer help = dx(List.of());
        assertEquals(0, help.exit());
        assertTrue(help.out().startsWith("Usage: dx COMMAND"), help.out());

        Answer gui = dx(List.of(), "gui");
        assertEquals(1, gui.exit());
        assertEquals("", gui.out());
        assertTrue(gui.err().startsWith("error DX_NO_DISPLAY: "), gui.err());
    }

    @Test
    @DisabledOnOs(value = OS.WINDOWS, disabledReason = "it takes a shell")
    void aReaderThatLeavesEarlyIsNotAComplaint() throws IOException, InterruptedException {
        // The reader is gone before the first byte is written.
        Answer answer = shell("{ sleep 1; " + command("completion") + "; echo $? >&2; } | true");

        assertEquals("1", answer.err().strip());
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void resultsThatCannotBeWrittenAreAFailure() throws IOException, InterruptedException {
        Answer answer = shell(command("completion") + " > /dev/full");

        assertEquals(1, answer.exit());
        assertTrue(answer.err().startsWith("error DX_NO_SPACE: standard output: "), answer.err());
    }

    @Test
    @DisabledOnOs(value = OS.WINDOWS, disabledReason = "it takes a shell")
    void textIsUtf8WhateverTheLocaleIs() throws IOException, InterruptedException {
        Answer answer = shell("LC_ALL=C npm_config_registry=http://127.0.0.1:9/ " + command("doctor"));

        assertTrue(answer.out().startsWith("✓ Java"), answer.out());
    }

    @Test
    @DisabledOnOs(value = OS.WINDOWS, disabledReason = "there is no interrupt to send from Java")
    void anInterruptedInstallLeavesNothingAndSaysSo() throws IOException, InterruptedException {
        String manifest = "{\"dependencies\":{\"left\":\"^1.0.0\"}}";
        Files.writeString(folder.resolve("package.json"), manifest);
        Path err = folder.resolve("err.txt");
        try (LocalRegistry registry = LocalRegistry.start().publish(TestPackage.named("left", "1.0.0"));
                LocalRegistry.Stall stall = registry.stall(LocalRegistry.tarballPath("left", "1.0.0"))) {
            List<String> command = new ArrayList<>(List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-cp",
                    System.getProperty("java.class.path"),
                    Main.class.getName(),
                    "install"));
            if (OS.LINUX.isCurrentOs()) {
                // Where the tests themselves run in the background, interrupts are ignored, and children inherit that.
                command.addAll(0, List.of("env", "--default-signal=INT"));
            }
            ProcessBuilder builder = new ProcessBuilder(command)
                    .directory(folder.toFile())
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .redirectError(err.toFile());
            builder.environment().put("npm_config_registry", registry.url());
            builder.environment().put("DX_HOME", folder.resolve("dx-home").toString());
            Process process = builder.start();
            try {
                assertTrue(stall.awaitRequest(), "the download never began");
                new ProcessBuilder("kill", "-INT", Long.toString(process.pid()))
                        .start()
                        .waitFor();
                assertTrue(process.waitFor(20, TimeUnit.SECONDS), "it goes on");
                assertEquals(130, process.exitValue());
            } finally {
                process.destroyForcibly();
            }
        }

        assertTrue(Files.readString(err).contains("error DX_CANCELLED: "), Files.readString(err));
        assertEquals(manifest, Files.readString(folder.resolve("package.json")));
        assertFalse(Files.exists(folder.resolve("node_modules")));
        assertFalse(Files.exists(folder.resolve("package-lock.json")));
    }

    private Answer dx(List<String> jvm, String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-XX:TieredStopAtLevel=1"));
        command.addAll(jvm);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), Main.class.getName()));
        command.addAll(List.of(arguments));
        return answer(command);
    }

    private Answer shell(String script) throws IOException, InterruptedException {
        return answer(List.of("bash", "-c", script));
    }

    private static String command(String arguments) {
        return "'" + Path.of(System.getProperty("java.home"), "bin", "java") + "' -cp '"
                + System.getProperty("java.class.path") + "' " + Main.class.getName() + " " + arguments;
    }

    private Answer answer(List<String> command) throws IOException, InterruptedException {
        Path out = Files.createTempFile(folder, "out", null);
        Path err = Files.createTempFile(folder, "err", null);
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectOutput(out.toFile())
                .redirectError(err.toFile());
        builder.environment().remove("DISPLAY");
        builder.environment().remove("WAYLAND_DISPLAY");
        Process process = builder.start();
        try {
            assertTrue(process.waitFor(60, TimeUnit.SECONDS), "still running: " + command);
            return new Answer(
                    process.exitValue(),
                    Files.readString(out, StandardCharsets.UTF_8),
                    Files.readString(err, StandardCharsets.UTF_8));
        } finally {
            process.destroyForcibly();
        }
    }
}
