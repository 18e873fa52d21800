package dev.dx.app.cli.progress;

import dev.dx.app.cli.text.Style;
import dev.dx.engine.InstallEvent;
import dev.dx.engine.install.ProgressMeter;
import java.io.PrintStream;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;

/** One line at the bottom of a terminal that is redrawn in place, at most fifteen times a second. */
public final class LiveLine implements ProgressDisplay {
    /** What is over before this was not worth a flicker. */
    private static final long FIRST = TimeUnit.MILLISECONDS.toNanos(120);

    private static final long REDRAW = TimeUnit.SECONDS.toNanos(1) / 15;

    /** Back to the first column, and forget the rest of the line. */
    private static final String CLEAR = "\r\u001b[K";

    private final PrintStream stream;
    private final IntSupplier width;
    private final Style style;
    private final ProgressMeter meter = new ProgressMeter();
    private String shown = "";
    private boolean closed;

    /** @param width of the terminal in columns, asked on the drawing thread and only if something is drawn */
    public static LiveLine start(PrintStream stream, IntSupplier width, Style style) {
        LiveLine line = new LiveLine(stream, width, style);
        Thread.ofPlatform().daemon().name("dx-progress").start(line::drawUntilClosed);
        return line;
    }

    private LiveLine(PrintStream stream, IntSupplier width, Style style) {
        this.stream = stream;
        this.width = width;
        this.style = style;
    }

    @Override
    public void accept(InstallEvent event) {
        meter.accept(event);
    }

    @Override
    public synchronized void log(String line) {
        clear();
        stream.println(line);
    }

    @Override
    public synchronized void end() {
        closed = true;
        notifyAll();
        clear();
        stream.flush();
    }

    private void drawUntilClosed() {
        try {
            if (pausedFor(FIRST)) {
                int columns = Math.max(width.getAsInt() - 1, 10);
                do {
                    draw(columns);
                } while (pausedFor(REDRAW));
            }
        } catch (InterruptedException stopped) {
            // Nobody else knows this thread; without it the line merely stands still.
            Thread.currentThread().interrupt();
        }
    }

    /** Whether the line is still wanted after the pause. */
    private synchronized boolean pausedFor(long nanos) throws InterruptedException {
        long end = System.nanoTime() + nanos;
        for (long left = nanos; left > 0 && !closed; left = end - System.nanoTime()) {
            TimeUnit.NANOSECONDS.timedWait(this, left);
        }
        return !closed;
    }

    private synchronized void draw(int columns) {
        String text = LiveText.of(meter.snapshot(), columns, style);
        if (!closed && !text.equals(shown)) {
            stream.print(CLEAR + text);
            stream.flush();
            shown = text;
        }
    }

    private void clear() {
        if (!shown.isEmpty()) {
            stream.print(CLEAR);
            shown = "";
        }
    }
}
