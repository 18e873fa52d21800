package dev.dx.app.gui;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What another program drags arrives: two processes with GTK windows, and the pointer of a real X server between them. */
@Tag("e2e")
class DragAndDropTest {
    @TempDir
    Path work;

    @Test
    void filesOfAnotherProgramArriveOnThreeScreens() throws Exception {
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/Xvfb")), "there is no Xvfb");
        Process display = new ProcessBuilder(
                        "Xvfb", "-displayfd", "1", "-screen", "0", "1280x800x24", "-nolisten", "tcp")
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        try {
            String number = display.inputReader(StandardCharsets.US_ASCII).readLine();
            Path log = work.resolve("target.log");
            ProcessBuilder target = new ProcessBuilder(java(DropTarget.class, work.toString()))
                    .redirectErrorStream(true)
                    .redirectOutput(log.toFile());
            target.environment().put("DISPLAY", ":" + number);
            target.environment().remove("WAYLAND_DISPLAY");
            Process process = target.start();
            try {
                assertTrue(process.waitFor(5, TimeUnit.MINUTES), () -> said(log));
                assertEquals(0, process.exitValue(), () -> said(log));
            } finally {
                process.descendants().forEach(ProcessHandle::destroyForcibly);
                process.destroyForcibly();
            }
        } finally {
            display.destroy();
        }
    }

    private static String said(Path log) {
        try {
            return Files.readString(log);
        } catch (java.io.IOException none) {
            return none.toString();
        }
    }

    /** A JVM with a window on the display that its environment names. */
    static List<String> java(Class<?> main, String... arguments) {
        List<String> command = new ArrayList<>(List.of(
                ProcessHandle.current().info().command().orElse("java"),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Xmx512m",
                "-Djava.awt.headless=true",
                "-Dprism.order=sw",
                "-Dtestfx.robot=glass",
                "-Djdk.gtk.version=3",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-cp",
                System.getProperty("java.class.path"),
                main.getName()));
        command.addAll(List.of(arguments));
        return command;
    }
}
