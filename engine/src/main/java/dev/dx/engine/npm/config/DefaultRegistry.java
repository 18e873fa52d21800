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
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The registry npm uses where no configuration names one. The installed npm knows it: it stands in a file of npm's, or, where
 * that is not where it usually is, npm is asked once, and its answer kept in the DX home for as long as npm's program does not
 * change. Asking takes longer than many an install.
 */
final class DefaultRegistry {
    /** Where npm defines its settings, seen from its folder. */
    private static final Path DEFINITIONS = Path.of("node_modules/@npmcli/config/lib/definitions/definitions.js");

    private static final Pattern DEFINITION =
            Pattern.compile("new Definition\\('registry', \\{\\s{1,40}default: '([^'\\s]{1,200})',");
    private static final int LARGEST_DEFINITIONS = 1 << 20;

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
            URI answer = defined(npm.toRealPath());
            if (answer == null) {
                answer = ask(environment, npm);
            }
            if (answer != null) {
                write(memo, List.of(key, answer.toString()));
            }
            return answer;
        } catch (IOException unusable) {
            return null;
        }
    }

    /** What npm's own definitions say; null where they are elsewhere, or say it in another way. */
    private static @Nullable URI defined(Path program) throws IOException {
        Path bin = program.getParent();
        Path definitions = bin == null ? DEFINITIONS : bin.resolveSibling(DEFINITIONS);
        if (!Files.isRegularFile(definitions) || Files.size(definitions) > LARGEST_DEFINITIONS) {
            return null;
        }
        String text = Files.readString(definitions, StandardCharsets.ISO_8859_1);
        int start = text.indexOf("new Definition('registry'");
        Matcher definition = DEFINITION.matcher(text);
        return start >= 0 && definition.find(start) && definition.start() == start ? url(definition.group(1)) : null;
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
