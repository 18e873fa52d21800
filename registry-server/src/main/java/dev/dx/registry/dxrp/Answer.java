package dev.dx.registry.dxrp;

import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * The parts of an answer, between the thread that finds them and the one that sends them. Whoever finds them waits while too
 * many are not sent yet.
 */
final class Answer {
    private static final int MOST_WAITING = 16;

    private final int id;
    private final Sending sending;
    private final Deque<Part> parts = new ArrayDeque<>();
    private boolean shown;
    private boolean complete;
    private boolean cancelled;
    private Runnable whenSent = () -> {};

    Answer(int id, Sending sending) {
        this.id = id;
        this.sending = sending;
    }

    int id() {
        return id;
    }

    /** Says what to do once all of it is sent, or nobody wants it any more. Before anything is added. */
    void whenSent(Runnable then) {
        whenSent = then;
    }

    /** All of it is sent. */
    void sent() {
        whenSent.run();
    }

    /** Adds a part; false if nobody wants it any more. */
    boolean add(Part part) throws InterruptedException {
        synchronized (this) {
            while (parts.size() >= MOST_WAITING && !cancelled) {
                wait();
            }
            if (cancelled) {
                return false;
            }
            parts.add(part);
        }
        show();
        return true;
    }

    /** Adds the last part. */
    void finish(Part part) {
        synchronized (this) {
            if (!cancelled) {
                parts.add(part);
            }
            complete = true;
        }
        show();
    }

    /** One that has nothing to send yet does not stand in the way of those that have. */
    private void show() {
        boolean first;
        synchronized (this) {
            first = !shown;
            shown = true;
        }
        if (first) {
            sending.add(this);
        } else {
            sending.wake();
        }
    }

    synchronized boolean isCancelled() {
        return cancelled;
    }

    /** The next part, and whether it is the last. */
    record Next(Part part, boolean isLast) {}

    synchronized @Nullable Next poll() {
        Part part = parts.poll();
        notifyAll();
        return part == null ? null : new Next(part, complete && parts.isEmpty());
    }

    synchronized void cancel() {
        cancelled = true;
        parts.clear();
        notifyAll();
    }
}
