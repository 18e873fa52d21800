package dev.dx.registry.activity;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/** What a registry has to say: the last lines, and whoever listens. For any number of threads. */
public final class RegistryLog {
    private static final int KEPT = 2_000;
    private static final int LONGEST = 1_000;

    /** From the most to the least pressing. */
    public enum Level {
        ERROR,
        WARNING,
        INFO,
        DEBUG
    }

    /** One line of the log. */
    public record Line(Instant when, Level level, String text) {
        @Override
        public String toString() {
            return when + " " + level + " " + text;
        }
    }

    private final Deque<Line> lines = new ArrayDeque<>();
    private final List<Consumer<Line>> listeners = new CopyOnWriteArrayList<>();
    private volatile Level level = Level.INFO;

    /** Lines less pressing than this are dropped. */
    public void level(Level least) {
        level = least;
    }

    public Level level() {
        return level;
    }

    public void error(String text) {
        add(Level.ERROR, text);
    }

    public void warning(String text) {
        add(Level.WARNING, text);
    }

    public void info(String text) {
        add(Level.INFO, text);
    }

    public void debug(String text) {
        add(Level.DEBUG, text);
    }

    private void add(Level of, String text) {
        if (of.compareTo(level) > 0) {
            return;
        }
        Line line = new Line(Instant.now(), of, printable(text));
        synchronized (lines) {
            lines.addLast(line);
            if (lines.size() > KEPT) {
                lines.removeFirst();
            }
        }
        listeners.forEach(listener -> listener.accept(line));
    }

    /** Text from outside cannot begin a line of its own or move a terminal's cursor. */
    private static String printable(String text) {
        StringBuilder printable = new StringBuilder();
        for (int i = 0; i < text.length() && i < LONGEST; i++) {
            char c = text.charAt(i);
            printable.append(Character.isISOControl(c) ? '\ufffd' : c);
        }
        return printable.toString();
    }

    /** The last lines, oldest first. */
    public List<Line> lines() {
        synchronized (lines) {
            return new ArrayList<>(lines);
        }
    }

    /** Tells the listener of every line from now on, on the thread that has something to say; it must not wait. */
    public AutoCloseable listen(Consumer<Line> listener) {
        listeners.add(listener);
        return () -> listeners.remove(listener);
    }
}
