package dev.dx.app.cli.script;

import dev.dx.app.cli.call.ErrorReport;
import dev.dx.app.cli.call.Invocation;
import dev.dx.app.cli.call.Terminal;
import dev.dx.app.cli.text.Printable;
import dev.dx.engine.DxException;
import dev.dx.engine.ErrorCode;
import dev.dx.engine.install.script.ScriptListener;
import dev.dx.engine.script.Caller;
import dev.dx.engine.script.PreparedProcess;
import dev.dx.engine.script.Script;
import dev.dx.engine.script.ScriptOutput;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Says which script runs, to standard error, and gives it the caller's own streams. */
public final class ScriptTalk implements ScriptListener {
    private final Invocation invocation;
    private @Nullable Script last;

    public ScriptTalk(Invocation invocation) {
        this.invocation = invocation;
    }

    /** Whom scripts are told that they run for. */
    public static Caller caller(Invocation invocation, String command) {
        Terminal terminal = invocation.terminal();
        return new Caller(terminal.cwd(), command, terminal.program());
    }

    static ScriptOutput output(Invocation invocation) {
        Terminal terminal = invocation.terminal();
        terminal.out().flush();
        terminal.err().flush();
        Consumer<PreparedProcess> programs = invocation.programs();
        if (programs != null) {
            return new ScriptOutput.Elsewhere(programs);
        }
        return switch (terminal.streams()) {
            case OF_PROCESS ->
                terminal.outIsTerminal() || terminal.errIsTerminal()
                        ? ScriptOutput.Inherited.TERMINAL
                        : ScriptOutput.Inherited.STREAMS;
            case OF_CALLER -> new ScriptOutput.Streams(terminal.out(), terminal.err());
        };
    }

    @Override
    public ScriptOutput starting(Script script) {
        announce(script);
        return output(invocation);
    }

    public void announce(Script script) {
        last = script;
        if (!invocation.options().isQuiet() && !script.event().equals("npx")) {
            String title = script.owner().title();
            String line =
                    script.command() + (script.arguments().isEmpty() ? "" : " " + String.join(" ", script.arguments()));
            invocation.say(invocation
                    .errStyle()
                    .dim("> " + Printable.line((title.isEmpty() ? "" : title + " ") + script.event())));
            invocation.say(invocation.errStyle().dim("> " + Printable.line(line)));
        }
    }

    @Override
    public void failed(DxException failure) {
        ErrorReport.tell(failure, invocation);
    }

    /** What the process answers: what the script exited with. A failure is said, since its output may not tell. */
    int ended(int exit) {
        Script script = last;
        if (exit != 0
                && script != null
                && !script.event().equals("npx")
                && !invocation.options().isQuiet()) {
            String title = script.owner().title();
            invocation.say(invocation.errStyle().red("error") + " " + ErrorCode.DX_SCRIPT + ": "
                    + Printable.line((title.isEmpty() ? "" : title + ": ") + script.event()) + " exited with " + exit);
            invocation.say("What it says of the reason stands above.");
        }
        return exit;
    }
}
