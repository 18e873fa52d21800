package dev.dx.engine.script;

import com.sun.jna.Native;
import dev.dx.engine.Environment;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A process with everything it starts. Where the system has {@code setsid}, the process leads a group of its own, and
 * what it starts can be ended however far it has gone; elsewhere whoever can be found among its descendants is.
 */
final class ProcessGroup {
    private static final int SIGTERM = 15;
    private static final int SIGKILL = 9;
    private static final Duration GRACE = Duration.ofSeconds(2);

    private final Process leader;
    private final boolean leads;

    private ProcessGroup(Process leader, boolean leads) {
        this.leader = leader;
        this.leads = leads;
    }

    /** The words that make a command line lead a group; none where that cannot be. */
    static List<String> prefix(Environment environment) {
        Path setsid = environment.platform().isWindows() ? null : environment.program("setsid");
        return setsid == null ? List.of() : List.of(setsid.toString());
    }

    static ProcessGroup ledBy(Process leader, List<String> prefix) {
        return new ProcessGroup(leader, !prefix.isEmpty());
    }

    /** Ends all of it: politely, and after a moment not. Returns when the leader is gone; an interrupt stays set. */
    void end() {
        boolean interrupted = Thread.interrupted();
        try {
            List<ProcessHandle> others = new ArrayList<>(leader.descendants().toList());
            if (leader.isAlive()) {
                signal(SIGTERM, others);
                interrupted |= !awaitLeader();
            }
            others.addAll(leader.descendants().toList());
            signal(SIGKILL, others);
            leader.destroyForcibly();
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private boolean awaitLeader() {
        try {
            leader.waitFor(GRACE.toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (InterruptedException impatient) {
            return false;
        }
    }

    private void signal(int signal, List<ProcessHandle> others) {
        if (leads) {
            // A group's number is not given to another process as long as one of the group lives.
            SystemCalls.kill((int) -leader.pid(), signal);
        }
        for (ProcessHandle other : others) {
            if (signal == SIGKILL) {
                other.destroyForcibly();
            } else {
                other.destroy();
            }
        }
        if (leader.isAlive()) {
            if (signal == SIGKILL) {
                leader.destroyForcibly();
            } else {
                leader.destroy();
            }
        }
    }

    /** Touching this class loads native code. */
    private static final class SystemCalls {
        static {
            Native.register(SystemCalls.class, "c");
        }

        static native int kill(int process, int signal);
    }
}
