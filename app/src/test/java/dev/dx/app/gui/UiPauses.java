package dev.dx.app.gui;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javafx.application.Platform;

/** Asks the UI thread again and again, and keeps what it did whenever the answer took longer than anybody should notice. */
final class UiPauses {
    private static final long NOTICED = 100;

    /** How often it looks at what the thread does. */
    private static final long GLANCE = 5;

    private static final Path MACHINE = Path.of("/proc/stat");

    /** User, nice, system, interrupts of both kinds, and what the host took. */
    private static final int[] BUSY = {1, 2, 3, 6, 7, 8};

    /** Linux counts hundredths of a second. */
    private static final long TICK = 10;

    private final OperatingSystemMXBean process = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
    private final Thread ui = TestWindow.onUi(Thread::currentThread);
    private final ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    private final List<Pause> pauses = new ArrayList<>();
    private final Thread monitor = new Thread(this::watch, "ui-pauses");
    private volatile boolean over;
    private long longest;

    UiPauses() {
        monitor.setDaemon(true);
        monitor.start();
    }

    /**
     * One answer that was late.
     *
     * @param busy how much of it the thread itself computed, without {@link #isCopying copying}
     * @param others how long other processes kept a core busy meanwhile, where that is known
     * @param seen what it was seen doing meanwhile
     * @param waited what it waited for, where it was seen doing that
     */
    record Pause(long millis, long busy, long others, Set<String> seen, Set<String> waited) {}

    private void watch() {
        while (!over) {
            ask();
            TestWindow.pause(5);
        }
    }

    private void ask() {
        CountDownLatch answer = new CountDownLatch(1);
        long start = System.nanoTime();
        long worked = threads.getThreadCpuTime(ui.threadId());
        long elsewhere = elsewhere();
        AtomicLong answered = new AtomicLong();
        Platform.runLater(() -> {
            // Its own clock: whoever asked may be late to hear of it.
            answered.set(System.nanoTime());
            answer.countDown();
        });
        Set<String> seen = new LinkedHashSet<>();
        Set<String> waited = new LinkedHashSet<>();
        int glances = 0;
        int copying = 0;
        try {
            while (!answer.await(GLANCE, TimeUnit.MILLISECONDS)) {
                StackTraceElement[] stack = ui.getStackTrace();
                glances++;
                if (isCopying(stack)) {
                    copying++;
                }
                if (isOurs(stack) && System.nanoTime() - start > TimeUnit.MILLISECONDS.toNanos(NOTICED)) {
                    (ui.getState() == Thread.State.RUNNABLE ? seen : waited).add(words(stack));
                }
            }
        } catch (InterruptedException stop) {
            throw new AssertionError(stop);
        }
        long millis = TimeUnit.NANOSECONDS.toMillis(answered.get() - start);
        long busy = TimeUnit.NANOSECONDS.toMillis(threads.getThreadCpuTime(ui.threadId()) - worked);
        if (glances > 0) {
            busy -= busy * copying / glances;
        }
        longest = Math.max(longest, millis);
        if (millis > NOTICED) {
            pauses.add(new Pause(millis, busy, Math.max(elsewhere() - elsewhere, 0), seen, waited));
        }
    }

    /** Milliseconds of all cores that went to other processes than this one; 0 where the system does not say. */
    private long elsewhere() {
        if (!Files.isReadable(MACHINE)) {
            return 0;
        }
        try (Stream<String> lines = Files.lines(MACHINE)) {
            String[] ticks = lines.findFirst().orElseThrow().split(" +");
            long busy = 0;
            for (int column : BUSY) {
                busy += Long.parseLong(ticks[column]);
            }
            return busy * TICK - TimeUnit.NANOSECONDS.toMillis(process.getProcessCpuTime());
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    /** Not the event loop, which waits for what is next. */
    private static boolean isOurs(StackTraceElement[] stack) {
        return Arrays.stream(stack).anyMatch(frame -> frame.getClassName().startsWith("dev.dx."));
    }

    /**
     * The platform without a screen hands every frame over pixel by pixel on this thread, as long as the window is large and
     * whatever is on it; where there is a screen, another thread does that.
     */
    private static boolean isCopying(StackTraceElement[] stack) {
        return Arrays.stream(stack)
                .anyMatch(frame -> frame.getClassName().equals("com.sun.glass.ui.headless.HeadlessWindow")
                        && frame.getMethodName().equals("blit"));
    }

    private static String words(StackTraceElement[] stack) {
        return Arrays.stream(stack).limit(25).map(StackTraceElement::toString).collect(Collectors.joining("\n    "));
    }

    /** Pauses in which it waited for something: whatever the machine does besides, that must not be. */
    List<Pause> waiting() {
        return pauses.stream().filter(pause -> !pause.waited().isEmpty()).toList();
    }

    /** Pauses for which it computed for longer than anybody should notice. */
    List<Pause> computing() {
        return pauses.stream().filter(pause -> pause.busy() > NOTICED).toList();
    }

    /** Pauses that anybody notices, without the time in which other processes had what this one needs. */
    List<Pause> ofOurOwn() {
        return pauses.stream()
                .filter(pause -> pause.millis() - pause.others() > NOTICED)
                .toList();
    }

    /** The longest of all, whoever is to blame, and how many were above the limit. */
    String summary() {
        return "longest answer of the UI thread " + longest + " ms, " + pauses.size() + " above " + NOTICED + " ms"
                + pauses.stream()
                        .sorted(Comparator.comparingLong(Pause::millis).reversed())
                        .limit(5)
                        .map(pause -> ", " + pause.millis() + " ms (" + pause.busy() + " ms busy, others "
                                + pause.others() + " ms)")
                        .collect(Collectors.joining());
    }

    /** Asks no more. */
    void stop() throws InterruptedException {
        over = true;
        monitor.join();
    }
}
