package dev.dx.engine.link;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/**
 * A process of its own that installs into projects, and dies when each of them is before one of its steps as if it were
 * killed: without any clean-up, its streams and locks closed by the system alone.
 */
final class CrashingInstall {
    static final int DIED = 77;

    static final String SURVIVED = "none";

    private CrashingInstall() {}

    /** How node_modules is replaced. */
    enum Way {
        RENAMES,
        EXCHANGE,
        ENTRIES,
        /** It stays, and single entries are exchanged. */
        CHANGE,
        /** The new tree is one that was put aside, and the old one is put aside. */
        PARKED;

        StagingFolder staging(Path project) throws IOException {
            return new StagingFolder(project.toRealPath(), folder -> this == ENTRIES);
        }
    }

    /** One project, how it is installed into, and before which step, counted from 1, it stays. */
    record Victim(Path project, Way way, int step) {}

    /** Dies with these, and returns the steps that it did not get to; {@link #SURVIVED} where there are fewer. */
    static List<String> die(List<Victim> victims) throws IOException, InterruptedException {
        Process process = TestJava.start(
                CrashingInstall.class,
                victims.stream()
                        .flatMap(victim -> Stream.of(
                                victim.project().toString(), victim.way().toString(), Integer.toString(victim.step())))
                        .toArray(String[]::new));
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(DIED, process.waitFor(), output);
        List<String> steps = output.lines().toList();
        assertEquals(victims.size(), steps.size(), output);
        return steps;
    }

    /**
     * @param arguments of each project its folder, the way, and the step; prints the steps
     */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        Set<Way> atTheEnd = EnumSet.noneOf(Way.class);
        for (int i = 0; i < arguments.length; i += 3) {
            Way way = Way.valueOf(arguments[i + 1]);
            String end = atTheEnd.contains(way)
                    ? SURVIVED
                    : install(new Victim(Path.of(arguments[i]), way, Integer.parseInt(arguments[i + 2])));
            if (end.equals(SURVIVED)) {
                atTheEnd.add(way);
            }
            System.out.println(end);
        }
        System.out.flush();
        Runtime.getRuntime().halt(DIED);
    }

    /** Returns when a thread is before the step, where it stays for as long as there is this process. */
    private static String install(Victim victim) throws IOException, InterruptedException {
        if (victim.way() == Way.EXCHANGE || victim.way() == Way.PARKED) {
            AtomicExchange.load();
        }
        if (Files.notExists(victim.project())) {
            ProjectFiles.create(victim.project());
        }
        BlockingQueue<String> ends = new LinkedBlockingQueue<>();
        AtomicInteger steps = new AtomicInteger();
        Checkpoint dying = step -> {
            if (steps.incrementAndGet() == victim.step()) {
                ends.add(step);
                while (true) {
                    LockSupport.park();
                }
            }
        };
        Thread thread = new Thread(() -> {
            try (ProjectTransaction transaction = ProjectTransaction.begin(
                    victim.way().staging(victim.project()), event -> {}, Duration.ofSeconds(30), dying)) {
                ProjectFiles.stage(transaction, victim.way(), victim.project());
                transaction.commit();
                dying.before("close");
            } catch (IOException | RuntimeException | Error failure) {
                ends.add(failure.toString());
                return;
            }
            ends.add(SURVIVED);
        });
        thread.setDaemon(true);
        thread.start();
        return ends.take();
    }
}
