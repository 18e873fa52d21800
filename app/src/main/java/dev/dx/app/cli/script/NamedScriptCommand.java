package dev.dx.app.cli.script;

import dev.dx.app.cli.call.Command;
import dev.dx.app.cli.call.Invocation;
import dev.dx.app.cli.call.MemberOptions;
import dev.dx.app.cli.call.OptionGroup;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** A command that is the name of a script. */
abstract class NamedScriptCommand implements Command {
    @Mixin
    ScriptOptions script = new ScriptOptions();

    @Mixin
    MemberOptions members = new MemberOptions();

    @Parameters(arity = "0..*", paramLabel = "ARG", description = "For the script.")
    List<String> arguments = new ArrayList<>();

    private final String name;

    NamedScriptCommand(String name) {
        this.name = name;
    }

    @Override
    public boolean needsOwnProcess(Invocation invocation) {
        return true;
    }

    @Override
    public boolean runsPrograms() {
        return true;
    }

    @Override
    public int run(Invocation invocation) {
        return new ScriptRun(invocation, script, members).run(name, name, arguments);
    }

    @Override
    public Rest rest() {
        return Rest.UNKNOWN;
    }

    @Override
    public List<OptionGroup> options() {
        return List.of(script, members);
    }

    @Override
    public boolean operand(String argument) {
        return arguments.add(argument);
    }
}
