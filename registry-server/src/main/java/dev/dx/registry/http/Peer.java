package dev.dx.registry.http;

import java.util.concurrent.atomic.AtomicLong;

/** Whoever is at the other end of a connection, and since when it is waited for. */
final class Peer {
    private static final long NOT = Long.MIN_VALUE;

    private final AtomicLong since = new AtomicLong(System.nanoTime());
    private final Runnable end;

    /** @param end ends the connection */
    Peer(Runnable end) {
        this.end = end;
    }

    /** From now on it is for the peer to do something. */
    void waiting() {
        since.set(System.nanoTime());
    }

    /** From now on it is for this server to do something. */
    void working() {
        since.set(NOT);
    }

    /** Ends the connection if the peer has been waited for longer than so many nanoseconds; whether it did. */
    boolean endIfSilentFor(long nanos) {
        long start = since.get();
        if (start == NOT || System.nanoTime() - start < nanos) {
            return false;
        }
        end.run();
        return true;
    }

    /** Since when it is silent; now if it is not for the peer to do something. */
    long heard() {
        long start = since.get();
        return start == NOT ? System.nanoTime() : start;
    }

    void end() {
        end.run();
    }
}
