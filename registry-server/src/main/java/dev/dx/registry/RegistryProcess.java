package dev.dx.registry;

import dev.dx.engine.DxException;
import dev.dx.engine.ErrorCode;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A registry in a process of its own, which outlives the one that starts it. */
public final class RegistryProcess {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private RegistryProcess() {}

    /**
     * Starts it, and returns when it can be used.
     *
     * @param program of {@code dx}
     * @param folder the registry's
     * @param options of {@code dx registry run}
     * @param address what it listens on, and a colon and a port where that is said
     * @param variables its environment
     */
    public static ServerRecord start(
            Path program, Path folder, List<String> options, List<String> address, Map<String, String> variables) {
        Path log = folder.resolve("registry.log");
        try {
            Files.createDirectories(folder);
            List<String> line = new ArrayList<>(List.of(program.toString(), "registry", "run"));
            line.addAll(options);
            line.add(folder.toString());
            line.addAll(address);
            ProcessBuilder builder = new ProcessBuilder(line)
                    .directory(folder.toFile())
                    .redirectInput(ProcessBuilder.Redirect.from(nothing(folder)))
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.to(log.toFile()));
            builder.environment().clear();
            builder.environment().putAll(variables);
            return await(builder.start(), folder, log);
        } catch (IOException failure) {
            throw DxException.io(folder.toString(), failure);
        }
    }

    private static File nothing(Path folder) throws IOException {
        Path none = Path.of("/dev/null");
        if (Files.exists(none)) {
            return none.toFile();
        }
        Path empty = folder.resolve("empty");
        Files.write(empty, new byte[0]);
        return empty.toFile();
    }

    private static ServerRecord await(Process process, Path folder, Path log) throws IOException {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (System.nanoTime() < end) {
            for (ServerRecord record : ServerRecord.in(folder)) {
                if (record.pid() == process.pid()) {
                    return record;
                }
            }
            if (!process.isAlive()) {
                String why = Files.readAllLines(log).stream()
                        .filter(text -> text.startsWith("error "))
                        .findFirst()
                        .orElse("it ended with " + process.exitValue());
                throw new DxException(
                        ErrorCode.DX_BUSY, "the registry did not start: " + why, "The rest is in " + log + ".");
            }
            try {
                Thread.sleep(50);
            } catch (InterruptedException e) {
                process.destroy();
                Thread.currentThread().interrupt();
                throw DxException.cancelled();
            }
        }
        process.destroy();
        throw new DxException(
                ErrorCode.DX_BUSY,
                "the registry did not start within " + PATIENCE.toSeconds() + " seconds",
                "What it said is in " + log + ".");
    }
}
