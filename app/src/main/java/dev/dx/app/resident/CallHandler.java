package dev.dx.app.resident;

import java.io.PrintStream;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Who does what callers ask for. */
public interface CallHandler {
    /**
     * What there is to do for a call; null if the caller has to do it in a process of its own. Changes nothing and starts
     * nothing yet.
     */
    @Nullable
    Work prepare(Call call);

    /** What is known beside what the server knows of itself, by name, for whoever asks how it is. */
    Map<String, String> state();

    /** A call that can be done here. */
    interface Work {
        /** Does it, and returns what the process is to answer. Interrupting the thread cancels it. */
        int run(PrintStream out, PrintStream err);
    }
}
