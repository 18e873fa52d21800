package dev.dx.engine.install;

import dev.dx.engine.DxException;
import dev.dx.engine.Environment;
import dev.dx.engine.npm.semver.Options;
import dev.dx.engine.npm.semver.Version;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The Node.js that will run what is installed: which versions of packages suit it depends on its version. */
public record NodeRuntime(Path executable, Version version) {
    private static final Map<String, NodeRuntime> KNOWN = new ConcurrentHashMap<>();

    /** The Node.js first on the PATH; null if there is none that answers. */
    public static @Nullable NodeRuntime find(Environment environment) {
        Path executable = environment.program("node");
        if (executable == null) {
            return null;
        }
        try {
            // A new Node.js at the same place is another file, of another time.
            String key = executable.toRealPath() + "@"
                    + Files.getLastModifiedTime(executable).toMillis();
            NodeRuntime known = KNOWN.get(key);
            if (known == null) {
                Version version = ask(executable);
                if (version == null) {
                    return null;
                }
                known = new NodeRuntime(executable, version);
                KNOWN.put(key, known);
            }
            return known;
        } catch (IOException notThere) {
            return null;
        }
    }

    private static @Nullable Version ask(Path executable) throws IOException {
        Process process = new ProcessBuilder(executable.toString(), "--version")
                .redirectErrorStream(true)
                .start();
        try {
            process.getOutputStream().close();
            if (!process.waitFor(10, TimeUnit.SECONDS)) {
                return null;
            }
            String answer = new String(process.getInputStream().readNBytes(200), StandardCharsets.UTF_8);
            return Version.parse(answer.strip(), Options.LOOSE);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw DxException.cancelled();
        } finally {
            process.destroy();
        }
    }
}
