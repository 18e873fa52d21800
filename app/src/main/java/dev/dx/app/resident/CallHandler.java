package dev.dx.app.resident;

import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Who does what callers ask for. */
public interface CallHandler {
    /**
     * What there is to do for a call; null if the caller has to do it in a process of its own. Changes nothing and starts
     * nothing yet.
     */
    @Nullable
    Task prepare(Call call);

    /** What is known beside what the server knows of itself, by name, for whoever asks how it is. */
    Map<String, String> state();

    /** What becomes of a call. */
    sealed interface Task permits Work, Program {}

    /**
     * A program that the caller is to become.
     *
     * @param said to standard error before
     * @param variables that differ from the caller's; one that is empty is none
     */
    record Program(String said, Path folder, List<String> command, Map<String, Optional<String>> variables)
            implements Task {}

    /** Shows a project in the window that this is, or the window alone for null; answers false where this is none. */
    default boolean show(@Nullable Path folder) {
        return false;
    }

    /** A call that can be done here. */
    non-sealed interface Work extends Task {
        /** Does it, and returns what the process is to answer. Interrupting the thread cancels it. */
        int run(PrintStream out, PrintStream err);
    }
}
