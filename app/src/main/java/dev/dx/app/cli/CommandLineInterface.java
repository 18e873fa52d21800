package dev.dx.app.cli;

import dev.dx.engine.DxException;
import dev.dx.engine.ErrorCode;
import java.util.List;

/**
 * The {@code dx} command. Keeps nothing between calls; several may run at once. Interrupting the calling thread cancels
 * the command, and leaves the thread's interrupt status cleared.
 */
public final class CommandLineInterface {
    private final Window window;

    public CommandLineInterface(Window window) {
        this.window = window;
    }

    /** Does what the arguments say and returns the exit code. */
    public int run(List<String> arguments, Terminal terminal) {
        try {
            Request request = DirectArguments.read(arguments);
            return run(request == null ? PicocliArguments.read(arguments) : request, terminal);
        } catch (DxException misunderstood) {
            return ErrorReport.tell(misunderstood, new Invocation(terminal, guessed(arguments), window));
        } finally {
            terminal.out().flush();
            terminal.err().flush();
            Thread.interrupted();
        }
    }

    private int run(Request request, Terminal terminal) {
        request.options().check();
        Invocation invocation = new Invocation(terminal, request.options(), window);
        try {
            return request.command().run(invocation);
        } catch (DxException failure) {
            return ErrorReport.tell(failure, invocation);
        } catch (RuntimeException | Error defect) {
            // The boundary of the program: whatever nobody expected still leaves in the form that scripts know.
            return ErrorReport.tell(internal(defect), invocation);
        }
    }

    /** What can be told of the options of a command line that was not understood. */
    private static GlobalOptions guessed(List<String> arguments) {
        GlobalOptions options = new GlobalOptions();
        for (String argument : arguments) {
            switch (argument) {
                case "--json", "--verbose", "--no-color" -> options.flag(argument);
                case "--color=never", "--color=always" -> options.color = argument.substring(argument.indexOf('=') + 1);
                default -> {}
            }
        }
        return options;
    }

    private static DxException internal(Throwable defect) {
        StackTraceElement[] trace = defect.getStackTrace();
        String where = trace.length == 0 ? "" : " at " + trace[0];
        return new DxException(
                ErrorCode.DX_INTERNAL,
                defect + where,
                "This is a defect in DX; --verbose shows all that is known of it.",
                defect);
    }
}
