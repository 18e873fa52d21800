package dev.dx.app.cli;

import picocli.CommandLine;

@CommandLine.Command(name = "stop", description = "Run the script stop.")
final class StopCommand extends NamedScriptCommand {
    StopCommand() {
        super("stop");
    }
}
