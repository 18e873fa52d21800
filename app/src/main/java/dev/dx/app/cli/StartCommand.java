package dev.dx.app.cli;

import dev.dx.app.cli.call.Command;
import dev.dx.app.cli.call.Invocation;
import dev.dx.app.cli.program.GuiCommand;

/** {@code dx} without a command: the window where one can be shown, else help. */
final class StartCommand implements Command {
    @Override
    public boolean needsOwnProcess(Invocation invocation) {
        return true;
    }

    @Override
    public int run(Invocation invocation) {
        Command command =
                invocation.window().canOpen(invocation.environment()) ? new GuiCommand() : HelpCommand.about(null);
        return command.run(invocation);
    }
}
