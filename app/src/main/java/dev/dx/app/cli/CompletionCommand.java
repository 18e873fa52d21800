package dev.dx.app.cli;

import dev.dx.app.cli.call.Command;
import dev.dx.app.cli.call.Invocation;
import picocli.CommandLine;

@CommandLine.Command(name = "completion", description = "Print a script: source <(dx completion) completes dx in bash.")
final class CompletionCommand implements Command {
    @Override
    public int run(Invocation invocation) {
        invocation.print(PicocliArguments.completionScript());
        return 0;
    }
}
