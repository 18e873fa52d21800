package dev.dx.engine.npm.config;

import dev.dx.engine.DxException;
import dev.dx.engine.Environment;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The registry npm uses where no configuration names one. The installed npm knows it and is asked once; its answer is
 * kept in the DX home for as long as npm's program does not change.
 */
final class DefaultRegistry {
    private DefaultRegistry() {}

    /** Null if there is no npm to ask. */
    static @Nullable URI of(Environment environment) {
        Path npm = environment.program("npm");
        if (npm == null) {
            return null;
        }
        try {
            String key = npm.toRealPath() + " " + Files.getLastModifiedTime(npm).toMillis();
            Path memo = environment.dxHome().packuments().resolveSibling("default-registry");
            URI remembered = read(memo, key);
            if (remembered != null) {
                return remembered;
            }
            URI answer = ask(environment, npm);
            if (answer != null) {
                write(memo, List.of(key, answer.toString()));
            }
            return answer;
        } catch (IOException unusable) {
            return null;
        }
    }

    private static @Nullable URI read(Path memo, String key) {
        try {
            List<String> lines = Files.readAllLines(memo);
            return lines.size() == 2 && lines.get(0).equals(key) ? url(lines.get(1)) : null;
        } catch (IOException none) {
            return null;
        }
    }

    private static void write(Path memo, List<String> lines) throws IOException {
        Files.createDirectories(memo.getParent());
        Path temporary = Files.createTempFile(memo.getParent(), "default-registry", ".tmp");
        Files.write(temporary, lines);
        Files.move(temporary, memo, StandardCopyOption.ATOMIC_MOVE);
    }

    /** Runs npm in the user's home, so that no project has a say in the answer. */
    private static @Nullable URI ask(Environment environment, Path npm) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(npm.toString(), "config", "get", "registry")
                .directory(environment.userHome().toFile())
                .redirectError(ProcessBuilder.Redirect.DISCARD);
        Map<String, String> variables = builder.environment();
        variables.clear();
        variables.putAll(environment.variables());
        Process process = builder.start();
        try {
            process.getOutputStream().close();
            if (!process.waitFor(60, TimeUnit.SECONDS) || process.exitValue() != 0) {
                return null;
            }
            byte[] output = process.getInputStream().readNBytes(4096);
            return url(new String(output, StandardCharsets.UTF_8).strip());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw DxException.cancelled();
        } finally {
            process.destroy();
        }
    }

    private static @Nullable URI url(String text) {
        try {
            URI uri = URI.create(text);
            return uri.getHost() == null ? null : uri;
        } catch (IllegalArgumentException notUrl) {
            return null;
        }
    }
}
