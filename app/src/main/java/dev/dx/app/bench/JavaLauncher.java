package dev.dx.app.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** Starts programs as Java does, where the system's own calls cannot be had. Times are of the program's start by Java too. */
final class JavaLauncher implements Stopwatch.Launcher {
    @Override
    public Stopwatch.Running start(List<String> line, Path folder, Map<String, String> variables, Path log)
            throws IOException {
        ProcessBuilder builder = new ProcessBuilder(line)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile());
        builder.environment().clear();
        builder.environment().putAll(variables);
        long start = System.nanoTime();
        Process process = builder.start();
        process.getOutputStream().close();
        return new Started(process, start);
    }

    static final class Started implements Stopwatch.Running {
        private final Process process;
        private final long start;
        private volatile long cpu = -1;
        private volatile long memory = -1;

        private Started(Process process, long start) {
            this.process = process;
            this.start = start;
        }

        @Override
        public Stopwatch.Ended await() {
            CompletableFuture<Process> over = process.onExit();
            int exit = over.join().exitValue();
            return new Stopwatch.Ended(exit, System.nanoTime() - start, cpu, memory);
        }

        @Override
        public void kill() {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }

        @Override
        public void look() {
            cpu = process.info().totalCpuDuration().map(Duration::toNanos).orElse(cpu);
            memory = Math.max(memory, Stopwatch.peakOf(String.valueOf(process.pid())));
        }
    }
}
