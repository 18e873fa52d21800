package dev.dx.app.cli.script;

import dev.dx.app.cli.call.Invocation;
import dev.dx.app.cli.text.Printable;
import dev.dx.engine.InstallEvent;
import dev.dx.engine.install.Engine;
import dev.dx.engine.install.ExecRequest;
import java.util.Map;

/** What the commands that run a program of a package have in common. */
final class ExecRun {
    private final Invocation invocation;

    ExecRun(Invocation invocation) {
        this.invocation = invocation;
    }

    int run(ExecRequest request) {
        ScriptTalk talk = new ScriptTalk(invocation);
        try (Engine engine = invocation.openEngine(Map.of())) {
            return talk.ended(engine.exec(request, talk, event -> {
                if (event instanceof InstallEvent.Warning(String text)
                        && !invocation.options().isQuiet()) {
                    invocation.say(invocation.errStyle().yellow("warning") + " " + Printable.line(text));
                }
            }));
        }
    }
}
