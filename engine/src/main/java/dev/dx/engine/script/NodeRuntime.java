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
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The Node.js that will run what is installed: which versions of packages suit it depends on its version, and what was
 * built for it on its ABI.
 *
 * @param abi what native code is built against, as Node.js counts it
 */
public record NodeRuntime(Path executable, Version version, String abi) {
    /** What was asked and answered, or is being asked, by which file was asked. */
    private static final Map<String, FutureTask<@Nullable NodeRuntime>> ASKED = new ConcurrentHashMap<>();

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
            FutureTask<@Nullable NodeRuntime> question =
                    ASKED.computeIfAbsent(key, _ -> new FutureTask<>(() -> ask(environment, executable, key)));
            // Does nothing where somebody asks, or asked, already.
            question.run();
            try {
                NodeRuntime answer = question.get();
                if (answer == null) {
                    ASKED.remove(key, question);
                }
                return answer;
            } catch (ExecutionException noAnswer) {
                ASKED.remove(key, question);
                // Whoever asked was cancelled, and not whoever waits.
                return noAnswer.getCause() instanceof DxException
                                && !Thread.currentThread().isInterrupted()
                        ? find(environment)
                        : null;
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw DxException.cancelled();
        } catch (IOException notThere) {
            return null;
        }
    }

    /** The version of the Node.js first on the PATH; null if there is none that answers. */
    public static @Nullable Version version(Environment environment) {
        NodeRuntime found = find(environment);
        return found == null ? null : found.version();
    }

    /** Begins to find out, for whoever will want to know in a moment. */
    public static void askAhead(Environment environment) {
        Thread _ = Thread.startVirtualThread(() -> find(environment));
    }

    private static @Nullable NodeRuntime ofAnswer(Path executable, String answer) {
        String[] words = answer.strip().split(" ", -1);
        Version version = Version.parse(words[0], Options.LOOSE);
        return version == null ? null : new NodeRuntime(executable, version, words.length > 1 ? words[1] : "");
    }

    /** What it says of itself. Starting it takes longer than most commands, so the answer is kept. */
    private static @Nullable NodeRuntime ask(Environment environment, Path executable, String key) throws IOException {
        Path memo = environment.dxHome().packuments().resolveSibling("node-version");
        try {
            List<String> lines = Files.readAllLines(memo);
            if (lines.size() == 2 && lines.get(0).equals(key)) {
                return ofAnswer(executable, lines.get(1));
            }
        } catch (IOException notKept) {
            // it is asked
        }
        String answer = ask(executable);
        NodeRuntime runtime = ofAnswer(executable, answer);
        if (runtime == null) {
            return null;
        }
        try {
            Files.createDirectories(memo.getParent());
            Path temporary = Files.createTempFile(memo.getParent(), "node-version", ".tmp");
            Files.write(temporary, List.of(key, answer));
            Files.move(temporary, memo, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException readOnly) {
            // it is asked again
        }
        return runtime;
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
