package dev.dx.app.cli;

import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@CommandLine.Command(name = "restart", description = "Run the script restart, or else stop and start.")
final class RestartCommand implements Command {
    @Mixin
    ScriptOptions script = new ScriptOptions();

    @Mixin
    MemberOptions members = new MemberOptions();

    @Parameters(arity = "0..*", paramLabel = "ARG", description = "For the script.")
    List<String> arguments = new ArrayList<>();

    @Override
    public int run(Invocation invocation) {
        return new ScriptRun(invocation, script, members).run("restart", "restart", arguments);
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
