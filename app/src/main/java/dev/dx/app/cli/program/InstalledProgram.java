package dev.dx.app.cli.program;

import dev.dx.engine.DxException;
import dev.dx.engine.Environment;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Programs of this machine that others rely on. */
final class InstalledProgram {
    private InstalledProgram() {}

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
}
