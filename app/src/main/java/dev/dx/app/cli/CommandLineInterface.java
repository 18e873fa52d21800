package dev.dx.app.cli;

import dev.dx.app.cli.call.ErrorReport;
import dev.dx.app.cli.call.GlobalOptions;
import dev.dx.app.cli.call.Invocation;
import dev.dx.app.cli.call.Terminal;
import dev.dx.app.cli.call.Window;
import dev.dx.engine.DxException;
import dev.dx.engine.ErrorCode;
import dev.dx.engine.install.overview.EngineMemory;
import dev.dx.engine.script.PreparedProcess;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The {@code dx} command. Keeps nothing between calls but what the engine remembers; several may run at once. Interrupting the calling thread cancels
 * the command, and leaves the thread's interrupt status cleared.
 */
public final class CommandLineInterface {
    private final Window window;
    private final EngineMemory memory;

    public CommandLineInterface(Window window) {
        this(window, new EngineMemory());
    }

    /** @param memory what is known from earlier calls */
    public CommandLineInterface(Window window, EngineMemory memory) {
        this.window = window;
        this.memory = memory;
    }

    /** Whether the caller has to do this in a process of its own. Mistakes can be told by anybody. */
    boolean needsOwnProcess(List<String> arguments, Terminal terminal) {
        try {
            Request request = read(arguments);
            return request.command().needsOwnProcess(invocation(terminal, request.options()));
        } catch (DxException misunderstood) {
            return false;
        }
    }

    /**
     * The one program that a command is about to run, what is said before it going to the terminal; null if it is none,
     * several, or cannot be told without doing something.
     */
    @Nullable
    PreparedProcess program(List<String> arguments, Terminal terminal) {
        List<PreparedProcess> programs = new ArrayList<>();
        try {
            Request request = read(arguments);
            if (!request.command().runsPrograms()) {
                return null;
            }
            request.options().check();
            int exit =
                    request.command().run(new Invocation(terminal, request.options(), window, memory, programs::add));
            return exit == 0 && programs.size() == 1 ? programs.getFirst() : null;
        } catch (DxException failure) {
            return null;
        }
    }

    /** Does what the arguments say and returns the exit code. */
    public int run(List<String> arguments, Terminal terminal) {
        try {
            return run(read(arguments), terminal);
        } catch (DxException misunderstood) {
            return ErrorReport.tell(misunderstood, invocation(terminal, guessed(arguments)));
        } finally {
            terminal.out().flush();
            terminal.err().flush();
            Thread.interrupted();
        }
    }

    private static Request read(List<String> arguments) {
        Request request = DirectArguments.read(arguments);
        return request == null ? PicocliArguments.read(arguments) : request;
    }

    private Invocation invocation(Terminal terminal, GlobalOptions options) {
        return new Invocation(terminal, options, window, memory);
    }

    private int run(Request request, Terminal terminal) {
        request.options().check();
        Invocation invocation = invocation(terminal, request.options());
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
