package dev.dx.app.cli;

import dev.dx.engine.DxException;
import dev.dx.engine.Environment;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Programs of this machine that others rely on. */
final class InstalledProgram {
    private InstalledProgram() {}

    /** Where PATH finds the command; null if nowhere. */
    static @Nullable Path find(String command, Environment environment) {
        String path = environment.get("PATH");
        if (path == null) {
            return null;
        }
        List<String> endings = environment.platform().isWindows() ? List.of(".exe", ".cmd", ".bat") : List.of("");
        for (String folder : path.split(File.pathSeparator, -1)) {
            for (String ending : endings) {
                Path program = programIn(folder, command + ending);
                if (program != null) {
                    return program;
                }
            }
        }
        return null;
    }

    /** The first line it answers to {@code --version}; null if it fails or takes longer than {@code patience}. */
    static @Nullable String version(Path program, Environment environment, Duration patience) {
        ProcessBuilder command = new ProcessBuilder(program.toString(), "--version")
                .redirectErrorStream(true)
                .redirectInput(ProcessBuilder.Redirect.PIPE);
        command.environment().clear();
        command.environment().putAll(environment.variables());
        try {
            Process process = command.start();
            try {
                process.getOutputStream().close();
                if (!process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS) || process.exitValue() != 0) {
                    return null;
                }
                return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
                        .strip()
                        .lines()
                        .findFirst()
                        .orElse(null);
            } finally {
                process.destroyForcibly();
            }
        } catch (IOException notStarted) {
            return null;
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw DxException.cancelled();
        }
    }

    /** Null too for a folder that depends on where one stands: nothing of a project is run unasked. */
    private static @Nullable Path programIn(String folder, String name) {
        try {
            Path program = Path.of(folder, name);
            boolean runnable = program.isAbsolute() && Files.isRegularFile(program) && Files.isExecutable(program);
            return runnable ? program : null;
        } catch (InvalidPathException notAFolder) {
            return null;
        }
    }
}
