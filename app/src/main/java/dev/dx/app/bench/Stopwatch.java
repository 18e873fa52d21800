package dev.dx.app.bench;

import dev.dx.engine.DxException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Runs a program and says what it took. It reads nothing and writes into a file. One that takes too long, or writes without
 * end, is ended with all it started; so is one whose caller is interrupted.
 */
final class Stopwatch {
    private static final long MOST_WRITTEN = 64L << 20;
    private static final Duration FIRST_LOOK = Duration.ofMillis(2);
    private static final Duration LOOK = Duration.ofMillis(10);
    private static final Duration GRACE = Duration.ofSeconds(10);
    private static final int TAIL = 4096;
    private static final int LONGEST_REASON = 200;

    private final Launcher launcher = Launcher.ofThisSystem();
    private final Duration limit;

    Stopwatch(Duration limit) {
        this.limit = limit;
    }

    /** How a program is started, and how what it took is found out. */
    sealed interface Launcher permits PosixLauncher, JavaLauncher {
        /** Starts it; {@link IOException} says why it cannot be. */
        Running start(List<String> line, Path folder, Map<String, String> variables, Path log) throws IOException;

        static Launcher ofThisSystem() {
            return PosixLauncher.works() ? new PosixLauncher() : new JavaLauncher();
        }
    }

    /** A program that was started. */
    sealed interface Running permits PosixLauncher.Started, JavaLauncher.Started {
        /** Waits, without an ear for interruption. */
        Ended await();

        /** Ends it and what it started; does nothing to one that has ended. */
        void kill();

        /** Looks at it while it runs. */
        void look();
    }

    /** @param exit below 0 where it was ended by a signal of that number */
    record Ended(int exit, long wall, long cpu, long memory) {}

    /** Throws only when interrupted. */
    Timed run(List<String> line, Path folder, Map<String, String> variables, Path log) {
        DxException.checkCancelled();
        FutureTask<Running> begun = new FutureTask<>(() -> launcher.start(line, folder, variables, log));
        FutureTask<Ended> over = new FutureTask<>(() -> begun.get().await());
        // Whoever waits for the end is the one who began, and waits on a thread of the system.
        Thread.ofPlatform().daemon().name("dx-stopwatch").start(() -> {
            begun.run();
            over.run();
        });
        Running running;
        try {
            running = begun.get();
        } catch (ExecutionException notStarted) {
            return Timed.failed(why(notStarted));
        } catch (InterruptedException interrupted) {
            endWhenBegun(begun, over);
            Thread.currentThread().interrupt();
            throw DxException.cancelled();
        }
        try {
            return judged(running, over, log);
        } catch (InterruptedException interrupted) {
            running.kill();
            awaitGone(over);
            Thread.currentThread().interrupt();
            throw DxException.cancelled();
        }
    }

    private static String why(ExecutionException failed) {
        Throwable cause = failed.getCause();
        return String.valueOf((cause == null ? failed : cause).getMessage());
    }

    /** What is being started cannot be stopped before it was. */
    private static void endWhenBegun(FutureTask<Running> begun, FutureTask<Ended> over) {
        try {
            begun.get(5, TimeUnit.SECONDS).kill();
            awaitGone(over);
        } catch (ExecutionException | TimeoutException | InterruptedException neverBegun) {
            over.cancel(false);
        }
    }

    private Timed judged(Running running, FutureTask<Ended> over, Path log) throws InterruptedException {
        long end = System.nanoTime() + limit.toNanos();
        String killed = null;
        Duration pause = FIRST_LOOK;
        while (true) {
            try {
                Ended ended = over.get(pause.toMillis(), TimeUnit.MILLISECONDS);
                Timed timed = new Timed(ended.wall(), ended.cpu(), ended.memory(), killed);
                if (killed != null || ended.exit() == 0) {
                    return timed;
                }
                String how = ended.exit() < 0 ? "ended by signal " + -ended.exit() : "exit " + ended.exit();
                String said = lastLine(log);
                return timed.because(said.isEmpty() ? how : how + ": " + said);
            } catch (TimeoutException stillRunning) {
                running.look();
                pause = LOOK;
                if (killed != null && System.nanoTime() > end + GRACE.toNanos()) {
                    return Timed.failed(killed + ", and cannot be ended");
                }
                if (killed == null && System.nanoTime() > end) {
                    killed = "took longer than " + limit.toSeconds() + " s";
                } else if (killed == null && log.toFile().length() > MOST_WRITTEN) {
                    killed = "wrote more than " + (MOST_WRITTEN >> 20) + " MiB of output";
                    end = System.nanoTime();
                }
                if (killed != null) {
                    running.kill();
                }
            } catch (ExecutionException lost) {
                running.kill();
                return Timed.failed("lost sight of it: " + why(lost));
            }
        }
    }

    /** A killed process is gone in a moment; one that the system holds back is not waited for for ever. */
    private static void awaitGone(FutureTask<Ended> over) {
        try {
            over.get(5, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException | InterruptedException notGone) {
            return;
        }
    }

    /** The first line of what a program said, made harmless; a program that says nothing of itself says "". */
    static String firstLine(Path log) {
        return lines(log, 0).stream().findFirst().orElse("");
    }

    private static String lastLine(Path log) {
        List<String> lines = lines(log, Math.max(0, log.toFile().length() - TAIL));
        return lines.isEmpty() ? "" : lines.getLast();
    }

    /** Lines that say something, made harmless. */
    private static List<String> lines(Path log, long from) {
        List<String> lines = new ArrayList<>();
        try (RandomAccessFile file = new RandomAccessFile(log.toFile(), "r")) {
            byte[] part = new byte[Math.clamp(file.length() - from, 0, TAIL)];
            file.seek(from);
            file.readFully(part);
            for (String each : new String(part, StandardCharsets.UTF_8).split("\\R", -1)) {
                String plain = each.replaceAll("\u001b\\[[0-9;?]*[A-Za-z]", "")
                        .replaceAll("\\p{C}+", " ")
                        .strip();
                if (!plain.isEmpty()) {
                    lines.add(plain.length() > LONGEST_REASON ? plain.substring(0, LONGEST_REASON) + "..." : plain);
                }
            }
        } catch (IOException nothing) {
            lines.clear();
        }
        return lines;
    }

    /** Where a process says how much memory it had at most; -1 where nothing does. */
    static long peakOf(String process) {
        try {
            for (String line : Files.readAllLines(Path.of("/proc", process, "status"), StandardCharsets.ISO_8859_1)) {
                if (line.startsWith("VmHWM:")) {
                    return 1024 * Long.parseLong(line.replaceAll("[^0-9]", ""));
                }
            }
            return -1;
        } catch (IOException | NumberFormatException unknown) {
            return -1;
        }
    }

    /** What is wrong with this line, where it cannot even be started. */
    static @Nullable String missing(List<String> line) {
        Path program = Path.of(line.getFirst());
        return program.isAbsolute() && !Files.isExecutable(program) ? program + " is not there, or no program" : null;
    }
}
