package dev.dx.app.cli.progress;

import dev.dx.engine.InstallEvent;
import java.io.PrintStream;

/** Shows nothing but what is logged. */
public record NoProgress(PrintStream stream) implements ProgressDisplay {
    @Override
    public void accept(InstallEvent event) {}

    @Override
    public void log(String line) {
        stream.println(line);
    }

    @Override
    public void end() {}
}
