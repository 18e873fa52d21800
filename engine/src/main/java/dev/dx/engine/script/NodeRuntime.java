package dev.dx.engine.script;

import dev.dx.engine.DxException;
import dev.dx.engine.Environment;
import dev.dx.engine.npm.semver.Options;
import dev.dx.engine.npm.semver.Version;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The Node.js that will run what is installed: which versions of packages suit it depends on its version, and what was
 * built for it on its ABI.
 *
 * @param abi what native code is built against, as Node.js counts it
 */
public record NodeRuntime(Path executable, Version version, String abi) {
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
                known = ofAnswer(executable, answer(environment, executable, key));
                if (known != null) {
                    KNOWN.put(key, known);
                }
            }
            return known;
        } catch (IOException notThere) {
            return null;
        }
    }

    private static @Nullable NodeRuntime ofAnswer(Path executable, String answer) {
        String[] words = answer.strip().split(" ", -1);
        Version version = Version.parse(words[0], Options.LOOSE);
        return version == null ? null : new NodeRuntime(executable, version, words.length > 1 ? words[1] : "");
    }

    /** What it says of itself. Starting it takes longer than most commands, so the answer is kept. */
    private static String answer(Environment environment, Path executable, String key) throws IOException {
        Path memo = environment.dxHome().packuments().resolveSibling("node-version");
        try {
            List<String> lines = Files.readAllLines(memo);
            if (lines.size() == 2 && lines.get(0).equals(key)) {
                return lines.get(1);
            }
        } catch (IOException notKept) {
            // it is asked
        }
        String answer = ask(executable);
        try {
            Files.createDirectories(memo.getParent());
            Path temporary = Files.createTempFile(memo.getParent(), "node-version", ".tmp");
            Files.write(temporary, List.of(key, answer));
            Files.move(temporary, memo, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException readOnly) {
            // it is asked again
        }
        return answer;
    }

    private static String ask(Path executable) throws IOException {
        Process process = new ProcessBuilder(
                        executable.toString(), "-p", "process.version+' '+process.versions.modules")
                .redirectErrorStream(true)
                .start();
        try {
            process.getOutputStream().close();
            if (!process.waitFor(10, TimeUnit.SECONDS)) {
                throw new IOException("no answer");
            }
            return new String(process.getInputStream().readNBytes(200), StandardCharsets.UTF_8)
                    .strip()
                    .lines()
                    .reduce("", (said, last) -> last);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw DxException.cancelled();
        } finally {
            process.destroy();
        }
    }
}
