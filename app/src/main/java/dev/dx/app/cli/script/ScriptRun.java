package dev.dx.app.cli.script;

import dev.dx.app.cli.call.Invocation;
import dev.dx.app.cli.call.MemberOptions;
import dev.dx.engine.install.Engine;
import dev.dx.engine.install.script.ScriptRequest;
import dev.dx.engine.install.script.ScriptRequest.Absence;
import java.util.List;

/** What the commands that run a script of package.json have in common. */
final class ScriptRun {
    private final Invocation invocation;
    private final ScriptOptions options;
    private final MemberOptions members;

    ScriptRun(Invocation invocation, ScriptOptions options, MemberOptions members) {
        this.invocation = invocation;
        this.options = options;
        this.members = members;
    }

    /** @param command in npm's words */
    int run(String command, String name, List<String> arguments) {
        ScriptTalk talk = new ScriptTalk(invocation);
        ScriptRequest request = new ScriptRequest(
                invocation.project(),
                members.choice(invocation),
                name,
                arguments,
                options.ifPresent ? Absence.PASSED_OVER : Absence.ERROR,
                ScriptTalk.caller(invocation, command));
        try (Engine engine = invocation.openEngine(options.settings())) {
            return talk.ended(engine.run(request, talk));
        }
    }
}
