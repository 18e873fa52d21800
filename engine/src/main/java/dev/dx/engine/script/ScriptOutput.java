package dev.dx.engine.script;

import java.io.OutputStream;
import java.util.function.Consumer;

/** Where what a script writes goes. */
public sealed interface ScriptOutput {
    /** Everything goes to where this process writes, and the script reads what this process would. */
    enum Inherited implements ScriptOutput {
        /** A terminal, whose Ctrl-C reaches the script as well as this process. */
        TERMINAL,
        /** Something else: a file, a pipe. */
        STREAMS
    }

    /**
     * What it writes is handed over as it comes, byte for byte; it reads nothing. Written to by two threads, one for each
     * stream.
     */
    record Streams(OutputStream out, OutputStream err) implements ScriptOutput {}

    /** It is not run here: whoever takes it runs it, and what it exits with is taken to be 0. */
    record Elsewhere(Consumer<PreparedProcess> taker) implements ScriptOutput {}

    /** Whole lines, one at a time, of both streams. */
    static ScriptOutput lines(Consumer<String> lines) {
        Consumer<String> oneAtATime = line -> {
            synchronized (lines) {
                lines.accept(line);
            }
        };
        return new Streams(new LineStream(oneAtATime), new LineStream(oneAtATime));
    }
}
