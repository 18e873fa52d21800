package dev.dx.registry;

import dev.dx.engine.Environment;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

/** A registry in a process of its own. Closing it kills it, and it ends by itself where nobody does. */
final class SeparateServer implements AutoCloseable {
    private final Process process;
    private final ServerRecord entry;

    private SeparateServer(Process process, ServerRecord entry) {
        this.process = process;
        this.entry = entry;
    }

    /** What runs there. */
    static final class Main {
        private Main() {}

        public static void main(String[] arguments) throws InterruptedException {
            RegistrySettings settings =
                    RegistryConfig.settings(Path.of(arguments[0])).withPorts(0, 0);
            new RegistryServer(settings, Environment.current(), 10).start();
            Thread.sleep(TimeUnit.MINUTES.toMillis(5));
        }
    }

    /** @param options of its Java */
    static SeparateServer start(Path folder, String... options) throws IOException, InterruptedException {
        Path log = folder.resolve("process.log");
        List<String> line = new ArrayList<>();
        line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        line.addAll(List.of(options));
        line.addAll(List.of("-cp", System.getProperty("java.class.path"), Main.class.getName(), folder.toString()));
        Process process = new ProcessBuilder(line)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        for (int tries = 0; tries < 1_200 && process.isAlive(); tries++) {
            for (ServerRecord entry : ServerRecord.in(folder)) {
                if (entry.pid() == process.pid()) {
                    return new SeparateServer(process, entry);
                }
            }
            Thread.sleep(50);
        }
        process.destroyForcibly();
        throw new AssertionError(Files.readString(log));
    }

    URI http() {
        return entry.http();
    }

    URI dxrp() {
        return Objects.requireNonNull(entry.dxrp());
    }

    ProcessHandle handle() {
        return process.toHandle();
    }

    /** How much of the processor a process had so far. */
    static Duration cpu(ProcessHandle handle) {
        return handle.info().totalCpuDuration().orElse(Duration.ZERO);
    }

    /** The most memory it ever had, in bytes; 0 where this system does not say. */
    long peakMemory() throws IOException {
        Path status = Path.of("/proc", Long.toString(process.pid()), "status");
        if (!Files.exists(status)) {
            return 0;
        }
        return Files.readAllLines(status).stream()
                .filter(line -> line.startsWith("VmHWM:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) << 10)
                .findFirst()
                .orElse(0);
    }

    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
