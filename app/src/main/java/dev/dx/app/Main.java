package dev.dx.app;

import dev.dx.app.cli.CommandLineInterface;
import java.util.List;

/** The {@code dx} command and the window's launcher: which of the two it is, is said by the arguments. */
public final class Main {
    private Main() {}

    public static void main(String[] arguments) {
        CancelOnExit cancel = CancelOnExit.watch(Thread.currentThread());
        StandardStreams streams = StandardStreams.open();
        int code = new CommandLineInterface(new DesktopWindow(cancel))
                .run(List.of(arguments), ProcessTerminal.of(streams.out(), streams.err()));
        int exit = streams.exitCode(code);
        cancel.done();
        System.exit(exit);
    }
}
