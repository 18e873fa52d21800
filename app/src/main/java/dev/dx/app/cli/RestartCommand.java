package dev.dx.app.cli;

import picocli.CommandLine;

@CommandLine.Command(name = "restart", description = "Run the script restart, or else stop and start.")
final class RestartCommand extends NamedScriptCommand {
    RestartCommand() {
        super("restart");
    }
}
