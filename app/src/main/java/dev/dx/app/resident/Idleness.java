package dev.dx.app.resident;

import com.sun.jna.Native;
import dev.dx.engine.DxException;
import dev.dx.engine.Environment;
import dev.dx.engine.ErrorCode;
import dev.dx.engine.install.tree.IdleWork;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/**
 * Does, one piece at a time, what nobody waits for, while no call runs. A call that begins interrupts it and does not wait
 * for it. Runs on one thread, which the system prefers every other to where it can.
 */
public final class Idleness implements AutoCloseable {
    /** Commands of a script follow each other sooner than that. */
    private static final Duration PAUSE = Duration.ofMillis(100);

    private final List<IdleWork> works;
    private final ResidentLog log;
    private final Thread thread;
    /** For whom it may become quiet: whoever called last, or started it. */
    private final BlockingQueue<Environment> callers = new LinkedBlockingQueue<>();

    private final Object turn = new Object();
    /** Guarded by {@link #turn}, as are the fields below. */
    private int busy;

    private long begun;
    private boolean working;
    private boolean closed;
    private long pieces;

    /** @param works what there is to do, the most useful first */
    public Idleness(List<IdleWork> works, ResidentLog log) {
        this.works = List.copyOf(works);
        this.log = log;
        this.thread = Thread.ofPlatform().name("dx-idle").daemon().start(this::run);
    }

    /** Nobody has called yet. */
    public void expect(Environment caller) {
        callers.add(caller);
    }

    /** A call begins. */
    void busy() {
        synchronized (turn) {
            busy++;
            begun++;
            if (working) {
                thread.interrupt();
            }
        }
    }

    /** A call has ended. */
    void quiet(Environment of) {
        synchronized (turn) {
            busy--;
            callers.add(of);
        }
    }

    /** How many pieces were done. */
    long pieces() {
        synchronized (turn) {
            return pieces;
        }
    }

    @Override
    public void close() {
        synchronized (turn) {
            closed = true;
            thread.interrupt();
        }
    }

    private void run() {
        yieldToOthers();
        try {
            while (true) {
                Environment of = callers.take();
                long before = begunSoFar();
                Thread.sleep(PAUSE);
                if (begunSoFar() == before && callers.isEmpty()) {
                    doAll(of);
                }
            }
        } catch (InterruptedException ended) {
            // closed: a piece that is interrupted leaves nothing of it here
        }
    }

    private long begunSoFar() {
        synchronized (turn) {
            return begun;
        }
    }

    private void doAll(Environment of) {
        Set<IdleWork> done = new HashSet<>();
        for (IdleWork work : works) {
            while (!done.contains(work) && begins()) {
                try {
                    if (!work.step(of)) {
                        done.add(work);
                    }
                } catch (DxException failure) {
                    done.add(work);
                    if (failure.code() != ErrorCode.DX_CANCELLED) {
                        log.say("idle: " + work.name() + ": " + failure.getMessage());
                    }
                } catch (RuntimeException | Error defect) {
                    // The boundary of the thread: a defect here must not end what commands rely on.
                    done.add(work);
                    log.say("idle: " + work.name() + ": " + defect);
                } finally {
                    ends();
                }
            }
        }
    }

    private boolean begins() {
        synchronized (turn) {
            working = busy == 0 && !closed;
            return working;
        }
    }

    private void ends() {
        synchronized (turn) {
            working = false;
            pieces++;
            // What was cut short goes on in the next quiet moment; who cut it short will say when that is.
            Thread.interrupted();
            if (closed) {
                thread.interrupt();
            }
        }
    }

    /** On Linux the priority of a thread is the system's to know. */
    private static void yieldToOthers() {
        try {
            SystemCalls.setpriority(0, 0, SystemCalls.LOWEST);
        } catch (UnsatisfiedLinkError noSuchCall) {
            // It is as important as everything else, then.
        }
    }

    /** Touching this class loads native code. */
    private static final class SystemCalls {
        static final int LOWEST = 15;

        static {
            Native.register(SystemCalls.class, "c");
        }

        /** Process 0 is the calling thread, as Linux has it. */
        static native int setpriority(int which, int who, int value);
    }
}
