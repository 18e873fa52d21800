package dev.dx.app;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How soon the window that was built shows itself, and what it takes while nothing happens, on a display of its own. */
@Tag("e2e")
class WindowFiguresTest {
    private static final Path DX =
            Path.of(System.getProperty("dx.built", "target/dx")).toAbsolutePath();
    private static final int STARTS = 5;
    private static final int IDLE_SECONDS = 60;
    private static final int WIDTH = 1280;
    private static final int HEIGHT = 800;

    /** A page has more colours than an empty window. */
    private static final int COLOURS_OF_A_PAGE = 8;

    @TempDir
    Path folder;

    @Test
    void firstFrameAndRest() throws Exception {
        assumeTrue(Files.isExecutable(DX.resolve("bin/dx")), () -> "there is no " + DX + ": build it first");
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/Xvfb")), "there is no Xvfb");
        Path frames = Files.createDirectories(folder.resolve("frames"));
        Process display = new ProcessBuilder(
                        "Xvfb",
                        "-displayfd",
                        "1",
                        "-screen",
                        "0",
                        WIDTH + "x" + HEIGHT + "x24",
                        "-fbdir",
                        frames.toString(),
                        "-nolisten",
                        "tcp")
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        try {
            String number = display.inputReader(StandardCharsets.US_ASCII).readLine();
            List<Long> millis = new ArrayList<>();
            for (int i = 0; i < STARTS; i++) {
                try (Window window = new Window(number)) {
                    millis.add(window.millisToFirstFrame(frames));
                }
            }
            millis.sort(null);
            System.out.println("first frame, ms: median " + millis.get(STARTS / 2) + " of " + millis);
            try (Window window = new Window(number)) {
                window.millisToFirstFrame(frames);
                Thread.sleep(15_000);
                long before = window.cpuMillis();
                Thread.sleep(TimeUnit.SECONDS.toMillis(IDLE_SECONDS));
                double share = (window.cpuMillis() - before) / (IDLE_SECONDS * 10.0);
                System.out.printf(
                        "idle for %d s: %d MB resident, %.2f %% of one processor%n",
                        IDLE_SECONDS, window.residentMegabytes(), share);
            }
        } finally {
            display.destroy();
            assertTrue(display.waitFor(10, TimeUnit.SECONDS));
        }
    }

    /** One start of {@code dx gui}. */
    private final class Window implements AutoCloseable {
        private final long start = System.nanoTime();
        private final Process process;

        Window(String display) throws IOException {
            ProcessBuilder builder = new ProcessBuilder(DX.resolve("bin/dx").toString(), "gui")
                    .redirectErrorStream(true)
                    .redirectOutput(folder.resolve("said.txt").toFile());
            builder.environment().put("DISPLAY", ":" + display);
            builder.environment().put("DX_HOME", folder.resolve("home").toString());
            builder.environment().put("HOME", folder.resolve("user").toString());
            builder.environment().remove("WAYLAND_DISPLAY");
            process = builder.start();
        }

        long millisToFirstFrame(Path frames) throws IOException, InterruptedException {
            while (colours(frames) < COLOURS_OF_A_PAGE) {
                assertTrue(process.isAlive(), () -> "it ended: " + folder.resolve("said.txt"));
                assertTrue(System.nanoTime() - start < TimeUnit.MINUTES.toNanos(1), "nothing is shown");
                Thread.sleep(5);
            }
            return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
        }

        long cpuMillis() throws IOException {
            String stat = Files.readString(Path.of("/proc/" + process.pid() + "/stat"));
            String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
            return (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) * 10;
        }

        long residentMegabytes() throws IOException {
            return Files.readAllLines(Path.of("/proc/" + process.pid() + "/status")).stream()
                    .filter(line -> line.startsWith("VmRSS:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) / 1024)
                    .findFirst()
                    .orElseThrow();
        }

        @Override
        public void close() throws IOException {
            process.destroyForcibly();
            process.onExit().join();
        }
    }

    /** How many colours some rows of the screen have. */
    private static int colours(Path frames) throws IOException {
        Set<Integer> colours = new HashSet<>();
        try (RandomAccessFile screen =
                new RandomAccessFile(frames.resolve("Xvfb_screen0").toFile(), "r")) {
            long pixels = screen.length() - 4L * WIDTH * HEIGHT;
            byte[] row = new byte[4 * WIDTH];
            for (int y = 20; y < HEIGHT; y += 20) {
                screen.seek(pixels + 4L * WIDTH * y);
                screen.readFully(row);
                for (int x = 0; x < row.length; x += 4) {
                    colours.add(Objects.hash(row[x], row[x + 1], row[x + 2]));
                }
            }
        }
        return colours.size();
    }
}
